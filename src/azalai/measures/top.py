"""The short list a report prints: the largest categories, and *Other*."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from azalai.model.tables import Row, Status


class OtherRule(StrEnum):
    """How the change of *Other* is made."""

    REBASED = "rebased"
    """*Other* is what this month's list leaves, in both months: a column adds to 0."""
    OWN_LIST = "own_list"
    """*Other* of last month is what last month's own list of that length left (IOM's report)."""


@dataclass(frozen=True, slots=True)
class TopRow:
    """A line of the short list: printed share and change in points.

    ``category`` is ``other`` for the rest; `change` is None where ``change_status`` says why.
    """

    category: str
    share: int | float | None
    change: int | float | None
    status: Status = Status.OK
    change_status: Status = Status.OK


def top(
    rows: Iterable[Row],
    *,
    categories: Sequence[str] = (),
    other: OtherRule = OtherRule.REBASED,
    at_most: int = 5,
    at_least: int = 1,
) -> list[TopRow]:
    """The short list of one measure at one place in one direction.

    Parameters
    ----------
    rows : iterable of Row
        The ``%`` rows and the ``pp`` rows of the measure, in the table's order.
    categories : sequence of str
        The list to print, instead of the rule's own: up to `at_most` categories of at least
        `at_least` per cent, largest first. A list that ends in ``other`` shows *Other* even at 0.
    other : OtherRule
        How *Other* is compared with last month. It is 100 minus the rounded shares shown, and
        left out where nothing is left.

    Examples
    --------
    >>> table = [Row(release="", measure="m", place="", period="", category1=code, value=value,
    ...              unit="%") for code, value in (("BFA", 70), ("MLI", 9), ("GIN", 0))]
    >>> [(row.category, row.share) for row in top(table)]
    [('BFA', 70), ('MLI', 9), ('other', 21)]
    """
    shares: dict[str, Row] = {}
    changes: dict[str, Row] = {}
    for row in rows:
        if row.unit == "%":
            shares[row.category1] = row
        elif row.unit == "pp":
            changes[row.category1] = row
    if not shares:
        return []
    # A category that is itself called *other* (a movement type, say) stands for itself where the
    # list leaves nothing else out; otherwise it belongs to the rest.
    listed = [code for code in categories if code != "other"] or [
        code
        for code, row in shares.items()
        if code != "other" and row.value is not None and row.value >= at_least
    ][:at_most]
    lines = [_line(code, shares.get(code), changes.get(code)) for code in listed]
    if any(line.share is None for line in lines):
        return lines
    own = shares.get("other")
    left_out = [row for code, row in shares.items() if code not in (*listed, "other") and row.value]
    if own is not None and own.value and not left_out and not categories:
        return [*lines, _line("other", own, changes.get("other"))]
    rest = 100 - sum(line.share or 0 for line in lines)
    if rest > 0 or "other" in categories:
        before = _rest_before(listed, changes, other, at_least)
        change = None if before is None else rest - before
        status = Status.NOT_APPLICABLE if before is None else Status.OK
        estimated = any(line.status is Status.ESTIMATED for line in lines)
        made = Status.ESTIMATED if estimated else Status.OK
        lines.append(TopRow("other", rest, change, made, status or made))
    return lines


def _line(code: str, share: Row | None, change: Row | None) -> TopRow:
    if share is None:
        return TopRow(code, 0, None, change_status=Status.NOT_APPLICABLE)
    status = Status.NOT_APPLICABLE if change is None else change.status
    return TopRow(code, share.value, change.value if change else None, share.status, status)


def _rest_before(
    listed: Sequence[str],
    changes: dict[str, Row],
    other: OtherRule,
    at_least: int,
) -> int | float | None:
    """What last month's list left of 100; None where last month has no (public) shares."""
    bases = {code: row.base for code, row in changes.items() if row.base is not None}
    if not bases:
        return None
    if other is OtherRule.REBASED:
        shown = [bases.get(code) for code in listed]
        if None in shown:
            return None
        return 100 - sum(value for value in shown if value is not None)
    own = sorted(
        (value for code, value in bases.items() if code != "other" and value >= at_least),
        reverse=True,
    )
    return 100 - sum(own[: len(listed)])
