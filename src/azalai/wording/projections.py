"""Values of assumptions in words: a share in per cent, months, a factor, points."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from azalai.wording.voice import Wording

_WORDS: Final = ("months", "points")


def assumed(wording: Wording, value: float, unit: str) -> str:
    """A value of an assumption with its unit.

    Examples
    --------
    >>> from azalai.wording import Wording
    >>> en = Wording("en")
    >>> assumed(en, 0.6, "share"), assumed(en, 1.5, "factor"), assumed(en, 1, "months")
    ('60%', '× 1.5', '1 month')
    >>> assumed(en, -0.21, "share"), assumed(en, -8.0, "points")
    ('−21%', '−8 points')
    """
    if unit == "share":
        return wording.percent(_exact(value * 100))
    shown = _number(wording, value)
    if unit == "factor":
        return wording.text("projection.value.factor", value=shown)
    return wording.text(f"projection.value.{unit}", abs(_exact(value)), n=shown)


def assumed_range(wording: Wording, low: float, high: float, unit: str) -> str:
    """From the least to the most, a unit that is a word said once; a value known for sure.

    Examples
    --------
    >>> from azalai.wording import Wording
    >>> en = Wording("en")
    >>> assumed_range(en, 3, 24, "months"), assumed_range(en, 1, 1, "factor")
    ('3 to 24 months', '× 1')
    >>> assumed_range(en, -0.48, 0.1, "share")
    '−48% to 10%'
    """
    if low == high:
        return assumed(wording, low, unit)
    least = _number(wording, low) if unit in _WORDS else assumed(wording, low, unit)
    return wording.text("projection.value.range", low=least, high=assumed(wording, high, unit))


def _number(wording: Wording, value: float) -> str:
    number = _exact(value)
    exponent = number.as_tuple().exponent
    return wording.number(number, max(0, -exponent) if isinstance(exponent, int) else 0)


def _exact(value: float) -> Decimal:
    """A number of a file as it was typed, without the noise of binary fractions."""
    return Decimal(repr(round(value, 6))).normalize()
