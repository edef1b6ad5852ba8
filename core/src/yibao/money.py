"""How is money written, multiplied and rounded?

Inside, money is an integer number of fen (分). In documents it is a decimal string with two
places, "12.50". A ratio or quantity is a `Decimal`; a product is exact and is rounded once.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import NewType

Fen = NewType("Fen", int)
"""An amount of money in fen."""

SignedFen = NewType("SignedFen", int)
"""An amount of money in fen that can be below 0: what a list comes to."""

ROUNDINGS = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}
_AMOUNT = re.compile(r"(0|[1-9]\d{0,12})\.(\d\d)", re.ASCII)


def fen(text: str) -> Fen:
    """The fen of a decimal string with two places. Raises ValueError for any other text."""
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise ValueError(f'expected an amount as text with two places such as "12.50", got {text!r}')
    return Fen(int(match[1]) * 100 + int(match[2]))


def signed_fen(text: str) -> SignedFen:
    """The same of a text that may begin with a minus."""
    return SignedFen(-fen(text[1:]) if text.startswith("-") else fen(text))


def yuan(amount: int) -> str:
    """The decimal string of an amount in fen: 1250 is "12.50"."""
    sign, amount = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}{amount // 100}.{amount % 100:02d}"


def times(amount: int, factor: Decimal, rounding: str) -> Fen:
    """An amount in fen times a ratio or quantity, rounded to the fen (reading `rounding`)."""
    if factor == 1 or amount == 0:
        return Fen(amount)
    if factor == 0:
        return Fen(0)
    return Fen(int((amount * factor).to_integral_value(ROUNDINGS[rounding])))
