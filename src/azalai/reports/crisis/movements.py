"""Monitored movements and returns: what is stated of where people left and where they went."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from azalai.model.figures import Category, Figure, Statistic
from azalai.reports.content import Block, Cell, Column, DataTable, Paragraph, Section
from azalai.reports.crisis.facts import CrisisFacts, plain_sum
from azalai.reports.crisis.rows import figures_table, share_text
from azalai.reports.markup import words


def section(facts: CrisisFacts) -> Section | None:
    """Returns as a table of margins, then other movements that were seen or stated."""
    blocks: list[Block] = []
    for total in return_totals(facts):
        left, reached = margins(facts, total)
        if left or reached:
            blocks.append(Paragraph(words(facts.say("returns.text"))))
            blocks.append(_matrix(facts, total, left, reached))
            break
    for title, figures, note in facts.selected("movements"):
        blocks.append(figures_table(facts, title, figures, note))
    return Section("movements", facts.say("movements.title"), tuple(blocks)) if blocks else None


def return_totals(facts: CrisisFacts) -> list[Figure]:
    """Returns of a whole country, since the opening if there is one."""
    found = facts.ledger.recommended(
        category=Category.RETURN, statistic=Statistic.COUNT, place=facts.crisis.place, origin=""
    )
    return sorted(found, key=lambda figure: str(figure.last or ""), reverse=True)


def margins(facts: CrisisFacts, total: Figure) -> tuple[list[Figure], list[Figure]]:
    """Returns by the place people left, and by the place they went to."""
    same = [
        figure
        for figure in facts.ledger.select(
            category=Category.RETURN, statistic=Statistic.COUNT, population=total.population,
            first=total.first, last=total.last,
        )
        if figure.id != total.id and figure.printed_in == total.printed_in
    ]  # fmt: skip
    left = [figure for figure in same if figure.origin and figure.place == total.place]
    reached = [figure for figure in same if not figure.origin and figure.place != total.place]
    return left, reached


def _matrix(
    facts: CrisisFacts, total: Figure, left: Sequence[Figure], reached: Sequence[Figure]
) -> DataTable:
    """Origins down, destinations across: the inner cells are stated by nobody."""
    blank = facts.say("not_stated")
    columns = [
        Column(facts.say("returns.from_to"), "start", 1.5),
        *(Column(facts.place(figure.place), "end", 1.0) for figure in reached),
        Column(facts.say("returns.unstated"), "end", 1.0),
        Column(facts.say("returns.all"), "end", 0.9),
        Column(facts.say("column.share"), "end", 0.7),
    ]
    inner = len(reached) + 1
    rows: list[tuple[Cell, ...]] = [
        (
            Cell(facts.place(figure.origin)),
            *(Cell(blank, tone="quiet") for _ in range(inner)),
            Cell(facts.value(figure), tone="total"),
            Cell(share_text(facts, figure.value, total.value)),
        )
        for figure in left
    ]
    whole = total.value or Decimal(0)
    no_origin, no_end = whole - plain_sum(left), whole - plain_sum(reached)
    if left:
        rows.append(
            (
                Cell(facts.say("returns.unstated.origin")),
                *(Cell(blank, tone="quiet") for _ in range(inner)),
                Cell(facts.number(no_origin), tone="total"),
                Cell(share_text(facts, no_origin, whole)),
            )
        )
    rows.append(
        (
            Cell(facts.say("returns.all"), tone="total"),
            *(Cell(facts.value(figure), tone="total") for figure in reached),
            Cell(facts.number(no_end), tone="total"),
            Cell(facts.value(total), tone="total"),
            Cell(facts.wording.percent(100)),
        )
    )
    rows.append(
        (
            Cell(facts.say("column.share")),
            *(Cell(share_text(facts, figure.value, whole)) for figure in reached),
            Cell(share_text(facts, no_end, whole)),
            Cell(facts.wording.percent(100)),
            Cell(""),
        )
    )
    return DataTable(
        facts.say("returns.table"), tuple(columns), tuple(rows),
        note=facts.say("returns.note", origin=facts.number(no_origin), end=facts.number(no_end)),
        source=facts.say("source.of_all", date=facts.date(total), source=facts.source(total))
        + " " + facts.read_in([total]),
    )  # fmt: skip
