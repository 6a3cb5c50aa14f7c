"""What an import leaves behind: the file, its mapping, a report, and the rows set aside."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from azalai.checks import Finding, Severity
from azalai.intake.job import ImportReport, Job
from azalai.model.flows import COUNT_KINDS
from azalai.wording import LANGUAGES, Wording
from azalai.workspace import records
from azalai.workspace.csvfile import harmless, write_lines
from azalai.workspace.imports import ImportRecord


def keep_aside(job: Job, findings: list[Finding], aside: set[int]) -> Path | None:
    """Write the rows set aside, as they stood, with what is wrong in every language."""
    path = f"imports/{job.import_id}/set_aside.csv"
    if not aside:
        # An earlier try may have left some: the register has learnt their point since.
        job.transaction.remove(path)
        return None
    reasons: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.severity is Severity.ERROR:
            reasons.setdefault(finding.row, []).append(finding)
    broken = {item.row: item.text for item in job.sheet.broken}
    texts = {
        row["row_no"]: [row[f"c{index}"] or "" for index in range(len(job.sheet.headers))]
        for row in job.sheet.cells.filter(
            pc.is_in(job.sheet.cells["row_no"], pa.array(sorted(aside), pa.int32()))
        ).to_pylist()
    }
    wordings = [Wording(language) for language in LANGUAGES]
    lines = []
    for row in sorted(aside):
        said = [
            " ".join(said_of(item, wording) for item in reasons.get(row, []))
            for wording in wordings
        ]
        rules = " ".join(dict.fromkeys(item.rule for item in reasons.get(row, [])))
        stood = texts.get(row, [broken.get(row, "")])
        lines.append([row, rules, *said, *map(harmless, stood)])
    whys = [f"why_{language}" for language in LANGUAGES]
    header = ["row", "rule", *whys, *map(harmless, job.sheet.headers)]
    job.transaction.write(path, write_lines(header, lines))
    return job.folder.root / path


_COUNTED = ("broken_row", "parts_exceed_group")
"""Findings whose sentence counts what they found, and so has a plural."""


def said_of(finding: Finding, wording: Wording) -> str:
    """A finding as a sentence, in the words of the file and of the language."""
    return wording.text(
        f"finding.{finding.rule}",
        int(finding.value) if finding.rule in _COUNTED else None,
        row=finding.row,
        field=finding.field,
        place=_place(finding, wording),
        value=finding.value,
        expected=finding.expected,
    )


def _place(finding: Finding, wording: Wording) -> str:
    """The column by its header; what no one column holds by its name in the language."""
    if finding.column:
        return wording.text("place.column", name=finding.column)
    kinds = (kind.name for kind in COUNT_KINDS.values() if finding.field in kind.categories)
    name = finding.field
    if wording.has(f"term.dimension.{name}"):
        name = wording.text(f"term.dimension.{name}")
    elif (kind := next(kinds, None)) is not None:
        name = wording.category(kind, name)
    return wording.text("place.kind", name=name)


def keep_report(job: Job, report: ImportReport) -> None:
    """Stage the original, its mapping and the report, and a line in the log."""
    record = ImportRecord(
        import_id=report.import_id,
        file=report.file,
        sha256=records.sha256_of(job.path),
        rows=report.rows,
        groups=report.groups,
        persons=report.persons,
        known=report.known,
        set_aside=report.set_aside,
        withdrawn=report.withdrawn,
        replaces=job.replaced,
        months=[str(month) for month in report.months],
        findings=dict(Counter(finding.rule for finding in report.findings)),
    )
    original = f"{record.folder}/original{job.path.suffix.lower()}"
    job.transaction.write(original, job.path.read_bytes())
    job.transaction.write(f"{record.folder}/mapping.toml", job.mapping_path.read_bytes())
    job.transaction.write(f"{record.folder}/report.json", record.to_json())
    job.folder.log(job.transaction, "import", report.import_id, report.file)
