"""The ledger of figures on disk.

LE-01  a bad line is told with file, row and column, is left out, and the others count
LE-02  what is doubtful but readable is told and counts
LE-03  a number has one meaning or is refused; the message says what to write
LE-04  a day is read in every habit that has one meaning; else both readings are proposed
LE-05  a date that the source does not give is said to be unknown, and is not the same as none
LE-06  ids, bases and figures superseded hang together, or it is told
LE-07  a file is read as spreadsheets write it: separators, encodings, workbooks; nothing is lost
LE-08  what is written is read back as it was, and is no formula to a spreadsheet
LE-09  no content whatever makes the reader fail; ten thousand lines take no time
LE-10  the packaged examples are read without a problem
LE-11  every problem has its words in both languages
LE-12  the page about the ledger is true: its lines are read, and it explains every column
"""

from __future__ import annotations

import re
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import azalai
import azalai.workspace.ledger as room
from azalai.model.errors import InputError, WorkspaceError
from azalai.model.figures import Category, Figure, Quantifier
from azalai.model.ledger import Source
from azalai.model.moments import Moment
from azalai.model.places import Gazetteer, Place, PlaceKind
from azalai.model.problems import WARNINGS, Problem
from azalai.wording import LANGUAGES, Wording
from azalai.wording.problems import problem_said
from azalai.workspace import Folder, create, packs
from azalai.workspace.ledger import (
    COLUMNS,
    Reading,
    book_of,
    cells_of,
    csv_of,
    read_any,
    read_figures,
    read_file,
    read_ledger,
)
from azalai.workspace.ledger.days import Read, read_day
from azalai.workspace.ledger.numbers import Refused, read_number

PLACES = Gazetteer([
    Place("MLI", PlaceKind.COUNTRY, {"en": "Mali", "fr": "Mali"}),
    Place("ML06", PlaceKind.ADMIN1, {"en": "Timbuktu", "fr": "Tombouctou"}, within="MLI"),
    Place("ML07", PlaceKind.ADMIN1, {"en": "Gao", "fr": "Gao"}, within="MLI"),
])  # fmt: skip
SOURCES = {
    "iom-2013-03": Source("iom-2013-03", {"en": "IOM, March 2013"},
                          published=Moment.parse("2013-03")),
    "cmp": Source("cmp", {"en": "CMP"}),
}  # fmt: skip
GOOD = {
    "id": "a", "category": "stock", "population": "idp", "place": "ML07", "as_of": "2012-12-06",
    "value": "25977", "unit": "persons", "source": "cmp", "document": "iom-2013-03",
}  # fmt: skip
FLOW = GOOD | {"category": "return", "as_of": "", "from": "2013-01-12", "to": "2013-02-10"}
SHARE = GOOD | {"statistic": "share", "unit": "%", "value": "61"}


def read(cells: dict[str, str]) -> tuple[list[Figure], list[Problem]]:
    """One line in row 7."""
    return read_figures([(7, cells)], "figures.csv", PLACES, SOURCES)


def table(*lines: dict[str, str], columns: tuple[str, ...] = COLUMNS, separator: str = ",") -> str:
    rows = [columns, *(tuple(line.get(name, "") for name in columns) for line in lines)]
    return "".join(
        separator.join(f'"{cell}"' if separator in cell else cell for cell in row) + "\n"
        for row in rows
    )


def in_file(tmp_path: Path, content: str | bytes, name: str = "figures.csv") -> Reading:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(path, PLACES, SOURCES)


def test_a_good_line_is_a_figure_with_its_place_in_the_file() -> None:
    (figure,), problems = read(GOOD | {"as_of_published": "2013-12-06", "breakdown": "a=b; c=d"})
    assert problems == []
    assert (figure.value, figure.place) == (Decimal(25977), "ML07")
    assert (figure.file, figure.row) == ("figures.csv", 7)
    assert figure.as_of == Moment.of(date(2012, 12, 6))
    assert figure.as_of_published == Moment.of(date(2013, 12, 6))
    assert figure.breakdown == (("a", "b"), ("c", "d"))


@pytest.mark.parametrize(
    ("change", "column", "code", "expected"),
    [
        ({"id": ""}, "id", "missing", ""),
        ({"id": "a\nb"}, "id", "bad_id", ""),
        ({"category": ""}, "category", "missing", "stock, new"),
        ({"category": "stok"}, "category", "near_word", "stock"),
        ({"category": "people"}, "category", "unknown_word", "stock, new"),
        ({"quantifier": "perhaps"}, "quantifier", "unknown_word", "exact, about"),
        ({"direction": "sideways"}, "direction", "unknown_word", "in, out"),
        ({"multiple": "often"}, "multiple", "unknown_word", "yes, no"),
        ({"population": ""}, "population", "missing", "idp"),
        ({"place": ""}, "place", "missing", ""),
        ({"place": "Atlantis"}, "place", "unknown_place", ""),
        ({"place": "Timbuctou"}, "place", "near_place", "Timbuktu / Tombouctou (ML06)"),
        ({"origin": "Goa"}, "origin", "near_place", "Gao (ML07)"),
        ({"unit": ""}, "unit", "missing", "persons"),
        ({"source": ""}, "source", "missing", ""),
        ({"source": "nobody"}, "source", "unknown_source", ""),
        ({"source": "iom-2013-3"}, "source", "near_source", "iom-2013-03"),
        ({"value": ""}, "value", "no_value", ""),
        ({"value": "env. 5 000"}, "value", "write_apart", "value = 5000, quantifier = about"),
        ({"low": "about 5"}, "low", "write_apart", "low = 5, quantifier = about"),
        ({"value": "many"}, "value", "bad_number", ""),
        ({"value": "NaN"}, "value", "bad_number", ""),
        ({"value": "=1+1"}, "value", "bad_number", ""),
        ({"value": "1e999"}, "value", "too_large", ""),
        ({"value": "5,000"}, "value", "two_ways", "5000"),
        ({"value": "-5"}, "value", "negative", ""),
        ({"sample": "12.5"}, "sample", "no_whole", ""),
        ({"household_size": "0"}, "household_size", "negative", ""),
        ({"quantifier": "unknown"}, "value", "unknown_with_value", ""),
        ({"quantifier": "between", "value": "", "low": "4"}, "high", "between_without", ""),
        ({"quantifier": "between", "low": "4", "high": "99999"}, "value", "between_with_value", ""),
        ({"value": "", "low": "4"}, "value", "half_range", ""),
        ({"quantifier": "between", "value": "", "low": "6000", "high": "4000"},
         "low", "range_reversed", "low = 4000, high = 6000"),
        ({"low": "1", "high": "2"}, "value", "outside_range", "1 – 2"),
        ({"as_of": ""}, "as_of", "no_day", ""),
        ({"as_of": "yesterday"}, "as_of", "bad_date", ""),
        ({"as_of": "41249"}, "as_of", "date_serial", "2012-12-06"),
        ({"as_of": "06/12/12"}, "as_of", "short_year", ""),
        ({"as_of": "0212-12-06"}, "as_of", "odd_year", ""),
        ({"as_of": "06/12/2012"}, "as_of", "date_order", "2012-12-06 / 2012-06-12"),
        ({"as_of": "06/12/2013"}, "as_of", "date_order_after", "2013-12-06 / 2013-06-12"),
        ({"as_of": "", "from": "2012-01", "to": "2012-02"}, "as_of", "stock_interval", ""),
        ({"breakdown": "sex:F"}, "breakdown", "bad_breakdown", ""),
        ({"breakdown": "sex=F; sex=M"}, "breakdown", "bad_breakdown", ""),
        ({"unit": "%"}, "statistic", "statistic_of_unit", "share, change"),
        ({"statistic": "share", "value": "61"}, "unit", "unit_of_statistic", "share = %"),
    ],
)  # fmt: skip
def test_le01_a_bad_line_is_told_and_left_out(
    change: dict[str, str], column: str, code: str, expected: str
) -> None:
    cells = GOOD | change
    figures, (problem,) = read(cells)
    assert figures == []
    assert (problem.file, problem.row, problem.column) == ("figures.csv", 7, column)
    assert problem.code == code
    assert problem.expected.startswith(expected)
    assert problem.value == cells.get(column, "")
    assert problem.severity == "error"


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"from": "", "to": ""}, "from", "no_interval"),
        ({"from": "", "to": "", "as_of": "2013-01-12"}, "from", "flow_day"),
        ({"to": ""}, "to", "half_interval"),
        ({"from": ""}, "from", "half_interval"),
        ({"from": "2013-02-11"}, "from", "interval_reversed"),
    ],
)
def test_le01_what_happens_over_time_needs_its_interval(
    change: dict[str, str], column: str, code: str
) -> None:
    assert read(FLOW)[1] == []
    figures, (problem,) = read(FLOW | change)
    assert (figures, problem.column, problem.code) == ([], column, code)


def test_le01_the_others_count(tmp_path: Path) -> None:
    """The bar of the issue: each bad line by itself in one file, between two good ones."""
    bad = [
        {"source": ""}, {"unit": ""}, {"as_of": ""}, {"value": "env. 5 000"},
        {"quantifier": "between", "value": "", "low": "6000", "high": "4000"},
        {"place": "Atlantis"}, {"id": "first"}, {"as_of": "06/12/2013"},
    ]  # fmt: skip
    lines = [GOOD | {"id": f"bad{n}"} | change for n, change in enumerate(bad)]
    reading = in_file(tmp_path, table(GOOD | {"id": "first"}, *lines, GOOD | {"id": "last"}))
    assert [figure.id for figure in reading.ledger] == ["first", "last"]
    assert [problem.row for problem in reading.problems] == [3, 4, 5, 6, 7, 8, 9, 10]
    assert (reading.left_out, len(reading.errors)) == (8, 8)


def test_le01_every_problem_of_a_line_is_told_at_once() -> None:
    _, problems = read(GOOD | {"place": "Atlantis", "value": "many", "source": ""})
    assert {problem.column for problem in problems} == {"place", "value", "source"}


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (GOOD | {"as_of": "2013-12-06"}, "as_of", "after_publication"),
        (FLOW | {"to": "2013-04"}, "to", "after_publication"),
        (SHARE | {"value": "101"}, "value", "over_100"),
        (GOOD | {"id": "a b"}, "id", "spaced_id"),
        (GOOD | {"document": "nowhere"}, "document", "unknown_document"),
        (GOOD | {"from": "2012-01"}, "from", "unused_interval"),
    ],
)
def test_le02_what_is_doubtful_counts(cells: dict[str, str], column: str, code: str) -> None:
    if code == "unused_interval":
        cells = cells | {"to": "2012-02"}
    (figure,), (problem,) = read(cells)
    assert figure.id == cells["id"]
    assert (problem.column, problem.code, problem.severity) == (column, code, "warning")


def test_le02_a_projection_may_lie_ahead() -> None:
    context = GOOD | {"category": "context", "as_of": "2024"}
    assert read(context)[1] == []


def test_le02_a_day_within_the_month_of_publication_does_not_lie_ahead() -> None:
    assert read(GOOD | {"as_of": "2013-03-31"})[1] == []
    assert read(GOOD | {"as_of": "2013"})[1] == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("436077", "436077"), ("436 077", "436077"), ("436\u202f077", "436077"),
        ("436\u00a0077", "436077"), ("1’234’567", "1234567"), ("1,234,567", "1234567"),
        ("1.234.567", "1234567"), ("12,345.6", "12345.6"), ("12.345,6", "12345.6"),
        ("8.60", "8.60"), ("8,6", "8.6"), ("\u22125.5", "-5.5"), ("1E+5", "100000"), ("007", "7"),
    ],
)  # fmt: skip
def test_le03_a_number_with_one_meaning_is_read(text: str, number: str) -> None:
    found = read_number(text)
    assert isinstance(found, Decimal)
    assert str(found) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("env. 5 000", "value = 5000, quantifier = about"),
        ("~5,000", "value = 5000, quantifier = about"),
        ("plus de 118 000", "value = 118000, quantifier = at_least"),
        ("30+", "value = 30, quantifier = at_least"),
        ("jusqu’à 300", "value = 300, quantifier = at_most"),
        ("4 000 à 6 000", "value = , quantifier = between, low = 4000, high = 6000"),
        ("4000-6000", "value = , quantifier = between, low = 4000, high = 6000"),
        ("entre 4 et 6 mille", "value = , quantifier = between, low = 4000, high = 6000"),
        ("1.5 million", "value = 1500000"),
        ("1 200 ménages", "value = 1200, unit = households"),
        ("about 300 people", "value = 300, quantifier = about, unit = persons"),
        ("61 %", "value = 61, unit = %"),
        ("inconnu", "value = , quantifier = unknown"),
        ("n/a", "value = , quantifier = unknown"),
        ("néant", "value = 0"),
    ],
)
def test_le03_a_number_with_words_is_proposed_in_columns(text: str, expected: str) -> None:
    assert read_number(text) == Refused("write_apart", expected)


def test_le03_thousands_or_decimals() -> None:
    assert read_number("5,000") == Refused("two_ways", "5000 / 5.000")
    assert read_number("5,000", whole=True) == Refused("two_ways", "5000")
    # A point before three digits is the mark that a ledger asks for, unless persons are counted.
    assert read_number("61.235") == Decimal("61.235")
    assert read_number("61.235", whole=True) == Refused("two_ways", "61235")
    assert read_number("0.125", whole=True) == Decimal("0.125")


def test_le03_a_share_may_have_its_sign() -> None:
    (figure,), problems = read(SHARE | {"value": "61 %"})
    assert figure.value == 61
    assert problems == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2012-12-06", "2012-12-06"), ("2012-12", "2012-12"), ("2012", "2012"),
        ("2012-12-06 00:00:00", "2012-12-06"), ("2012-12-06T00:00:00Z", "2012-12-06"),
        ("2012/12/06", "2012-12-06"), ("31/10/2012", "2012-10-31"), ("10/31/2012", "2012-10-31"),
        ("05/05/2012", "2012-05-05"), ("31.10.2012", "2012-10-31"), ("6-11-2012", None),
        ("6 December 2012", "2012-12-06"), ("December 6, 2012", "2012-12-06"),
        ("6 déc. 2012", "2012-12-06"), ("1er octobre 2012", "2012-10-01"),
        ("le 1er août 2012", "2012-08-01"), ("Oct-2012", "2012-10"), ("12/2012", "2012-12"),
        ("2012-02-30", None), ("30 February 2012", None), ("6 December", None), ("06.12.13", None),
        ("2012-13", None), ("", None), ("mars mai 2012", None),
    ],
)  # fmt: skip
def test_le04_days_of_other_habits(text: str, day: str | None) -> None:
    found = read_day(text)
    if day is None:
        assert isinstance(found, Refused)
    else:
        assert isinstance(found, Read)
        assert (str(found.moment), found.doubtful) == (day, False)


def test_le04_the_date_of_the_seed() -> None:
    """``06.12.2013`` in a report of March 2013: read, and said to lie after it; nothing is lost."""
    (figure,), problems = read(GOOD | {"as_of": "06.12.2013"})
    assert str(figure.as_of) == "2013-12-06"
    assert [problem.code for problem in problems] == ["date_read_as", "after_publication"]
    # As the message says: the printed day in its own column, the day that is meant in the other.
    (figure,), problems = read(GOOD | {"as_of_published": "2013-12-06"})
    assert (str(figure.as_of), str(figure.as_of_published)) == ("2012-12-06", "2013-12-06")
    assert problems == []


def test_le05_a_source_may_give_no_date() -> None:
    for word in ("unknown", "Inconnu"):
        (figure,), problems = read(GOOD | {"as_of": word})
        assert (figure.as_of, problems) == (None, [])
    (figure,), problems = read(FLOW | {"to": "unknown"})
    assert (str(figure.first), figure.last, problems) == ("2013-01-12", None, [])
    # Background needs none; what respondents said has the date of the survey.
    assert read(GOOD | {"category": "context", "as_of": ""})[1] == []
    assert read(SHARE | {"category": "answer", "as_of": ""})[1][0].code == "no_day"


def test_le05_unknown_is_never_0() -> None:
    (figure,), problems = read(GOOD | {"quantifier": "unknown", "value": ""})
    assert (figure.value, figure.known, problems) == (None, False, [])


def test_le06_two_figures_with_one_id(tmp_path: Path) -> None:
    reading = in_file(tmp_path, table(GOOD, GOOD | {"value": "1"}))
    assert [figure.value for figure in reading.ledger] == [25977]
    (problem,) = reading.problems
    assert (problem.row, problem.column, problem.code) == (3, "id", "repeated_id")
    assert problem.expected == "figures.csv, 2"


def test_le06_references_that_lead_nowhere_are_emptied_and_told(tmp_path: Path) -> None:
    lines = (
        GOOD | {"id": "a", "supersedes": "gone"},
        SHARE | {"id": "b", "base": "a"},
        SHARE | {"id": "c", "base": "broken"},
        GOOD | {"id": "broken", "value": "many"},
        SHARE | {"id": "self", "base": "self"},
    )
    reading = in_file(tmp_path, table(*lines))
    assert {figure.id: (figure.base, figure.supersedes) for figure in reading.ledger} == {
        "a": ("", ""), "b": ("a", ""), "c": ("", ""), "self": ("", ""),
    }  # fmt: skip
    assert [(item.row, item.column, item.code) for item in reading.problems] == [
        (2, "supersedes", "no_such_superseded"), (4, "base", "no_such_base"),
        (5, "value", "bad_number"), (6, "base", "base_circle"),
    ]  # fmt: skip


def test_le06_a_circle_of_superseding_leaves_none_and_a_chain_the_last(tmp_path: Path) -> None:
    chain = [GOOD | {"id": "x"}, GOOD | {"id": "y", "supersedes": "x"},
             GOOD | {"id": "z", "supersedes": "y"}]  # fmt: skip
    circle = [GOOD | {"id": "1", "supersedes": "2"}, GOOD | {"id": "2", "supersedes": "1"},
              GOOD | {"id": "3", "supersedes": "1"}]  # fmt: skip
    reading = in_file(tmp_path, table(*chain, *circle))
    assert [figure.id for figure in reading.ledger.select()] == ["z", "3"]
    assert [(item.row, item.code) for item in reading.problems] == [
        (5, "supersedes_circle"), (6, "supersedes_circle"), (7, "no_such_superseded"),
    ]  # fmt: skip


FEW = ("id", "category", "place", "unit", "source", "population", "as_of", "value", "quotation")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_le07_csv_as_programs_write_it(tmp_path: Path, separator: str, encoding: str) -> None:
    said = "déplacés" + (", environ" if separator == "," else "; environ")
    text = table(
        GOOD | {"place": "Tombouctou", "quotation": said}, columns=FEW, separator=separator
    )
    reading = in_file(tmp_path, text.replace("\n", "\r\n").encode(encoding))
    assert reading.problems == ()
    assert reading.ledger["a"].place == "ML06"
    assert reading.ledger["a"].quotation == said


def test_le07_an_old_encoding_is_read_and_told(tmp_path: Path) -> None:
    text = table(GOOD | {"quotation": "déplacés"}, columns=FEW, separator=";")
    reading = in_file(tmp_path, text.encode("cp1252"))
    assert reading.ledger["a"].quotation == "déplacés"
    (problem,) = reading.problems
    assert (problem.code, problem.row, problem.value) == ("not_utf8", 2, "é")
    assert in_file(tmp_path, b"id\x81\x8d\n").problems[0].code == "not_text"


@pytest.mark.parametrize(
    ("content", "row", "column", "code", "severity"),
    [
        ("", 0, "", "empty_file", "warning"),
        ("\n \n", 0, "", "empty_file", "warning"),
        ("id,category,place,unit\na,stock,ML07,persons\n", 1, "source", "missing_column", "error"),
        (table(columns=(*FEW, "value")), 1, "value", "repeated_column", "error"),
        (table(columns=(*FEW, "sorce")), 1, "sorce", "unknown_column", "warning"),
    ],
)
def test_le07_what_is_wrong_with_a_file(
    tmp_path: Path, content: str, row: int, column: str, code: str, severity: str
) -> None:
    reading = in_file(tmp_path, content)
    (problem,) = reading.problems
    assert (problem.row, problem.column, problem.code) == (row, column, code)
    assert problem.severity == severity


def test_le07_names_of_columns_alone_are_no_problem(tmp_path: Path) -> None:
    assert in_file(tmp_path, table()).problems == ()
    header = "ID,Category,Place,Unit,Source,Population,As of,Value\n"
    assert in_file(tmp_path, header + "a,stock,Gao,persons,cmp,idp,2012,5\n").ledger["a"].value == 5


def test_le07_cells_that_would_be_lost_are_told(tmp_path: Path) -> None:
    text = table(GOOD, columns=FEW).replace("\n", ",about 5,000 people\n", 2)
    text = text.replace(",about 5,000 people\n", "\n", 1)
    reading = in_file(tmp_path, text + table(GOOD | {"id": "b"}, columns=FEW).split("\n")[1])
    assert [figure.id for figure in reading.ledger] == ["b"]
    assert [(item.row, item.code) for item in reading.problems] == [(2, "too_many_cells")]
    swallowed = table(GOOD | {"quotation": '"open'}, GOOD | {"id": "b"}, columns=FEW)
    reading = in_file(tmp_path, swallowed)
    assert [(item.row, item.code) for item in reading.problems] == [(2, "open_quote")]


def book(path: Path, rows: list[list[object]], sheets: tuple[str, ...] = ("figures",)) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as made:
        for name in sheets:
            sheet = made.add_worksheet(name)
            if name == sheets[-1]:
                for number, cells in enumerate(rows):
                    sheet.write_row(number, 0, cells)


def test_le07_a_workbook_gives_days_and_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [], list(FEW),
        ["a", "stock", "Gao", "persons", "cmp", "idp", date(2012, 12, 6), 25977, ""], [],
        ["b", "stock", "Gao", "persons", "cmp", "idp", "2012-05", "env. 5 000", ""],
        ["c", "stock", "Gao", "sites", "cmp", "idp", 2012, 8.5, "=1+1"],
    ]  # fmt: skip
    path = tmp_path / "f.xlsx"
    book(path, rows, ("Feuil1", "Chiffres de mars"))
    reading = read_file(path, PLACES, SOURCES)
    assert [(figure.id, str(figure.as_of), figure.value) for figure in reading.ledger] == [
        ("a", "2012-12-06", 25977), ("c", "2012", Decimal("8.5")),
    ]  # fmt: skip
    assert [(item.row, item.column, item.code) for item in reading.problems] == [
        (5, "value", "write_apart")
    ]


def test_le07_a_formula_that_failed_is_no_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, FEW)
        sheet.write_row(1, 0, ["a", "stock", "Gao", "persons", "cmp", "idp", "2012"])
        sheet.write_formula(1, 7, "=NA()", None, "#N/A")
    (problem,) = read_file(path, PLACES, SOURCES).problems
    assert (problem.row, problem.column, problem.value) == (2, "value", "#N/A")


@pytest.mark.parametrize(("second", "told"), [(0.39, True), (39, False)])
def test_le07_shares_that_a_spreadsheet_keeps_as_fractions(
    tmp_path: Path, second: float, told: bool
) -> None:
    """61% is 0.61 in such a cell; 0.2% beside 39% is what it says."""
    columns = [*FEW, "statistic"]
    line = ["stock", "Gao", "%", "cmp", "idp", "2012"]
    path = tmp_path / "f.xlsx"
    rows: list[list[object]] = [list(columns)]
    rows += [[code, *line, share, "", "share"] for code, share in (("a", 0.61), ("b", second))]
    book(path, rows)
    codes = [item.code for item in read_file(path, PLACES, SOURCES).problems]
    assert codes == (["small_share"] * 2 if told else [])


def test_le07_a_damaged_workbook_is_told(tmp_path: Path) -> None:
    assert in_file(tmp_path, b"PK\x03\x04nothing", "f.xlsx").problems[0].code == "bad_workbook"


def test_le07_other_files_are_refused(tmp_path: Path) -> None:
    for name in ("f.ods", "missing.csv"):
        with pytest.raises(InputError, match="no_ledger_file"):
            read_file(tmp_path / name, PLACES, SOURCES)


def test_le07_a_workspace_is_all_its_files(tmp_path: Path) -> None:
    folder = create(tmp_path / "ws", packs.packs_folder() / "workspace", packs.country_pack("MLI"))
    empty = read_ledger(folder)
    assert (len(empty.ledger), empty.problems, empty.files) == (0, (), ("figures.csv",))
    line = GOOD | {"source": "x", "document": "", "published": "2013"}
    (folder.root / "figures.csv").write_text(table(line))
    (folder.root / "figures").mkdir()
    (folder.root / "figures/more.csv").write_text(table(line | {"id": "b"}, line))
    (folder.root / "figures/~$open.xlsx").write_bytes(b"lock")
    (folder.root / "figures/notes.txt").write_text("nothing")
    reading = read_ledger(folder)
    assert [figure.id for figure in reading.ledger] == ["a", "b"]
    (problem,) = reading.problems
    assert (problem.file, problem.row) == ("figures/more.csv", 3)
    assert problem.expected == "figures.csv, 2"
    # A file by itself is read with the places of a workspace, and with countries elsewhere.
    other = tmp_path / "other.csv"
    other.write_text(table(line))
    assert len(read_any(other, folder).ledger) == 1
    assert read_any(other).problems[0].code == "unknown_place"
    other.write_text(table(line | {"place": "MLI"}))
    assert len(read_any(other).ledger) == 1


def test_le07_sources_are_read_strictly(tmp_path: Path) -> None:
    folder = create(tmp_path / "ws", packs.packs_folder() / "workspace", packs.country_pack("MLI"))
    path = folder.root / "sources.csv"
    for lines in ("a,A,soon\n", "a,A,2012\na,B,2013\n", "a,A,01.02.2013\n"):
        path.write_text("code,name_en,published\n" + lines)
        with pytest.raises(WorkspaceError, match="bad_cell"):
            read_ledger(folder)
    path.write_text("code,name_en,published\na,A,21 février 2013\n")
    assert str(read_ledger(folder).ledger.source("a").published) == "2013-02-21"


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 16_383), (600_000, 50)])
def test_le07_a_stray_cell_far_away_costs_nothing(tmp_path: Path, row: int, column: int) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, FEW)
        sheet.write(row, column, "x")
    reading = read_file(path, PLACES, SOURCES)
    assert [problem.code for problem in reading.problems] == ["reaches_far"]
    assert reading.problems[0].value.endswith(str(row + 1))


def test_le02_parts_of_a_person_are_told(tmp_path: Path) -> None:
    text = "id,category,population,place,unit,source,as_of,value,statistic\n" + "".join(
        f"{name},stock,idp,Gao,{unit},cmp,2012,{value},{statistic}\n"
        for name, unit, value, statistic in (
            ("a", "persons", "5.5", ""), ("b", "households", "5.0", ""), ("c", "sites", "5.5", ""),
            ("d", "persons", "5.5", "average"),
        )
    )  # fmt: skip
    reading = in_file(tmp_path, text.encode(), "f.csv")
    assert len(reading.ledger) == 4
    assert [(found.figure, found.code) for found in reading.problems] == [("a", "part_of_one")]


def test_le09_no_cell_commands_a_terminal(tmp_path: Path) -> None:
    text = (
        "id,category,population,place,unit,source,as_of,value,note,quotation\n"
        'a,stock,\x1b[2Jidp,Gao,persons,cmp,2012,5,\u202eabc,"two\nlines"\n'
    )
    (figure,) = in_file(tmp_path, text.encode(), "f.csv").ledger
    assert (figure.population, figure.note) == ("[2Jidp", "abc")
    assert figure.quotation == "two\nlines"


def test_le08_what_is_written_is_read_back(tmp_path: Path) -> None:
    figures = [
        Figure(id="1", category=Category.STOCK, place="ML07", population="idp", source="cmp",
               value=Decimal("8.60"), unit="days", quotation='"a", b\nc; =d',
               breakdown=(("x", "y"), ("z", "w")),
               multiple=True, sample=12, household_size=Decimal("5.1")),
        Figure(id="2", category=Category.RETURN, place="ML07", population="idp", source="cmp",
               quantifier=Quantifier.UNKNOWN, first=Moment.parse("2012-05")),
        Figure(id="3", category=Category.STOCK, place="ML06", population="idp", source="cmp",
               quantifier=Quantifier.BETWEEN, low=Decimal(4000), high=Decimal(6000),
               as_of=Moment.parse("2012"), note="=HYPERLINK(1)"),
        Figure(id="4", category=Category.CONTEXT, place="MLI", source="cmp", unit="USD",
               value=Decimal(10) ** 14, as_of=Moment.parse("2010")),
        Figure(id="5", category=Category.ANSWER, place="MLI", source="cmp", value=Decimal(5),
               first=Moment.parse("2012"), last=Moment.parse("2012")),
    ]  # fmt: skip
    for name, data in (("f.csv", csv_of(figures).encode()), ("f.xlsx", book_of(figures))):
        reading = in_file(tmp_path, data, name)
        assert reading.problems == ()
        assert [figure.but(file="", row=0) for figure in reading.ledger] == figures


def test_le08_no_cell_is_a_formula() -> None:
    figure = Figure(id="=1", category=Category.CONTEXT, place="MLI", quotation="@x", note="-5")
    line = csv_of([figure]).splitlines()[1].split(",")
    assert (line[0], line[29], line[38]) == ("'=1", "'@x", "-5")
    assert read(GOOD | {"quotation": "'=1+1", "note": "'tis"})[0][0].quotation == "=1+1"
    assert read(GOOD | {"note": "'tis"})[0][0].note == "'tis"


def test_le08_a_workbook_explains_its_columns() -> None:
    import fastexcel

    found = fastexcel.read_excel(book_of((), "chiffres", [("a", "b"), ("c", "d")], "colonnes"))
    assert found.sheet_names == ["chiffres", "colonnes"]
    assert found.load_sheet("colonnes").to_arrow().to_pylist() == [{"a": "c", "b": "d"}]


CELLS = st.one_of(
    st.text(max_size=12),
    st.text("0123456789 .,'-+eE%/~<>≥aàenv", max_size=12),
    st.sampled_from(("", "unknown", "between", "share", "stock", "return", "2012", "06.12.2013")),
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(COLUMNS), CELLS))
def test_le09_no_cell_makes_the_reader_fail(cells: dict[str, str]) -> None:
    for base in (GOOD, FLOW, SHARE):
        line = base | cells
        figures, problems = read(line)
        errors = [problem for problem in problems if problem.severity == "error"]
        # Either it counts or it is told; and what counts is read back.
        assert bool(figures) != bool(errors)
        for problem in problems:
            for lang in LANGUAGES:
                assert problem_said(Wording(lang), problem)
        for figure in figures:
            again, _ = read(cells_of(figure))
            assert [item.but(file="", row=0) for item in again] == [figure.but(file="", row=0)]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text('id,category;"\n\x00\t=aé', max_size=80).map(str.encode),
    ),
    st.sampled_from(["f.csv", "f.xlsx"]),
)
def test_le09_no_file_makes_the_reader_fail(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    good = table(GOOD).encode() if name == "f.csv" else b""
    reading = in_file(tmp_path_factory.mktemp("fuzz"), good + content, name)
    assert len(reading.ledger) or reading.problems


def test_le09_ten_thousand_lines_take_no_time(tmp_path: Path) -> None:
    lines = (GOOD | {"id": f"f{n}", "value": str(n)} for n in range(10_000))
    text = table(*lines)
    spent = []
    for _ in range(3):
        start = time.process_time()
        reading = in_file(tmp_path, text)
        spent.append(time.process_time() - start)
        assert (len(reading.ledger), reading.problems) == (10_000, ())
    assert min(spent) < 2


@pytest.mark.parametrize(("name", "least"), [("mali_2012", 500), ("mali_2020", 319)])
def test_le10_the_examples_have_no_problem(tmp_path: Path, name: str, least: int) -> None:
    create(tmp_path / "ws", packs.example(name), packs.country_pack("MLI"))
    reading = read_ledger(Folder(tmp_path / "ws"))
    assert reading.problems == ()
    assert len(reading.ledger) >= least


def test_le10_what_the_seed_does_not_date_is_said_so(tmp_path: Path) -> None:
    """Algeria and Senegal have no date in the report; Gao has one that cannot be."""
    create(tmp_path / "ws", packs.example("mali_2012"), packs.country_pack("MLI"))
    ledger = read_ledger(Folder(tmp_path / "ws")).ledger
    assert ledger["m.tab.stock.algeria"].as_of is None
    assert ledger["m.tab.stock.senegal"].known is False
    gao = ledger["m.tab.stock.gao"]
    assert (str(gao.as_of), str(gao.as_of_published)) == ("2012-12-06", "2013-12-06")


def test_le11_every_code_has_words_in_both_languages() -> None:
    folder = Path(room.__file__).parent
    source = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    quoted = set(re.findall(r'"([a-z_0-9]+)"', source))
    texts = {
        lang: (Path(azalai.__file__).parent / f"packs/locales/{lang}/errors.po").read_text("utf-8")
        for lang in LANGUAGES
    }
    codes = set(re.findall(r'msgid "figure\.([a-z_0-9]+)"', texts["en"])) - {"said"}
    # Each text is of a code that is raised, and each warning has a text.
    assert codes - quoted == set()
    assert set(WARNINGS) <= codes
    for lang in LANGUAGES:
        for code in codes:
            said = problem_said(
                Wording(lang), Problem("figures.csv", 7, "value", code, "VALUE", "EXPECTED")
            )
            assert said.startswith("figures.csv")
            assert "{" not in said


def test_le11_a_message_says_where_what_and_what_to_do() -> None:
    _, (problem,) = read(GOOD | {"value": "env. 5 000"})
    assert problem_said(Wording("en"), problem) == (
        "figures.csv, row 7, value: “env. 5 000” is more than a number. "
        "Write, each in its column: value = 5000, quantifier = about."
    )
    assert problem_said(Wording("fr"), problem) == (
        "figures.csv, ligne 7, value\u00a0: «\u00a0env. 5 000\u00a0» est plus qu’un nombre. "
        "Écrivez, chacun dans sa colonne\u00a0: value = 5000, quantifier = about."
    )


PAGE = Path(__file__).parents[2] / "docs" / "ledger.md"


def test_le12_the_lines_of_the_page_are_read(tmp_path: Path) -> None:
    folder = create(tmp_path / "ws", packs.example("mali_2012"), packs.country_pack("MLI"))
    rows = [
        [cell.strip().strip("*") for cell in line.strip("|").split("|")]
        for line in PAGE.read_text("utf-8").splitlines()
        if line.startswith("| ")
    ]
    header = next(row for row in rows if row[0] == "id")
    lines = [row for row in rows if len(row) == len(header)]
    path = tmp_path / "page.csv"
    path.write_text("\n".join(",".join(row) for row in lines) + "\n")
    reading = read_any(path, folder)
    assert reading.problems == ()
    assert len(reading.ledger) == 5
    assert len(reading.ledger.select()) == 4


def test_le12_the_page_explains_every_column() -> None:
    text = PAGE.read_text("utf-8")
    assert [name for name in COLUMNS if f"`{name}`" not in text] == []
