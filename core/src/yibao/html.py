"""How do results look as a page of their own: HTML that needs nothing else, or Markdown?

The pages are Jinja templates (`templates/`), filled with plain data. Jinja is an extra, since only who
makes pages needs it.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any

from yibao.errors import MissingExtra


def render(template: str, **context: Any) -> str:
    """A page from a template of this package. Raises MissingExtra where Jinja is not installed."""
    return str(_environment().get_template(template).render(**context))


def in_text(text: str) -> Any:
    """Long text for the inside of an element, where quotes are no danger and stay as they are; never for an attribute. Raises MissingExtra."""
    _environment()
    from markupsafe import Markup

    return Markup(escape(text, quote=False))


@cache
def _environment() -> Any:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise MissingExtra("pages need Jinja, which is not installed: pip install 'yibao[html]'") from None
    return Environment(
        loader=PackageLoader("yibao"),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
