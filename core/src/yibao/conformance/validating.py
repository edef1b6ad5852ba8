"""Does a document that somebody else wrote keep to its published schema?"""

from __future__ import annotations

from functools import cache
from typing import Any

from yibao.codec import kind, parse, pointer
from yibao.conformance.cases import spec
from yibao.errors import Fault, MissingExtra


def first_fault(document: Any, schema: str, part: str) -> Fault | None:
    """The first place where it does not keep to a part (`$defs`) of a schema of the specification, by the schema's file name.

    One is enough: a document of a million faults would cost gigabytes to tell. Raises MissingExtra.
    """
    check = _validator(schema, part)
    try:
        check.validate(document)
    except ValueError as error:
        one: Any = error
        if not hasattr(one, "instance_path"):  # what no schema can be held against, such as lists in lists without end
            return Fault("", "schema", f"cannot be checked: {one}")
        path = "".join(f"/{pointer(str(step))}" for step in one.instance_path)
        return Fault(path, "schema", f"{one.message}; got {kind(one.instance)}")
    return None


@cache
def _validator(schema: str, part: str) -> Any:
    try:
        from jsonschema_rs import Draft202012Validator
    except ImportError:
        raise MissingExtra("what others wrote is checked with jsonschema-rs, which is not installed: pip install 'yibao[conformance]'") from None
    name = f"schemas/{schema}.json"
    definitions = parse(spec().joinpath("schemas", f"{schema}.json").read_bytes(), name)["$defs"]
    return Draft202012Validator({"$defs": definitions, "$ref": f"#/$defs/{part}"}, mask="this")
