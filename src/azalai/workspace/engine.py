"""The embedded engine: one place that opens DuckDB and says how."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from azalai.model.errors import InputError


class Engine:
    """A private in-memory DuckDB; tables are handed in and out as Arrow."""

    def __init__(self) -> None:
        # Half of what a closed month needs is read without the engine: it is imported when opened.
        import duckdb

        # No extension is ever loaded: what a query can reach is what this class was handed.
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "preserve_insertion_order": "true",
            },
        )
        # Its bar would stand between the lines of an answer.
        self.run("SET enable_progress_bar = false")

    def run(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> None:
        """Execute a statement."""
        self._connection.execute(sql, values or None)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows a query returns."""
        return list(self._connection.execute(sql, values or None).fetchall())

    def arrow(self, sql: str, values: Sequence[object] = ()) -> pa.Table:
        """The table a query returns."""
        return self._connection.sql(sql, params=list(values) or None).to_arrow_table()

    def table(self, name: str, content: pa.Table) -> None:
        """Make an Arrow table known under a name."""
        self._connection.register(name, content)

    def rows_into(self, name: str, columns: Mapping[str, pa.DataType], rows: list[Any]) -> None:
        """Make plain rows known as a table."""
        arrays = [
            pa.array([row[index] for row in rows], kind)
            for index, kind in enumerate(columns.values())
        ]
        self.table(name, pa.Table.from_arrays(arrays, names=list(columns)))

    def lock_down(self) -> None:
        """From here on no statement can touch a file or a setting (for queries users type)."""
        self.run("SET enable_external_access = false")
        self.run("SET lock_configuration = true")

    def ask(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """A user's own query: column names and rows.

        Raises
        ------
        InputError
            ``query_empty``, ``query_kind`` for anything but one SELECT, or ``bad_query``, which
            says what DuckDB says.
        """
        import duckdb

        try:
            statements = duckdb.extract_statements(sql)
            if not statements:
                raise InputError("query_empty")
            if len(statements) > 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise InputError("query_kind")
            result = self._connection.execute(statements[0])
            names = [column[0] for column in result.description or []]
            return names, list(result.fetchall())
        except duckdb.Error as problem:
            first = str(problem).strip().splitlines()[0]
            raise InputError("bad_query", problem=first) from None

    def close(self) -> None:
        """Give the memory back."""
        self._connection.close()


@contextmanager
def engine() -> Iterator[Engine]:
    """An engine for the length of a block."""
    opened = Engine()
    try:
        yield opened
    finally:
        opened.close()


def parquet_of(paths: Iterable[object]) -> str:
    """Parquet files as a source of a query; what a pattern would mean in a path means itself.

    Examples
    --------
    >>> print(parquet_of(["/data/m [2]/groups.parquet"]))
    read_parquet(['/data/m [[]2]/groups.parquet'])
    """
    plain = (re.sub(r"[\[*?]", r"[\g<0>]", str(path)) for path in paths)
    return f"read_parquet([{', '.join(map(quoted, plain))}])"


def quoted(text: str) -> str:
    """A string as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def named(identifier: str) -> str:
    """A column name as an SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'
