"""What an import leaves behind: the files, their mapping, a report, and the rows set aside."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from azalai.checks import Finding, Severity, said
from azalai.intake.job import ImportReport, Job
from azalai.intake.reading.tabular import Sheet
from azalai.model.cleaning import count_field
from azalai.model.flows import FIELDS
from azalai.wording import LANGUAGES, Wording
from azalai.workspace.csvfile import harmless, write_lines
from azalai.workspace.imports import ImportRecord


def keep_aside(
    job: Job, findings: list[Finding], aside: set[int], references: dict[int, str]
) -> Path | None:
    """Write the rows set aside, as they stood, with what is wrong in every language.

    Rows of the main table go to ``set_aside.csv``; those of a repeat to a file of its own, named
    after what it counts. The column *record* is what the cleaning log calls the group.
    """
    assert job.transaction is not None
    reasons: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.severity is Severity.ERROR:
            reasons.setdefault(finding.row, []).append(finding)
    references = references | {row: found[0].record for row, found in reasons.items()}
    tables: dict[str, list[int]] = {"": [], **{kind: [] for kind in job.source.repeats}}
    for row in sorted(aside):
        tables[job.source.sheet_of(row)[1]].append(row)
    kept = None
    for kind, rows in tables.items():
        path = f"imports/{job.import_id}/set_aside{'_' * bool(kind)}{kind}.csv"
        if not rows:
            # An earlier try may have left some: the register has learnt their point since.
            if (job.folder.root / path).exists():
                job.transaction.remove(path)
            continue
        sheet = job.source.repeats[kind] if kind else job.source.main
        job.transaction.write(path, _aside_text(job, sheet, rows, reasons, references))
        kept = kept or job.folder.root / path
    waiting = [item for item in findings if item.severity is Severity.ERROR]
    _keep_findings(job, waiting + [item for item in findings if item.rule == "excluded"])
    return kept


def _keep_findings(job: Job, findings: list[Finding]) -> None:
    """A line for each finding that keeps a row out, in the words of the cleaning log."""
    assert job.transaction is not None
    path = f"imports/{job.import_id}/findings.csv"
    if not findings:
        if (job.folder.root / path).exists():
            job.transaction.remove(path)
        return
    named = {
        column.header: count_field(column.kind, column.category, column.category2)
        for column in job.mapping.wide
    }
    wordings = [Wording(language) for language in LANGUAGES]
    lines = []
    for item in findings:
        field = item.field if item.field in FIELDS else named.get(item.field, "")
        proposed = item.expected if field and item.rule.startswith("unknown_") else ""
        said_all = [said(item, wording, job.folder.register) for wording in wordings]
        cells = [item.record, item.rule, field, item.value if field else "", proposed]
        lines.append([harmless(cell) for cell in (*cells, *said_all)])
    header = ["record", "rule", "field", "old", "proposed", *(f"why_{x}" for x in LANGUAGES)]
    job.transaction.write(path, write_lines(header, lines))


def _aside_text(
    job: Job,
    sheet: Sheet,
    rows: list[int],
    reasons: dict[int, list[Finding]],
    references: dict[int, str],
) -> str:
    wordings = [Wording(language) for language in LANGUAGES]
    broken = {item.row: item.text for item in sheet.broken}
    chosen = pc.is_in(sheet.cells["row_no"], pa.array(rows, pa.int32()))
    texts = {
        row["row_no"]: [row[f"c{index}"] or "" for index in range(len(sheet.headers))]
        for row in sheet.cells.filter(chosen).to_pylist()
    }
    lines = []
    for row in rows:
        found = reasons.get(row, [])
        whys = [
            " ".join(said(item, wording, job.folder.register) for item in found)
            for wording in wordings
        ]
        rules = " ".join(dict.fromkeys(item.rule for item in found))
        name, place = job.source.place(row)
        stood = texts.get(row, [broken.get(row, "")])
        lines.append(
            [references.get(row, ""), harmless(name), place, rules, *whys, *map(harmless, stood)]
        )
    titles = [f"why_{language}" for language in LANGUAGES]
    header = ["record", "sheet", "row", "rule", *titles, *map(harmless, sheet.headers)]
    return write_lines(header, lines)


def keep_report(job: Job, report: ImportReport, before: ImportRecord | None) -> None:
    """Stage the originals, their mapping and the report, and a line in the log.

    Parameters
    ----------
    before : ImportRecord or None
        The report that this one brings up to date, where a kept file was read anew.
    """
    assert job.transaction is not None
    folder = f"imports/{report.import_id}"
    originals = {
        kind: f"original{'_' * bool(kind)}{kind}{path.suffix.lower()}"
        for kind, path in job.source.files.items()
    }
    if before is None:
        for kind, path in job.source.files.items():
            shutil.copyfile(path, job.transaction.staged(f"{folder}/{originals[kind]}"))
        mapping = job.mapping_path.read_bytes()
        job.transaction.write(f"{folder}/mapping.toml", mapping)
    counted = [item.rule for item in report.findings if item.severity is Severity.WARNING]
    record = ImportRecord(
        import_id=report.import_id,
        file=report.file,
        sha256=job.source.checksums[""],
        rows=report.rows,
        groups=report.groups if before is None else report.groups + report.known,
        persons=report.persons if before is None else before.persons,
        known=report.known if before is None else before.known,
        set_aside=report.set_aside,
        withdrawn=report.withdrawn if before is None else before.withdrawn,
        replaces=job.replaced if before is None else before.replaces,
        months=[str(month) for month in report.months] if before is None else before.months,
        findings=dict(Counter(counted)),
        originals=originals,
        kept_out=report.kept_out,
        corrected=report.corrected,
        excluded=report.excluded,
    )
    job.transaction.write(f"{folder}/report.json", record.to_json())
    if before is None:
        job.folder.log(job.transaction, "import", report.import_id, report.file)
