"""DTM's interface: IDPs by area, round and date, as JSON of API v3 or as CSV of HDX and HAPI.

Where its facts come from: the client ``dtmapi`` 0.2.1 (envelope, names of the fields), the HDX
data set "IOM - DTM" and its HXL tags, `hapi-schema` for HAPI's names, and what 103 rounds of 53
countries show: rows are partitioned by origin and reason, so that a stock is their sum within one
area, operation, assessment, round and date; the reasons differ in case; "Not available" is no code.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from azalai.intake.columns import Unread
from azalai.intake.days import NoDay, day_reader
from azalai.intake.figures.counts import read_people
from azalai.intake.figures.dtm_rows import (
    AREAS,
    NAMES,
    ORIGINS,
    TAGS,
    check_rows,
    same,
    take_totals_out,
)
from azalai.intake.figures.foreign import Foreign, found_columns
from azalai.intake.figures.found_places import given
from azalai.intake.figures.incoming import Format, Job
from azalai.intake.figures.sums import WHAT, reason_code, sum_stocks
from azalai.intake.values import Problem
from azalai.workspace.engine import quoted

_Text = Callable[[str], "str | Problem | None"]


def _fits(foreign: Foreign) -> bool:
    if foreign.has("numpresentidpind"):
        return True
    if foreign.has("assessmenttype", "reportinground", "population"):
        return True
    return "#affected+idps" in foreign.tags and "#round+code" in foreign.tags


def _word(text: str) -> str | None:
    return given(text) or None


def _reason(text: str) -> str | None:
    """A reason as a code: case and marks do not matter."""
    return reason_code(given(text)) or None


def _number(text: str) -> str | None:
    """A round: ``15``, ``15.0`` and ``Round 15`` are one."""
    bare = given(text)
    found = re.fullmatch(r"(?:r|round|ronde|tour)?\s*(\d+)(?:\.0+)?", bare, re.IGNORECASE)
    return str(int(found[1])) if found else bare or None


def _day() -> _Text:
    read = day_reader("")

    def day(text: str) -> str | Problem | None:
        if not given(text):
            return None
        found = read(text)
        return Problem("bad_day") if isinstance(found, NoDay) else found.isoformat()

    return day


class _Reader:
    """Reads the columns of one file; what cannot be read is told and put aside."""

    def __init__(self, job: Job) -> None:
        self.job, self.foreign = job, job.foreign
        self.places = found_columns(job.foreign, NAMES, TAGS)
        self.headers = job.foreign.sheet.headers

    def texts(self, name: str, read: _Text = _word) -> pa.Array:
        column = self.foreign.column(self.places.get(name))
        if column is None:
            return pa.nulls(len(self.foreign.row_numbers), pa.string())
        values, unread = column.read(read, pa.string())
        self._tell(name, unread)
        return values

    def people(self, name: str) -> pa.Array:
        column = self.foreign.column(self.places.get(name))
        if column is None:
            return pa.nulls(len(self.foreign.row_numbers), pa.int64())
        values, unread = column.read(read_people, pa.int64())
        self._tell(name, unread)
        return values

    def _tell(self, name: str, unread: list[Unread]) -> None:
        for cell in unread:
            for row in cell.rows.to_pylist():
                header = self.headers[self.places[name]]
                self.job.error(row, cell.problem.code, header, cell.text, cell.problem.expected)


def _read(job: Job) -> None:
    reader = _Reader(job)
    columns: dict[str, pa.Array] = {"row_no": job.foreign.row_numbers}
    for name in ("operation", "assessment"):
        columns[name] = reader.texts(name)
    columns["round"] = reader.texts("round", _number)
    columns["as_of"] = reader.texts("date", _day())
    columns["reason"] = reader.texts("reason", _reason)
    columns["level"] = _levels(reader)
    for name in dict.fromkeys((*AREAS, *ORIGINS)):
        columns[name] = reader.texts(name)
    persons = reader.people("persons")
    sexes = {"M": reader.people("males"), "F": reader.people("females")}
    raw = pa.table(columns)
    _places(job, raw)
    check_rows(job, raw, persons, sexes)
    _told(job, persons, sexes)
    incomplete = _envelope(job)
    _parts(job, reader)
    sum_stocks(
        job, incomplete=incomplete, role=job.asked.said.get("role", "recommended"),
        method="key_informants",
    )  # fmt: skip


def _levels(reader: _Reader) -> pa.Array:
    """The level of each row, where the file says so: then areas around are not summed from it."""
    column = reader.foreign.column(reader.places.get("level"))
    if column is None:
        return pa.array([-1] * len(reader.foreign.row_numbers), pa.int8())
    values, _ = column.read(
        lambda text: int(float(text)) if re.fullmatch(r"[0-2](\.0)?", text) else -1, pa.int8()
    )
    return pc.fill_null(values, -1)


def _places(job: Job, raw: pa.Table) -> None:
    """Codes of the places: each combination that occurs is looked up once."""
    names, origins = AREAS, ORIGINS
    job.opened.table("raw", raw)
    finder, found = job.finder, []
    for cells in job.opened.rows(f"SELECT DISTINCT {', '.join(names)} FROM raw ORDER BY ALL"):
        country = finder.country(cells[1], cells[0])
        one = finder.area(1, cells[3], cells[2], country) if country else ""
        two = finder.area(2, cells[5], cells[4], one) if one else ""
        found.append((*cells, country or None, one or None, two or None))
    texts = dict.fromkeys(names, pa.string()) | dict.fromkeys(("p0", "p1", "p2"), pa.string())
    job.opened.rows_into("where_of", texts, found)
    came = []
    for cells in job.opened.rows(f"SELECT DISTINCT {', '.join(origins)} FROM raw ORDER BY ALL"):
        country = finder.country(cells[1], cells[0])
        one = finder.area(1, cells[3], cells[2], country) if country else ""
        two = finder.area(2, cells[5], cells[4], one) if one and (cells[4] or cells[5]) else ""
        came.append((*cells, two or one or None))
    texts = dict.fromkeys((*origins, "origin"), pa.string())
    job.opened.rows_into("came_of", texts, came)


def _told(job: Job, persons: pa.Array, sexes: dict[str, pa.Array]) -> None:
    """The tables ``what`` and ``told``: what each row says of how many people."""
    numbers, tables, whats = job.foreign.row_numbers, [], []
    for number, (sex, values) in enumerate((("", persons), *sexes.items())):
        # A sex that is not collected is not looked at; persons not known make their stock so.
        here = values.is_valid() if sex else None
        rows = numbers.filter(here) if here is not None else numbers
        if len(rows):
            kind = pa.array([number], pa.int32()).take(pa.array([0] * len(rows), pa.int32()))
            counts = values.filter(here) if here is not None else values
            tables.append(pa.table({"row_no": rows, "what_no": kind, "value": counts}))
            whats.append((number, "idp", "persons", sex, ""))
    job.opened.table("told_of", pa.concat_tables(tables))
    job.opened.rows_into("what", WHAT, whats)
    job.opened.run(
        "CREATE VIEW told AS SELECT row_no, what_no, value, NULL::VARCHAR AS household_size, "
        "NULL::VARCHAR AS note FROM told_of"
    )


def _parts(job: Job, reader: _Reader) -> None:
    """The table ``part``: where, when and of whom each row that can be placed speaks."""
    said = job.asked.said
    job.opened.rows_into("out", {"row_no": pa.int32()}, [(row,) for row in _lost(job)])
    texts = ", ".join(
        f"coalesce(r.{name}, {quoted(said.get(name, ''))}) AS {name}"
        for name in ("operation", "round", "assessment")
    )
    job.opened.run(
        f"CREATE TABLE part AS SELECT r.row_no, r.level, w.p0, w.p1, w.p2, NULL::VARCHAR AS p3, "
        f"NULL::VARCHAR AS p4, {texts}, r.as_of, o.origin, r.reason "
        f"FROM raw AS r JOIN where_of AS w ON {same('r', 'w', AREAS)} "
        f"JOIN came_of AS o ON {same('r', 'o', ORIGINS)} "
        "WHERE r.row_no NOT IN (SELECT row_no FROM out)"
    )
    take_totals_out(job)
    deepest = 2 if {"admin2", "admin2_code"} & set(reader.places) else (
        1 if {"admin1", "admin1_code"} & set(reader.places) else 0)  # fmt: skip
    short = job.opened.rows(
        f"SELECT row_no FROM part WHERE level = -1 AND p{deepest} IS NULL ORDER BY row_no"
    )
    headers = job.foreign.sheet.headers
    code = reader.places.get(f"admin{deepest}_code", reader.places.get(f"admin{deepest}"))
    for (row,) in short:
        job.warn("no_area", row=row, column=headers[code] if code is not None else "")
    for name in ("operation", "round", "assessment"):
        lacking = job.opened.rows(f"SELECT count(*) FROM part WHERE {name} = ''")[0][0]
        if lacking:
            job.warn("no_stock_key", str(lacking), name)
    seen = [row[0] for row in job.opened.rows("SELECT DISTINCT p0 FROM part ORDER BY 1")]
    if len(seen) > 1:
        job.note("several_countries", ", ".join(seen))


def _lost(job: Job) -> set[int]:
    """Rows that belong to no stock: no country, no date, or there already.

    A row whose count cannot be read is a part of its stock that is not known.
    """
    lost = ("bad_day", "no_day", "no_country", "unknown_country", "row_again")
    return {item.row for item in job.findings if item.rule in lost}


def _envelope(job: Job) -> bool:
    """What the answer says of itself; whether it is only a part of one."""
    around = job.foreign.around
    messages = around.get("errorMessages")
    if messages:
        words = "; ".join(map(str, messages)) if isinstance(messages, list) else str(messages)
        job.warn("answer_messages", words)
    total = around.get("totalRecordsCount")
    rows = job.foreign.rows
    if isinstance(total, int) and not isinstance(total, bool) and total != rows:
        job.warn("answer_paged", str(rows), str(total))
        return total > rows
    return False


FORMAT = Format("dtm", "iom-dtm-api", "dtm", _fits, _read)
