"""One import, from a file to the workspace: whole, repeatable, and nothing lost.

The file and its mapping are kept; rows that cannot be trusted go to ``set_aside.csv`` beside them,
each with its reasons; the rest becomes records. Rows already known are recognised by their id (or
their content, where a file has no ids), so importing twice changes nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pyarrow as pa

from azalai import checks
from azalai.checks import Finding, Severity
from azalai.intake import csv_file, xlsx_file
from azalai.intake.job import ImportReport, Job
from azalai.intake.keeping import keep_aside, keep_report
from azalai.intake.mapping import Mapping, MappingFile, read_mapping
from azalai.intake.merging import Merged, merge
from azalai.intake.shape import Shaper
from azalai.intake.tabular import Sheet, existing_file
from azalai.intake.targets import check_values
from azalai.model.errors import InputError
from azalai.workspace import Engine, Folder, Register, engine, records

READERS: tuple[ModuleType, ...] = (csv_file, xlsx_file)


def read_table(path: Path, mapping: MappingFile) -> Sheet:
    """Read a foreign table by the reader that takes its kind of file."""
    existing_file(path)
    for reader in READERS:
        if path.suffix.lower() in reader.SUFFIXES:
            sheet: Sheet = reader.read(path, mapping.options)
            return sheet
    known = ", ".join(suffix for reader in READERS for suffix in reader.SUFFIXES)
    raise InputError("unknown_format", path=path.name, known=known)


def import_file(
    folder: Folder, path: Path, mapping_path: Path, today: date, replaces: str = ""
) -> ImportReport:
    """Import one file into a workspace.

    Parameters
    ----------
    today : date
        No group can be later.
    replaces : str
        Id (or file name) of an earlier import whose groups this file supersedes.

    Raises
    ------
    InputError
        When nothing of the file can be imported; the workspace is then as it was, but for the
        rows set aside.
    """
    mapping_file = read_mapping(mapping_path)
    sheet = read_table(path, mapping_file)
    mapping = mapping_file.for_headers(sheet.headers)
    check_values(mapping_file, mapping, folder.register.spellings)
    replaced = _import_named(folder, replaces) if replaces else ""
    digest = hashlib.sha256(path.read_bytes() + b"\0" + mapping_path.read_bytes())
    import_id = digest.hexdigest()[:12]
    with folder.writing() as transaction, engine() as opened:
        _check_unknown(folder, path, import_id, replaced)
        Shaper(opened, sheet, mapping, folder.register.spellings).shape()
        if not sheet.broken and not opened.rows("SELECT 1 FROM raw LIMIT 1"):
            raise InputError("no_rows", path=path.name)
        _register_tables(opened, folder.register)
        findings = [_placed(item, mapping, sheet) for item in _findings(opened, sheet, today)]
        aside = _set_aside(opened, findings)
        job = Job(folder, transaction, opened, sheet, import_id, path, mapping_path, replaced)
        return _report(job, merge(job, findings, aside))


def _report(job: Job, merged: Merged) -> ImportReport:
    report = ImportReport(
        import_id=job.import_id,
        file=job.path.name,
        rows=job.sheet.cells.num_rows + len(job.sheet.broken),
        groups=merged.coming,
        persons=merged.persons,
        known=merged.known,
        set_aside=len(merged.aside),
        withdrawn=merged.withdrawn,
        lacking=merged.lacking,
        months=merged.months,
        findings=tuple(merged.findings),
        set_aside_file=keep_aside(job, merged.findings, merged.aside),
    )
    seen_before = any(item.import_id == job.import_id for item in job.folder.imports())
    if report.changed or not seen_before:
        keep_report(job, report)
    return report


def _import_named(folder: Folder, name: str) -> str:
    """The import of that id, or the one of that file name that no other has replaced yet."""
    imports = folder.imports()
    if any(name == item.import_id for item in imports):
        return name
    replaced = {item.replaces for item in imports}
    found = [
        item.import_id
        for item in imports
        if item.file == Path(name).name and item.import_id not in replaced
    ]
    if not found:
        raise InputError("no_such_import", value=name)
    if len(found) > 1:
        # One of which nothing is in the records has nothing to be replaced.
        held = folder.held()
        found = [item for item in found if item in held] or found[:1]
    if len(found) > 1:
        raise InputError("several_imports", value=name, known=", ".join(found))
    return found[0]


def _check_unknown(folder: Folder, path: Path, import_id: str, replaced: str) -> None:
    """The same file by another mapping would bring in the same people a second time."""
    checksum = records.sha256_of(path)
    twins = [
        item.import_id
        for item in folder.imports()
        if item.sha256 == checksum and item.import_id not in (import_id, replaced)
    ]
    if twins:
        held = folder.held()
        for known in twins:
            if known in held:
                raise InputError("file_known", path=path.name, known=known)


def _register_tables(opened: Engine, register: Register) -> None:
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


def _findings(opened: Engine, sheet: Sheet, today: date) -> list[Finding]:
    found = [
        Finding(row, code, Severity.ERROR, name, value, expected or "")
        for row, name, value, code, expected in opened.rows(
            "SELECT row_no, field, value, code, expected FROM unreadable"
        )
    ]
    found += [
        Finding(
            item.row, "broken_row", Severity.ERROR, "", str(item.cells), str(len(sheet.headers))
        )
        for item in sheet.broken
    ]
    return sorted({*found, *checks.run(opened, today.isoformat())})


def _placed(finding: Finding, mapping: Mapping, sheet: Sheet) -> Finding:
    """With the header that the officer knows, in place of our name of the field."""
    said = finding.field
    header = mapping.columns.get(said, "")
    if not header and mapping.long is not None:
        header = mapping.long.categories.get(said, "")
    if not header:
        counted = (column.header for column in mapping.wide if column.category == said)
        header = said if said in sheet.headers else next(counted, "")
    return replace(finding, column=header)


def _set_aside(opened: Engine, findings: list[Finding]) -> set[int]:
    """Lines that stay out: those with an error, and every line of their groups."""
    bad = sorted({finding.row for finding in findings if finding.severity is Severity.ERROR})
    opened.rows_into("bad", {"row_no": pa.int32()}, [(row,) for row in bad])
    opened.run(
        "CREATE TABLE aside AS SELECT DISTINCT group_no AS row_no FROM member JOIN bad USING "
        "(row_no)"
    )
    lines = opened.rows("SELECT m.row_no FROM member AS m JOIN aside AS a ON a.row_no = m.group_no")
    return {row[0] for row in lines} | set(bad)
