"""Tables of every shape, written in every dialect, are read back as they were.

FZ-01  CSV: any delimiter, encoding, line end and quoting
FZ-02  XLSX: texts and numbers, blank cells and rows
FZ-03  a mapping is a mapping or an error, whatever stands in it
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azalai.intake import mapping, read_mapping
from azalai.intake.reading import look, read_table
from azalai.intake.reading.tabular import ReadOptions
from azalai.model.errors import AzalaiError
from azalai.model.flows import COUNT_KINDS, FIELDS

SHARED = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100
)

# Letters that all encodings of the field have, and what troubles readers; a line break is one.
LETTERS = st.sampled_from([*"abZ 019.,;|\t'\"éèàç-_/\n"])
CELL = st.text(LETTERS, max_size=8).map(lambda text: text.replace("\n", " \n"))
NAMES = st.lists(
    st.text(st.sampled_from([*"abcdefghijklmnopqrstuvwxyzéè"]), min_size=1, max_size=6),
    min_size=2, max_size=6, unique=True,
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Names, and rows of as many cells."""
    names = draw(NAMES)
    row = st.lists(CELL, min_size=len(names), max_size=len(names))
    return names, draw(st.lists(row, min_size=1, max_size=8))


def swallows(cell: str, delimiter: str, width: int) -> bool:
    """Whether a cell has a line that looks like a row: that is taken for a missing quote."""
    return any(line.count(delimiter) == width - 1 for line in cell.split("\n")[1:-1])


@SHARED
@given(
    table=tables(),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "windows-1252", "cp850"]),
    ends=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    titles=st.integers(0, 3),
)
def test_fz01_csv_is_read_as_it_was_written(
    tmp_path: Path, table: tuple[list[str], list[list[str]]], delimiter: str, encoding: str,
    ends: str, quoting: Any, titles: int,
) -> None:  # fmt: skip
    names, rows = table
    if any(swallows(cell, delimiter, len(names)) for row in rows for cell in row):
        return
    buffer = io.StringIO(newline="")
    buffer.write(f"Flux de juin{ends}" * titles)
    # Python leaves a line break without quotes where lines end otherwise.
    quoting = csv.QUOTE_ALL if ends == "\r" else quoting
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=ends, quoting=quoting)
    writer.writerows([names, *rows])
    path = tmp_path / "a.csv"
    path.write_bytes(buffer.getvalue().encode(encoding))
    declared = encoding if encoding in ("windows-1252", "cp850") else ""
    sheet = read_table(path, ReadOptions((), declared, delimiter, titles + 1))
    assert sheet.headers == names
    assert sheet.broken == []
    found = [list(row.values()) for row in sheet.cells.to_pylist()]
    assert found == [[*row, titles + 2 + index] for index, row in enumerate(rows)]


@settings(SHARED, max_examples=15)
@given(table=tables(), blank=st.integers(0, 2), numbers=st.lists(st.integers(-9999, 10**9)))
def test_fz02_xlsx_is_read_as_it_was_written(
    tmp_path: Path, table: tuple[list[str], list[list[str]]], blank: int, numbers: list[int]
) -> None:
    names, rows = table
    cells: list[list[str | int]] = [
        [*row[:-1], numbers[index] if index < len(numbers) else row[-1]]
        for index, row in enumerate(rows)
    ]
    cells[1:1] = [[""] * len(names)] * (blank if len(cells) > 1 else 0)
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for index, row in enumerate([names, *cells]):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(index, column, cell)
                elif cell:
                    sheet.write_string(index, column, cell)
    if not any(str(cell).strip() for row in cells for cell in row):
        return  # names only
    found = read_table(path, ReadOptions())
    assert found.headers == names
    shown = [[cell or "" for cell in row.values()] for row in found.cells.to_pylist()]
    wanted = [[*map(str, row), index] for index, row in enumerate(cells, 2)]
    while not any(str(cell).strip() for cell in wanted[-1][:-1]):
        wanted.pop()
    assert shown == wanted


SECTIONS = ["format", "unknown", "optional", "ignore", "file", "fixed", "columns", "yes_no", "wide",
            "long", "repeat", "values", "other"]  # fmt: skip
WORDS = st.sampled_from(
    [*FIELDS, *COUNT_KINDS, "sheet", "sheets", "encoding", "header_row", "header_rows", "decimal",
     "group_by", "sex", "age", "key", "of", "category", "*", "countries", "form", "day", "n", "MLI",
     "{sheet}", "", "%d/%m/%Y", ",", "keep", "swap", "M", "adult", "in", "seasonal"]
)  # fmt: skip
SCALARS = st.one_of(WORDS, st.integers(-2, 3), st.booleans(), st.floats(-1, 1), st.dates())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=6,
)


def toml(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str | bool | int | float):
        return json.dumps(value)
    return str(value)


@settings(SHARED, max_examples=300)
@given(
    data=st.dictionaries(st.sampled_from(SECTIONS), VALUES),
    sound=st.booleans(),
    headers=st.lists(st.sampled_from(["form", "day", "n", "place", "Mali", "x / Mali", ""])),
)
def test_fz03_a_mapping_is_a_mapping_or_an_error(
    tmp_path: Path, data: dict[str, Any], sound: bool, headers: list[str]
) -> None:
    if sound:
        data = {**data, "format": 1, "columns": {"point": "place", "date": "day", "persons": "n"}}
    path = tmp_path / "m.toml"
    lines = (f"{name} = {toml(value)}\n" for name, value in data.items())
    path.write_text("".join(lines), encoding="utf-8")
    names = [*dict.fromkeys(header for header in headers if header)]
    try:
        file = read_mapping(path)
        bound = mapping.bind(file, names, dict.fromkeys(file.data["repeat"], names))
    except AzalaiError:
        return
    assert "point" in bound.columns or "point" in bound.fixed


@pytest.mark.parametrize("name", ["csv", "xlsx", "ods", "xls"])
def test_fz02_a_look_says_how_to_read_the_seeds(tmp_path: Path, name: str, seeds: Any) -> None:
    for number, data in enumerate(getattr(seeds, f"{name}_bytes")()):
        path = tmp_path / f"{number}.{name}"
        path.write_bytes(data)
        sheet = read_table(path, look(path).options)
        assert sheet.headers == seeds.HEADERS
        assert sheet.cells["c0"][0].as_py() == "1"
