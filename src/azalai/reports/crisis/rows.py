"""Rows of the report's tables: each number with its day and its source beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from azalai.model.figures import Figure
from azalai.reports.content import Cell, Column, DataTable
from azalai.reports.crisis.facts import CrisisFacts, plain_sum
from azalai.wording.figures import counted_of, printed_date
from azalai.wording.voice import capitalised

if TYPE_CHECKING:
    from azalai.accounts.spans import Span


MOST_LINES, WIDTH = 18, 40
"""Lines of a table that never breaks over pages, and letters of a line of one of its cells."""


def figures_table(
    facts: CrisisFacts, caption: str, figures: Sequence[Figure], note: str = ""
) -> DataTable:
    """Figures one under the other: what, value, day, source."""
    table = DataTable(
        caption,
        (
            Column(facts.say("column.what"), "start", 2.65),
            Column(facts.say("column.value"), "end", 1.05),
            Column(facts.say("column.date"), "start", 1.4),
            Column(facts.say("column.source"), "start", 1.6),
        ),
        tuple(
            (
                Cell(capitalised(counted_of(facts.wording, facts.places, figure))),
                Cell(facts.value(figure), tone="total"),
                Cell(date_cell(facts, figure)),
                Cell(facts.source(figure)),
            )
            for figure in figures
        ),
        note=note,
        source=facts.read_in(figures),
    )
    return shared(facts, table)


def date_cell(facts: CrisisFacts, figure: Figure | None) -> str:
    """A figure's day, and the printed one where that cannot be."""
    if figure is None:
        return "–"
    printed = printed_date(facts.wording, figure)
    return f"{facts.date(figure)} ({printed})" if printed else facts.date(figure)


def ages(facts: CrisisFacts, span: Span) -> str:
    """The ages of a total's newest and oldest part; one number where they are the same."""
    if span.first is None or span.last is None:
        return facts.say("no_age")
    least, most = ((facts.crisis.as_of - day).days for day in (span.last.last, span.first.first))
    return facts.number(most) if least == most else f"{facts.number(least)}–{facts.number(most)}"


def share_text(facts: CrisisFacts, part: Decimal | None, whole: Decimal | None) -> str:
    """A part in per cent of a whole."""
    if part is None or not whole:
        return "–"
    return facts.wording.percent(100 * part / whole)


def sum_rows(
    facts: CrisisFacts,
    columns: int,
    stated: Sequence[Figure | None],
    parts: Sequence[Iterable[Figure]],
    date: str,
    source: str,
    blanks: Sequence[str] = (),
) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """The stated total of each column, and under it the sum of the rows, worked out anew.

    Parameters
    ----------
    columns : int
        Columns between the totals and the end, date and source included.
    blanks : sequence of str
        What stands in columns after the totals, before date and source.
    """
    middle = tuple(Cell(text, tone="total") for text in blanks)
    first = (
        Cell(facts.say("row.stated"), tone="total"),
        *(Cell(facts.value(figure), tone="total") for figure in stated),
        *middle, Cell(date), Cell(source),
    )  # fmt: skip
    second = (
        Cell(facts.say("row.sum")),
        *(Cell(sum_text(facts, *pair)) for pair in zip(parts, stated, strict=True)),
        *(Cell("") for _ in blanks),
        Cell(facts.say("row.sum.date")), Cell(facts.say("row.sum.source")),
    )  # fmt: skip
    assert len(first) == len(second) == columns
    return first, second


def sum_text(facts: CrisisFacts, parts: Iterable[Figure], stated: Figure | None) -> str:
    """The sum of some parts, and whether it is the stated total.

    Where nobody states a number there is no sum; with a part that is a range it is no number, and
    with one that is too small to print it would tell that part.
    """
    listed = [*parts]
    if not any(part.value is not None for part in listed) or any(
        part.known and part.value is None for part in listed
    ):
        return "–"
    total = plain_sum(listed)
    shown = facts.number(total)
    if stated is None or stated.value is None:
        return shown
    return f"{shown} {'=' if stated.value == total else '≠'}"


def shared(facts: CrisisFacts, table: DataTable) -> DataTable:
    """A table whose rows all have one source says it once, under the table.

    The last column holds the sources. A table that may break over pages keeps them: each number
    has its source on its page.
    """
    lines = sum(max(1 + len(cell.text) // WIDTH for cell in row) for row in table.rows)
    if lines > MOST_LINES:
        return table
    computed = {facts.say("row.sum.source"), "–", ""}
    named = {row[-1].text for row in table.rows} - computed
    if len(named) != 1:
        return table
    (source,) = named
    line = f"{facts.say('source.shared', source=source)} {table.source}".strip()
    return replace(
        table, columns=table.columns[:-1], rows=tuple(row[:-1] for row in table.rows), source=line
    )
