"""Primary suppression: a small count in a sensitive dimension does not leave the sealed part.

Pure: rows in, rows out. Everything printed of a protected cell goes with it: the count, its share,
its percentage, and the changes that start or end in it. An estimate is as small as the sample it is
made of: where few were interviewed it goes too, with its interval. This hides each cell itself;
that it cannot be worked out from others is for the attack to prove (`docs/adr/0006`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import attrgetter

from azalai.model.periods import Month
from azalai.model.tables import Row, Status

Cell = tuple[str, str, str, str, str]
"""(measure, place, direction, category, second category); the month is that of the table."""

FLOW_MEASURES = frozenset({"flows", "average_per_day", "variation", "daily", "monthly",
                           "monthly_average", "monthly_change", "screened"})  # fmt: skip

_COMPANIONS = ("_change", "_recorded", "_low", "_high")
"""Ends of the names of measures that tell of another measure's cells."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What may not be published.

    Attributes
    ----------
    threshold : int
        A count from 1 to ``threshold - 1`` in a sensitive dimension is protected.
    sensitive : frozenset of str
        Names of dimensions; ``flows`` makes the flows themselves sensitive.
    protect_crosses : bool
        Whether every cross of two dimensions is sensitive.
    protect_zero : frozenset of str
        Categories in which even a true zero is protected.
    """

    threshold: int
    sensitive: frozenset[str]
    protect_crosses: bool
    protect_zero: frozenset[str]

    def sensitive_row(self, row: Row) -> bool:
        """Whether a row's dimensions can expose people."""
        if row.category1 == "unknown":
            return False
        if row.measure in FLOW_MEASURES:
            return "flows" in self.sensitive
        crossed = bool(row.dimension2) and self.protect_crosses
        return crossed or bool({row.dimension1, row.dimension2} & self.sensitive)

    def too_small(self, row: Row) -> bool:
        """Whether the count itself may not be published."""
        if row.value is None:
            return False
        zero = row.value == 0 and bool({row.category1, row.category2} & self.protect_zero)
        return zero or 0 < row.value < self.threshold


@dataclass(frozen=True, slots=True)
class Protected:
    """A public table, and how much of it is hidden.

    Attributes
    ----------
    cells : int
        Counts of the sealed table in sensitive dimensions, zeros included.
    protected : int
        How many of them are hidden.
    """

    rows: list[Row]
    cells: int
    protected: int


@cache
def _told_of(measure: str) -> str:
    """The measure whose cells a measure tells of."""
    for end in _COMPANIONS:
        measure = measure.removesuffix(end)
    return measure


def _cell(row: Row) -> Cell:
    measure = _told_of(row.measure)
    if row.measure in ("average_per_day", "variation", "reference_level"):
        return ("flows", row.place, row.direction, "", "")
    if measure in ("monthly_average", "monthly"):
        measure = f"monthly {row.period}"
    elif measure == "daily":
        measure = f"daily {row.period}"
    return (measure, row.place, row.direction, row.category1, row.category2)


def protected_cells(rows: Iterable[Row], rules: Rules) -> set[Cell]:
    """The cells of a table whose count may not be published.

    Where fewer people than the threshold answered at all, every cell of the list is protected, its
    zeros too: beside a flow that is public, they would say what everybody was.

    Examples
    --------
    >>> rules = Rules(5, frozenset({"nationality"}), True, frozenset())
    >>> row = Row(release="", measure="nationalities", place="ML-gogui", period="2020-06",
    ...           dimension1="nationality", category1="SEN", value=4, unit="persons", base=90)
    >>> protected_cells([row], rules)
    {('nationalities', 'ML-gogui', 'total', 'SEN', '')}
    """
    counts = [(row, _cell(row)) for row in rows if row.unit == "persons"]
    hidden = {cell for row, cell in counts if rules.too_small(row) and rules.sensitive_row(row)}
    few = {cell[:3] for row, cell in counts if _too_few(row, cell, rules, hidden)}
    return hidden | {cell for _, cell in counts if cell[:3] in few}


def _where(cell: Cell) -> tuple[str, str]:
    return cell[1], cell[2]


def _too_few(row: Row, cell: Cell, rules: Rules, hidden: set[Cell]) -> bool:
    """Whether a profile's base is itself a small count of a sensitive list, or a hidden flow."""
    if not row.dimension1 or row.base is None or row.category1 == "unknown":
        return False
    of_few = rules.sensitive_row(row) and 0 < row.base < rules.threshold
    return of_few or ("flows", *_where(cell), "", "") in hidden


def protect(rows: Sequence[Row], rules: Rules, earlier: set[Cell] | None = None) -> Protected:
    """Hide what is too small.

    Parameters
    ----------
    rows : sequence of Row
        The exact table.
    earlier : set of Cell, optional
        Cells protected in the month that changes start from: a change would give them away.
    """
    hidden = protected_cells(rows, rules)
    before = earlier or set()
    public = [_hide(row, hidden, before, rules) for row in rows]
    counts = [row for row in rows if row.unit == "persons" and rules.sensitive_row(row)]
    cells = {_cell(row) for row in counts if row.value is not None}
    return Protected(_without_ranking(public), len(cells | hidden), len(hidden))


def _hide(row: Row, hidden: set[Cell], before: set[Cell], rules: Rules) -> Row:
    cell = _cell(row)
    if row.measure == "screened" and ("flows", *_where(cell), "", "") in hidden:
        # Its base, and its weight, are the flow.
        return row.but(value=None, base=None, status=Status.PROTECTED)
    change = row.measure.endswith("_change") or row.measure in ("variation", "reference_level")
    if cell not in hidden and not (change and (cell in before or cell in _starts(row, hidden))):
        return row
    telling = change or row.measure.endswith(("average", "per_day"))
    telling = telling or _too_few(row, cell, rules, hidden)
    return row.but(value=None, base=None if telling else row.base, status=Status.PROTECTED)


def _starts(row: Row, hidden: set[Cell]) -> set[Cell]:
    """The row's own cell, where the month that a change in a series starts from is hidden."""
    if row.measure != "monthly_change":
        return set()
    month = row.but(period=str(Month.parse(row.period).previous))
    return {_cell(row)} if _cell(month) in hidden else set()


def _without_ranking(rows: list[Row]) -> list[Row]:
    """Within a profile, protected cells stand by code: their order must not tell which is larger.

    The rows of one cell stay together; cells with a number keep their places before them.
    """
    result: list[Row] = []
    for _, lines in groupby(rows, key=attrgetter("measure", "place", "period", "direction")):
        block = list(lines)
        if not any(row.status is Status.PROTECTED for row in block):
            result += block
            continue
        cells = [list(cell) for _, cell in groupby(block, key=_cell)]
        small = [cell for cell in cells if cell[0].status is Status.PROTECTED]
        if small:
            at = cells.index(small[0])
            cells = [cell for cell in cells if cell[0].status is not Status.PROTECTED]
            cells[at:at] = sorted(small, key=lambda cell: _cell(cell[0]))
        result += [row for cell in cells for row in cell]
    return result
