"""Spreadsheets as they come from the field.

IN-24  every format gives the text a person sees as the value: 12, not 12.0; days as ISO
IN-25  two rows of names, merged or not; hidden sheets and rows; blank rows; true row numbers
IN-26  several sheets become one table, matched by the names of the columns
IN-27  errors and formulas without a result never look like blanks
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from azalai.intake.reading import look, read_table, sheet_names
from azalai.intake.reading.tabular import ReadOptions, Sheet
from azalai.model.errors import InputError

_PATH = Path(__file__).parents[1] / "fuzz" / "seeds.py"
_SPEC = importlib.util.spec_from_file_location("azalai_seeds", _PATH)
assert _SPEC is not None
assert _SPEC.loader is not None
seeds = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(seeds)

Write = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Write:
    """A workbook: name of a sheet -> what is done to it with the formats ``day`` and ``clock``."""

    def write(sheets: dict[str, Callable[[Any, Any, Any], object]], **options: Any) -> Path:
        path = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(str(path), options) as made:
            day = made.add_format({"num_format": "dd/mm/yyyy"})
            clock = made.add_format({"num_format": "hh:mm"})
            for name, fill in sheets.items():
                fill(made.add_worksheet(name), day, clock)
        return path

    return write


def rows(sheet: Sheet) -> list[tuple[Any, ...]]:
    """Place and cells of each row."""
    return [(sheet.place(row.pop("row_no")), *row.values()) for row in sheet.cells.to_pylist()]


def table(*lines: list[Any]) -> Callable[[Any, Any, Any], None]:
    """Fill a sheet with plain cells."""

    def fill(sheet: Any, day: Any, clock: Any) -> None:
        for index, line in enumerate(lines):
            sheet.write_row(index, 0, line)

    return fill


@pytest.mark.parametrize("system", [False, True], ids=["1900", "1904"])
def test_in24_typed_cells_are_read_by_their_value(book: Write, system: bool) -> None:
    def fill(sheet: Any, day: Any, clock: Any) -> None:
        sheet.write_row(0, 0, ["day", "at", "both", "n", "share", "yes", "text"])
        sheet.write_datetime(1, 0, dt.date(2020, 6, 1), day)
        sheet.write_datetime(1, 1, dt.time(14, 5), clock)
        sheet.write_datetime(1, 2, dt.datetime(2020, 6, 1, 14, 5), day)
        sheet.write_number(1, 3, 12)
        sheet.write_number(1, 4, 12.5)
        sheet.write_boolean(1, 5, True)
        sheet.write_string(1, 6, "012")

    path = book({"Flux": fill}, date_1904=system)
    assert rows(read_table(path, ReadOptions())) == [
        (("", 2), "2020-06-01", "14:05:00", "2020-06-01 14:05:00", "12", "12.5", "true", "012")
    ]


@pytest.mark.parametrize("name", ["xlsx", "ods", "xls"])
def test_in24_every_format_gives_the_same_table(tmp_path: Path, name: str) -> None:
    # Whatever it is called: what it is, says its content.
    path = tmp_path / "a.csv"
    path.write_bytes(getattr(seeds, f"{name}_bytes")()[0])
    sheet = read_table(path, ReadOptions())
    assert sheet.headers == ["form", "day", "place", "n"]
    assert rows(sheet) == [
        (("", 2), "1", "2020-06-01", "Gao", "12"), (("", 3), "2", "2020-06-02", "Kayes", "3"),
    ]  # fmt: skip
    assert sheet_names(path) == ["Gao"]


def test_in24_opendocument_has_days_times_and_rows_that_repeat(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    path.write_bytes(seeds.ods_bytes()[1])
    assert rows(read_table(path, ReadOptions()))[-1] == (
        ("", 7), "12", "2020-06-01", "14:05:00", "2",
    )  # fmt: skip


def test_in25_two_rows_of_names_with_merged_cells(book: Write) -> None:
    def fill(sheet: Any, day: Any, clock: Any) -> None:
        # As reports are made: a margin, a title, a blank row.
        sheet.write(0, 1, "Flux de juin")
        sheet.merge_range(2, 1, 3, 1, "Date")
        sheet.merge_range(2, 2, 2, 3, "Adultes")
        sheet.write_row(3, 2, ["H", "F"])
        sheet.write(3, 4, "Total")  # not merged with the group beside it, so not of it
        sheet.merge_range(2, 5, 3, 5, "Note")
        sheet.write_row(4, 1, ["2020-06-01", 1, 2, 3, "x"])
        sheet.write_row(6, 1, ["2020-06-02", 4, 5, 9, "y"])
        sheet.set_row(6, None, None, {"hidden": True})
        sheet.write_blank(400, 2, None, day)

    path = book({"Flux": fill})
    options = ReadOptions(header_row=3, header_rows=2)
    found = look(path)
    assert found.options == options
    sheet = read_table(path, options)
    assert sheet.headers == ["Date", "Adultes / H", "Adultes / F", "Total", "Note"]
    assert rows(sheet) == [
        (("", 5), "2020-06-01", "1", "2", "3", "x"),
        (("", 6), None, None, None, None, None),
        (("", 7), "2020-06-02", "4", "5", "9", "y"),
    ]


def test_in26_sheets_are_stacked_by_the_names_of_their_columns(book: Write) -> None:
    path = book(
        {
            "Lisez-moi": table(["Bonjour"]),
            "Gao": table(["day", "n"], [1, 5], [2, 6]),
            "Kayes": table(["n", "day", "remark"], [7, 3, "late"]),
        }
    )
    sheet = read_table(path, ReadOptions(sheets=("Gao", "Kayes")))
    assert sheet.headers == ["day", "n", "remark"]
    assert rows(sheet) == [
        (("Gao", 2), "1", "5", None),
        (("Gao", 3), "2", "6", None),
        (("Kayes", 2), "3", "7", "late"),
    ]
    numbers = sheet.cells["row_no"].to_pylist()
    assert len(set(numbers)) == 3


def test_in26_a_look_finds_the_sheets_that_are_alike(book: Write) -> None:
    def hidden(sheet: Any, day: Any, clock: Any) -> None:
        sheet.hide()
        table(["day", "n", "place", "way"], [3, 7, "Gao", "in"])(sheet, day, clock)

    lines = (["day", "n", "place", "way"], [1, 5, "Gao", "out"])
    path = book(
        {
            "Lisez-moi": table(["Bonjour"]), "Mai": table(*lines), "Juin": hidden,
            "Codes": table(["code", "name"], ["a", "b"]),
        }
    )  # fmt: skip
    found = look(path)
    assert found.sheets == ("Lisez-moi", "Mai", "Juin", "Codes")
    assert found.alike == ("Mai", "Juin")
    assert found.options == ReadOptions(sheets=("Mai", "Juin"))
    assert len(rows(read_table(path, found.options))) == 2


def test_in26_a_sheet_that_is_not_there(book: Write) -> None:
    path = book({"Mai": table(["a"], [1])})
    with pytest.raises(InputError) as raised:
        read_table(path, ReadOptions(sheets=("Juin",)))
    assert (raised.value.code, raised.value.values["known"]) == ("no_sheet", "Mai")


def test_in27_an_error_is_a_text_that_no_reader_takes(book: Write, tmp_path: Path) -> None:
    def fill(sheet: Any, day: Any, clock: Any) -> None:
        sheet.write_row(0, 0, ["n", "m", "k"])
        sheet.write_formula(1, 0, "=NA()", None, "#N/A")
        sheet.write_formula(2, 0, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 1, "=1+1", None, 2)
        sheet.write_row(1, 2, [4])

    assert rows(read_table(book({"Flux": fill}), ReadOptions())) == [
        (("", 2), "#N/A", None, "4"), (("", 3), "#DIV/0!", "2", None),
    ]  # fmt: skip
    path = tmp_path / "a.xls"
    path.write_bytes(seeds.xls_of([["n", "m"], [b"\x2a", 3.0], [b"\x07", 4.0]]))
    assert rows(read_table(path, ReadOptions())) == [
        (("", 2), "#N/A", "3"), (("", 3), "#DIV/0!", "4"),
    ]  # fmt: skip


def test_in27_errors_that_look_blank_are_told(tmp_path: Path) -> None:
    error = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" '
        'office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    )
    path = tmp_path / "a.ods"
    path.write_bytes(seeds.ods_of(seeds.ods_row("a", "b") + seeds.ods_row("1", error)))
    with pytest.raises(InputError) as raised:
        read_table(path, ReadOptions())
    assert (raised.value.code, raised.value.values["cells"]) == ("errors_look_blank", 1)


def test_in27_a_formula_that_nobody_calculated_is_told(book: Write) -> None:
    def fill(sheet: Any, day: Any, clock: Any) -> None:
        sheet.write_row(0, 0, ["n", "m"])
        for row in range(1, 2001):
            sheet.write_number(row, 0, row)
        sheet.write_formula(1200, 1, "=A1+1", None, 7)
        sheet.write_formula(1201, 1, "=A2+1", None, 7)

    path = book({"Lisez-moi": table(["x"], [1]), "Flux": fill})
    options = ReadOptions(sheets=("Flux",))
    assert read_table(path, options).cells["c1"][1199].as_py() == "7"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet2.xml"
    parts[name] = re.sub(rb"(</f>)<v>7</v>", rb"\1", parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(InputError) as raised:
        read_table(path, options)
    assert raised.value.code == "formula_without_result"
    values = raised.value.values
    assert (values["sheet"], values["cell"], values["cells"]) == ("Flux", "B1201", 2)
    # The sheet that is read is the one that matters.
    assert rows(read_table(path, ReadOptions())) == [(("", 2), "1")]
