"""Adding what is new to its months: known groups stay, contradictions are set aside.

Only the months in which something changes are read whole; of all others the engine looks at ids.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from azalai.checks import Finding, Severity
from azalai.intake.job import Job
from azalai.model.periods import Month
from azalai.workspace import records
from azalai.workspace.engine import quoted


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge does; `aside` are the lines of the file that stay out."""

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
    opened = job.opened
    known_groups = records.queries(opened, job.folder.root, job.months, job.transaction)["groups"]
    leaving = f"import_id = {quoted(job.replaced)}" if job.replaced else "false"
    opened.run(
        "CREATE TABLE met AS SELECT record_id, import_id, fingerprint, date, "
        f"{leaving} AS leaving FROM ({known_groups}) AS k "
        f"WHERE {leaving} OR record_id IN (SELECT record_id FROM groups)"
    )
    clashes = opened.rows(
        "SELECT s.row_no, s.record_id, k.import_id FROM groups AS s JOIN met AS k "
        "USING (record_id) WHERE s.fingerprint <> k.fingerprint AND NOT k.leaving "
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
    opened.run(
        "CREATE TABLE usable AS SELECT row_no, record_id, fingerprint FROM groups WHERE row_no "
        "NOT IN (SELECT row_no FROM aside UNION ALL SELECT row_no FROM clash)"
    )
    usable = opened.rows("SELECT count(*) FROM usable")[0][0]
    if not usable and job.replaced != job.import_id:
        # A file of which nothing can be used replaces nothing.
        opened.run("UPDATE met SET leaving = false")
    opened.run(
        "CREATE TABLE leaving AS SELECT record_id, date FROM met WHERE leaving AND NOT EXISTS "
        "(SELECT 1 FROM usable AS u WHERE u.record_id = met.record_id "
        "AND u.fingerprint = met.fingerprint)"
    )
    opened.run(
        "CREATE TABLE coming AS SELECT s.* FROM groups AS s JOIN usable AS u USING (row_no) "
        "WHERE NOT EXISTS (SELECT 1 FROM met AS k WHERE k.record_id = s.record_id "
        "AND k.fingerprint = s.fingerprint)"
    )
    coming, persons = opened.rows("SELECT count(*), coalesce(sum(persons), 0) FROM coming")[0]
    withdrawn = opened.rows("SELECT count(*) FROM leaving")[0][0]
    changed = _months_of(job, "SELECT date FROM coming UNION ALL SELECT date FROM leaving")
    if job.transaction is not None:
        _stage_months(job)
    return Merged(
        coming, int(persons), usable - coming, withdrawn, changed, findings, aside,
        _lacking(job, known_groups),
    )  # fmt: skip


def _lacking(job: Job, known_groups: str) -> tuple[tuple[str, int], ...]:
    """Groups of earlier files of this name that this one, which holds others of them, has not."""
    earlier = [
        item.import_id
        for item in job.folder.imports()
        if item.file == job.file and item.import_id not in (job.import_id, job.replaced)
    ]
    if not earlier:
        return ()
    job.opened.rows_into("earlier", {"import_id": pa.string()}, [(name,) for name in earlier])
    found = job.opened.rows(
        "SELECT k.import_id, count(*) FILTER (s.record_id IS NULL) AS gone "
        f"FROM ({known_groups}) AS k JOIN earlier AS e USING (import_id) LEFT JOIN "
        "(SELECT DISTINCT record_id FROM groups) AS s ON s.record_id = k.record_id "
        # A file that shares nothing with its namesake is another file, not a later one.
        "GROUP BY 1 HAVING gone > 0 AND gone < count(*) ORDER BY 1"
    )
    return tuple((import_id, gone) for import_id, gone in found)


def _months_of(job: Job, source: str) -> tuple[Month, ...]:
    found = job.opened.rows(
        f"SELECT DISTINCT year(date), month(date) FROM ({source}) AS d ORDER BY ALL"
    )
    return tuple(Month(year, number) for year, number in found)


def _stage_months(job: Job) -> None:
    """Write the months in which groups come, go, or pass from the replaced import to this one."""
    opened, transaction = job.opened, job.transaction
    assert transaction is not None
    passing = f"SELECT date FROM met WHERE leaving AND import_id <> {quoted(job.import_id)}"
    months = _months_of(
        job, f"SELECT date FROM coming UNION ALL SELECT date FROM leaving UNION ALL {passing}"
    )
    columns = ", ".join(name for name in records.GROUPS.names if name != "import_id")
    cells = ", ".join(records.COUNTS.names)
    own = quoted(job.import_id)
    passed = f"record_id IN (SELECT record_id FROM met WHERE leaving) AND {_owned(job)}"
    recorded = set(job.months)
    for month in months:
        within = f"date BETWEEN '{month.first}' AND '{month.last}'"
        stays = "record_id NOT IN (SELECT record_id FROM leaving)"
        there = [month] if month in recorded else []
        known = records.queries(opened, job.folder.root, there, transaction)
        records.stage(
            transaction,
            opened,
            month,
            {
                "groups": f"SELECT {columns}, CASE WHEN {passed} THEN {own} "
                f"ELSE import_id END AS import_id FROM ({known['groups']}) AS k WHERE {stays} "
                f"UNION ALL SELECT {columns}, {own} FROM coming WHERE {within}",
                "counts": f"SELECT {cells} FROM ({known['counts']}) AS k WHERE {stays} "
                f"UNION ALL SELECT {cells} FROM counts "
                f"WHERE {within} AND row_no IN (SELECT row_no FROM coming)",
            },
        )


def _owned(job: Job) -> str:
    return f"import_id = {quoted(job.replaced)}"
