"""Stocks from rows that are parts of them: sums within one operation, assessment, round and date.

A row counts people of one area (or location) and perhaps of one origin and one reason. What it
says is summed for its area and for those around it, never across operations, assessments, rounds
or dates. A stock of which a row is missing, or cannot be read, is *at least* the sum of the others;
one of which nothing is known is unknown. A part by sex is stated only where every row has it.
"""

from __future__ import annotations

import pyarrow as pa

from azalai.intake.figures.incoming import STATED, Job
from azalai.model.names import normalise
from azalai.workspace.engine import quoted

DEEPEST = 5
"""Levels of places: country, three levels of areas, locations."""

_STOCK = "operation, round, assessment, as_of"
WHAT = {"what_no": pa.int32(), **dict.fromkeys(("population", "unit", "sex", "age"), pa.string())}
"""What is counted, by number: columns of the table ``what``."""


_REASONS = {"natural_disaster": "disaster", "conflit": "conflict", "catastrophe": "disaster",
            "catastrophe_naturelle": "disaster", "autre": "other"}  # fmt: skip


def reason_code(text: str) -> str:
    """A reason as a code: case, accents and marks do not matter.

    Examples
    --------
    >>> reason_code("CONFLICT"), reason_code("Natural disaster"), reason_code("Drought")
    ('conflict', 'disaster', 'drought')
    """
    code = normalise(text).replace(" ", "_")
    return _REASONS.get(code, code)


def sum_stocks(job: Job, *, incomplete: bool, role: str, method: str) -> None:
    """Make the view ``made`` from ``part``, ``what`` and ``told``.

    ``part``: ``row_no``, ``level`` (-1: count for every area around), ``p0`` … ``p4`` (codes, null
    where not known), ``operation``, ``round``, ``assessment``, ``as_of`` (texts), ``origin``,
    ``reason`` (null where not known). ``what``: see `WHAT`. ``told``: ``row_no``, ``what_no``,
    ``value`` (null where not known), ``household_size``, ``note``.

    Parameters
    ----------
    incomplete : bool
        The file is a part of an answer: every stock is *at least* what it adds up to.
    """
    levels = " UNION ALL ".join(
        f"SELECT row_no, p{level} AS place, moment_no, origin, reason FROM d "
        f"WHERE p{level} IS NOT NULL AND level IN (-1, {level})"
        for level in range(DEEPEST)
    )
    run = job.opened.run
    # A short number instead of four texts: what is grouped below is many times as large.
    run(
        "CREATE TABLE moment AS SELECT row_number() OVER ()::INTEGER AS moment_no, * FROM "
        f"(SELECT DISTINCT {_STOCK} FROM part)"
    )
    run(
        "CREATE TABLE leveled AS WITH d AS MATERIALIZED (SELECT row_no, level, p0, p1, p2, p3, p4, "
        f"origin, reason, moment_no FROM part JOIN moment USING ({_STOCK})) {levels}"
    )
    run(
        "CREATE TABLE stock AS SELECT moment_no, place, count(*) AS n, "
        "count(*) - count(origin) AS no_origin, count(*) - count(reason) AS no_reason, "
        "min(row_no) AS first_row FROM leveled GROUP BY moment_no, place"
    )
    summed = (
        "sum(value)::HUGEINT AS value, count(*) AS n, count(value) AS known, "
        "min(household_size) AS size_min, max(household_size) AS size_max, max(note) AS note "
        "FROM leveled JOIN told USING (row_no)"
    )
    run(
        "CREATE TABLE summed AS SELECT moment_no, place, what_no, NULL::VARCHAR AS origin, "
        f"NULL::VARCHAR AS reason, 1 AS whole_o, 1 AS whole_r, {summed} "
        "GROUP BY moment_no, place, what_no UNION ALL SELECT moment_no, place, what_no, origin, "
        f"reason, grouping(origin), grouping(reason), {summed} "
        "WHERE what_no IN (SELECT what_no FROM what WHERE sex || age = '') "
        "GROUP BY GROUPING SETS ((moment_no, place, what_no, origin), "
        "(moment_no, place, what_no, reason))"
    )
    few = "true" if incomplete else "false"
    cells = {
        "category": "'stock'",
        "statistic": "'count'",
        "population": "t.population",
        "place": "t.place",
        "origin": "coalesce(t.origin, '')",
        "sex": "t.sex",
        "age": "t.age",
        "breakdown": "CASE WHEN t.reason IS NULL THEN '' ELSE 'reason=' || t.reason END",
        "as_of": "t.as_of",
        "quantifier": "CASE WHEN t.known = 0 THEN 'unknown' WHEN t.short THEN 'at_least' "
        "WHEN coalesce(t.note, '') <> '' THEN 'about' ELSE 'exact' END",
        "value": "CASE WHEN t.known = 0 THEN '' ELSE t.value::VARCHAR END",
        "unit": "t.unit",
        "household_size": "CASE WHEN t.size_min = t.size_max THEN t.size_min ELSE '' END",
        "source": quoted(job.source),
        "published": quoted(job.asked.said.get("published", "")),
        "table": f"concat_ws(' · ', {', '.join(f't.{x.strip()}' for x in _STOCK.split(','))})",
        "method": quoted(method),
        "role": quoted(role),
        "operation": "t.operation",
        "round": "t.round",
        "assessment": "t.assessment",
        "note": "coalesce(t.note, '')",
    }
    selected = ", ".join(f"""{cells.get(name, "''")} AS "{name}\"""" for name in STATED)
    run(
        f"CREATE VIEW made AS WITH t AS (SELECT m.*, s.* EXCLUDE (n, moment_no, place), "
        f"o.* EXCLUDE (moment_no), w.* EXCLUDE (what_no), {few} OR m.known < m.n "
        # A row that says nothing of this population is a part of its stock all the same.
        "OR (m.whole_o = 1 AND m.whole_r = 1 AND m.n < s.n) "
        "OR (m.whole_o = 0 AND s.no_origin > 0) OR (m.whole_r = 0 AND s.no_reason > 0) AS short, "
        "s.n AS all_rows FROM summed AS m JOIN stock AS s USING (moment_no, place) "
        "JOIN moment AS o USING (moment_no) JOIN what AS w USING (what_no)) "
        f"SELECT {selected}, t.first_row::INTEGER AS row_no FROM t "
        "WHERE CASE WHEN whole_o = 1 AND whole_r = 1 THEN "
        "(sex = '' AND age = '' AND (known > 0 OR population = 'idp')) "
        "OR (sex || age <> '' AND known = all_rows) "
        "ELSE known > 0 AND "
        "((whole_o = 0 AND origin IS NOT NULL) OR (whole_r = 0 AND reason IS NOT NULL)) END"
    )
