"""Every total that a source states, by day, and shares of them, beside what they work out to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from azalai.model.figures import Category, Figure, Quantifier, Statistic
from azalai.model.places import PlaceKind
from azalai.reports.content import Cell, Column, DataTable
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.crisis.rows import shared, sum_text
from azalai.reports.crisis.totals import wholes
from azalai.wording.figures import counted_of
from azalai.wording.voice import capitalised

_SUMS = (Quantifier.EXACT, Quantifier.ABOUT)
"""Totals that parts can add up to; those of a bound need not."""


def totals_table(facts: CrisisFacts) -> DataTable | None:
    """Every total that a source states, by day."""
    crisis = facts.crisis
    groups = {
        place.code for place in facts.places
        if place.parts and set(place.parts) < set(facts.places.leaves(crisis.asylum))
    }  # fmt: skip
    found = [
        figure
        for figure in facts.ledger.select(category=Category.STOCK, statistic=Statistic.COUNT,
                                          sex="", age="", breakdown=((),))
        if figure.as_of is not None
        and ((figure.population, figure.place) in wholes(crisis)
             or (figure.population == "refugee" and figure.place in groups
                 and len(facts.places.leaves(figure.place)) > 1
                 and not _one_country(facts, figure.place)))
    ]  # fmt: skip
    if not found:
        return None
    found.sort(key=lambda figure: (figure.as_of.first if figure.as_of else date.max,
                                   figure.population))  # fmt: skip
    rows = tuple(
        (
            Cell(facts.date(figure)),
            Cell(capitalised(counted_of(facts.wording, facts.places, figure))),
            Cell(facts.value(figure), tone="total"),
            Cell(_parts_text(facts, figure)),
            Cell(facts.source(figure)),
        )
        for figure in _once(found)
    )
    return DataTable(
        facts.say("over_time.table"),
        (
            Column(facts.say("column.date"), "start", 1.0),
            Column(facts.say("column.what"), "start", 2.9),
            Column(facts.say("column.stated"), "end", 1.0),
            Column(facts.say("column.recomputed"), "end", 0.9),
            Column(facts.say("column.source"), "start", 1.5),
        ),
        rows,
        note=facts.say("over_time.table.note"),
        source=facts.read_in(found),
        small=True,
    )


def shares_table(facts: CrisisFacts) -> DataTable | None:
    """Shares that sources print of a total, beside those of the numbers they print."""
    rows = []
    shown = []
    for share in facts.ledger.select(
        category=Category.STOCK, statistic=Statistic.SHARE, breakdown=((),), sex="", age=""
    ):
        whole = facts.find(share.base)
        part = _part_of(facts, share)
        if whole is None or part is None or not whole.value or part.value is None:
            continue
        exact = 100 * part.value / whole.value
        holds = facts.wording.percent(exact, share.decimals) == facts.value(share)
        rows.append(
            (
                Cell(capitalised(counted_of(facts.wording, facts.places, part))),
                Cell(facts.say("share.of", part=facts.value(part), whole=facts.value(whole))),
                Cell(facts.value(share), tone="total"),
                Cell(f"{facts.wording.percent(exact, 1)} {'=' if holds else '≠'}"),
                Cell(facts.date(share)),
                Cell(facts.source(share)),
            )
        )
        shown += [share, part, whole]
    if not rows:
        return None
    table = DataTable(
        facts.say("over_time.shares"),
        (
            Column(facts.say("column.what"), "start", 2.0),
            Column(facts.say("column.numbers"), "end", 1.2),
            Column(facts.say("column.share.stated"), "end", 0.8),
            Column(facts.say("column.computed"), "end", 0.8),
            Column(facts.say("column.date"), "start", 1.2),
            Column(facts.say("column.source"), "start", 1.5),
        ),
        tuple(rows), note=facts.say("over_time.shares.note"), source=facts.read_in(shown),
    )  # fmt: skip
    return shared(facts, table)


def _part_of(facts: CrisisFacts, share: Figure) -> Figure | None:
    """The number whose share it is: the same people of the same day."""
    found = facts.ledger.select(
        category=share.category, statistic=Statistic.COUNT, population=share.population,
        place=share.place, origin=share.origin, as_of=share.as_of, sex="", age="",
    )  # fmt: skip
    return next(iter(found), None)


def _once(figures: Sequence[Figure]) -> list[Figure]:
    """A number that one source states of one day stands in the table once."""
    found: dict[object, Figure] = {}
    for figure in figures:
        key = (figure.quantity, figure.value, figure.source or figure.document,
               figure.as_of)  # fmt: skip
        if key not in found or figure.table:
            found[key] = figure
    return list(found.values())


def _parts_text(facts: CrisisFacts, figure: Figure) -> str:
    """The sum of the printed parts, and whether it is the number stated."""
    parts = facts.parts(_tabled(facts, figure))
    if len(parts) < 2 or figure.value is None or figure.quantifier not in _SUMS:
        return "–"
    return sum_text(facts, parts, figure)


def _tabled(facts: CrisisFacts, figure: Figure) -> Figure:
    """The same number of the same source where it stands in a table with its parts."""
    if figure.table:
        return figure
    found = facts.ledger.select(
        category=figure.category, statistic=figure.statistic, population=figure.population,
        place=figure.place, source=figure.source, document=figure.document,
    )  # fmt: skip
    same = (other for other in found if other.table and other.value == figure.value)
    return next(same, figure)


def _one_country(facts: CrisisFacts, code: str) -> bool:
    return facts.places[code].kind is not PlaceKind.GROUP
