"""The records of one month, held against the months before it and the register.

Tables that rules of scope *month* have:

``groups``   the month's records (`azalai.workspace.records.GROUPS`), ``row_no``, ``who`` (the
             enumerator, else the device, else the point: whoever filled in the forms), and
             ``content``: a number that is equal where two groups differ in nothing but their form
             number, their time and who wrote them down
``counts``   what was counted inside them, with ``row_no``
``history``  ``point, direction, date, persons, groups``: totals of the days before the month
``sizes``    ``point, persons, groups``: how often a group of that size came in earlier months
``days``     ``point, day, status`` of the month, until the day before today
``points``, ``roles``, ``places`` as at the door

Nothing of earlier months is read but four columns of their groups, added up at once: forty-eight
months cost about as much as one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa

from azalai.checks.findings import Finding, Scope, ask, rules, stage_places
from azalai.model.cleaning import in_force
from azalai.model.flows import FIELDS
from azalai.model.periods import Month
from azalai.workspace import Engine, Folder, Register, cleaning, engine
from azalai.workspace.csvfile import read_lines
from azalai.workspace.engine import parquet_of
from azalai.workspace.records import month_path

HISTORY_MONTHS = 24
"""How far back what is usual at a point is looked for; older habits say little about today."""

_WRITERS = ("record_id", "time", "enumerator", "device", "comment", "informant_role", "method")
_CONTENT = [name for name in FIELDS if name not in (*_WRITERS, "date", "point")]


def month_findings(folder: Folder, month: Month, today: date) -> list[Finding]:
    """What the rules find in the records of a month.

    Parameters
    ----------
    today : date
        Days from this one on cannot be silent yet.

    Returns
    -------
    list of Finding
        The gravest first, then by rule, point and day; without those that were accepted. A month
        without records has silent days only.

    Raises
    ------
    WorkspaceError
        ``point_gone`` or ``records_damaged``.
    """
    with engine() as opened:
        folder.load(opened, [month])
        _stage_days(opened, folder, month, today)
        _stage_groups(opened)
        _stage_history(opened, folder, month)
        stage_register(opened, folder.register)
        stage_places(opened, known_places(folder))
        found = []
        for rule in rules():
            if rule.scope is Scope.MONTH or rule.again:
                found += ask(opened, rule, today.isoformat(), folder.country)
        found = _named(opened, found)
    accepted = _accepted(folder)
    return sorted(
        (item for item in found if (item.record, item.rule) not in accepted),
        key=lambda f: (-f.severity.rank, f.rule, f.point, f.day, f.record, f.field),
    )


def _accepted(folder: Folder) -> set[tuple[str, str]]:
    """Record and rule of findings that somebody took as true."""
    return {
        (record, rule) for record, _, rule in in_force(cleaning.read_entries(folder.root)) if rule
    }


def known_places(folder: Folder) -> list[str]:
    """Names that a place may have: the country's first-level units, the points, the country."""
    names = []
    for line in read_lines(folder.root / "country" / "admin1.csv", ("code",)):
        names += [text for column, text in line.cells.items() if column.startswith("name_")]
    for point in folder.register.points.values():
        names += [*point.names.values(), *point.aliases]
    return [name for name in names if name]


def stage_register(opened: Engine, register: Register) -> None:
    """Make the tables ``points`` and ``roles``."""
    day, text = pa.date32(), pa.string()
    opened.rows_into(
        "points",
        {"code": text, "opened": day, "closed": day},
        [(point.code, point.opened, point.closed) for point in register.points.values()],
    )
    opened.rows_into(
        "roles",
        {"point": text, "role": text, "first": day, "last": day},
        [
            (point.code, role.value, span.first, span.last)
            for point in register.points.values()
            for role, span in point.roles
        ],
    )


def _stage_days(opened: Engine, folder: Folder, month: Month, today: date) -> None:
    rows = [
        (code, day, status.value)
        for code, days in folder.days(opened, month).items()
        for day, status in days.items()
        if day < today
    ]
    text = pa.string()
    opened.rows_into("days", {"point": text, "day": pa.date32(), "status": text}, rows)


def _stage_groups(opened: Engine) -> None:
    """Number the records, and tell which of them have the same content."""
    content = ", ".join(f"coalesce(g.{name}::VARCHAR, '')" for name in _CONTENT)
    # A sample interviewed beside a counter was counted by it: it is no second entry.
    opened.run("DELETE FROM groups WHERE method = 'screener'")
    opened.run("ALTER TABLE groups RENAME TO recorded")
    opened.run("ALTER TABLE counts RENAME TO counted")
    # A sum of hashes is the same in every order, and needs no sorting.
    opened.run(
        "CREATE TABLE cells AS SELECT record_id, "
        "sum(hash(kind, category, category2, persons)::HUGEINT)::VARCHAR AS cells, "
        # Cells that hold somebody: what there is to tell one group from another.
        "count(*) FILTER (persons > 0) AS filled FROM counted GROUP BY record_id"
    )
    opened.run(
        "CREATE TABLE groups AS SELECT g.*, row_number() OVER (ORDER BY g.record_id)::INTEGER "
        "AS row_no, coalesce(g.enumerator, g.device, g.point) AS who, "
        f"hash(concat_ws('|', {content}, coalesce(c.cells, ''))) AS content, "
        "coalesce(c.filled, 0) AS filled "
        "FROM recorded AS g LEFT JOIN cells AS c USING (record_id)"
    )
    opened.run(
        "CREATE TABLE counts AS SELECT c.*, g.row_no FROM counted AS c "
        "JOIN groups AS g USING (record_id)"
    )


def _stage_history(opened: Engine, folder: Folder, month: Month) -> None:
    since = month.shifted(-HISTORY_MONTHS)
    files = [
        folder.root / month_path(earlier, "groups")
        for earlier in folder.months()
        if since <= earlier < month
    ]
    source = parquet_of(files) if files else "recorded WHERE false"
    opened.run(
        "CREATE TABLE earlier AS SELECT point, direction, date, persons, count(*) AS groups "
        f"FROM {source}{' WHERE' if files else ' AND'} method <> 'screener' GROUP BY ALL"
    )
    opened.run(
        "CREATE TABLE history AS SELECT point, direction, date, sum(persons * groups) AS persons, "
        "sum(groups) AS groups FROM earlier GROUP BY ALL"
    )
    opened.run(
        "CREATE TABLE sizes AS SELECT point, persons, sum(groups) AS groups FROM earlier "
        "GROUP BY ALL"
    )


def _named(opened: Engine, found: list[Finding]) -> list[Finding]:
    """Findings of rules that know lines only, with the record that stands on the line."""
    wanted = sorted({item.row for item in found if item.row})
    if not wanted:
        return found
    opened.rows_into("wanted", {"row_no": pa.int32()}, [(row,) for row in wanted])
    known = {
        row_no: (record, point, str(day))
        for row_no, record, point, day in opened.rows(
            "SELECT g.row_no, g.record_id, g.point, g.date FROM groups AS g "
            "JOIN wanted USING (row_no)"
        )
    }
    return [
        replace(item, row=0, record=known[item.row][0], point=known[item.row][1],
                day=known[item.row][2])
        if item.row
        else item
        for item in found
    ]  # fmt: skip
