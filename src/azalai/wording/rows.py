"""Cells: a row of the long table in print form."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from azalai.model.tables import Row, Status
from azalai.wording.numbers import exact

if TYPE_CHECKING:
    from azalai.wording.voice import Wording

_COUNTS = frozenset({"persons", "points", "days"})


def value(wording: Wording, row: Row, threshold: int, decimals: int) -> str:
    """See `azalai.wording.Wording.value`."""
    if row.status is Status.PROTECTED:
        # `<5` is true of a count only; a share or a change is named as protected instead.
        if row.unit in _COUNTS:
            return wording.text("term.status.protected_below", threshold=wording.number(threshold))
        return wording.text("term.status.protected")
    if row.status in (Status.NOT_COLLECTED, Status.NOT_APPLICABLE, Status.NEW):
        return wording.text(f"term.status.{row.status}")
    if row.value is None:
        # Stated by nobody, not even as a reason: never a zero.
        return wording.text("term.status.unknown")
    if is_change(row):
        return wording.signed(row.value, row.unit, decimals)
    if row.unit == "%":
        return wording.percent(row.value, decimals)
    if row.unit == "share":
        return wording.percent(100 * exact(row.value), decimals)
    if row.unit == "persons/day":
        return wording.number(_average(row), decimals)
    if row.unit == "weight":
        return wording.number(row.value, 2)
    return wording.number(row.value, decimals)


def is_change(row: Row) -> bool:
    """Whether the row compares two periods.

    Percentage points always do; per cent and counts do where the measure says so.
    """
    return row.unit == "pp" or row.measure.endswith(("variation", "_change"))


def _average(row: Row) -> Fraction:
    if row.base is not None and row.days:
        return exact(row.base) / row.days
    assert row.value is not None
    return exact(row.value)
