"""What are the fields of documents made of?

Each kind of value has one way to be written (`codec.py`); a field made by `fact` is at the same time a
fact that rules may ask for.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NewType

import attrs

Reference = NewType("Reference", str)
"""The caller's own reference: letters, digits and `._:-`; never an identity or telephone number."""
Area = NewType("Area", str)
"""A coordination area (统筹区) as six digits, such as 120000."""
Code = NewType("Code", str)
"""A code of an item, drug or disease, as the national platform writes it."""
Ratio = NewType("Ratio", Decimal)
"""A share between 0 and 1 with at most four places, such as 0.65."""
Quantity = NewType("Quantity", Decimal)
"""A count greater than 0 with at most four places."""
UnitPrice = NewType("UnitPrice", Decimal)
"""A price for one unit in yuan with two to six places, such as 4.52."""

Insurance = NewType("Insurance", str)
"""A kind of insurance: employee (职工), resident (居民) or another lower-case word."""
Head = NewType("Head", str)
"""The head of a ledger: number and SHA-256 of its last entry."""
Clock = NewType("Clock", str)
"""A time of day in Beijing, HH:MM."""
Name = NewType("Name", str)
"""A name in a file of cases: small letters, digits and hyphens."""
CaseName = NewType("CaseName", str)
"""The full name of a case, <region>/<group>/<id>."""
Digest = NewType("Digest", str)
"""A SHA-256 in hexadecimal."""


def fact(zh: str, en: str, unit: str = "", **options: Any) -> Any:
    """A field that is also a fact: Chinese name, English meaning, unit. Not stated unless given."""
    return attrs.field(default=None, metadata={"zh": zh, "en": en, "unit": unit}, **options)
