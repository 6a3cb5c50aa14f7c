"""Tables of the bulletin: rows of the edition as cells."""

from __future__ import annotations

from collections.abc import Iterable

from azalai.measures import TopRow
from azalai.model.periods import Month
from azalai.model.tables import Status
from azalai.release import Release
from azalai.reports.content import Cell, Column, DataTable, Tone
from azalai.reports.facts import Facts
from azalai.reports.sentences import DIMENSIONS, measure_name, short_list

MONTHS_OF_DESTINATIONS = 12


def shares_table(
    facts: Facts,
    measure: str,
    place: str = "",
    direction: str = "total",
    *,
    small: bool = False,
    with_directions: bool = False,
) -> DataTable | None:
    """The short list of a measure: shares with bars, and changes where there are any.

    `None` where it was not collected: the section says so instead.
    """
    if not facts.collected(measure, place, direction):
        return None
    say, dimension = facts.say, DIMENSIONS[measure]
    listed = short_list(facts, measure, place, direction)
    lines = [line for line, rest in listed if not rest]
    with_changes = any(line.change_status is not Status.NOT_APPLICABLE for line in lines)
    columns = [Column(facts.wording.text(f"term.dimension.{dimension}"), "start", 1)]
    columns.append(Column(say("table.share"), "end"))
    if with_directions:
        columns += [
            Column(facts.wording.text(f"term.direction.{way}")) for way in ("in", "out")
        ]
    if with_changes:
        before = facts.wording.month(facts.month_before(), "short")
        columns.append(Column(say("table.change", month=before)))
    tone: Tone = "out" if direction == "out" else "total"
    rows = []
    for line, rest in listed:
        cells = [
            Cell(facts.wording.category(dimension, line.category)),
            Cell(
                _share(facts, line.share, line.status),
                None if line.share is None else float(line.share) / 100,
                "quiet" if rest else tone,
            ),
        ]
        if with_directions:
            cells += [
                _direction_cell(facts, measure, place, way, line, rest, lines)
                for way in ("in", "out")
            ]
        if with_changes:
            cells.append(Cell(_change(facts, line)))
        rows.append(tuple(cells))
    if not rows:
        rows.append((Cell(facts.wording.text("term.status.protected"), span=len(columns)),))
    return DataTable(
        caption=measure_name(facts, measure),
        columns=tuple(columns),
        rows=tuple(rows),
        note=base_note(facts, measure, place, direction),
        small=small,
    )


def _share(facts: Facts, share: int | float | None, status: Status) -> str:
    if share is None:
        return facts.wording.text(f"term.status.{status or 'protected'}")
    return facts.wording.percent(share)


def _direction_cell(
    facts: Facts,
    measure: str,
    place: str,
    way: str,
    line: TopRow,
    rest: bool,
    lines: Iterable[TopRow],
) -> Cell:
    if not rest:
        row = facts.row(measure, place, way, line.category, unit="%")
        # A category nobody has in this direction has no row, though the question was asked.
        if row is None and facts.collected(measure, place, way):
            return Cell(facts.wording.percent(0))
        return Cell(facts.shown(row))
    shown = [
        facts.row(measure, place, way, item.category, unit="%")
        for item in lines
    ]
    if not facts.collected(measure, place, way):
        return Cell(facts.wording.text("term.status.not_collected"))
    if any(row is not None and row.value is None for row in shown):
        return Cell(facts.wording.text("term.status.protected"))
    left = 100 - sum(row.value or 0 for row in shown if row is not None)
    return Cell(facts.wording.percent(max(left, 0)))


def _change(facts: Facts, line: TopRow) -> str:
    if line.change is None:
        return facts.wording.text(f"term.status.{line.change_status or 'n/a'}")
    mark = "▲\u00a0" if line.change > 0 else "▼\u00a0" if line.change < 0 else ""
    return mark + facts.wording.signed(line.change, "pp")


def base_note(facts: Facts, measure: str, place: str = "", direction: str = "total") -> str:
    """The denominator of the shares, and how many people gave no answer."""
    rows = facts.rows(measure, place, direction, "persons")
    base = next((int(row.base) for row in rows if row.base and row.category1 != "unknown"), 0)
    unknown = facts.row(measure, place, direction, "unknown")
    note = facts.say("base", base, people=facts.say("people", base))
    if unknown is not None and unknown.value:
        note += " " + facts.say("base.unknown", int(unknown.value))
    return note


def flows_table(facts: Facts) -> DataTable:
    """Every point: in, out, total, average with its days, change."""
    text, say = facts.wording.text, facts.say
    columns = (
        Column(say("table.point"), "start", 1.3),
        Column(text("term.dimension.role"), "start", 1),
        *(Column(text(f"term.direction.{way}")) for way in ("in", "out", "total")),
        Column(say("table.average")),
        Column(say("table.days")),
        Column(say("table.variation", month=facts.wording.month(facts.month_before(), "short"))),
    )
    places = [(point.code, point.name, text(f"term.role.{point.role}")) for point in facts.points]
    places.append((facts.country, say("table.national"), ""))
    rows = []
    for code, name, role in places:
        row = facts.row("flows", code)
        tone: Tone = "total" if code == facts.country else ""
        rows.append(
            (
                Cell(name, tone=tone),
                Cell(role),
                *(Cell(facts.shown(facts.row("flows", code, way))) for way in ("in", "out", "total")),
                Cell(facts.average(code)),
                Cell(facts.wording.number(row.days) if row and row.days is not None else ""),
                Cell(variation_text(facts, code)),
            )
        )
    return DataTable(
        say("flows.caption"), columns, tuple(rows), note=say("flows.note")
    )


def variation_text(facts: Facts, place: str = "", direction: str = "total") -> str:
    """The change of the average per day with its mark."""
    row = facts.row("variation", place, direction, unit="%")
    mark = ""
    if row is not None and row.value:
        mark = "▲\u00a0" if row.value > 0 else "▼\u00a0"
    return mark + facts.shown(row)


def sex_age_table(facts: Facts, place: str = "", *, small: bool = False) -> DataTable | None:
    """Adults and minors by sex, in per cent."""
    if not facts.collected("sex_age", place):
        return None
    text = facts.wording.text
    rows = facts.rows("sex_age", place, unit="%")
    sexes = [sex for sex in ("F", "M", "unknown") if any(row.category1 == sex for row in rows)]
    ages = [age for age in ("adult", "minor", "unknown") if any(r.category2 == age for r in rows)]
    body = tuple(
        (
            Cell(facts.wording.category("age", age)),
            *(
                Cell(facts.shown(facts.row("sex_age", place, "total", sex, age, "%")))
                for sex in sexes
            ),
        )
        for age in ages
    )
    columns = (
        Column(text("term.dimension.age"), "start", 1),
        *(Column(facts.wording.category("sex", sex)) for sex in sexes),
    )
    note = base_note(facts, "sex_age", place)
    return DataTable(measure_name(facts, "sex_age"), columns, body, note, small)


def vulnerabilities_table(facts: Facts, place: str = "", *, small: bool = False) -> DataTable:
    """Each vulnerability: persons and share; what was not asked stays named."""
    text, say = facts.wording.text, facts.say
    rows = []
    for row in facts.rows("vulnerabilities", place):
        share = facts.row("vulnerabilities", place, "total", row.category1, unit="%")
        label = Cell(facts.wording.category("vulnerability", row.category1))
        if row.status is Status.NOT_COLLECTED:
            rows.append((label, Cell(text("term.status.not_collected"), tone="quiet", span=2)))
        else:
            rows.append((label, Cell(facts.shown(row)), Cell(facts.shown(share, 1))))
    columns = (
        Column(text("term.dimension.vulnerability"), "start", 1),
        Column(say("table.people")),
        Column(say("table.share")),
    )
    base = next((int(r.base) for r in facts.rows("vulnerabilities", place) if r.base), None)
    note = "" if base is None else say("base", base, people=say("people", base))
    return DataTable(
        measure_name(facts, "vulnerabilities"), columns, tuple(rows), note, small
    )


def shares_by_point(facts: Facts, measure: str) -> DataTable | None:
    """The country's main categories at each point, in per cent of each point's answers."""
    if not facts.collected(measure):
        return None
    codes = [line.category for line, rest in short_list(facts, measure) if not rest]
    if not codes:
        return None
    dimension = DIMENSIONS[measure]
    columns = (
        Column(facts.say("table.point"), "start", 1.6),
        *(Column(facts.wording.category(dimension, code), width=1) for code in codes),
        Column(facts.say("table.base"), width=1),
    )
    rows = []
    for point in facts.points:
        name = Cell(point.name)
        base = next((row.base for row in facts.rows(measure, point.code, unit="%")), None)
        if base is None:
            missing = facts.wording.text("term.status.not_collected")
            rows.append((name, Cell(missing, tone="quiet", span=len(columns) - 1)))
            continue
        found = [facts.row(measure, point.code, "total", code, unit="%") for code in codes]
        cells = [
            Cell(facts.wording.percent(0) if row is None else facts.shown(row)) for row in found
        ]
        rows.append((name, *cells, Cell(facts.wording.number(base))))
    caption = facts.say("by_point.caption", what=measure_name(facts, measure))
    return DataTable(caption, columns, tuple(rows), facts.say("by_point.note"))


def coverage_table(facts: Facts) -> DataTable:
    """What is known of each point: role, days of collection, accuracy of its position."""
    text, say = facts.wording.text, facts.say
    columns = (
        Column(say("table.point"), "start", 1.4),
        Column(text("term.dimension.role"), "start", 1.2),
        Column(say("table.days_collected"), width=1),
        Column(say("table.days_missing"), width=1),
        Column(say("table.days_silent"), width=1),
        Column(say("table.accuracy"), width=1),
    )
    number = facts.wording.number
    rows = tuple(
        (
            Cell(point.name),
            Cell(text(f"term.role.{point.role}") if point.role else ""),
            Cell(number(point.days)),
            Cell(number(facts.month.days - point.days)),
            Cell(number(point.silent_days)),
            Cell(say("kilometres", distance=number(float(point.accuracy_km)))),
        )
        for point in facts.points
    )
    return DataTable(say("coverage.caption"), columns, rows, say("coverage.note"))


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


def _destination_cells(
    facts: Facts, release: Release, codes: list[str]
) -> tuple[Cell, ...] | None:
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
