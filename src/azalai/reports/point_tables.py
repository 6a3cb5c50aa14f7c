"""Tables with a row for each point: flows, main categories, collection."""

from __future__ import annotations

from azalai.reports.content import Cell, Column, DataTable, Tone
from azalai.reports.facts import Facts
from azalai.reports.lists import short_list
from azalai.reports.sentences import DIMENSIONS, days_of, measure_name
from azalai.reports.tables import label_of

_WAYS = ("in", "out", "total")


def flows_table(facts: Facts) -> DataTable:
    """Every point: in, out, total, average with its days, change."""
    text, say = facts.wording.text, facts.say
    columns = (
        Column(say("table.point"), "start", 1.3),
        Column(text("term.dimension.role"), "start", 1),
        *(Column(text(f"term.direction.{way}")) for way in _WAYS),
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
                *(Cell(facts.shown(facts.row("flows", code, way))) for way in _WAYS),
                Cell(facts.average(code)),
                Cell(facts.wording.number(row.days) if row and row.days is not None else ""),
                Cell(variation_text(facts, code)),
            )
        )
    return DataTable(say("flows.caption"), columns, tuple(rows), note=say("flows.note"))


def variation_text(facts: Facts, place: str = "", direction: str = "total") -> str:
    """The change of the average per day with its mark."""
    row = facts.row("variation", place, direction, unit="%")
    mark = ""
    if row is not None and row.value:
        mark = "▲\u00a0" if row.value > 0 else "▼\u00a0"
    return mark + facts.shown(row)


def average_detail(facts: Facts, place: str = "") -> str:
    """What an average must not be read without: its days and, where there is one, its change."""
    row = facts.row("average_per_day", place, unit="persons/day")
    if row is None or row.value is None:
        return ""
    days = days_of(facts, row)
    variation = facts.row("variation", place, unit="%")
    if variation is None or variation.value is None:
        return facts.say("tile.average.days", days=days)
    return facts.say(
        "tile.average.detail",
        days=days,
        change=variation_text(facts, place),
        before=facts.wording.month(facts.month_before(), "short"),
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
        *(Column(label_of(facts, dimension, code), width=1) for code in codes),
        Column(facts.say("table.base"), width=1),
    )
    rows: list[tuple[Cell, ...]] = []
    for point in facts.points:
        name = Cell(point.name)
        answers = facts.rows(measure, point.code, unit="%")
        base = next((row.base for row in answers if row.base is not None), None)
        if base is None:
            hidden = facts.hidden(measure, point.code)
            why = facts.wording.text(f"term.status.{'protected' if hidden else 'not_collected'}")
            rows.append((name, Cell(why, tone="quiet", span=len(columns) - 1)))
            continue
        found = [facts.row(measure, point.code, "total", code, unit="%") for code in codes]
        cells = [
            Cell(facts.wording.percent(0) if row is None else facts.about(row)) for row in found
        ]
        rows.append((name, *cells, Cell(facts.wording.number(base))))
    caption = facts.say("by_point.caption", what=measure_name(facts, measure))
    note = facts.say("by_point.note")
    if any(facts.estimated(measure, point.code) for point in facts.points):
        note = f"{note} {facts.say('estimated.mark')}"
    return DataTable(caption, columns, tuple(rows), note)


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
