"""Refugees by country and settlement, how they came, and what camps last reported."""

from __future__ import annotations

from collections.abc import Sequence

from azalai.model.figures import Figure
from azalai.reports.content import Block, Callout, Cell, Column, DataTable, Section
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.crisis.maps import asylum_picture, country_of, last_reports
from azalai.reports.crisis.over_time import verifications
from azalai.reports.crisis.rows import ages, date_cell, shared, sum_text
from azalai.reports.crisis.totals import closing_of, new_since, opening_of
from azalai.reports.markup import words


def section(facts: CrisisFacts) -> Section | None:
    """The map, the table by country, the routes."""
    total = closing_of(facts, "refugee", facts.crisis.asylum)
    parts = facts.parts(total) if total is not None else ()
    if total is None or not parts:
        return None
    blocks: list[Block] = []
    blocks.append(_by_country(facts, total, parts))
    blocks.append(Callout(words(_span(facts, total))))
    picture = asylum_picture(facts, "map-refugee", height=330)
    if picture is not None:
        blocks.append(picture)
    routes = _routes(facts)
    if routes is not None:
        blocks.append(routes)
    return Section("refugees", facts.say("refugees.title"), tuple(blocks))


def sites_section(facts: CrisisFacts) -> Section | None:
    """The last report of each camp and settlement."""
    figures = last_reports(facts)
    if not figures:
        return None
    rows = []
    for figure in figures:
        country = country_of(facts, facts.places.leaves(figure.place)[0])
        checked = [item for item in verifications(facts, figure.place) if item.last is not None]
        rows.append(
            (
                Cell(facts.place(figure.place)),
                Cell(facts.wording.country(country) if country else "–"),
                Cell(facts.value(figure), tone="total"),
                Cell(facts.date(figure)),
                Cell(facts.age(figure)),
                Cell(facts.wording.join([facts.short_day(item.last.first) for item in checked
                                         if item.last is not None]) or "–"),
                Cell(facts.source(figure)),
            )
        )  # fmt: skip
    table = shared(facts, DataTable(
        facts.say("sites.table"),
        (
            Column(facts.say("column.site"), "start", 1.45),
            Column(facts.say("column.country"), "start", 1.1),
            Column(facts.say("column.registered"), "end", 1.15),
            Column(facts.say("column.as_of"), "start", 1.45),
            Column(facts.say("column.age", date=facts.short_day(facts.crisis.as_of)), "end", 0.8),
            Column(facts.say("column.verified"), "start", 1.05),
            Column(facts.say("column.source"), "start", 2.1),
        ),
        tuple(rows),
        note=facts.say("sites.note"),
        small=True,
        source=facts.read_in(figures),
    ))  # fmt: skip
    return Section("sites", facts.say("sites.title"), (table,))


def _by_country(facts: CrisisFacts, total: Figure, parts: Sequence[Figure]) -> DataTable:
    opening = opening_of(facts, "refugee", facts.crisis.asylum)
    new = new_since(facts, "refugee", facts.crisis.asylum)
    before = {part.place: part for part in facts.parts(opening)} if opening is not None else {}
    arrived = {part.place: part for part in facts.parts(new)} if new is not None else {}
    rows = [
        (
            Cell(facts.place(part.place)),
            Cell(facts.value(before.get(part.place))),
            Cell(facts.value(arrived.get(part.place))),
            Cell(facts.value(part), tone="total"),
            Cell(date_cell(facts, part)),
            Cell(facts.age(part)),
            Cell(facts.source(part)),
        )
        for part in parts
    ]
    stated = (
        Cell(facts.say("row.stated"), tone="total"),
        *(Cell(facts.value(figure), tone="total") for figure in (opening, new, total)),
        Cell(date_cell(facts, total)),
        Cell(ages(facts, facts.span(total))),
        Cell(facts.source(total)),
    )
    summed = (
        Cell(facts.say("row.sum")),
        Cell(sum_text(facts, before.values(), opening)),
        Cell(sum_text(facts, arrived.values(), new)),
        Cell(sum_text(facts, parts, total)),
        Cell(facts.say("row.sum.date")),
        Cell(""),
        Cell(facts.say("row.sum.source")),
    )
    return DataTable(
        facts.say("refugees.table"),
        (
            Column(facts.say("column.country"), "start", 1.25),
            Column(_on(facts, next(iter(before.values()), opening)), "end", 0.95),
            Column(facts.say("column.new"), "end", 0.9),
            Column(facts.say("column.registered.last"), "end", 0.9),
            Column(facts.say("column.as_of"), "start", 1.25),
            Column(facts.say("column.age", date=facts.short_day(facts.crisis.as_of)), "end", 0.8),
            Column(facts.say("column.source"), "start", 1.95),
        ),
        (*rows, stated, summed),
        note=facts.say(
            "refugees.table.note",
            when=facts.date(new),
            source=facts.source(new),
            before=facts.date(opening),
            opening=facts.cite(*(item.source or item.document for item in before.values())),
        ),
        source=facts.read_in([*parts, total, opening, new]),
    )


def _on(facts: CrisisFacts, figure: Figure | None) -> str:
    if figure is None or figure.as_of is None:
        return facts.say("column.registered")
    return facts.say("column.registered.on", date=facts.short_day(figure.as_of.first))


def _span(facts: CrisisFacts, total: Figure) -> str:
    span = facts.span(total)
    said = [
        facts.say("refugees.span", total=facts.value(total), span=facts.span_text(total),
                  source=facts.cite(*(part.source or part.document for part in span.parts)))
    ]  # fmt: skip
    if span.undated:
        listed = facts.wording.join([facts.place(part.place) for part in span.undated])
        said.append(facts.say("refugees.undated", len(span.undated), list=listed))
    return " ".join(said)


def _routes(facts: CrisisFacts) -> DataTable | None:
    if not facts.crisis.routes:
        return None
    none = facts.say("not_stated")
    return shared(facts, DataTable(
        facts.say("routes.table"),
        (
            Column(facts.say("column.country"), "start", 1.0),
            Column(facts.say("column.from"), "start", 1.6),
            Column(facts.say("column.through"), "start", 1.6),
            Column(facts.say("column.settling"), "start", 2.4),
            Column(facts.say("column.source"), "start", 1.4),
        ),
        tuple(
            (
                Cell(facts.place(route.country)),
                Cell(facts.own(route.origin) or none),
                Cell(facts.own(route.entry) or none),
                Cell(facts.own(route.settling) or none),
                Cell(facts.cite(route.source) or none),
            )
            for route in facts.crisis.routes
        ),
    ))  # fmt: skip
