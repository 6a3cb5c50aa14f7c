"""Rows of DTM's interface: what their columns are called, and which of them cannot count."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from azalai.intake.figures.foreign import found_columns, stood
from azalai.intake.figures.incoming import Job

NAMES: Final = {
    "id": ("id",),
    "operation": ("operation",),
    "country": ("admin0name", "countryname", "locationname"),
    "country_code": ("admin0pcode", "countrycode", "locationcode"),
    "admin1": ("admin1name", "provideradmin1name"),
    "admin1_code": ("admin1pcode", "admin1code"),
    "admin2": ("admin2name", "provideradmin2name"),
    "admin2_code": ("admin2pcode", "admin2code"),
    "level": ("adminlevel", "admlevel"),
    "persons": ("numpresentidpind", "population"),
    "date": ("reportingdate", "referenceperiodend", "referenceperiodstart"),
    "round": ("roundnumber", "reportinground"),
    "reason": ("displacementreason",),
    "males": ("numbermales",),
    "females": ("numberfemales",),
    "origin1": ("idporiginadmin1name",),
    "origin1_code": ("idporiginadmin1pcode",),
    "origin2": ("idporiginadmin2name",),
    "origin2_code": ("idporiginadmin2pcode",),
    "assessment": ("assessmenttype",),
}
"""Our names -> the plain names of the interface, of HDX and of HAPI."""
TAGS: Final = {
    "id": "#id+code", "operation": "#operation+name", "country": "#country+name",
    "country_code": "#country+code", "admin1": "#adm1+name", "admin1_code": "#adm1+code",
    "admin2": "#adm2+name", "admin2_code": "#adm2+code", "level": "#adm+level",
    "persons": "#affected+idps", "date": "#date+reported", "round": "#round+code",
    "reason": "#cause+type", "males": "#affected+idps+m", "females": "#affected+idps+f",
    "origin1": "#adm1+name+origin", "origin1_code": "#adm1+code+origin",
    "assessment": "#assessment+type",
}  # fmt: skip
"""… or the HXL tags of HDX."""
AREAS: Final = ["country", "country_code", "admin1", "admin1_code", "admin2", "admin2_code"]
ORIGINS: Final = ["country", "country_code", "origin1", "origin1_code", "origin2",
                   "origin2_code"]  # fmt: skip


def same(one: str, other: str, names: list[str]) -> str:
    return " AND ".join(f"{one}.{name} IS NOT DISTINCT FROM {other}.{name}" for name in names)


def check_rows(job: Job, raw: pa.Table, persons: pa.Array, sexes: dict[str, pa.Array]) -> None:
    """Rows without a country or a date; sexes that do not add up; repeated rows."""
    headers = job.foreign.sheet.headers
    places = found_columns(job.foreign, NAMES, TAGS)

    def header(*names: str) -> str:
        return next((headers[places[name]] for name in names if name in places), "")

    told = {item.row for item in job.findings}
    dates = header("date")
    for row in raw["row_no"].filter(pc.is_null(raw["as_of"])).to_pylist():
        if row not in told:
            job.error(row, "no_day", dates, "")
    lost = job.opened.rows(
        "SELECT r.row_no, r.country_code, r.country FROM raw AS r JOIN where_of AS w ON "
        + same("r", "w", AREAS)
        + " WHERE w.p0 IS NULL"
    )
    for row, code, name in lost:
        rule = "unknown_country" if code or name else "no_country"
        job.error(row, rule, header("country_code", "country"), code or name or "")
    numbers = raw["row_no"].combine_chunks()
    if sexes["M"].null_count < len(numbers) and sexes["F"].null_count < len(numbers):
        both = pc.add(sexes["M"], sexes["F"])
        differ = pc.fill_null(pc.not_equal(both, persons), False)
        for row, total, parts in zip(
            numbers.filter(differ).to_pylist(), persons.filter(differ).to_pylist(),
            both.filter(differ).to_pylist(), strict=True,
        ):  # fmt: skip
            job.warn("sexes_differ", str(parts), str(total), row=row)
    for row in numbers.filter(pc.is_null(persons)).to_pylist():
        if row not in job.aside:
            job.warn("no_count", row=row, column=header("persons"))
    if "id" in places:
        ids = job.foreign.sheet.cells[f"c{places['id']}"]
        job.opened.table("numbered", pa.table({"row_no": numbers, "id": ids}))
        again = job.opened.rows(
            "SELECT row_no, id, first FROM (SELECT row_no, id, min(row_no) OVER (PARTITION BY id) "
            "AS first FROM numbered WHERE coalesce(id, '') <> '') AS n WHERE row_no <> first"
        )
        cells = stood(job.foreign, {number for row, _, first in again for number in (row, first)})
        for row, identity, first in again:
            if cells(row) == cells(first):
                job.error(row, "row_again", headers[places["id"]], identity, str(first))
            else:
                # One number for two records: nobody knows which is wrong, and both count.
                job.warn("id_twice", identity, str(first), row=row, column=headers[places["id"]])


def take_totals_out(job: Job) -> None:
    """Totals of areas among the rows of their parts: they are compared, and not added.

    An answer for the country and one for its areas, put into one file, would count everybody twice.
    """
    key = "operation, round, assessment, as_of"
    depth = "CASE WHEN p2 IS NOT NULL THEN 2 WHEN p1 IS NOT NULL THEN 1 ELSE 0 END"
    depths = job.opened.rows(f"SELECT DISTINCT {depth} FROM part WHERE level = -1")
    if len(depths) < 2:
        return
    for level in (1, 0):
        same = f"{key}, {', '.join(f'p{index}' for index in range(level + 1))}"
        totals = job.opened.rows(
            f"WITH d AS (SELECT p.*, {depth} AS depth, t.value FROM part AS p JOIN told AS t "
            "ON t.row_no = p.row_no AND t.what_no = 0 WHERE level = -1), "
            f"s AS (SELECT {same}, sum(value) FILTER (depth = {level}) AS total, "
            f"sum(value) FILTER (depth > {level}) AS parts, list(row_no ORDER BY row_no) FILTER "
            f"(depth = {level}) AS rows FROM d GROUP BY {same}) "
            "SELECT rows, total FROM s WHERE total = parts AND total > 0"
        )
        for rows, total in totals:
            for row in rows:
                job.error(row, "total_row", "", str(total))
        gone = [row for rows, _ in totals for row in rows]
        if gone:
            job.opened.rows_into(f"gone{level}", {"row_no": pa.int32()}, [(row,) for row in gone])
            job.opened.run(f"DELETE FROM part WHERE row_no IN (SELECT row_no FROM gone{level})")
