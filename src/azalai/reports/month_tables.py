"""Tables with a row for each month, read from the months' own releases."""

from __future__ import annotations

from azalai.release import Release
from azalai.reports.content import Cell, Column, DataTable
from azalai.reports.facts import Facts
from azalai.reports.sentences import short_list

MONTHS_OF_DESTINATIONS = 12


def destinations_by_month(facts: Facts) -> DataTable | None:
    """Intended final destinations over twelve months: this month's list, and Europe's share.

    Months come from their own releases; a month without collection, or without a release, says so.
    """
    measure, direction = "final_destinations", "out"
    asked = facts.collected(measure, direction=direction)
    listed = short_list(facts, measure, direction=direction) if asked else []
    lines = [line.category for line, rest in listed if not rest]
    releases = {release.month: release for release in (*facts.earlier, facts.release)}
    months = [facts.month.shifted(shift) for shift in range(1 - MONTHS_OF_DESTINATIONS, 1)]
    by_month = {
        month: _destination_cells(facts, releases[month], lines) if month in releases else None
        for month in months
    }
    if not lines or all(cells is None for cells in by_month.values()):
        return None
    columns = (
        Column(facts.say("table.month"), "start", 1.3),
        *(Column(facts.wording.country(code), width=1) for code in lines),
        Column(facts.wording.text("term.region.europe"), width=1),
        Column(facts.say("table.base"), width=1),
    )
    rows = tuple(
        (
            Cell(facts.wording.month_title(month)),
            *(
                cells
                or (
                    Cell(
                        facts.wording.text("term.status.not_collected"),
                        tone="quiet",
                        span=len(columns) - 1,
                    ),
                )
            ),
        )
        for month, cells in by_month.items()
    )
    return DataTable(
        facts.say("destinations.caption"), columns, rows, facts.say("destinations.note")
    )


def _destination_cells(facts: Facts, release: Release, codes: list[str]) -> tuple[Cell, ...] | None:
    rows = {
        row.category1: row
        for row in release.rows()
        if (row.measure, row.place, row.direction, row.unit)
        == ("final_destinations", release.country, "out", "%")
    }
    bases = [row.base for row in rows.values() if row.base]
    if not bases:
        return None
    europe = next(
        (
            row
            for row in release.rows()
            if (row.measure, row.place, row.direction, row.unit)
            == ("final_destination_europe", release.country, "out", "%")
        ),
        None,
    )
    cells = [
        Cell(facts.shown(rows[code]) if code in rows else facts.wording.percent(0))
        for code in codes
    ]
    return (*cells, Cell(facts.shown(europe)), Cell(facts.wording.number(bases[0])))
