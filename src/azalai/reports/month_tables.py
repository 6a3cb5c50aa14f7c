"""Tables with a row for each month, read from the months' own releases."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from azalai.model.periods import Month
from azalai.model.tables import Status
from azalai.release import Release
from azalai.reports.content import Cell, Column, DataTable
from azalai.reports.facts import Facts
from azalai.reports.lists import short_list

MONTHS_OF_DESTINATIONS = 12


def destinations_by_month(facts: Facts) -> DataTable | None:
    """Intended final destinations over twelve months: this month's list, and Europe's share.

    Months come from their own releases. A month without collection, or without a release, says
    so, and so does one whose shares are protected; neighbours of a kind share a line. `None`
    where this month has no list.
    """
    measure, direction = "final_destinations", "out"
    asked = facts.collected(measure, direction=direction)
    listed = short_list(facts, measure, direction=direction) if asked else []
    lines = [line.category for line, rest in listed if not rest]
    if not lines:
        return None
    releases = {release.month: release for release in (*facts.earlier, facts.release)}
    months = [facts.month.shifted(shift) for shift in range(1 - MONTHS_OF_DESTINATIONS, 1)]
    by_month = {
        month: _destination_cells(facts, releases[month], lines)
        if month in releases
        else Status.NOT_COLLECTED
        for month in months
    }
    columns = (
        Column(facts.say("table.month"), "start", 2),
        *(Column(facts.wording.country(code), width=1) for code in lines),
        Column(facts.wording.text("term.region.europe"), width=1),
        Column(facts.say("table.base"), width=1),
    )
    rows: list[tuple[Cell, ...]] = []
    for reason, run in groupby(months, key=lambda month: _reason(by_month[month])):
        run_months = list(run)
        if reason is None:
            for month in run_months:
                cells = by_month[month]
                assert isinstance(cells, tuple)
                rows.append((Cell(facts.wording.month_title(month)), *cells))
            continue
        said = facts.wording.text(f"term.status.{reason}")
        rows.append(
            (Cell(_months_title(facts, run_months)),
             Cell(said, tone="quiet", span=len(columns) - 1))
        )  # fmt: skip
    note = facts.say("destinations.note")
    mark = facts.say("about", value="").strip()
    if any(cell.text.startswith(mark) for row in rows for cell in row):
        note = f"{note} {facts.say('estimated.mark')}"
    return DataTable(facts.say("destinations.caption"), columns, tuple(rows), note)


def _reason(found: tuple[Cell, ...] | Status) -> Status | None:
    return found if isinstance(found, Status) else None


def _months_title(facts: Facts, months: Sequence[Month]) -> str:
    """``May 2020``, or ``July 2019 – May 2020``."""
    if len(months) == 1:
        return facts.wording.month_title(months[0])
    first, last = facts.wording.month_title(months[0]), facts.wording.month(months[-1])
    return facts.say("months.range", first=first, last=last)


def _destination_cells(
    facts: Facts, release: Release, codes: list[str]
) -> tuple[Cell, ...] | Status:
    """A month's shares, or why there are none."""
    found = {
        (row.measure, row.category1): row
        for row in release.rows()
        if (row.place, row.direction, row.unit) == (release.country, "out", "%")
    }
    rows = {code: row for (measure, code), row in found.items() if measure == "final_destinations"}
    bases = [row.base for row in rows.values() if row.base]
    if not bases:
        hidden = any(row.status is Status.PROTECTED for row in rows.values())
        return Status.PROTECTED if hidden else Status.NOT_COLLECTED
    europe = found.get(("final_destination_europe", "europe"))
    cells = [
        Cell(facts.about(rows[code]) if code in rows else facts.wording.percent(0))
        for code in codes
    ]
    return (*cells, Cell(facts.about(europe)), Cell(facts.wording.number(bases[0])))
