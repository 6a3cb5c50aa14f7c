"""The table in every form.

RE-09  CSV, JSON, Parquet and XLSX hold the same rows, and no cell of a spreadsheet is a formula
RE-10  the library hands it out as pandas, Polars or Arrow
RE-11  what is asked for and does not exist is an error, not an empty table
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import azalai
from azalai.model.errors import ReleaseError
from azalai.model.periods import Month
from azalai.model.tables import COLUMNS, Row
from azalai.release import month_rows, open_release
from azalai.release import table as forms
from azalai.workspace import Folder

JUNE = Month(2020, 6)


@pytest.fixture(scope="module")
def rows(mali_closed: Path) -> list[Row]:
    """The public table of June."""
    return open_release(Folder(mali_closed), JUNE).rows()


def plain(cells: dict[str, object]) -> tuple[object, ...]:
    """A row whatever its form: texts, and numbers as floats; nothing is nothing."""
    found: list[object] = []
    for name in COLUMNS:
        cell = cells.get(name)
        if cell is None or cell == "":
            found.append(None)
        elif name in ("value", "base", "days"):
            found.append(float(str(cell)))
        else:
            found.append(str(cell))
    return tuple(found)


def test_re09_every_form_holds_the_same_rows(rows: list[Row], tmp_path: Path) -> None:
    expected = [plain({name: getattr(row, name) for name in COLUMNS}) for row in rows]
    assert len(expected) > 4000
    read = csv.DictReader(io.StringIO(forms.to_csv(rows)))
    assert tuple(read.fieldnames or ()) == COLUMNS
    assert [plain(dict(cells)) for cells in read] == expected
    assert [plain(cells) for cells in json.loads(forms.to_json(rows))] == expected
    parquet = pq.read_table(io.BytesIO(forms.to_parquet(rows)))
    assert [plain(cells) for cells in parquet.to_pylist()] == expected
    path = tmp_path / "table.xlsx"
    path.write_bytes(forms.to_xlsx(rows))
    import fastexcel

    sheet = fastexcel.read_excel(str(path)).load_sheet(0)
    table = pa.table(sheet.to_arrow())
    assert tuple(table.column_names) == COLUMNS
    found = [plain(cells) for cells in table.to_pylist()]
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other), other


def test_re09_no_cell_of_a_spreadsheet_is_a_formula(rows: list[Row]) -> None:
    from dataclasses import replace

    wicked = [replace(rows[0], source=text) for text in ("=1+1", "+1", "@x", "http://x.example")]
    with zipfile.ZipFile(io.BytesIO(forms.to_xlsx([*rows[:50], *wicked]))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "=1+1" in book.read("xl/sharedStrings.xml").decode()
        assert not [name for name in book.namelist() if "rels" in name and "worksheets" in name]
    assert "<f>" not in sheet
    assert "<c " in sheet


def test_re09_a_written_table_reads_back_as_it_was(rows: list[Row], tmp_path: Path) -> None:
    forms.write_rows(rows, tmp_path / "t.parquet")
    assert forms.read_rows(tmp_path / "t.parquet") == rows


def test_re10_the_library_speaks_three_kinds_of_frames(mali_closed: Path) -> None:
    june = azalai.open_workspace(mali_closed).release("2020-06")
    asked = {"measure": "flows", "place": "MLI", "direction": "total"}
    pandas = june.table(**asked)
    polars = june.table(**asked, frame="polars")
    arrow = june.table(**asked, frame="arrow")
    assert isinstance(pandas, pd.DataFrame)
    assert isinstance(polars, pl.DataFrame)
    assert isinstance(arrow, pa.Table)
    assert pandas["value"].tolist() == [12414]
    assert polars["value"].to_list() == [12414]
    assert arrow["value"].to_pylist() == [12414]
    assert list(pandas.columns) == polars.columns == arrow.column_names == list(COLUMNS)


def test_re10_an_open_month_can_be_looked_at(mali_imported: Path) -> None:
    table = azalai.open_workspace(mali_imported).tables("2020-06", "flows", place="MLI")
    assert table["value"].tolist() == [7555, 4859, 12414]
    assert set(table["release"]) == {"2020-06.open"}


def test_re10_an_open_month_is_protected_as_a_closed_one(
    mali_imported: Path, mali_closed: Path
) -> None:
    looked = month_rows(Folder(mali_imported), JUNE)
    closed = open_release(Folder(mali_closed), JUNE).rows()
    assert [(row.value, row.status) for row in looked] == [
        (row.value, row.status) for row in closed
    ]


@pytest.mark.parametrize(
    ("asked", "code", "known"),
    [
        ({"measure": "shoes"}, "no_measure", "nationalities"),
        ({"measure": "flows", "place": "ML-nowhere"}, "no_place", "ML-wabaria"),
        ({"edition": "secret"}, "no_edition", "sealed"),
    ],
)
def test_re11_what_does_not_exist_is_an_error(
    mali_closed: Path, asked: dict[str, str], code: str, known: str
) -> None:
    with pytest.raises(ReleaseError) as caught:
        open_release(Folder(mali_closed), JUNE).table(**asked)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert known in str(caught.value.values["known"])
