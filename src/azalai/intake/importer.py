"""One import, from a file to the workspace: whole, repeatable, and nothing lost.

The file and its mapping are kept; rows that cannot be trusted go to ``set_aside.csv`` beside them,
each with its reasons; the rest becomes records. Rows already known are recognised by their id (or
their content, where a file has no ids), so importing twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Set
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

from azalai.checks.month import stage_register
from azalai.intake import cleaning, identity
from azalai.intake.job import ImportReport, Job, Task
from azalai.intake.judging import findings_of, kept_out, placed, references_of, stage_aside
from azalai.intake.keeping import keep_aside, keep_report
from azalai.intake.mapping import bind
from azalai.intake.mapping_file import MappingFile, read_mapping
from azalai.intake.merging import Merged, merge
from azalai.intake.shape import Shaper
from azalai.intake.source import Source, digest_of, open_source
from azalai.intake.targets import check_values
from azalai.model.cleaning import Entry
from azalai.model.errors import InputError
from azalai.workspace import Engine, Folder, Transaction, engine
from azalai.workspace.cleaning import read_entries
from azalai.workspace.imports import ImportRecord


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
) -> Task:
    others = {kind: sheet.headers for kind, sheet in source.repeats.items()}
    names = {kind: path.name for kind, path in source.files.items()} | {"": file}
    mapping = bind(mapping_file, source.main.headers, others, names)
    check_values(mapping_file, mapping, folder.register.spellings)
    import_id = digest_of(source, mapping_file.path)[:12]
    return Task(source, mapping_file, mapping, import_id, file, replaced, today)


def _carry_out(
    folder: Folder,
    transaction: Transaction | None,
    opened: Engine,
    task: Task,
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
    findings = findings_of(opened, folder, task, cleaned)
    aside = stage_aside(opened, findings)
    job = Job(
        folder, transaction, opened, task.source, task.import_id, task.source.path, task.file,
        task.mapping, task.mapping_file.path, task.replaced, task.whole,
    )  # fmt: skip
    merged = merge(job, findings, aside)
    told = {item.row for item in merged.findings if item.rule in ("excluded", "correction_stale")}
    references = references_of(opened, sorted(merged.aside | told), task.import_id)
    merged = replace(merged, findings=placed(merged.findings, references, task))
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


def _report(job: Job, task: Task, merged: Merged, cleaned: cleaning.Cleaned) -> ImportReport:
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
        kept_out=kept_out(job.opened, merged.findings),
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


def _check_unknown(folder: Folder, task: Task) -> None:
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
