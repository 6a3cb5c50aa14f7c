"""Adding what is new to its months: known groups stay, contradictions are set aside.

Only the months in which something changes are read whole; of all others the engine looks at ids.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
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
    if not usable and not job.whole and job.replaced != job.import_id:
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
    coming, persons = opened.rows(
        "SELECT count(*), coalesce(sum(persons) FILTER (method <> 'screener'), 0) FROM coming"
    )[0]
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
    recorded = set(job.months)
    counts = opened.arrow("SELECT row_no, cell, persons FROM cell_counts")
    cells = opened.arrow("SELECT kind, category, category2 FROM cell_names ORDER BY cell")
    with ThreadPoolExecutor(1) as writer:
        # One month is written while the engine makes the next.
        pending: Future[None] | None = None
        for month in months:
            if month in recorded:
                groups, here, names = _with_known(job, month)
            else:
                groups, here, names = _ordered(job, month, ""), counts, cells
            if pending is not None:
                pending.result()
            pending = writer.submit(records.stage, transaction, month, groups, here, names)
        if pending is not None:
            pending.result()


_COLUMNS = ", ".join(name for name in records.GROUPS.names if name != "import_id")


def _ordered(job: Job, month: Month, more: str) -> pa.Table:
    """The groups of a month as they will stand on disk, with their ``row_no``."""
    within = f"date BETWEEN '{month.first}' AND '{month.last}'"
    return job.opened.arrow(
        f"SELECT {_COLUMNS}, {quoted(job.import_id)} AS import_id, row_no FROM coming "
        f"WHERE {within} {more} ORDER BY {records.GROUPS_ORDER}"
    )


def _with_known(job: Job, month: Month) -> tuple[pa.Table, pa.Table, pa.Table]:
    """The same for a month that has records: those that stay are numbered behind the new ones."""
    opened = job.opened
    known = records.queries(opened, job.folder.root, [month], job.transaction)
    stays = "NOT EXISTS (SELECT 1 FROM leaving AS l WHERE l.record_id = k.record_id)"
    passed = "record_id IN (SELECT record_id FROM met WHERE leaving) AND import_id = " + quoted(
        job.replaced
    )
    opened.run(
        f"CREATE OR REPLACE TABLE staying AS SELECT {_COLUMNS}, CASE WHEN {passed} THEN "
        f"{quoted(job.import_id)} ELSE import_id END AS import_id, (row_number() OVER () + "
        f"(SELECT coalesce(max(row_no), 0) FROM complete))::INTEGER AS row_no "
        f"FROM ({known['groups']}) AS k WHERE {stays}"
    )
    opened.run(
        "CREATE OR REPLACE TABLE all_cells AS SELECT kind, category, category2, "
        "(row_number() OVER () - 1)::INTEGER AS cell FROM (SELECT kind, category, category2 "
        f"FROM cell_names UNION SELECT kind, category, category2 FROM ({known['counts']}) AS k)"
    )
    counts = opened.arrow(
        "SELECT s.row_no, a.cell, c.persons "
        f"FROM ({known['counts']}) AS c JOIN staying AS s USING (record_id) "
        "JOIN all_cells AS a USING (kind, category, category2) UNION ALL "
        "SELECT c.row_no, a.cell, c.persons FROM cell_counts AS c JOIN cell_names AS n "
        "USING (cell) JOIN all_cells AS a USING (kind, category, category2) "
        "WHERE c.row_no IN (SELECT row_no FROM coming)"
    )
    groups = _ordered(job, month, f"UNION ALL SELECT {_COLUMNS}, import_id, row_no FROM staying")
    cells = opened.arrow("SELECT kind, category, category2 FROM all_cells ORDER BY cell")
    return groups, counts, cells
