"""From a foreign table of texts to staged groups and counts, by columns.

Every distinct text of a column is read once (`azalai.intake.values`); the engine then looks the
values up. What cannot be read becomes a row of the table ``unreadable``.

Tables made here, all of the file that is being imported:

``raw``         the texts as they stood: ``row_no``, ``c0`` …
``member``      ``row_no`` -> ``group_no``: the line that speaks for its group
``unreadable``  ``row_no, field, value, code, expected``
``groups``      columns of `azalai.workspace.records.GROUPS` and ``row_no``, ``stated_id``,
                ``first_row``, ``same_content``, ``long_layout``
``counts``      columns of `azalai.workspace.records.COUNTS` and ``row_no``
"""

from __future__ import annotations

from datetime import date, time

import pyarrow as pa

from azalai.intake.mapping import Mapping
from azalai.intake.tabular import Sheet
from azalai.intake.values import (
    Problem,
    Read,
    category_reader,
    field_reader,
    read_count,
    with_declared,
)
from azalai.model.flows import FIELDS, Direction, Kind, Method
from azalai.workspace.engine import Engine, quoted

_SQL_TYPES = {Kind.COUNT: "INTEGER", Kind.DATE: "DATE", Kind.TIME: "TIME"}
# What looks blank is blank: no-break spaces and tabs as well.
_SPACES = " || ".join(f"chr({code})" for code in (9, 10, 13, 32, 0xA0, 0x202F, 0xFEFF))
_ARROW_TYPES = {"INTEGER": pa.int32(), "DATE": pa.date32(), "TIME": pa.time32("s")}


class Shaper:
    """Turns one sheet into staged tables in one engine."""

    def __init__(self, opened: Engine, sheet: Sheet, mapping: Mapping, points: dict[str, str]):
        self._engine = opened
        self._headers = sheet.headers
        self._mapping = mapping
        self._points = points
        self._lookups = 0
        # An apostrophe before a formula's sign is how spreadsheets (and we) write such a text.
        cells = ", ".join(
            f"regexp_replace(nullif(trim(c{index}, {_SPACES}), ''), '^''([=+@-])', '\\1') "
            f"AS c{index}"
            for index in range(len(sheet.headers))
        )
        filled = " OR ".join(f"c{index} IS NOT NULL" for index in range(len(sheet.headers)))
        opened.table("cells", sheet.cells)
        opened.run(
            f"CREATE TABLE raw AS SELECT * FROM (SELECT row_no, {cells} FROM cells) WHERE {filled}"
        )
        opened.run(
            "CREATE TABLE unreadable "
            "(row_no INTEGER, field VARCHAR, value VARCHAR, code VARCHAR, expected VARCHAR)"
        )

    def _cell(self, header: str) -> str:
        return f"c{self._headers.index(header)}"

    def _look_up(self, source: str, field: str, read: Read, sql_type: str, said: str = "") -> str:
        """Read the distinct texts of ``source`` (``row_no, text``); returns a lookup's name.

        A finding names `field`, or what the column `said` of the source holds.
        """
        self._lookups += 1
        name = f"lookup{self._lookups}"
        read = with_declared(read, self._mapping.values.get(field, {}), self._mapping.unknown)
        texts = [
            row[0]
            for row in self._engine.rows(
                f"SELECT DISTINCT text FROM ({source}) AS s WHERE text IS NOT NULL ORDER BY text"
            )
        ]
        values: list[str | int | date | time | None] = []
        problems: list[tuple[str, str, str]] = []
        for text in texts:
            value = read(text)
            if isinstance(value, Problem):
                problems.append((text, value.code, value.expected))
                values.append(None)
            else:
                values.append(value)
        table = pa.table(
            {"text": pa.array(texts, pa.string()),
             "value": pa.array(values, _ARROW_TYPES.get(sql_type, pa.string()))}
        )  # fmt: skip
        self._engine.table(name, table)
        if problems:
            text_type = dict.fromkeys(("text", "code", "expected"), pa.string())
            self._engine.rows_into("problems", text_type, problems)
            self._engine.run(
                f"INSERT INTO unreadable SELECT s.row_no, {said or quoted(field)}, s.text, p.code, "
                f"p.expected FROM ({source}) AS s JOIN problems AS p ON p.text = s.text"
            )
        return name

    def shape(self) -> None:
        """Make ``member``, ``groups`` and ``counts``."""
        self._members()
        self._group_fields()
        self._counts()
        self._identify()

    def _members(self) -> None:
        long = self._mapping.long
        if long is None:
            self._engine.run("CREATE TABLE member AS SELECT row_no, row_no AS group_no FROM raw")
            return
        key = ", ".join(self._cell(header) for header in long.group_by)
        self._engine.run(
            "CREATE TABLE member AS SELECT row_no, "
            f"min(row_no) OVER (PARTITION BY {key}) AS group_no FROM raw"
        )
        # Rows that do not say to which group they belong are not one group.
        blank = " AND ".join(f"{self._cell(header)} IS NULL" for header in long.group_by)
        self._missing(f"SELECT row_no FROM raw WHERE {blank}", ", ".join(long.group_by))

    def _missing(self, rows: str, field: str) -> None:
        self._engine.run(
            f"INSERT INTO unreadable SELECT row_no, {quoted(field)}, '', 'missing_value', '' "
            f"FROM ({rows}) AS blank"
        )

    def _group_fields(self) -> None:
        """One line a group: each mapped field, read; a field that differs inside is a finding."""
        long = self._mapping.long
        selects, joins = ["r.group_no AS row_no"], []
        # What any row of a group states holds for the group, whichever row stands first.
        cells = sorted({self._cell(header) for header in self._mapping.columns.values()})
        self._engine.run(
            "CREATE TABLE spoken AS SELECT m.group_no, "
            f"{', '.join(f'min(r.{cell}) AS {cell}' for cell in cells)} "
            "FROM member AS m JOIN raw AS r USING (row_no) GROUP BY m.group_no"
            if long is not None
            else "CREATE VIEW spoken AS SELECT row_no AS group_no, * FROM raw"
        )
        for name, header in self._mapping.columns.items():
            item, cell = FIELDS[name], self._cell(header)
            if long is not None:
                self._engine.run(
                    f"INSERT INTO unreadable SELECT m.row_no, {quoted(name)}, r.{cell}, "
                    "'rows_differ', f.first FROM member AS m JOIN raw AS r USING (row_no) JOIN ("
                    f"SELECT m.group_no, min({cell}) AS first FROM member AS m "
                    f"JOIN raw AS r USING (row_no) GROUP BY 1 HAVING count(DISTINCT {cell}) > 1"
                    f") AS f USING (group_no) WHERE r.{cell} <> f.first"
                )
            read = field_reader(item, self._points, self._mapping.date_format)
            if read is None:
                selects.append(f"r.{cell} AS {name}")
                continue
            sql_type = _SQL_TYPES.get(item.kind, "VARCHAR")
            lookup = self._look_up(f"SELECT row_no, {cell} AS text FROM raw", name, read, sql_type)
            joins.append(f"LEFT JOIN {lookup} ON {lookup}.text = r.{cell}")
            selects.append(f"{lookup}.value AS {name}")
        self._engine.run(
            f"CREATE TABLE attributes AS SELECT {', '.join(selects)} FROM spoken AS r "
            f"{' '.join(joins)}"
        )

    def _counts(self) -> None:
        parts = [
            "SELECT m.group_no AS row_no, r.row_no AS line, "
            f"{quoted(column.kind)} AS kind, {quoted(column.category)} AS category, "
            f"{quoted(column.category2)} AS category2, {quoted(column.header)} AS field, "
            f"r.{self._cell(column.header)} AS text FROM raw AS r JOIN member AS m USING (row_no) "
            f"WHERE r.{self._cell(column.header)} IS NOT NULL"
            for column in self._mapping.wide
        ]
        self._engine.run(
            "CREATE TABLE stated (row_no INTEGER, line INTEGER, kind VARCHAR, category VARCHAR, "
            "category2 VARCHAR, field VARCHAR, text VARCHAR)"
        )
        if parts:
            self._engine.run(f"INSERT INTO stated {' UNION ALL '.join(parts)}")
        # A finding names the column, not the reader.
        lookup = self._look_up(
            "SELECT line AS row_no, text, field FROM stated", "count", read_count, "INTEGER",
            "s.field",
        )  # fmt: skip
        self._engine.run(
            "CREATE TABLE cell_counts AS SELECT s.row_no, s.kind, s.category, s.category2, "
            f"sum(v.value)::INTEGER AS persons FROM stated AS s JOIN {lookup} AS v "
            "ON v.text = s.text WHERE v.value IS NOT NULL GROUP BY ALL"
        )
        if self._mapping.long is not None:
            self._long_counts()

    def _long_counts(self) -> None:
        long = self._mapping.long
        assert long is not None
        persons = "1"
        joins = []
        if long.persons:
            cell = self._cell(long.persons)
            lookup = self._look_up(
                f"SELECT row_no, {cell} AS text FROM raw", long.persons, read_count, "INTEGER"
            )
            joins.append(f"LEFT JOIN {lookup} ON {lookup}.text = r.{cell}")
            persons = f"{lookup}.value"
            if "persons" not in self._mapping.columns:
                # A blank is unknown, never 0: without it the group's size is unknown too.
                self._missing(f"SELECT row_no FROM raw WHERE {cell} IS NULL", long.persons)
        selects = []
        for name, header in long.categories.items():
            cell = self._cell(header)
            lookup = self._look_up(
                f"SELECT row_no, {cell} AS text FROM raw", name, category_reader(name), "VARCHAR"
            )
            joins.append(f"LEFT JOIN {lookup} ON {lookup}.text = r.{cell}")
            selects.append(f"{lookup}.value AS {name}")
        self._engine.run(
            f"CREATE TABLE lines AS SELECT m.group_no AS row_no, {persons} AS persons"
            + "".join(f", {select}" for select in selects)
            + f" FROM raw AS r JOIN member AS m USING (row_no) {' '.join(joins)}"
        )
        for name in ("nationality", "reason"):
            if name in long.categories:
                self._add_long(name, name, "''", f"{name} IS NOT NULL")
        if "sex" in long.categories and "age" in long.categories:
            self._add_long("sex_age", "sex", "age", "sex IS NOT NULL AND age IS NOT NULL")
        if "persons" not in self._mapping.columns:
            self._engine.run("ALTER TABLE attributes ADD COLUMN persons INTEGER")
            self._engine.run(
                "UPDATE attributes SET persons = t.persons FROM (SELECT row_no, "
                "sum(persons) AS persons FROM lines GROUP BY 1) AS t "
                "WHERE t.row_no = attributes.row_no"
            )

    def _add_long(self, kind: str, category: str, category2: str, where: str) -> None:
        self._engine.run(
            f"INSERT INTO cell_counts SELECT row_no, {quoted(kind)}, {category}, {category2}, "
            f"sum(persons) FROM lines WHERE persons IS NOT NULL AND {where} GROUP BY ALL"
        )

    def _identify(self) -> None:
        """Complete the columns; tell groups apart by their stated id or by their content."""
        present = set(self._mapping.columns) | {"persons"}
        defaults = {"direction": f"'{Direction.UNKNOWN}'", "method": f"'{Method.REGISTRY}'"}
        columns = []
        for name, item in FIELDS.items():
            sql_type = _SQL_TYPES.get(item.kind, "VARCHAR")
            value = f"a.{name}" if name in present else f"NULL::{sql_type}"
            if name in defaults:
                value = f"coalesce({value}, {defaults[name]})"
            columns.append(f"{value} AS {name}")
        content = ", ".join(
            f"coalesce({name}::VARCHAR, '')" for name in FIELDS if name != "record_id"
        )
        self._engine.run(
            f"CREATE TABLE complete AS SELECT a.row_no, {', '.join(columns)}, "
            "coalesce(k.cells, '') AS cells FROM attributes AS a LEFT JOIN ("
            "SELECT row_no, string_agg(kind || ':' || category || ':' || category2 || '=' || "
            "persons, ';' ORDER BY kind, category, category2) AS cells FROM cell_counts "
            "GROUP BY row_no) AS k USING (row_no)"
        )
        self._engine.run(
            "CREATE TABLE printed AS SELECT *, md5_number_lower("
            f"concat_ws('|', {content}, cells)) AS fingerprint FROM complete"
        )
        # Groups without a stated id are numbered within their content, so that a later file
        # holding the same rows again is recognised row by row.
        self._engine.run(
            "CREATE TABLE numbered AS SELECT *, record_id AS stated_id, "
            "min(row_no) OVER (PARTITION BY coalesce(record_id, fingerprint::VARCHAR)) "
            "AS first_row, row_number() OVER (PARTITION BY record_id, fingerprint "
            "ORDER BY row_no) AS occurrence FROM printed"
        )
        keep = str(self._mapping.keep_repeated).lower()
        fields = ", ".join(
            "coalesce(n.record_id, printf('%016x-%d', n.fingerprint, n.occurrence)) AS record_id"
            if name == "record_id"
            else f"n.{name}"
            for name in FIELDS
        )
        self._engine.run(
            f"CREATE TABLE groups AS SELECT n.row_no, {fields}, n.fingerprint, n.stated_id, "
            f"CASE WHEN {keep} AND n.stated_id IS NULL THEN n.row_no ELSE n.first_row END "
            "AS first_row, n.fingerprint = f.fingerprint AS same_content, "
            f"{str(self._mapping.long is not None).lower()} AS long_layout FROM numbered AS n "
            "JOIN printed AS f ON f.row_no = n.first_row"
        )
        self._engine.run(
            "CREATE TABLE counts AS SELECT c.row_no, g.record_id, g.point, g.date, g.direction, "
            "c.kind, c.category, c.category2, c.persons, g.persons AS group_persons "
            "FROM cell_counts AS c "
            "JOIN groups AS g USING (row_no)"
        )
