"""Displaced within the country, by the place where they are and the one they left."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from azalai.model.figures import Category, Figure, Statistic
from azalai.reports.content import Block, Callout, Cell, Column, DataTable, Section
from azalai.reports.crisis.facts import CrisisFacts, plain_sum
from azalai.reports.crisis.maps import displaced_picture
from azalai.reports.crisis.rows import ages, date_cell, figures_table, share_text, shared, sum_rows
from azalai.reports.crisis.totals import closing_of, new_since, opening_of
from azalai.reports.markup import words


def section(facts: CrisisFacts) -> Section | None:
    """The map, the table by region, shares stated earlier beside, and where people came from."""
    total = closing_of(facts, "idp", facts.crisis.place)
    parts = facts.parts(total) if total is not None else ()
    if total is None or not parts:
        return None
    blocks: list[Block] = []
    blocks.append(_by_region(facts, total, parts))
    blocks.append(Callout(words(_span(facts, total))))
    picture = displaced_picture(facts, "map-idp", height=350)
    if picture is not None:
        blocks.append(picture)
    shares = _earlier_shares(facts, total, parts)
    if shares is not None:
        blocks.append(shares)
    by_origin = _by_origin(facts)
    if by_origin:
        blocks.append(figures_table(facts, facts.say("displaced.origin"), by_origin))
    return Section("displaced", facts.say("displaced.title"), tuple(blocks))


def _by_region(facts: CrisisFacts, total: Figure, parts: Sequence[Figure]) -> DataTable:
    new = new_since(facts, "idp", facts.crisis.place)
    arrived = {part.place: part for part in facts.parts(new)} if new is not None else {}
    rows: list[tuple[Cell, ...]] = [
        (
            Cell(facts.place(part.place)),
            Cell(facts.value(arrived.get(part.place))),
            Cell(facts.value(part), tone="total"),
            Cell(share_text(facts, part.value, total.value)),
            Cell(date_cell(facts, part)),
            Cell(facts.age(part)),
            Cell(facts.source(part)),
        )
        for part in parts
    ]
    span = facts.span(total)
    columns: tuple[Column, ...] = (
        Column(facts.say("column.region"), "start", 0.9),
        Column(_since(facts, new), "end", 0.8),
        Column(facts.say("column.displaced"), "end", 0.8),
        Column(facts.say("column.share"), "end", 0.5),
        Column(facts.say("column.as_of"), "start", 2.45),
        Column(facts.say("column.age", date=facts.short_day(facts.crisis.as_of)), "end", 0.8),
        Column(facts.say("column.source"), "start", 1.4),
    )
    stated = (
        Cell(facts.say("row.stated"), tone="total"),
        Cell(facts.value(new), tone="total"),
        Cell(facts.value(total), tone="total"),
        Cell(facts.wording.percent(100)),
        Cell(date_cell(facts, total)),
        Cell(ages(facts, span)),
        Cell(facts.source(total)),
    )
    _, summed = sum_rows(
        facts, 5, (new, total), (arrived.values(), parts), "", "",
    )  # fmt: skip
    summed = (*summed[:3], Cell(""), summed[3], Cell(""), summed[4])
    lines = [*rows, stated, summed]
    note = facts.say("displaced.table.sum")
    if new is None:
        # Nobody states any: a column of "not stated" says less than no column.
        lines = [(*line[:1], *line[2:]) for line in lines]
        columns = (*columns[:1], *columns[2:])
    else:
        note = f"{facts.say('displaced.table.new', when=facts.date(new))} {note}"
    table = DataTable(
        facts.say("displaced.table", place=facts.wording.country(facts.crisis.place, "in")),
        columns, tuple(lines), note=note,
        source=facts.read_in([*parts, total, new, *arrived.values()]),
    )  # fmt: skip
    return shared(facts, table)


def _since(facts: CrisisFacts, new: Figure | None) -> str:
    """Head of the column of new displacement, with the day from which it was counted."""
    if new is None or new.first is None:
        return facts.say("column.new")
    return facts.say("column.new.since", date=facts.short_day(new.first.first))


def _span(facts: CrisisFacts, total: Figure) -> str:
    span = facts.span(total)
    printed = [part for part in span.parts if part.as_of_published is not None]
    said = [
        facts.say("displaced.span", total=facts.value(total), date=facts.date(total),
                  span=facts.span_text(total), source=facts.source(total))
    ]  # fmt: skip
    if printed:
        listed = facts.wording.join([facts.place(part.place) for part in printed])
        said.append(facts.say("displaced.printed", len(printed), list=listed))
    return " ".join(said)


def _earlier_shares(facts: CrisisFacts, total: Figure, parts: Sequence[Figure]) -> DataTable | None:
    """Shares by region that a source printed before, beside those of the counts."""
    opening = opening_of(facts, "idp", facts.crisis.place)
    regions = {part.place: part for part in parts}
    shares = [
        figure
        for figure in facts.ledger.select(
            category=Category.STOCK, statistic=Statistic.SHARE, population="idp", origin=""
        )
        if figure.place in regions and not (figure.sex or figure.age or figure.breakdown)
    ]
    if len(shares) < 2:
        return None
    added = plain_sum(shares)
    rows = [
        (
            Cell(facts.place(figure.place)),
            Cell(facts.value(figure), tone="total"),
            Cell(_of(facts, figure, opening)),
            Cell(share_text(facts, regions[figure.place].value, total.value)),
            Cell(facts.date(figure)),
            Cell(facts.source(figure)),
        )
        for figure in shares
    ]
    rows.append(
        (
            Cell(facts.say("row.sum")),
            Cell(facts.wording.percent(added)),
            Cell(""),
            Cell(share_text(facts, plain_sum(regions[f.place] for f in shares), total.value)),
            Cell(facts.say("row.sum.date")),
            Cell(facts.say("row.sum.source")),
        )
    )
    note = facts.say("displaced.shares.note", sum=facts.wording.percent(added))
    if opening is not None:
        note += " " + facts.say(
            "displaced.shares.base", base=facts.value(opening), date=facts.date(opening),
            source=facts.source(opening),
        )  # fmt: skip
    return DataTable(
        facts.say("displaced.shares"),
        (
            Column(facts.say("column.region"), "start", 1.0),
            Column(facts.say("column.share.stated"), "end", 0.7),
            Column(facts.say("column.people.of_share"), "end", 1.0),
            Column(facts.say("column.share.now"), "end", 0.8),
            Column(facts.say("column.date"), "start", 1.15),
            Column(facts.say("column.source"), "start", 1.75),
        ),
        tuple(rows), note=note, source=facts.read_in([*shares, opening]),
    )  # fmt: skip


def _of(facts: CrisisFacts, share: Figure, whole: Figure | None) -> str:
    """The people that a rounded share may stand for, to three figures at most."""
    if share.value is None or whole is None or whole.value is None:
        return "–"
    half = Decimal("0.5")
    low, high = ((share.value + step) * whole.value / 100 for step in (-half, half))
    return f"{facts.number(round(low, -2))}–{facts.number(round(high, -2))}"


def _by_origin(facts: CrisisFacts) -> list[Figure]:
    """Displaced people of whom a source says which part of the country they left."""
    return [
        figure
        for figure in facts.ledger.select(
            category=(Category.STOCK, Category.NEW_DISPLACEMENT), population="idp"
        )
        if figure.origin
        and facts.places.lies_in(figure.place, facts.crisis.place)
        | (figure.place in facts.places and bool(facts.places[figure.place].parts))
    ]
