"""Does a document that somebody else wrote keep to its published schema?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from yibao.codec import kind, parse, pointer
from yibao.conformance.cases import spec
from yibao.errors import Fault, MissingExtra


def faults(document: Any, schema: str, part: str) -> Iterator[Fault]:
    """Where it does not keep to a part (`$defs`) of a schema of the specification, by the schema's file name. Raises MissingExtra."""
    try:
        for one in _validator(schema, part).iter_errors(document):
            path = "".join(f"/{pointer(str(step))}" for step in one.instance_path)
            yield Fault(path, "schema", f"{one.message}; got {kind(one.instance)}")
    except ValueError as error:  # what no schema can be held against, such as lists in lists without end
        yield Fault("", "schema", f"cannot be checked: {error}")


@cache
def _validator(schema: str, part: str) -> Any:
    try:
        from jsonschema_rs import Draft202012Validator
    except ImportError:
        raise MissingExtra("what others wrote is checked with jsonschema-rs, which is not installed: pip install 'yibao[conformance]'") from None
    name = f"schemas/{schema}.json"
    definitions = parse(spec().joinpath("schemas", f"{schema}.json").read_bytes(), name)["$defs"]
    return Draft202012Validator({"$defs": definitions, "$ref": f"#/$defs/{part}"}, mask="this")
