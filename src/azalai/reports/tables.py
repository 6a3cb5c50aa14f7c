"""Tables of the bulletin: rows of the edition as cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from azalai.measures import TopRow
from azalai.model.tables import Row, Status
from azalai.reports.content import Cell, Column, DataTable, Tone
from azalai.reports.facts import Facts
from azalai.reports.lists import short_list
from azalai.reports.sentences import DIMENSIONS, measure_name
from azalai.wording.voice import COUNTRY_DIMENSIONS


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
    with_directions = with_directions and any(
        facts.collected(measure, place, way) for way in ("in", "out")
    )
    listed = short_list(facts, measure, place, direction)
    lines = [line for line, rest in listed if not rest]
    with_changes = any(line.change_status is not Status.NOT_APPLICABLE for line in lines)
    with_interval = facts.estimated(measure, place, direction)
    # The caption of a small table says what countries these are.
    countries = small and dimension in COUNTRY_DIMENSIONS
    head = say("table.country") if countries else facts.wording.text(f"term.dimension.{dimension}")
    columns = [Column(head, "start", 1), Column(say("table.share"), "end")]
    if with_interval:
        columns.append(_interval_column(facts, not with_directions))
    if with_directions:
        columns += [Column(facts.wording.text(f"term.direction.{way}")) for way in ("in", "out")]
    if with_changes:
        before = facts.wording.month(facts.month_before(), "short")
        columns.append(Column(say("table.change", month=before)))
    tone: Tone = "out" if direction == "out" else "total"
    rows = []
    for line, rest in listed:
        cells = [
            Cell(label_of(facts, dimension, line.category, brief=small)),
            Cell(
                _share(facts, line.share, line.status),
                # In a narrow table the interval stands where the bar would.
                None
                if line.share is None or (small and with_interval)
                else float(line.share) / 100,
                "quiet" if rest else tone,
            ),
        ]
        if with_interval:
            share = facts.row(measure, place, direction, line.category, unit="%")
            cells.append(Cell("" if rest else facts.interval(share), tone="quiet"))
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
    table = _based(facts, measure, place, direction, tuple(columns), tuple(rows), small)
    if not with_directions:
        return table
    return replace(table, note=f"{table.note} {ways_note(facts, measure, place)}".strip())


def label_of(facts: Facts, dimension: str, category: str, *, brief: bool = True) -> str:
    """A category as a table names it; in few words where there is little room."""
    key = f"bulletin.brief.{dimension}.{category}"
    if brief and facts.wording.has(key):
        return facts.wording.text(key)
    return facts.wording.category(dimension, category)


def _cells(rows: Iterable[tuple[Cell, ...]]) -> Iterator[Cell]:
    for row in rows:
        yield from row


def _interval_column(facts: Facts, narrow: bool) -> Column:
    """Between what numbers the true share lies; in few words where room is scarce."""
    return Column(facts.say("table.interval.short" if narrow else "table.interval"))


def _based(
    facts: Facts,
    measure: str,
    place: str,
    direction: str,
    columns: tuple[Column, ...],
    rows: tuple[tuple[Cell, ...], ...],
    small: bool,
) -> DataTable:
    """A table with its denominator: in a note, or where room is scarce in the caption."""
    caption = measure_name(facts, measure)
    if not small:
        note = base_note(facts, measure, place, direction)
        return DataTable(caption, columns, rows, note)
    base, unknown = _bases(facts, measure, place, direction)
    note = facts.say("base.unknown", unknown) if unknown else ""
    if any(cell.text.startswith(facts.say("about", value="").strip()) for cell in _cells(rows)):
        note = f"{facts.say('estimated.mark')} {note}".strip()
    if base:
        caption = facts.say("table.based", what=caption, base=facts.wording.number(base))
    return DataTable(caption, columns, rows, note, small=True)


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
        if row is not None and row.status is Status.ESTIMATED:
            return Cell(facts.about(row))
        # A category nobody has in this direction has no row, though the question was asked.
        if row is None and facts.collected(measure, place, way):
            return Cell(facts.wording.percent(0))
        return Cell(facts.shown(row))
    shown = [facts.row(measure, place, way, item.category, unit="%") for item in lines]
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
    base, unknown = _bases(facts, measure, place, direction)
    if not base:
        return ""
    note = facts.say("base", base, people=facts.say("people", base))
    if facts.estimated(measure, place, direction):
        note = f"{note} {facts.say('estimated.note')}"
    return f"{note} {facts.say('base.unknown', unknown)}" if unknown else note


def ways_note(facts: Facts, measure: str, place: str = "") -> str:
    """The denominators of the columns of each direction, which are not the table's own."""
    bases = {way: _bases(facts, measure, place, way)[0] for way in ("in", "out")}
    listed = [
        facts.say("base.way", way=facts.wording.text(f"term.direction.{way}").lower(),
                  base=facts.wording.number(base))
        for way, base in bases.items()
        if base
    ]  # fmt: skip
    return facts.say("base.ways", list=facts.wording.join(listed)) if listed else ""


def _bases(facts: Facts, measure: str, place: str, direction: str) -> tuple[int, int]:
    """Persons with a known answer, and without one."""
    rows = facts.rows(measure, place, direction, "persons")
    base = next((int(row.base) for row in rows if row.base and row.category1 != "unknown"), 0)
    unknown = facts.row(measure, place, direction, "unknown")
    return base, int(unknown.value or 0) if unknown is not None else 0


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
                _with_interval(facts, facts.row("sex_age", place, "total", sex, age, "%"), small)
                for sex in sexes
            ),
        )
        for age in ages
    )
    columns = (
        Column(text("term.dimension.age"), "start", 1),
        *(Column(facts.wording.category("sex", sex), width=0 if small else 1) for sex in sexes),
    )
    return _based(facts, "sex_age", place, "total", columns, body, small)


def _with_interval(facts: Facts, row: Row | None, small: bool) -> Cell:
    """A share, and where it is an estimate its interval beside it."""
    shown, interval = facts.shown(row), facts.interval(row)
    if not interval or row is None or row.value is None:
        return Cell(shown)
    # In a third of a column there is room for the mark only.
    return Cell(facts.about(row) if small else f"{shown} ({interval})")


def vulnerabilities_table(facts: Facts, place: str = "", *, small: bool = False) -> DataTable:
    """Each vulnerability: persons, share, and of how many; what was not asked stays named.

    Each was asked of people of its own: one base stands for all rows only where it is the same.
    A small table names what was not asked in its note, in one breath.
    """
    text, say = facts.wording.text, facts.say
    found = facts.rows("vulnerabilities", place)
    asked = [row for row in found if row.status is not Status.NOT_COLLECTED]
    bases = {row.category1: _base_of(facts, row) for row in asked}
    differ = len(set(bases.values())) > 1
    columns = [
        Column(text("term.dimension.vulnerability"), "start", 1),
        Column(say("table.people"), width=0 if small else 0.5),
        Column(say("table.share"), width=0 if small else 0.5),
    ]
    with_interval = facts.estimated("vulnerabilities", place)
    if with_interval:
        columns.append(_interval_column(facts, small))
    if differ:
        columns.append(Column(say("table.asked"), width=0 if small else 0.5))
    rows: list[tuple[Cell, ...]] = []
    missing = []
    for row in found:
        share = facts.row("vulnerabilities", place, "total", row.category1, unit="%")
        label = label_of(facts, "vulnerability", row.category1, brief=small)
        if row.status is not Status.NOT_COLLECTED:
            cells = [Cell(label), Cell(facts.shown(row)), Cell(facts.shown(share, 1))]
            base = bases[row.category1]
            if with_interval:
                cells.append(Cell(facts.interval(share, 1), tone="quiet"))
            if differ:
                cells.append(Cell(text("term.status.protected") if base is None
                                  else facts.wording.number(base)))  # fmt: skip
            rows.append(tuple(cells))
        elif small:
            missing.append(label[:1].lower() + label[1:])
        else:
            absent = Cell(text("term.status.not_collected"), tone="quiet", span=len(columns) - 1)
            rows.append((Cell(label), absent))
    if not rows:
        absent = Cell(text("term.status.not_collected"), tone="quiet", span=len(columns))
        rows.append((absent,))
        missing = []
    if differ:
        caption = measure_name(facts, "vulnerabilities")
        table = DataTable(caption, tuple(columns), tuple(rows), say("base.asked"), small)
    else:
        table = _based(facts, "vulnerabilities", place, "total", tuple(columns), tuple(rows), small)
    if not missing:
        return table
    note = say("table.missing", list=facts.wording.join(missing))
    return replace(table, note=f"{table.note} {note}" if differ else note)


def _base_of(facts: Facts, row: Row) -> int | None:
    """How many people an answer is a part of; `None` where that is hidden."""
    share = facts.row(row.measure, row.place, row.direction, row.category1, row.category2, "%")
    base = row.base if row.base is not None else None if share is None else share.base
    return None if base is None else int(base)
