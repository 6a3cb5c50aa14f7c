"""The front page: key figures with their days and sources, maps, and what to read first."""

from __future__ import annotations

from collections import Counter

from azalai.model.figures import Category, Figure, Statistic
from azalai.reports.content import (
    Block,
    Callout,
    DataTable,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
    Tone,
)
from azalai.reports.crisis.doubts import GRAVE
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.crisis.maps import asylum_picture, displaced_picture
from azalai.reports.crisis.rows import figures_table
from azalai.reports.crisis.totals import closing_of, new_since, residual_of, wholes
from azalai.reports.markup import words

MOST_PLACES = 12
"""Rows of the table that stands in for the maps."""

ALONE = ("idp", "refugee")
"""Populations whose total is no sum of others': its parts have dates that must be known."""


def front_sections(facts: CrisisFacts) -> tuple[Section, Section]:
    """The overview with its maps, and what stands beside them."""
    pictures = [
        picture
        for picture in (
            displaced_picture(facts, "front-idp", width=352, height=232),
            asylum_picture(facts, "front-refugee", width=352, height=232, sites=False),
        )
        if picture is not None
    ]
    shown: list[Block] = [*pictures] or [item for item in (_largest(facts),) if item is not None]
    overview = Section(
        "overview", facts.say("front.title"), (KeyFigures(tuple(_tiles(facts))), *shown)
    )
    beside: list[Block] = [
        Paragraph(words(text)) for text in (facts.own(facts.crisis.summary),) if text
    ]
    head = facts.say("read_first.head")
    for number, text in enumerate(_read_first(facts)):
        beside.append(Callout(words(text if number else f"{head} {text}")))
    return overview, Section("read_first", facts.say("read_first.title"), tuple(beside))


def _largest(facts: CrisisFacts) -> DataTable | None:
    """Where most people are, for a country of which there is no map."""
    place = facts.crisis.place
    total = closing_of(facts, "idp", place)
    parts = sorted(facts.parts(total) if total is not None else (),
                   key=lambda part: -(part.middle or 0))  # fmt: skip
    if not parts:
        return None
    left = len(parts) - MOST_PLACES
    return figures_table(
        facts, facts.say("front.places", place=facts.wording.country(place, "in")),
        parts[:MOST_PLACES], facts.say("front.rest", left) if left > 0 else "",
    )  # fmt: skip


def _tiles(facts: CrisisFacts) -> list[KeyFigure]:
    crisis = facts.crisis
    tiles = []
    *alone, together = wholes(crisis)
    for population, place in (together, *alone):
        tone: Tone = "total" if population == together[0] else ""
        figure = closing_of(facts, population, place)
        if figure is not None:
            tiles.append(
                KeyFigure(
                    facts.value(figure), facts.say(f"tile.{population}"),
                    facts.say("tile.as_of", span=facts.span_text(figure)), tone,
                    facts.source(figure),
                )
            )  # fmt: skip
    new = new_since(facts, *together) or new_since(facts, "idp", crisis.place)
    if new is not None:
        tiles.append(
            KeyFigure(
                facts.value(new), facts.say("tile.new"), facts.date(new), "", facts.source(new)
            )
        )
    residual, parts = residual_of(facts)
    if residual is not None:
        named = facts.cite(*(figure.source or figure.document for figure in parts))
        tiles.append(
            KeyFigure(
                facts.wording.signed(residual), facts.say("tile.residual"),
                _account_days(facts), "quiet", facts.say("tile.computed", list=named),
            )
        )  # fmt: skip
    return tiles


def _account_days(facts: CrisisFacts) -> str:
    first = min(item.opening for item in facts.crisis.accounts)
    last = max(item.closing for item in facts.crisis.accounts)
    return facts.wording.period(first, last)


def _read_first(facts: CrisisFacts) -> list[str]:
    """What a reader must know before any number is used."""
    said = []
    for population, place in wholes(facts.crisis):
        figure = closing_of(facts, population, place) if population in ALONE else None
        if figure is None:
            continue
        who = facts.who(population)
        span = facts.span(figure)
        if span.days:
            said.append(
                facts.say("read_first.span", who=who, days=facts.number(span.days),
                          span=facts.span_text(figure), total=facts.value(figure),
                          source=facts.source(figure))
            )  # fmt: skip
        unknown = _unknown(facts, population)
        if unknown:
            said.append(
                facts.say("read_first.unknown", who=who,
                          list=facts.wording.join([facts.place(item.place) for item in unknown]),
                          source=facts.cite(*(item.source or item.document for item in unknown)))
            )  # fmt: skip
    residual, parts = residual_of(facts)
    if residual is not None:
        named = facts.cite(*(item.source or item.document for item in parts))
        said.append(
            facts.say("read_first.residual", n=facts.wording.number(abs(residual)), source=named)
        )
    found = Counter(item.severity for item in facts.findings)
    counts = [facts.say(f"findings.{name}", found[name]) for name in GRAVE if found[name]]
    if counts:
        said.append(facts.say("read_first.findings", list=facts.wording.join(counts)))
    return said


def _unknown(facts: CrisisFacts, population: str) -> list[Figure]:
    """New displacement that the sources themselves call unknown."""
    account = facts.account(population)
    if account is None:
        return []
    return [
        figure
        for figure in facts.ledger.select(
            category=Category.NEW_DISPLACEMENT, statistic=Statistic.COUNT, population=population
        )
        if not figure.known
        and figure.last is not None
        and account.first <= figure.last.last
        and figure.first is not None
        and figure.first.first <= account.last
    ]
