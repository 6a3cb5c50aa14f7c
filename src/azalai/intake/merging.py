"""Adding what is new to its months: known groups stay, contradictions are set aside."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from azalai.checks import Finding, Severity
from azalai.intake.job import Job
from azalai.model.periods import Month
from azalai.workspace import records


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did; `aside` are the lines of the file that stay out."""

    coming: int
    persons: int
    known: int
    withdrawn: int
    months: tuple[Month, ...]
    findings: list[Finding]
    aside: set[int]
    lacking: tuple[tuple[str, int], ...] = ()


def merge(job: Job, findings: list[Finding], aside: set[int]) -> Merged:
    """Add what is new to its months; leave what is known; set aside what contradicts.

    Parameters
    ----------
    aside : set of int
        Lines that the checks keep out; their groups stand in the table ``aside``.
    """
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
    known = usable_groups - coming
    return Merged(coming, int(persons), known, withdrawn, months, findings, aside, _lacking(job))


def _lacking(job: Job) -> tuple[tuple[str, int], ...]:
    """Groups of earlier files of this name that this one, which holds others of them, has not."""
    earlier = [
        item.import_id
        for item in job.folder.imports()
        if item.file == job.path.name and item.import_id not in (job.import_id, job.replaced)
    ]
    if not earlier:
        return ()
    job.opened.rows_into("earlier", {"import_id": pa.string()}, [(name,) for name in earlier])
    found = job.opened.rows(
        "SELECT g.import_id, count(*) FILTER (s.record_id IS NULL) AS gone FROM groups AS g "
        "JOIN earlier AS e USING (import_id) LEFT JOIN "
        "(SELECT DISTINCT record_id FROM staged_groups) AS s ON s.record_id = g.record_id "
        # A file that shares nothing with its namesake is another file, not a later one.
        "GROUP BY 1 HAVING gone > 0 AND gone < count(*) ORDER BY 1"
    )
    return tuple((import_id, gone) for import_id, gone in found)


def _stage_months(job: Job, replaced: str) -> tuple[Month, ...]:
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
