"""Obstacles to movement: a dated line, and each with its source."""

from __future__ import annotations

from azalai.model.crisis import EventKind
from azalai.reports.content import Block, Cell, Column, DataTable, Section
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.crisis.happenings import event_dates, happened, timeline_picture


def section(facts: CrisisFacts) -> Section | None:
    """The line, and the table of what is on it."""
    rows = [
        (
            Cell(str(number)),
            Cell(event_dates(facts, event)),
            Cell(facts.wording.join([facts.place(code) for code in event.places]) or "–"),
            Cell(facts.own(event.text)),
            Cell(facts.cite(event.source)),
        )
        for number, event in happened(facts)
        if event.kind is EventKind.OBSTACLE
    ]
    if not rows:
        return None
    blocks: list[Block] = []
    picture = timeline_picture(facts, "obstacles", obstacles=True)
    if picture is not None:
        blocks.append(picture)
    blocks.append(
        DataTable(
            facts.say("obstacles.table"),
            (
                Column(facts.say("column.number"), "start", 0.3),
                Column(facts.say("column.date"), "start", 1.3),
                Column(facts.say("column.place"), "start", 1.2),
                Column(facts.say("column.what"), "start", 3.2),
                Column(facts.say("column.source"), "start", 1.4),
            ),
            tuple(rows),
            note=facts.say("obstacles.note"),
        )
    )
    return Section("obstacles", facts.say("obstacles.title"), tuple(blocks))
