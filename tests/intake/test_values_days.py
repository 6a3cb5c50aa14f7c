"""Days and counts in every habit of the field.

IV-01  a day that can be read in one way only is read, without a declaration
IV-02  three numbers with the year last, and short years, are never guessed: every reading is named
IV-03  a declared form is read, French names of months too; a time after the day does not matter
IV-04  what is no day of the calendar is told which days there are
IV-05  a column in which Excel has turned days around is noticed
IV-06  counts with a declared decimal mark; words are not read
IV-07  yes and no
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azalai.intake.days import day_reader, is_turned
from azalai.intake.values import Problem, date_reader, read_count, read_yes_no

JUNE_1 = date(2020, 6, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2020-06-01", "2020-06-01T10:05", "2020-06-01 10:05:07.123", "2020-06-01T10:05:07Z",
        "2020-06-01T10:05:07+01:00", "2020/06/01", "2020/6/1", "2020.06.01", "20200601",
        "20200601 10:05", "1 juin 2020", "1er juin 2020", "1ER JUIN 2020", "le 1er juin 2020",
        "lundi 1 juin 2020", "Lundi, le 1er juin 2020", "lun. 1 juin 2020", "01-Jun-2020",
        "01-juin-2020", "01/Jun/2020", "01JUN2020", "1 June 2020", "1st June 2020",
        "1st of June 2020", "June 1, 2020", "June 1st, 2020", "Jun. 1 2020", "Mon 1 Jun 2020",
        "Monday, June 1st, 2020", "2020-Jun-01", "1 juin 2020 à 14h30", "1 juin 2020, 14:30",
        "01-Jun-2020 2:30 PM", "  1   juin\u00a02020 ",
    ],
)  # fmt: skip
def test_iv01_one_reading_needs_no_declaration(text: str) -> None:
    assert date_reader("")(text) == JUNE_1


MONTHS = [
    ("January", "Jan", "janvier", "janv."), ("February", "Feb.", "février", "févr."),
    ("March", "Mar", "mars", "mars"), ("April", "Apr", "avril", "avr."),
    ("May", "May", "mai", "mai"), ("June", "Jun", "juin", "juin"),
    ("July", "Jul", "juillet", "juil."), ("August", "Aug", "août", "aout"),
    ("September", "Sept.", "septembre", "sept."), ("October", "Oct", "octobre", "oct."),
    ("November", "Nov", "novembre", "nov."), ("December", "Dec", "décembre", "déc."),
]  # fmt: skip


@pytest.mark.parametrize("number", range(1, 13))
def test_iv01_every_month_by_every_name(number: int) -> None:
    for name in MONTHS[number - 1]:
        for written in (name, name.upper(), name.lower()):
            assert date_reader("")(f"3 {written} 2020") == date(2020, number, 3)
            assert date_reader("")(f"{written} 3, 2020") == date(2020, number, 3)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("01/06/2020", "%d/%m/%Y → 2020-06-01, %m/%d/%Y → 2020-01-06"),
        ("25/06/2020", "%d/%m/%Y → 2020-06-25"),
        ("06/25/2020 10:00", "%m/%d/%Y → 2020-06-25"),
        ("01.06.2020", "%d.%m.%Y → 2020-06-01, %m.%d.%Y → 2020-01-06"),
        ("01062020", "%d%m%Y → 2020-06-01, %m%d%Y → 2020-01-06"),
        ("20062020", "%d%m%Y → 2020-06-20"),
        ("01/06/20", "%d/%m/%y → 2020-06-01, %m/%d/%y → 2020-01-06, %y/%m/%d → 2001-06-20"),
        ("01-Jun-20", "%d-%b-%y → 2020-06-01"),
    ],
)
def test_iv02_what_can_be_read_in_two_ways_is_not_read(text: str, readings: str) -> None:
    assert date_reader("")(text) == Problem("undeclared_date", readings)


def test_iv02_each_reading_named_is_the_one_that_its_form_gives() -> None:
    said = date_reader("")("03/04/20")
    assert isinstance(said, Problem)
    pairs = [pair.split(" → ") for pair in said.expected.split(", ")]
    assert len(pairs) == 3
    for form, day in pairs:
        assert str(date_reader(form)("03/04/20")) == day


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%d/%m/%Y", "01/06/2020"), ("%d/%m/%Y", "01/06/2020 23:10"), ("%m/%d/%Y", "06/01/2020"),
        ("%d/%m/%y", "01/06/20"), ("%d-%b-%y", "01-Jun-20"), ("%d-%b-%y", "01-juin-20"),
        ("%d %B %y", "1 juin 20"), ("%A %d %B %Y", "lundi 1 juin 2020"),
        ("%d/%m/%Y %H:%M", "01/06/2020 10:00"), ("%d/%m/%Y", "2020-06-01"),
        ("%d/%m/%Y", "1er juin 2020"), ("excel", "43983"), ("excel", "43983.75"),
        ("excel", "2020-06-01"), ("excel1904", "42521"),
    ],
)  # fmt: skip
def test_iv03_declared_forms(form: str, text: str) -> None:
    assert date_reader(form)(text) == JUNE_1


def test_iv03_a_serial_without_a_declaration_is_not_read() -> None:
    assert date_reader("")("43983") == Problem("serial_date")
    assert date_reader("%d/%m/%Y")("43983") == Problem("serial_date")


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("", "2020-02-30", "2020-02-01 … 2020-02-29"),
        ("", "2019-02-29", "2019-02-01 … 2019-02-28"),
        ("", "2020-04-31", "2020-04-01 … 2020-04-30"),
        ("", "2020-13-01", "2020-01 … 2020-12"),
        ("", "2020-06-00", "2020-06-01 … 2020-06-30"),
        ("", "31 avril 2020", "2020-04-01 … 2020-04-30"),
        ("", "31/06/2020", "2020-06-01 … 2020-06-30"),
        ("%d/%m/%Y", "31/06/2020", "2020-06-01 … 2020-06-30"),
        ("%m/%d/%Y", "31/06/2020", "2020-01 … 2020-12"),
        ("", "lundi 2 juin 2020", "mardi 2 juin 2020"),
        ("", "Mon 2 June 2020", "Tue 2 June 2020"),
        ("", "soon", "2020-11-25"),
        ("", "June 2020", "2020-11-25"),
        ("%d/%m/%Y", "01-06-2020", "25/11/2020"),
        ("%d/%m/%Y", "01/06/20", "25/11/2020"),
    ],
)
def test_iv04_no_day_is_told_which_days_there_are(form: str, text: str, expected: str) -> None:
    assert date_reader(form)(text) == Problem("bad_date", expected)


TURNED = ["2020-01-06", "2020-12-06 00:00:00", "13/06/2020", "25/06/2020"]


def test_iv05_a_turned_column_is_asked_about() -> None:
    read = date_reader("%d/%m/%Y", TURNED)
    assert read("2020-01-06") == Problem("turned_date", "2020-06-01")
    assert read("2020-12-06 00:00:00") == Problem("turned_date", "2020-06-12")
    assert read("25/06/2020") == date(2020, 6, 25)


def test_iv05_the_officer_decides() -> None:
    assert date_reader("%d/%m/%Y", TURNED, "swap")("2020-01-06") == JUNE_1
    assert date_reader("%d/%m/%Y", TURNED, "keep")("2020-01-06") == date(2020, 1, 6)


@pytest.mark.parametrize(
    "texts",
    [
        ["2020-01-06", "2020-06-25", "25/06/2020"],  # a real day after the twelfth
        ["2020-01-06", "25/06/2020", "01/06/2020"],  # Excel would have read 01/06/2020
        ["2020-01-06", "2020-02-06"],  # nothing is left as text
        ["13/06/2020", "25/06/2020"],  # nothing was read
        ["2020-01-06", "13/14/2020"],  # no day at all
    ],
)
def test_iv05_other_columns_are_not_turned(texts: list[str]) -> None:
    assert not is_turned(texts)


def test_iv05_swapping_spares_a_column_that_has_late_days() -> None:
    texts = ["2020-06-01", "2020-06-25"]
    assert date_reader("", texts, "swap")("2020-06-01") == JUNE_1
    # In a month's first days nothing is left as text: the declaration alone decides.
    assert date_reader("", ["2020-01-06"], "swap")("2020-01-06") == JUNE_1


@given(st.dates(date(1950, 1, 1), date(2080, 12, 31)))
def test_iv01_every_day_is_read_from_what_it_is_written_as(day: date) -> None:
    read = date_reader("")
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%A %d %b %Y", "%B %d, %Y"):
        assert read(day.strftime(form)) == day
    assert date_reader("%d/%m/%Y")(day.strftime("%d/%m/%Y")) == day
    assert date_reader("excel1904")("30000") == date(1904, 1, 1) + timedelta(days=30000)


@given(st.text(max_size=30))
def test_iv02_no_text_breaks_the_reader(text: str) -> None:
    for form in ("", "%d/%m/%Y", "%d-%b-%y", "excel"):
        answer = day_reader(form, [text])(text)
        assert isinstance(answer, date) or answer.code


@pytest.mark.parametrize(
    ("decimal", "text", "value"),
    [
        ("", "12", 12), ("", "12.0", 12), ("", "12,00", 12), ("", "1.234", "not_a_count"),
        ("", "1,234", "not_a_count"), (",", "12,0", 12), (",", "1.234", 1234),
        (",", "1.234,0", 1234), (",", "1.234.567,0", "not_a_count"), (",", "12,5", "not_a_count"),
        (",", "12.5", "not_a_count"), (".", "1,234", 1234), (".", "1,234.00", 1234),
        (".", "12,0", "not_a_count"), (",", "-3", "negative_count"), (",", "1 234", "spaced_count"),
        ("", "three", "not_a_count"), ("", "trois", "not_a_count"), ("", "1O", "not_a_count"),
        ("", "3 pers", "not_a_count"), ("", "~3", "not_a_count"), ("", "", "not_a_count"),
    ],
)  # fmt: skip
def test_iv06_counts(decimal: str, text: str, value: int | str) -> None:
    answer = read_count(text, decimal)
    assert (answer.code if isinstance(answer, Problem) else answer) == value


def test_iv07_yes_and_no() -> None:
    for text in ("yes", "Y", "OUI", "o", "1", "true", "Vrai", "x", "X", "✓", " oui ", "1.0"):
        assert read_yes_no(text) is True
    for text in ("no", "NON", "n", "0", "false", "faux", "0.0"):
        assert read_yes_no(text) is False
    for text in ("?", "2", "oui non", "peut-être", "01"):
        assert read_yes_no(text) == Problem("not_yes_no")
