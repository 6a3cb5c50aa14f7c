"""From foreign tables of texts to what was stated of each group, by columns.

Each field is read by `azalai.intake.columns` (every distinct text once), each count by
`azalai.intake.layouts`. What cannot be read becomes a row of the table ``unreadable``.

Tables made here, all of the file that is being imported:

``member``       ``row_no`` -> ``group_no``: the line that speaks for its group
``unreadable``   ``row_no, field, value, code, expected``
``attributes``   ``row_no`` (of the group) and a column for each field the file tells
``cell_counts``  ``row_no, cell, persons``: counts inside the groups; ``cell_names`` says of what
"""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from azalai.intake import layouts
from azalai.intake.columns import Column, Unread, without_blank_rows
from azalai.intake.layouts import Cells
from azalai.intake.mapping import Mapping, Repeat
from azalai.intake.mapping_file import SHEET_NAME
from azalai.intake.reading.tabular import Sheet
from azalai.intake.source import Source
from azalai.intake.values import (
    Problem,
    Read,
    category_reader,
    field_reader,
    read_count,
    read_yes_no,
    with_declared,
)
from azalai.model.flows import COUNT_KINDS, FIELDS
from azalai.workspace.engine import Engine, quoted
from azalai.workspace.records import GROUPS

_TEXT = pa.string()
_UNREADABLE = pa.schema(
    [("row_no", pa.int32()), *((name, _TEXT) for name in ("field", "value", "code", "expected"))]
)


def type_of(name: str) -> pa.DataType:
    """The Arrow type of a field."""
    kind: pa.DataType = GROUPS.field(name).type
    return kind


class _Table:
    """One foreign table: its columns, read when asked for."""

    def __init__(self, source: Source, sheet: Sheet) -> None:
        self.cells = without_blank_rows(sheet.cells)
        self.rows: pa.Array = self.cells["row_no"].combine_chunks()
        self._source, self._headers = source, sheet.headers
        self._read: dict[str, Column] = {}

    def column(self, header: str) -> Column:
        """A column by its header."""
        if header not in self._read:
            if header == SHEET_NAME:
                names = [self._source.place(row)[0] for row in self.rows.to_pylist()]
                cells = pa.chunked_array([pa.array(names, _TEXT)])
            else:
                cells = self.cells[f"c{self._headers.index(header)}"]
            self._read[header] = Column(cells, self.rows)
        return self._read[header]


class Shaper:
    """Turns the tables of one import into staged tables of one engine."""

    def __init__(
        self, opened: Engine, source: Source, mapping: Mapping, points: dict[str, str]
    ) -> None:
        self._engine = opened
        self._source = source
        self._mapping = mapping
        self._points = points
        self._main = _Table(source, source.main)
        self.cells = Cells()
        self._counts: list[pa.Table] = []
        self._once: list[pa.Table] = []
        """Counts of cells that no other column and no other line counts."""
        self._unreadable: list[pa.Table] = []

    @property
    def empty(self) -> bool:
        """Whether the main table holds nothing."""
        return not len(self._main.rows) and not self._source.main.broken

    def shape(self) -> None:
        """Make the tables."""
        fields = self._fields()
        self._wide(fields)
        if self._mapping.long is None:
            self._engine.table(
                "own_rows", pa.table({"row_no": self._main.rows, "group_no": self._main.rows})
            )
            self._engine.run("CREATE TABLE member AS SELECT * FROM own_rows")
            self._engine.table("attributes", pa.table({"row_no": self._main.rows, **fields}))
            for repeat in self._mapping.repeats:
                self._repeat(repeat)
        else:
            self._long(fields)
        self._tables()

    def _tables(self) -> None:
        self._engine.table("told", pa.concat_tables([_UNREADABLE.empty_table(), *self._unreadable]))
        self._engine.run("CREATE TABLE unreadable AS SELECT * FROM told")
        self._engine.table("cell_names", self.cells.table())
        for name, tables in (("once", self._once), ("loose", self._counts)):
            self._engine.table(name, pa.concat_tables([layouts.COUNTS.empty_table(), *tables]))
        # Two columns, or two lines, may count the same cell of one group.
        led = (
            "SELECT m.group_no AS row_no, l.cell, l.persons FROM loose AS l JOIN member AS m "
            "USING (row_no)"
            if self._mapping.long is not None
            else "SELECT * FROM loose"
        )
        self._engine.run(
            "CREATE TABLE cell_counts AS SELECT * FROM once UNION ALL SELECT row_no, cell, "
            f"sum(persons)::INTEGER AS persons FROM ({led}) AS l GROUP BY ALL"
        )

    def _tell(self, unread: list[Unread], name: str) -> None:
        """Keep what cannot be read, with the field or the column it stands in."""
        for item in unread:
            said = (name, item.text, item.problem.code, item.problem.expected)
            columns = [pa.repeat(pa.scalar(text, _TEXT), len(item.rows)) for text in said]
            self._unreadable.append(pa.table([item.rows, *columns], schema=_UNREADABLE))

    def _tell_rows(self, rows: list[tuple[int, str]], name: str, code: str) -> None:
        """The same, for lines with texts of their own."""
        numbers, texts = [row for row, _ in rows], [text for _, text in rows]
        columns = [[name] * len(rows), texts, [code] * len(rows), [""] * len(rows)]
        arrays = [pa.array(numbers, pa.int32()), *(pa.array(column, _TEXT) for column in columns)]
        self._unreadable.append(pa.table(arrays, schema=_UNREADABLE))

    def _reader(self, name: str, read: Read) -> Read:
        return with_declared(read, self._mapping.values.get(name, {}), self._mapping.unknown)

    def _values(self, table: _Table, header: str, name: str, read: Read) -> pa.Array:
        """A column, read; findings name the field."""
        kind = type_of(name) if name in FIELDS else _TEXT
        values, unread = table.column(header).read(self._reader(name, read), kind)
        self._tell(unread, name)
        return values

    def _persons(self, table: _Table, header: str) -> pa.Array:
        """A column of counts, read; findings name the column."""
        read = self._reader("count", lambda text: read_count(text, self._mapping.decimal))
        values, unread = table.column(header).read(read, pa.int32())
        self._tell(unread, header)
        return values

    def _fields(self) -> dict[str, pa.Array]:
        """What each line of the main table says of each field."""
        found = {}
        for name, header in self._mapping.columns.items():
            column = self._main.column(header)
            read = self._field_reader(name, column.distinct)
            found[name] = (
                column.text if read is None else self._values(self._main, header, name, read)
            )
        for name, text in self._mapping.fixed.items():
            read = self._field_reader(name, [text])
            value = text if read is None else self._reader(name, read)(text)
            assert not isinstance(value, Problem), "checked with the mapping"
            found[name] = pa.repeat(pa.scalar(value, type_of(name)), len(self._main.rows))
        for name in dict.fromkeys(item.name for item in self._mapping.yes_no):
            if name in FIELDS:
                answers = [(item.code, self._says(item.header))
                           for item in self._mapping.yes_no if item.name == name]  # fmt: skip
                found[name], several = layouts.one_yes(self._main.rows, answers)
                self._tell_rows(several, name, "several_yes")
        return found

    def _field_reader(self, name: str, texts: list[str]) -> Read | None:
        return field_reader(
            FIELDS[name],
            self._points,
            self._mapping.date_format,
            decimal=self._mapping.decimal,
            turned=self._mapping.turned_dates,
            texts=texts,
        )

    def _says(self, header: str) -> pa.Array:
        values, unread = self._main.column(header).read(
            self._reader("yes_no", read_yes_no), pa.bool_()
        )
        self._tell(unread, header)
        return values

    def _wide(self, fields: dict[str, pa.Array]) -> None:
        named = Counter((item.kind, item.category, item.category2) for item in self._mapping.wide)
        repeated = {repeat.kind for repeat in self._mapping.repeats}
        for column in self._mapping.wide:
            name = (column.kind, column.category, column.category2)
            persons = self._persons(self._main, column.header)
            counts = layouts.stated(self._main.rows, persons, self.cells.number(*name))
            alone = named[name] == 1 and column.kind not in repeated | {"reason"}
            once = alone and self._mapping.long is None
            (self._once if once else self._counts).append(counts)
        for item in self._mapping.yes_no:
            if item.name == "reason":
                cell = self.cells.number("reason", item.code)
                says = self._says(item.header)
                self._counts.append(
                    layouts.whole_group(self._main.rows, says, fields["persons"], cell)
                )

    def _repeat(self, repeat: Repeat) -> None:
        table = _Table(self._source, self._source.repeats[repeat.kind])
        persons = self._persons(table, repeat.persons)
        categories = [
            self._values(table, header, name, category_reader(name))
            for name, header in repeat.categories
        ]
        counts = layouts.numbered(table.rows, persons, self.cells, repeat.kind, categories)
        keys, main_keys = table.column(repeat.key), self._main.column(repeat.of)
        led, member, lost, several = layouts.repeated(self._engine, keys, main_keys, counts)
        self._counts.append(led)
        self._engine.table("others", member)
        self._engine.run("INSERT INTO member SELECT row_no, group_no FROM others")
        self._tell_rows(lost, repeat.key, "no_such_group")
        self._tell_rows(several, repeat.key, "several_groups")

    def _long(self, fields: dict[str, pa.Array]) -> None:
        long = self._mapping.long
        assert long is not None
        keys = [self._main.column(header).text for header in long.group_by]
        names = [f"key{place}" for place in range(len(keys))]
        self._engine.table("keyed", pa.table([self._main.rows, *keys], names=["row_no", *names]))
        self._engine.run(
            "CREATE TABLE member AS SELECT row_no, "
            f"min(row_no) OVER (PARTITION BY {', '.join(names)}) AS group_no FROM keyed"
        )
        # Rows that do not say to which group they belong are not one group.
        nothing = " AND ".join(f"{name} IS NULL" for name in names)
        blank = self._engine.rows(f"SELECT row_no, '' FROM keyed WHERE {nothing}")
        self._tell_rows(blank, ", ".join(long.group_by), "missing_value")
        self._long_counts(fields)
        self._one_for_all(fields)

    def _long_counts(self, fields: dict[str, pa.Array]) -> None:
        long, rows = self._mapping.long, self._main.rows
        assert long is not None
        persons = pa.repeat(pa.scalar(1, pa.int32()), len(rows))
        if long.persons:
            persons = self._persons(self._main, long.persons)
            if "persons" not in fields:
                # A blank is unknown, never 0: without it the group's size is unknown too.
                blank = rows.filter(pc.is_null(self._main.column(long.persons).text))
                self._tell_rows([(row, "") for row in blank.to_pylist()], long.persons,
                                "missing_value")  # fmt: skip
        told = {
            name: self._values(self._main, header, name, category_reader(name))
            for name, header in long.categories.items()
        }
        for kind in COUNT_KINDS.values():
            if all(name in told for name in kind.dimensions):
                categories = [told[name] for name in kind.dimensions]
                self._counts.append(
                    layouts.numbered(rows, persons, self.cells, kind.name, categories)
                )
        if "persons" not in fields:
            fields["row_persons"] = persons

    def _one_for_all(self, fields: dict[str, pa.Array]) -> None:
        """What any row of a group states holds for the group; rows that differ are told."""
        self._engine.table("spoken", pa.table({"row_no": self._main.rows, **fields}))
        stated = [name for name in fields if name != "row_persons"]
        pairs = ", ".join(f"min({name}) AS {name}, max({name}) AS {name}_" for name in stated)
        size = ", sum(row_persons)::INTEGER AS persons" * ("row_persons" in fields)
        self._engine.run(
            f"CREATE TABLE folded AS SELECT m.group_no AS row_no, {pairs}{size} "
            "FROM spoken AS s JOIN member AS m USING (row_no) GROUP BY m.group_no"
        )
        columns = [*stated, *(["persons"] if size else [])]
        self._engine.run(
            f"CREATE VIEW attributes AS SELECT row_no, {', '.join(columns)} FROM folded"
        )
        differ = [f"count(*) FILTER ({name} <> {name}_)" for name in stated]
        for name, many in zip(
            stated, self._engine.rows(f"SELECT {', '.join(differ)} FROM folded")[0], strict=True
        ):
            if not many:
                continue
            header = self._mapping.columns.get(name)
            text = self._main.column(header).text if header else fields[name].cast(_TEXT)
            self._engine.table("texts", pa.table({"row_no": self._main.rows, "text": text}))
            found = self._engine.arrow(
                f"SELECT m.row_no, {quoted(name)} AS field, t.text AS value, "
                "'rows_differ' AS code, o.text AS expected FROM member AS m "
                f"JOIN folded AS f ON f.row_no = m.group_no AND f.{name} <> f.{name}_ "
                "JOIN spoken AS s ON s.row_no = m.row_no JOIN texts AS t ON t.row_no = m.row_no "
                "JOIN (SELECT m2.group_no, min(t2.text) AS text FROM member AS m2 JOIN texts AS "
                "t2 USING (row_no) GROUP BY 1) AS o ON o.group_no = m.group_no "
                f"WHERE t.text <> o.text AND s.{name} IS NOT NULL"
            )
            self._unreadable.append(found.cast(_UNREADABLE))
