"""One import of figures: from a foreign file to the workspace, whole, repeatable, nothing lost."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from azalai.intake.figures import keeping
from azalai.intake.figures.foreign import open_foreign
from azalai.intake.figures.formats import format_of
from azalai.intake.figures.found_places import Finder
from azalai.intake.figures.identifying import compare, identify
from azalai.intake.figures.incoming import Asked, Format, Job
from azalai.intake.figures.reporting import FigureReport, report_of
from azalai.model.errors import InputError
from azalai.workspace import Engine, Folder, engine
from azalai.workspace.figure_imports import (
    FOLDER,
    TABLE,
    FigureImport,
    active,
    read_figure_imports,
)
from azalai.workspace.ledger import COLUMNS, read_sources
from azalai.workspace.places import read_places
from azalai.workspace.records import sha256_of


def import_figures(
    folder: Folder,
    path: Path,
    today: date,
    *,
    kind: str = "",
    source: str = "",
    mapping: Path | None = None,
    said: Mapping[str, str] | None = None,
    only: tuple[str, ...] = (),
    replaces: str = "",
    dry_run: bool = False,
) -> FigureReport:
    """Import one foreign file of figures.

    Parameters
    ----------
    kind : str
        A foreign format; found out from the content where empty.
    source : str
        Code of ``sources.csv`` whose figures these are; each format brings one along.
    mapping : Path, optional
        Of a spreadsheet: what its columns mean.
    said : mapping, optional
        What the user says of the file, see `azalai.intake.figures.incoming.Asked`.
    only : tuple of str
        Codes of places: figures of no other place or origin come in.
    replaces : str
        Id or file name of the import whose place this one takes.

    Raises
    ------
    InputError
        When nothing of the file can be used; the workspace is then as it was.
    """
    with nullcontext() if dry_run else folder.writing() as transaction:
        return import_figures_into(
            folder, transaction, path, today, kind=kind, source=source, mapping=mapping,
            said=said, only=only, replaces=replaces,
        )  # fmt: skip


def import_figures_into(
    folder: Folder,
    transaction: keeping.Transaction | None,
    path: Path,
    today: date,
    *,
    kind: str = "",
    source: str = "",
    mapping: Path | None = None,
    said: Mapping[str, str] | None = None,
    only: tuple[str, ...] = (),
    replaces: str = "",
) -> FigureReport:
    """As `import_figures`, within a transaction of the caller; without one nothing is written."""
    with engine() as opened:
        digest = sha256_of(path) if path.is_file() else ""
        import_id = digest[:12]
        imports = read_figure_imports(folder.root)
        replaced = _named(imports, replaces) if replaces else ""
        known = next((item for item in imports if item.import_id == import_id), None)
        if known and not replaced:
            return _unchanged(known, imports, folder)
        job, chosen = _job(folder, path, today, opened, kind, source, mapping, said or {})
        chosen.read(job)
        identify(job, chosen, only)
        # Several files may state what this one corrects: what it replaced stays replaced.
        taken = dict.fromkeys((*(known.replaced if known else ()), replaced))
        others = [item for item in active(imports) if item.import_id not in (*taken, import_id)]
        compare(job, folder, others)
        report = report_of(job, chosen, path, import_id, folder, replaced)
        if not report.figures and not report.withdrawn:
            # Nothing of it can be used: the workspace stays as it is, and the caller says why.
            return replace(report, folder=None, changed=False)
        if transaction is not None:
            _keep(job, folder, transaction, report, digest, tuple(taken), imports, mapping, source)
        return report


def _named(imports: list[FigureImport], name: str) -> str:
    """The import of an id, or the active one of a file name."""
    if any(item.import_id == name for item in imports):
        return name
    found = [item.import_id for item in active(imports) if item.file == Path(name).name]
    if len(found) != 1:
        known = ", ".join(f"{item.import_id} ({item.file})" for item in active(imports)) or "–"
        raise InputError("no_such_figure_import", value=name, known=known)
    return found[0]


def _unchanged(known: FigureImport, imports: list[FigureImport], folder: Folder) -> FigureReport:
    gone = next((item.import_id for item in imports if known.import_id in item.replaced), "")
    return FigureReport(
        import_id=known.import_id, file=known.file, kind=known.kind, source=known.source,
        rows=known.rows, figures=known.figures, known=known.figures, replaced_by=gone,
        folder=folder.root / known.folder, changed=False,
    )  # fmt: skip


def _job(
    folder: Folder,
    path: Path,
    today: date,
    opened: Engine,
    kind: str,
    source: str,
    mapping: Path | None,
    said: Mapping[str, str],
) -> tuple[Job, Format]:
    if source and source not in read_sources(folder):
        known = ", ".join(sorted(read_sources(folder))) or "–"
        raise InputError("no_such_source", value=source, known=known)
    asked = Asked(said)
    options = None
    if mapping is not None:
        from azalai.intake.figures.round_mapping import read_round_mapping

        read = read_round_mapping(mapping)
        asked = replace(asked, mapping=str(mapping))
        options = read.options_of(path)
        kind = kind or "round"
    foreign = open_foreign(path, options)
    chosen = format_of(foreign, kind)
    finder = Finder(read_places(folder))
    job = Job(foreign, finder, opened, asked, source or chosen.source, today.isoformat(),
              folder.country)  # fmt: skip
    for item in foreign.sheet.broken:
        job.error(item.row, "broken_line", "", str(item.cells), str(len(foreign.sheet.headers)))
    return job, chosen


def _keep(
    job: Job,
    folder: Folder,
    transaction: keeping.Transaction,
    report: FigureReport,
    digest: str,
    taken: tuple[str, ...],
    imports: list[FigureImport],
    mapping: Path | None,
    source: str,
) -> None:
    """Stage the file as it came, its figures, its places and source, and what was set aside."""
    base = f"{FOLDER}/{report.import_id}"
    original = "original" + job.foreign.path.suffix.lower()
    shutil.copyfile(job.foreign.path, transaction.staged(f"{base}/{original}"))
    if mapping is not None:
        transaction.write(f"{base}/mapping.toml", mapping.read_bytes())
    assert job.figures is not None
    table = job.figures
    if report.contradicting:
        table = job.opened.arrow("SELECT * FROM figures WHERE id NOT IN (SELECT id FROM clash)")
    pq.write_table(
        table.select(list(COLUMNS)), transaction.staged(f"{base}/{TABLE}"),
        compression="zstd", compression_level=1,
    )  # fmt: skip
    keeping.keep_places(job, transaction, base)
    if not source:
        keeping.keep_source(job, transaction, base, folder)
    keeping.keep_aside(job, transaction, base, folder)
    record = FigureImport(
        import_id=report.import_id, file=report.file, sha256=digest, original=original,
        kind=report.kind, source=report.source, rows=report.rows, figures=report.figures,
        known=report.known, set_aside=report.set_aside + report.contradicting,
        withdrawn=report.withdrawn,
        replaces=" ".join(name for name in taken if name not in ("", report.import_id)),
        findings=dict(Counter(item.rule for item in report.findings)),
    )  # fmt: skip
    transaction.write(f"{base}/report.json", record.to_json())
    for item in imports:
        # An import that comes back in place of the one that took its own.
        if item.import_id in taken and report.import_id in item.replaced:
            left = " ".join(name for name in item.replaced if name != report.import_id)
            transaction.write(f"{item.folder}/report.json", replace(item, replaces=left).to_json())
    folder.log(transaction, "figures import", report.import_id, report.file)
