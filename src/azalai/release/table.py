"""The long table as files and frames."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from io import BytesIO
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from azalai.model.tables import COLUMNS, Row, Status, cells_of
from azalai.workspace.csvfile import write_lines
from azalai.workspace.records import read_parquet, write_parquet

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

Frame = Literal["pandas", "polars", "arrow"]

_NUMBERS = {"value": pa.float64(), "base": pa.float64(), "days": pa.int32()}
SCHEMA = pa.schema([(name, _NUMBERS.get(name, pa.string())) for name in COLUMNS])


def to_arrow(rows: Iterable[Row]) -> pa.Table:
    """Rows as an Arrow table with the columns of `azalai.model.tables.COLUMNS`."""
    listed = list(rows)
    arrays = []
    for field in SCHEMA:
        cells = list(map(attrgetter(field.name), listed))
        if field.type == pa.float64():
            cells = [None if cell is None else float(cell) for cell in cells]
        arrays.append(pa.array(cells, field.type))
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def from_arrow(table: pa.Table) -> list[Row]:
    """The rows of an Arrow table; whole numbers come back as integers."""
    return [
        Row(**{
            **record,
            "value": _number(record["value"]),
            "base": _number(record["base"]),
            "status": Status(record["status"]),
        })
        for record in table.to_pylist()
    ]  # fmt: skip


def _number(value: float | None) -> int | float | None:
    return int(value) if value is not None and value.is_integer() else value


def read_rows(path: Path) -> list[Row]:
    """Read a table that `write_rows` wrote."""
    return from_arrow(read_parquet(path))


def write_rows(rows: Iterable[Row], path: Path) -> None:
    """Write the table as Parquet."""
    write_parquet(to_arrow(rows), path)


def to_csv(rows: Sequence[Row]) -> str:
    """The table as CSV; whole numbers without a decimal point."""
    return write_lines(COLUMNS, map(cells_of, rows))


def to_json(rows: Sequence[Row]) -> str:
    """The table as a JSON array of objects."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n"


def to_xlsx(rows: Sequence[Row]) -> bytes:
    """The table as one sheet; every text is written as text, so that none becomes a formula."""
    import xlsxwriter

    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet("table")
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, COLUMNS, bold)
        for number, row in enumerate(rows, start=1):
            for column, name in enumerate(COLUMNS):
                value = getattr(row, name)
                if isinstance(value, int | float):
                    sheet.write_number(number, column, value)
                elif value:
                    sheet.write_string(number, column, str(value))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
    return target.getvalue()


def to_parquet(rows: Sequence[Row]) -> bytes:
    """The table as Parquet bytes."""
    target = BytesIO()
    pq.write_table(to_arrow(rows), target, compression="zstd", compression_level=3)
    return target.getvalue()


WRITERS: Mapping[str, Callable[[Sequence[Row]], str | bytes]] = {
    "csv": to_csv,
    "json": to_json,
    "parquet": to_parquet,
    "xlsx": to_xlsx,
}
"""The forms in which a table leaves, by name."""


def to_frame(rows: Iterable[Row], frame: Frame) -> pd.DataFrame | pl.DataFrame | pa.Table:
    """The table as a data frame of the wanted library."""
    table = to_arrow(rows)
    if frame == "arrow":
        return table
    if frame == "polars":
        import polars

        return polars.DataFrame(polars.from_arrow(table))
    return table.to_pandas()
