"""Money is exact: fen inside, decimal strings outside, one rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yibao.money import fen, times, yuan


@given(st.integers(0, 10**15 - 1))
def test_an_amount_survives_writing_and_reading(amount: int) -> None:
    """Fen to text and back is the same amount."""
    assert amount == fen(yuan(amount))


@pytest.mark.parametrize("text", ["1", "1.5", "1.555", "-1.00", "01.00", " 1.00", "1.00 ", "1,000.00", "1e2", "", "١.٠٠", "10000000000000.00"])
def test_another_spelling_is_refused(text: str) -> None:
    """Only digits, a point and two places are an amount."""
    with pytest.raises(ValueError, match="two places"):
        fen(text)


@pytest.mark.parametrize(
    ("amount", "factor", "half_up", "half_even"),
    [
        (1, "0.5", 1, 0),
        (3, "0.5", 2, 2),
        (5, "0.5", 3, 2),
        (452, "0.05", 23, 23),
        (1000, "1", 1000, 1000),
        (999, "0", 0, 0),
        (1001, "0.65", 651, 651),
    ],
)
def test_half_a_fen_is_rounded_as_the_reading_says(amount: int, factor: str, half_up: int, half_even: int) -> None:
    """Half up by default, half to even by the other reading."""
    assert half_up == times(amount, Decimal(factor), "half_up")
    assert half_even == times(amount, Decimal(factor), "half_even")


def test_a_negative_amount_keeps_its_sign() -> None:
    """A difference below zero is written with a minus."""
    assert yuan(-5) == "-0.05"
