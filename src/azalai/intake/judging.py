"""What is wrong with the lines of an import: said of which record, and what stays out for it.

The tables of the engine that it looks at are those of `azalai.intake.identity`; it makes ``aside``,
the groups that stay out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from azalai import checks
from azalai.checks import Finding, Severity
from azalai.intake import cleaning
from azalai.intake.job import Task
from azalai.intake.reading import Sheet
from azalai.model.flows import FIELDS, Sensitivity
from azalai.workspace import Engine, Folder
from azalai.workspace.imports import KeptOut


def findings_of(
    opened: Engine, folder: Folder, task: Task, cleaned: cleaning.Cleaned
) -> list[Finding]:
    """What the readers, the rules and the cleaning log have to say, by line."""
    found = [
        Finding(row, code, Severity.ERROR, name, value, expected or "")
        for row, name, value, code, expected in opened.rows(
            "SELECT row_no, field, value, code, expected FROM unreadable"
        )
    ]
    for item in task.source.broken:
        wide = str(len(task.source.sheet_of(item.row)[0].headers))
        code = "open_quote" if item.swallowed else "broken_row"
        found.append(Finding(item.row, code, Severity.ERROR, "", str(item.cells), wide))
    again = _names_again(task.source.main)
    if again:
        # That their names are no values is the least of it.
        found = [item for item in found if item.row not in again]
        found += [Finding(row, "names_again", Severity.ERROR, "", "") for row in sorted(again)]
    found += [Finding(row, "excluded", Severity.NOTE, "", "") for row in cleaned.excluded]
    found += checks.run(
        opened,
        task.today.isoformat(),
        country=folder.country,
        places=checks.known_places(folder),
    )
    groups = {(item.row, item.rule) for item in found} & cleaned.accepted
    accepted = [
        replace(item, severity=Severity.NOTE)
        if (item.row, item.rule) in groups and _acceptable(item)
        else item
        for item in found
    ]
    return sorted({*accepted, *cleaned.stale})


def _names_again(sheet: Sheet) -> set[int]:
    """Rows that are the names of the columns once more: tables pasted below each other."""
    again = sheet.cells
    for index, header in enumerate(sheet.headers):
        if header and again.num_rows:
            same = pc.equal(pc.utf8_trim_whitespace(again[f"c{index}"]), header)
            again = again.filter(pc.fill_null(same, False))
    return set(again["row_no"].to_pylist())


def _acceptable(item: Finding) -> bool:
    """Whether an officer's word lets the group count as it is.

    Of two equal rows with one form number the second has to get a number of its own.
    """
    return checks.is_waivable(item.rule) and not (item.rule == "repeated_row" and item.value)


def placed(findings: list[Finding], references: dict[int, str], task: Task) -> list[Finding]:
    """With the sheet and the header that the officer knows, and the record it is about."""
    several = bool(task.source.starts) or len(task.mapping_file.options.sheets) > 1
    headers = {name: place for place, name in enumerate(task.source.main.headers)}
    named: dict[str, str] = {}

    def at(row_no: int) -> str:
        sheet, row = task.source.place(row_no) if several else ("", row_no)
        return f"{sheet}!{row}" if sheet else ""

    found = []
    for item in findings:
        if item.field not in named:
            named[item.field] = task.mapping.header_of(item.field, headers)
        record = item.record or references.get(item.row, "")
        if item.rule == "known_otherwise":
            # Its number is that of another group, which is the record of that name.
            record = f"{task.import_id}:{item.row}"
        item = replace(item, column=named[item.field], at=at(item.row), record=record)
        if item.rule in ("repeated_id", "repeated_row"):
            item = replace(item, expected=at(int(item.expected)) or item.expected)
        if item.field in FIELDS and FIELDS[item.field].sensitivity is Sensitivity.SECRET:
            # What is secret is in no finding and no list.
            item = replace(item, value="…", expected="…")
        found.append(item)
    return found


def references_of(opened: Engine, rows: list[int], import_id: str) -> dict[int, str]:
    """How the cleaning log calls the groups of some lines."""
    opened.rows_into("asked", {"row_no": pa.int32()}, [(row,) for row in rows])
    return {
        row: record if alone else f"{import_id}:{group}"
        for row, group, record, alone in opened.rows(
            "SELECT a.row_no, m.group_no, i.record_id, n.many = 1 FROM asked AS a "
            "JOIN member AS m USING (row_no) JOIN ids AS i ON i.row_no = m.group_no "
            "JOIN (SELECT record_id, count(*) AS many FROM ids GROUP BY 1) AS n USING (record_id)"
        )
    }


def stage_aside(opened: Engine, findings: list[Finding]) -> set[int]:
    """Lines that stay out: those with an error, and every line of their groups."""
    bad = sorted({finding.row for finding in findings if finding.severity is Severity.ERROR})
    opened.rows_into("bad", {"row_no": pa.int32()}, [(row,) for row in bad])
    opened.run(
        "CREATE TABLE aside AS SELECT DISTINCT group_no AS row_no FROM member JOIN bad USING "
        "(row_no)"
    )
    lines = opened.rows("SELECT m.row_no FROM member AS m JOIN aside AS a ON a.row_no = m.group_no")
    return {row[0] for row in lines} | set(bad)


def kept_out(opened: Engine, findings: list[Finding]) -> dict[str, KeptOut]:
    """Month -> groups that are kept out of it; ``""`` where nobody knows the month."""
    errors = [item for item in findings if item.severity is Severity.ERROR]
    if not errors:
        return {}
    rows = sorted({item.row for item in errors})
    opened.rows_into("kept_out", {"row_no": pa.int32()}, [(row,) for row in rows])
    groups = {
        row: (group, month or "")
        for row, group, month in opened.rows(
            "SELECT k.row_no, m.group_no, strftime(coalesce(g.date, i.date), '%Y-%m') "
            "FROM kept_out AS k JOIN member AS m USING (row_no) "
            "JOIN ids AS i ON i.row_no = m.group_no LEFT JOIN groups AS g ON g.row_no = m.group_no"
        )
    }
    rules: dict[str, Counter[str]] = defaultdict(Counter)
    apart: dict[str, set[int]] = defaultdict(set)
    seen = {(*groups.get(item.row, (item.row, "")), item.rule) for item in errors}
    for group, month, rule in sorted(seen):
        rules[month][rule] += 1
        apart[month].add(group)
    return {month: KeptOut(len(apart[month]), dict(rules[month])) for month in sorted(rules)}
