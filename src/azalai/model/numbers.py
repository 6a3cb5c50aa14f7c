"""Rounding, shares and variations: each rule stands here once.

Rounding is half up (away from zero for negative changes: -2.5 becomes -3, as +2.5 becomes +3),
on exact fractions of integers, once, at the end.
"""

from __future__ import annotations

from fractions import Fraction

Number = int | Fraction


def half_up(value: Number, decimals: int = 0) -> int | float:
    """Round half up (half away from zero) to so many decimals.

    Examples
    --------
    >>> half_up(Fraction(5, 2)), half_up(Fraction(-5, 2)), half_up(Fraction(985, 7), 2)
    (3, -3, 140.71)
    """
    if isinstance(value, int):
        return value if decimals == 0 else float(value)
    scaled = abs(Fraction(value)) * 10**decimals
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    if value < 0:
        rounded = -rounded
    return rounded if decimals == 0 else float(Fraction(rounded, 10**decimals))


def percent(part: Number, base: Number, decimals: int = 0) -> int | float | None:
    """``part`` as a rounded percentage of ``base``; `None` where the base is zero.

    Examples
    --------
    >>> percent(8648, 12414), percent(2, 947, 1), percent(0, 0)
    (70, 0.2, None)
    """
    if not base:
        return None
    if isinstance(part, int) and isinstance(base, int) and part >= 0 and base > 0:
        # The same as below, without a fraction for each of the thousands of shares of a month.
        scale: int = 10**decimals
        rounded = (200 * part * scale + base) // (2 * base)
        return rounded if decimals == 0 else rounded / scale
    return half_up(Fraction(100 * part) / base, decimals)


def average(persons: Number, days: int) -> Fraction | None:
    """Persons per collection day, exact; `None` where there was no collection day."""
    return Fraction(persons, days) if days else None


def variation(now: Number | None, before: Number | None) -> int | None:
    """Change in rounded per cent of `before`; `None` where a base is missing or zero.

    Examples
    --------
    >>> variation(Fraction(947, 30), Fraction(550, 31))
    78
    >>> variation(Fraction(947, 30), Fraction(0)) is None
    True
    """
    if now is None or before is None or before == 0:
        return None
    return int(half_up((Fraction(now) / Fraction(before) - 1) * 100))
