"""One import, from a file to the workspace: whole, repeatable, and nothing lost.

The file and its mapping are kept; rows that cannot be trusted go to ``set_aside.csv`` beside them,
each with its reasons; the rest becomes records. Rows already known are recognised by their id (or
their content, where a file has no ids), so importing twice changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Set
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from azalai import checks
from azalai.checks import Finding, Severity
from azalai.checks.month import stage_register
from azalai.intake import cleaning, identity
from azalai.intake.job import ImportReport, Job
from azalai.intake.keeping import keep_aside, keep_report
from azalai.intake.mapping import Mapping, bind
from azalai.intake.mapping_file import MappingFile, read_mapping
from azalai.intake.merging import Merged, merge
from azalai.intake.reading import Sheet
from azalai.intake.shape import Shaper
from azalai.intake.source import Source, digest_of, open_source
from azalai.intake.targets import check_values
from azalai.model.cleaning import Entry
from azalai.model.errors import InputError
from azalai.model.flows import FIELDS, Sensitivity
from azalai.workspace import Engine, Folder, Transaction, engine
from azalai.workspace.cleaning import read_entries
from azalai.workspace.imports import ImportRecord, KeptOut


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be imported, read and understood; nothing was written yet."""

    source: Source
    mapping_file: MappingFile
    mapping: Mapping
    import_id: str
    file: str
    replaced: str
    today: date
    whole: bool = False


def import_file(
    folder: Folder,
    path: Path,
    mapping_path: Path,
    today: date,
    replaces: str = "",
    *,
    dry_run: bool = False,
    entries: list[Entry] | None = None,
) -> ImportReport:
    """Import one file into a workspace.

    Parameters
    ----------
    today : date
        No group can be later.
    replaces : str
        Id (or file name) of an earlier import whose groups this file supersedes.
    dry_run : bool
        Only say what would happen; nothing is written.
    entries : list of Entry, optional
        The cleaning log; the workspace's own unless given.

    Raises
    ------
    InputError
        When nothing of the file can be imported; the workspace is then as it was, but for the
        rows set aside.
    """
    mapping_file = read_mapping(mapping_path)
    source = open_source(path, mapping_file)
    with nullcontext() if dry_run else folder.writing() as transaction, engine() as opened:
        # What another writer may change is read when nobody can.
        replaced = _import_named(folder, replaces) if replaces else ""
        task = _understood(folder, source, mapping_file, path.name, replaced, today)
        _check_unknown(folder, task)
        log = read_entries(folder.root) if entries is None else entries
        return _carry_out(folder, transaction, opened, task, log)[0]


def import_into(
    folder: Folder,
    transaction: Transaction,
    path: Path,
    mapping_path: Path,
    today: date,
    replaces: str = "",
    entries: list[Entry] | None = None,
) -> ImportReport:
    """Import a file that is all there is of something, within a transaction of the caller.

    What the import that it replaces has and this file has not goes out, even where this file has no
    row, or none that can be used: it was made anew of the same source.

    Parameters
    ----------
    replaces : str
        Id of the import before it, which may stand in this same transaction.
    entries : list of Entry, optional
        The cleaning log as this transaction leaves it; unless given, as it stands on disk.

    Raises
    ------
    InputError
        As `import_file`, but for a file without rows.
    """
    mapping_file = read_mapping(mapping_path)
    source = open_source(path, mapping_file, may_be_empty=True)
    task = _understood(folder, source, mapping_file, path.name, replaces, today)
    task = replace(task, whole=True)
    log = read_entries(folder.root) if entries is None else entries
    with engine() as opened:
        return _carry_out(folder, transaction, opened, task, log)[0]


def import_again(
    folder: Folder,
    transaction: Transaction,
    record: ImportRecord,
    entries: list[Entry],
    asking: Set[int],
    today: date,
) -> tuple[ImportReport, cleaning.Cleaned]:
    """Read a kept file anew, with the cleaning log as it will be: nothing else of it changes.

    Parameters
    ----------
    asking : set of int
        Entries that do not know yet what they correct.

    Returns
    -------
    report : ImportReport
    cleaned : Cleaned
        What the log did to the file.

    Raises
    ------
    InputError
        ``original_gone`` where the workspace has no copy of the file any more.
    """
    kept = folder.root / record.folder
    files = {kind: kept / name for kind, name in record.originals.items()}
    if not files or not all(path.is_file() for path in files.values()):
        raise InputError("original_gone", import_id=record.import_id, path=str(kept))
    mapping_file = read_mapping(kept / "mapping.toml")
    source = open_source(files[""], mapping_file, files)
    task = _understood(folder, source, mapping_file, record.file, record.import_id, today)
    task = replace(task, import_id=record.import_id)
    with engine() as opened:
        return _carry_out(folder, transaction, opened, task, entries, record, asking)


def _understood(
    folder: Folder,
    source: Source,
    mapping_file: MappingFile,
    file: str,
    replaced: str,
    today: date,
) -> _Task:
    others = {kind: sheet.headers for kind, sheet in source.repeats.items()}
    names = {kind: path.name for kind, path in source.files.items()} | {"": file}
    mapping = bind(mapping_file, source.main.headers, others, names)
    check_values(mapping_file, mapping, folder.register.spellings)
    import_id = digest_of(source, mapping_file.path)[:12]
    return _Task(source, mapping_file, mapping, import_id, file, replaced, today)


def _carry_out(
    folder: Folder,
    transaction: Transaction | None,
    opened: Engine,
    task: _Task,
    entries: list[Entry],
    before: ImportRecord | None = None,
    asking: Set[int] = frozenset(),
) -> tuple[ImportReport, cleaning.Cleaned]:
    """Shape, clean, check, merge; and write, where there is a transaction."""
    shaper = Shaper(opened, task.source, task.mapping, folder.register.spellings)
    if shaper.empty and not task.whole:
        raise InputError("no_rows", path=task.file)
    shaper.shape()
    identity.identify(opened)
    cells = shaper.cells
    # What it has read is in the engine now; a large file's columns need not stay.
    del shaper
    cleaned = cleaning.apply(opened, entries, task.import_id, cells, task.mapping, asking)
    identity.stage(
        opened,
        keep_repeated=task.mapping.keep_repeated,
        long_layout=task.mapping.long is not None,
    )
    stage_register(opened, folder.register)
    findings = _findings(opened, folder, task, cleaned)
    aside = _set_aside(opened, findings)
    job = Job(
        folder, transaction, opened, task.source, task.import_id, task.source.path, task.file,
        task.mapping, task.mapping_file.path, task.replaced, task.whole,
    )  # fmt: skip
    merged = merge(job, findings, aside)
    told = {item.row for item in merged.findings if item.rule in ("excluded", "correction_stale")}
    references = _references(opened, sorted(merged.aside | told), task.import_id)
    merged = replace(merged, findings=_placed(merged.findings, references, task))
    report = _report(job, task, merged, cleaned)
    if transaction is not None:
        report = replace(
            report, set_aside_file=keep_aside(job, merged.findings, merged.aside, references)
        )
        seen = before or next(
            (item for item in folder.imports() if item.import_id == job.import_id), None
        )
        if report.changed or seen is None or before is not None:
            keep_report(job, report, before)
    return report, cleaned


def _report(job: Job, task: _Task, merged: Merged, cleaned: cleaning.Cleaned) -> ImportReport:
    own = {row for row in merged.aside if not task.source.sheet_of(row)[1]}
    # Rows of a repeat go with their groups; those that have none are counted too.
    lost = {item.row for item in merged.findings if item.rule == "no_such_group"}
    return ImportReport(
        import_id=job.import_id,
        file=job.file,
        rows=task.source.rows,
        groups=merged.coming,
        persons=merged.persons,
        known=merged.known,
        set_aside=len(own | lost),
        withdrawn=merged.withdrawn,
        corrected=cleaned.applied,
        excluded=len(cleaned.excluded),
        lacking=merged.lacking,
        months=merged.months,
        findings=tuple(merged.findings),
        unread=task.mapping.unread,
        kept_out=_kept_out(job.opened, merged.findings),
    )


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


def _check_unknown(folder: Folder, task: _Task) -> None:
    """The same file by another mapping would bring in the same people a second time."""
    checksum = task.source.checksums[""]
    twins = [
        item.import_id
        for item in folder.imports()
        if item.sha256 == checksum and item.import_id not in (task.import_id, task.replaced)
    ]
    if twins:
        held = folder.held()
        for known in twins:
            if known in held:
                raise InputError("file_known", path=task.file, known=known)


def _findings(
    opened: Engine, folder: Folder, task: _Task, cleaned: cleaning.Cleaned
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


def _placed(findings: list[Finding], references: dict[int, str], task: _Task) -> list[Finding]:
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


def _references(opened: Engine, rows: list[int], import_id: str) -> dict[int, str]:
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


def _kept_out(opened: Engine, findings: list[Finding]) -> dict[str, KeptOut]:
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
