"""Rounding, shares, variations.

MO-01  rounding is half up, away from zero for negatives, once, on exact values
MO-02  a share of nothing is no number
MO-03  a variation needs a base
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azalai.model.numbers import average, half_up, percent, variation

getcontext().prec = 60


def rounded(top: int, bottom: int, decimals: int) -> Decimal:
    """Half up by the decimal module: another road to the same number."""
    exact = Decimal(top) / Decimal(bottom)
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (Fraction(1, 2), 0, 1),
        (Fraction(-1, 2), 0, -1),
        (Fraction(5, 2), 0, 3),
        (Fraction(-5, 2), 0, -3),
        (Fraction(49, 100), 0, 0),
        (Fraction(-49, 100), 0, 0),
        (Fraction(25, 1000), 2, 0.03),
        (Fraction(-25, 1000), 2, -0.03),
        # As floats 1.005 and 2.675 lie just below the half; as fractions they do not.
        (Fraction(1005, 1000), 2, 1.01),
        (Fraction(2675, 1000), 2, 2.68),
        (0, 0, 0),
    ],
)
def test_mo01_halves_go_up_and_negative_halves_go_down(
    value: Fraction, decimals: int, expected: float
) -> None:
    assert half_up(value, decimals) == expected


def test_mo01_a_whole_number_is_an_integer() -> None:
    assert isinstance(half_up(Fraction(7, 2)), int)
    assert isinstance(half_up(Fraction(7, 2), 1), float)


@given(st.integers(0, 10**7), st.integers(1, 10**7), st.integers(0, 3))
def test_mo01_percent_is_what_decimal_arithmetic_says(part: int, base: int, decimals: int) -> None:
    assert percent(part, base, decimals) == float(rounded(100 * part, base, decimals))


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.integers(0, 3))
def test_mo01_rounding_is_symmetric_and_decimal(top: int, bottom: int, decimals: int) -> None:
    value = Fraction(top, bottom)
    assert half_up(value, decimals) == float(rounded(top, bottom, decimals))
    assert half_up(-value, decimals) == -half_up(value, decimals)


@given(st.integers(0, 10**6), st.integers(1, 31), st.integers(1, 10**6), st.integers(1, 31))
def test_mo01_a_variation_is_what_decimal_arithmetic_says(
    now: int, days: int, before: int, days_before: int
) -> None:
    # (now / days) / (before / days_before) - 1, as one fraction of integers
    expected = rounded(100 * (now * days_before - before * days), before * days, 0)
    assert variation(average(now, days), average(before, days_before)) == int(expected)


def test_mo02_a_share_of_nobody_is_not_a_number() -> None:
    assert percent(0, 0) is None
    assert percent(0, 3) == 0


def test_mo02_an_average_over_no_day_is_not_a_number() -> None:
    assert average(5, 0) is None
    assert average(3942, 28) == Fraction(985500, 7000)


@pytest.mark.parametrize(("now", "before"), [(None, 3), (3, None), (3, 0), (0, 0), (None, None)])
def test_mo03_without_a_base_there_is_no_variation(now: int | None, before: int | None) -> None:
    assert variation(now, before) is None


def test_mo03_all_gone_is_minus_one_hundred() -> None:
    assert variation(0, 5) == -100
    assert variation(5, 5) == 0
