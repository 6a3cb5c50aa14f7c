"""One import, from a file to the workspace: whole, repeatable, and nothing lost.

The file and its mapping are kept; rows that cannot be trusted go to ``set_aside.csv`` beside them,
each with its reasons; the rest becomes records. Rows already known are recognised by their id (or
their content, where a file has no ids), so importing twice changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.compute as pc

from azalai import checks
from azalai.checks import Finding, Severity
from azalai.intake import csv_file, xlsx_file
from azalai.intake.mapping import MappingFile, read_mapping
from azalai.intake.shape import Shaper
from azalai.intake.tabular import Sheet, existing_file
from azalai.model.errors import InputError
from azalai.model.periods import Month
from azalai.wording import LANGUAGES, Wording
from azalai.workspace import Engine, Folder, Register, Transaction, engine, records
from azalai.workspace.csvfile import write_lines

READERS: tuple[ModuleType, ...] = (csv_file, xlsx_file)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes
    ----------
    groups, persons : int
        Newly recorded.
    known : int
        Groups that the workspace had already.
    set_aside : int
        Rows of the file that were not recorded; each stands in `set_aside_file` with its reasons.
    withdrawn : int
        Groups of the replaced import that went out.
    """

    import_id: str
    file: str
    rows: int
    groups: int
    persons: int
    known: int
    set_aside: int
    withdrawn: int
    months: tuple[Month, ...]
    findings: tuple[Finding, ...] = field(repr=False)
    set_aside_file: Path | None = None

    @property
    def changed(self) -> bool:
        """Whether any record came or went."""
        return bool(self.groups or self.withdrawn)


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
    replaced = _import_named(folder, replaces) if replaces else ""
    digest = hashlib.sha256(path.read_bytes() + b"\0" + mapping_path.read_bytes())
    import_id = digest.hexdigest()[:12]
    with folder.writing() as transaction, engine() as opened:
        Shaper(opened, sheet, mapping, folder.register.spellings).shape()
        if not sheet.broken and not opened.rows("SELECT 1 FROM raw LIMIT 1"):
            raise InputError("no_rows", path=path.name)
        _register_tables(opened, folder.register)
        findings = _findings(opened, sheet, today)
        aside = _set_aside(opened, findings)
        return _merge(
            _Import(folder, transaction, opened, sheet, import_id, path, mapping_path, replaced),
            findings,
            aside,
        )


def _import_named(folder: Folder, name: str) -> str:
    """The import of that id, or the one of that file name that no other has replaced yet."""
    reports = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((folder.root / "imports").glob("*/report.json"))
    ]
    if any(name == report["import_id"] for report in reports):
        return name
    replaced = {report["replaces"] for report in reports}
    found = [
        str(report["import_id"])
        for report in reports
        if report["file"] == Path(name).name and report["import_id"] not in replaced
    ]
    if not found:
        raise InputError("no_such_import", value=name)
    if len(found) > 1:
        raise InputError("several_imports", value=name, known=", ".join(found))
    return found[0]


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


@dataclass(frozen=True, slots=True)
class _Import:
    folder: Folder
    transaction: Transaction
    opened: Engine
    sheet: Sheet
    import_id: str
    path: Path
    mapping_path: Path
    replaced: str


def _merge(job: _Import, findings: list[Finding], aside: set[int]) -> ImportReport:
    """Add what is new to its months; leave what is known; set aside what contradicts."""
    opened, folder = job.opened, job.folder
    opened.run("ALTER TABLE groups RENAME TO staged_groups")
    opened.run("ALTER TABLE counts RENAME TO staged_counts")
    folder.load(opened, folder.months())
    leaving = f"import_id = '{job.replaced}'" if job.replaced else "false"
    clashes = opened.rows(
        "SELECT s.row_no, s.record_id, g.import_id FROM staged_groups AS s JOIN groups AS g "
        f"USING (record_id) WHERE s.fingerprint <> g.fingerprint AND NOT ({leaving}) "
        "AND s.row_no NOT IN (SELECT row_no FROM aside)"
    )
    findings = sorted(
        findings
        + [
            Finding(row, "known_otherwise", Severity.ERROR, "record_id", record, other)
            for row, record, other in clashes
        ]
    )
    opened.rows_into("clash", {"row_no": pa.int32()}, [(row[0],) for row in clashes])
    lines = opened.rows("SELECT m.row_no FROM member AS m JOIN clash AS c ON c.row_no = m.group_no")
    aside = aside | {row[0] for row in lines}
    usable = (
        "s.row_no NOT IN (SELECT row_no FROM aside) AND s.row_no NOT IN (SELECT row_no FROM clash)"
    )
    usable_groups = opened.rows(f"SELECT count(*) FROM staged_groups AS s WHERE {usable}")[0][0]
    if not usable_groups:
        # A file of which nothing can be used replaces nothing.
        leaving = "false"
    opened.run(
        "CREATE TABLE leaving AS SELECT record_id, date, fingerprint FROM groups "
        f"WHERE {leaving} AND NOT EXISTS (SELECT 1 FROM staged_groups AS s WHERE {usable} "
        "AND s.record_id = groups.record_id AND s.fingerprint = groups.fingerprint)"
    )
    opened.run(
        f"CREATE TABLE coming AS SELECT s.* FROM staged_groups AS s WHERE {usable} AND NOT EXISTS "
        "(SELECT 1 FROM groups AS g WHERE g.record_id = s.record_id "
        "AND g.fingerprint = s.fingerprint)"
    )
    coming, persons = opened.rows("SELECT count(*), coalesce(sum(persons), 0) FROM coming")[0]
    withdrawn = opened.rows("SELECT count(*) FROM leaving")[0][0]
    months = _stage_months(job, leaving)
    report = ImportReport(
        import_id=job.import_id,
        file=job.path.name,
        rows=job.sheet.cells.num_rows + len(job.sheet.broken),
        groups=coming,
        persons=persons,
        known=usable_groups - coming,
        set_aside=len(aside),
        withdrawn=withdrawn,
        months=months,
        findings=tuple(findings),
        set_aside_file=_keep(job, findings, aside),
    )
    if report.changed or not (folder.root / "imports" / job.import_id / "report.json").exists():
        _stage_report(job, report)
    return report


def _stage_months(job: _Import, replaced: str) -> tuple[Month, ...]:
    """Write the months in which groups come, go, or pass from the replaced import to this one."""
    opened = job.opened

    def months_of(source: str) -> tuple[Month, ...]:
        found = opened.rows(
            f"SELECT DISTINCT year(date), month(date) FROM ({source}) AS d ORDER BY ALL"
        )
        return tuple(Month(year, number) for year, number in found)

    changed = "SELECT date FROM coming UNION ALL SELECT date FROM leaving"
    passing = f"SELECT date FROM groups WHERE {replaced} AND import_id <> '{job.import_id}'"
    for month in months_of(f"{changed} UNION ALL {passing}"):
        within = f"date BETWEEN '{month.first}' AND '{month.last}'"
        stays = f"{within} AND record_id NOT IN (SELECT record_id FROM leaving)"
        columns = ", ".join(name for name in records.GROUPS.names if name != "import_id")
        cells = ", ".join(records.COUNTS.names)
        records.stage(
            job.transaction,
            opened,
            month,
            {
                "groups": f"SELECT {columns}, CASE WHEN {replaced} THEN '{job.import_id}' "
                f"ELSE import_id END AS import_id FROM groups WHERE {stays} UNION ALL "
                f"SELECT {columns}, '{job.import_id}' FROM coming WHERE {within}",
                "counts": f"SELECT {cells} FROM counts WHERE {stays} UNION ALL SELECT {cells} "
                f"FROM staged_counts WHERE {within} AND row_no IN (SELECT row_no FROM coming)",
            },
        )
    return months_of(changed)


def _keep(job: _Import, findings: list[Finding], aside: set[int]) -> Path | None:
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
            " ".join(
                wording.text(f"finding.{item.rule}", **finding_values(item))
                for item in reasons.get(row, [])
            )
            for wording in wordings
        ]
        rules = " ".join(dict.fromkeys(item.rule for item in reasons.get(row, [])))
        lines.append([row, rules, *said, *texts.get(row, [broken.get(row, "")])])
    header = ["row", "rule", *(f"why_{language}" for language in LANGUAGES), *job.sheet.headers]
    job.transaction.write(path, write_lines(header, lines))
    return job.folder.root / path


def finding_values(finding: Finding) -> dict[str, str | int]:
    """What fills a finding's sentence."""
    return {
        "row": finding.row,
        "field": finding.field,
        "value": finding.value,
        "expected": finding.expected,
    }


def _stage_report(job: _Import, report: ImportReport) -> None:
    base = f"imports/{job.import_id}"
    job.transaction.write(f"{base}/original{job.path.suffix.lower()}", job.path.read_bytes())
    job.transaction.write(f"{base}/mapping.toml", job.mapping_path.read_bytes())
    by_rule: dict[str, int] = {}
    for finding in report.findings:
        by_rule[finding.rule] = by_rule.get(finding.rule, 0) + 1
    summary = {
        "import_id": report.import_id,
        "file": report.file,
        "sha256": records.sha256_of(job.path),
        "rows": report.rows,
        "groups": report.groups,
        "persons": report.persons,
        "known": report.known,
        "set_aside": report.set_aside,
        "withdrawn": report.withdrawn,
        "replaces": job.replaced,
        "months": [str(month) for month in report.months],
        "findings": by_rule,
    }
    text = json.dumps(summary, ensure_ascii=False, indent=2) + "\n"
    job.transaction.write(f"{base}/report.json", text)
    job.folder.log(job.transaction, "import", report.import_id, report.file)
