"""CSV as it comes from the field.

IN-20  encodings are read where they are sure, and proposed where they are not
IN-21  the delimiter is the one that cuts the rows evenly, quotes respected
IN-22  names of columns stand in one row or two, below as many rows of titles as there are
IN-23  rows with another number of cells are kept aside, each with its true number
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from azalai.intake.reading import look, read_table, sheet_names
from azalai.intake.reading.tabular import Broken, ReadOptions, Sheet
from azalai.model.errors import InputError


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Read a text, or bytes, with these options."""

    def reader(content: str | bytes, written: str = "utf-8", **options: Any) -> Sheet:
        path = tmp_path / "a.csv"
        path.write_bytes(content.encode(written) if isinstance(content, str) else content)
        return read_table(path, ReadOptions(**options))

    return reader


def rows(sheet: Sheet) -> list[tuple[Any, ...]]:
    """Number and cells of each row."""
    return [(row.pop("row_no"), *row.values()) for row in sheet.cells.to_pylist()]


def code(read: Any, *args: Any, **options: Any) -> InputError:
    """The error."""
    with pytest.raises(InputError) as raised:
        read(*args, **options)
    return raised.value


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""), ("utf-8", "utf-8"), ("utf-8-sig", ""), ("utf-8-sig", "utf-8"),
        ("utf-16", ""), ("utf-16", "utf-16"), ("utf-32", ""), ("windows-1252", "windows-1252"),
        ("iso-8859-15", "iso-8859-15"), ("cp850", "cp850"), ("mac-roman", "mac-roman"),
        ("utf-16-le", "utf-16-le"),
    ],
)  # fmt: skip
def test_in20_an_encoding_that_is_marked_or_declared_is_read(
    read: Any, encoding: str, declared: str
) -> None:
    sheet = read("Jour;Lieu\n1;Ségou\n2;Gao\n", encoding, encoding=declared)
    assert sheet.headers == ["Jour", "Lieu"]
    assert rows(sheet) == [(2, "1", "Ségou"), (3, "2", "Gao")]


@pytest.mark.parametrize("encoding", ["windows-1252", "mac-roman", "cp850", "utf-16-le"])
def test_in20_another_encoding_is_proposed_and_never_taken(read: Any, encoding: str) -> None:
    text = "Jour;Lieu\n1;Gao\n2;Ségou\n3;Bénin, à côté\n"
    error = code(read, text, encoding)
    assert error.code == "bad_encoding"
    assert error.values["likely"] == encoding
    assert error.values["row"] == (1 if encoding == "utf-16-le" else 3)


def test_in20_the_euro_and_the_curled_apostrophe_tell_1252_from_latin_9(read: Any) -> None:
    assert code(read, "a,b\n1,l’hôpital\n", "windows-1252").values["likely"] == "windows-1252"


@pytest.mark.parametrize("declared", ["klingon", "rot13", "hex", "idna", "unicode_escape", "a\0b"])
def test_in20_an_encoding_that_is_none(read: Any, declared: str) -> None:
    assert code(read, "a,b\n1,2\n", encoding=declared).code == "unknown_encoding"


def test_in20_a_look_proposes_the_encoding_and_says_that_it_is_not_sure(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Jour;Lieu\n1;Ségou\n".encode("windows-1252"))
    found = look(path)
    assert (found.encoding, found.encoding_sure) == ("windows-1252", False)
    assert found.options == ReadOptions(encoding="windows-1252", delimiter=";")
    assert found.headers == ("Jour", "Lieu")
    assert rows(read_table(path, found.options)) == [(2, "1", "Ségou")]
    assert sheet_names(path) == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_in21_each_delimiter(read: Any, delimiter: str) -> None:
    text = "a,b,c\n1,x,y\n2,z,\n".replace(",", delimiter)
    assert rows(read(text)) == [(2, "1", "x", "y"), (3, "2", "z", "")]


def test_in21_marks_inside_quotes_and_in_titles_delimit_nothing(read: Any) -> None:
    text = 'Flux, de juin, tous les points\nn|lieu\n1,5|"Gao; Bord; Est"\n2,5|"A; B; C"\n'
    sheet = read(text, header_row=2)
    assert sheet.headers == ["n", "lieu"]
    assert rows(sheet) == [(3, "1,5", "Gao; Bord; Est"), (4, "2,5", "A; B; C")]


def test_in21_decimal_commas_do_not_beat_semicolons(read: Any) -> None:
    assert rows(read("a;b\n1,5;2,5\n3,5;4,5\n")) == [(2, "1,5", "2,5"), (3, "3,5", "4,5")]


def test_in22_two_rows_of_names_below_titles(read: Any) -> None:
    text = 'Flux de juin\n"Mission\nMali"\nJour;Adultes;;Enfants;;Note\n;H;F;G;F;\n1;2;3;4;5;x\n'
    sheet = read(text, header_row=3, header_rows=2)
    assert sheet.headers == [
        "Jour", "Adultes / H", "Adultes / F", "Enfants / G", "Enfants / F", "Note",
    ]  # fmt: skip
    # The title with a line break is one row of a spreadsheet, so this one is its fifth.
    assert rows(sheet) == [(5, "1", "2", "3", "4", "5", "x")]


def test_in22_a_look_finds_the_rows_of_names(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Flux de juin;;;\n\nJour;Adultes;;Note\n;H;F;\n2020-06-01;2;3;x\n2020-06-02;4;5;\n",
        encoding="utf-8",
    )
    found = look(path)
    assert (found.options.header_row, found.options.header_rows) == (3, 2)
    assert found.headers == ("Jour", "Adultes / H", "Adultes / F", "Note")
    assert found.rows == (("2020-06-01", "2", "3", "x"), ("2020-06-02", "4", "5", ""))


def test_in22_columns_without_a_name_vanish_where_they_are_empty(read: Any) -> None:
    sheet = read("a,,b,,\n1,x,2,,\n3,,4,,\n")
    assert sheet.headers == ["a", "", "b"]
    assert rows(sheet) == [(2, "1", "x", "2"), (3, "3", "", "4")]


def test_in22_rows_that_end_with_a_delimiter_fit_a_header_that_does_not(read: Any) -> None:
    text = "a,b\n" + "1,2,\n" * 20 + "5,6,7\n"
    sheet = read(text)
    assert sheet.headers == ["a", "b"]
    assert rows(sheet) == [(row, "1", "2") for row in range(2, 22)]
    assert sheet.broken == [Broken(22, 3, "5,6,7")]


def test_in23_rows_of_another_width_are_kept_with_their_numbers(read: Any) -> None:
    sheet = read('a,b,c\n1,"x\ny",3\n4,5\n\n6,7,8,9\n,,\n10,11,12\n')
    assert rows(sheet) == [
        (2, "1", "x\ny", "3"), (4, "", "", ""), (6, "", "", ""), (7, "10", "11", "12"),
    ]  # fmt: skip
    assert sheet.broken == [Broken(3, 2, "4,5"), Broken(5, 4, "6,7,8,9")]
    assert sheet.place(7) == ("", 7)


def test_in23_numbers_hold_over_many_blocks(read: Any) -> None:
    wide = "x" * 500
    lines = ["a,b", *(f"{row},{wide}" for row in range(2, 40_001))]
    lines[30_000 - 1] = "only one"
    sheet = read("\n".join(lines))
    assert sheet.broken == [Broken(30_000, 1, "only one")]
    first, last = rows(sheet)[29_997:29_999]
    assert (first[:2], last[:2]) == ((29_999, "29999"), (30_001, "30001"))


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_in23_lines_end_as_on_any_machine(read: Any, ends: str) -> None:
    assert rows(read(f"a,b{ends}1,2{ends}{ends}3,4{ends}"))[::2] == [(2, "1", "2"), (4, "3", "4")]


def test_in23_a_quote_that_swallows_rows_is_found(read: Any) -> None:
    sheet = read('a,b,c\n1,"2,3\n4,5,6\n7,8",9\n10,11,12\n')
    assert rows(sheet) == [(3, "10", "11", "12")]
    assert [(item.row, "4,5,6" in item.text) for item in sheet.broken] == [(2, True)]
    error = code(read, 'a,b\n1,2\n3,"4\n5,6\n7,8\n')
    assert (error.code, error.values["row"]) == ("open_quote", 3)


def test_in23_a_remark_over_several_lines_is_no_swallowed_row(read: Any) -> None:
    text = "by bus, late, tired\nleft on foot\nalone, at night"
    sheet = read(f'a,b,c\n1,"{text}",3\n2,"by car, early, alone",4\n')
    assert rows(sheet) == [(2, "1", text, "3"), (3, "2", "by car, early, alone", "4")]
