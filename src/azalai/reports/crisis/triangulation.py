"""The same quantity from several sources, side by side, with what explains their differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from azalai.reports.content import Block, Callout, Cell, Column, DataTable, Section
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.crisis.totals import wholes
from azalai.reports.markup import words

if TYPE_CHECKING:
    from azalai.accounts.triangulation import Triangulation, Voice

DAYS, DAYS_BEFORE = 150, 30
"""How far from the day of the report a voice may be, and from the opening of the accounts."""


def section(facts: CrisisFacts) -> Section | None:
    """A table for each quantity that more than one source states."""
    from azalai.accounts.triangulation import triangulate

    tables: list[Block] = []
    days = {item.opening: DAYS_BEFORE for item in facts.crisis.accounts}
    for day, within in (days | {facts.crisis.as_of: DAYS}).items():
        for population, place in wholes(facts.crisis):
            found = triangulate(
                facts.ledger, population=population, place=place, on=day, days=within
            )
            # Who reports of one place within it alone speaks of another quantity.
            voices = [voice for voice in found.voices if len(voice.parts) != 1]
            if len(voices) > 1:
                title = facts.say(
                    "triangulation.table", who=facts.who(population, "Who"),
                    place=facts.place(place), date=facts.day(day),
                )  # fmt: skip
                tables.append(_table(facts, title, found, voices))
    if not tables:
        return None
    text = Callout(words(facts.say("triangulation.text")))
    return Section("triangulation", facts.say("triangulation.title"), (text, *tables))


def _table(
    facts: CrisisFacts, title: str, found: Triangulation, voices: Sequence[Voice]
) -> DataTable:
    rows = []
    for voice in voices:
        figure = voice.figure
        best = found.recommended is not None and figure.id == found.recommended.id
        because = [facts.say(f"because.{code}") for code in voice.because]
        if voice.parts:
            because.append(facts.say("triangulation.parts", len(voice.parts)))
        if not because and voice.difference == 0:
            because = [facts.say("because.same")]
        rows.append(
            (
                Cell(facts.value(figure), tone="total" if best else ""),
                Cell(facts.say("recommended") if best
                     else "–" if voice.difference is None
                     else facts.wording.signed(voice.difference)),
                Cell(facts.say(f"reason.{found.reason}") if best
                     else facts.wording.join(because) or "–"),
                Cell(facts.term("method", figure.method) or facts.say("not_stated")),
                Cell(facts.date(figure)),
                Cell(facts.source(figure)),
            )
        )  # fmt: skip
    return DataTable(
        title,
        (
            Column(facts.say("column.value"), "start", 1.1),
            Column(facts.say("column.difference"), "end", 1.0),
            Column(facts.say("column.because"), "start", 2.1),
            Column(facts.say("column.method"), "start", 1.05),
            Column(facts.say("column.date"), "start", 1.4),
            Column(facts.say("column.source"), "start", 1.75),
        ),
        tuple(rows),
        source=facts.read_in(voice.figure for voice in voices),
    )
