"""Foreign layouts, one meaning.

IN-01  a column for each category, a row for each nationality, a row for each person: same records
IN-02  CSV and XLSX give the same records
IN-03  delimiters, encodings, byte-order marks and line breaks are read as they are meant
IN-04  blank is unknown, never 0; a stated zero stays a zero
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from azalai.intake import import_file
from azalai.model.errors import InputError

TODAY = date(2020, 7, 10)

WIDE = """form,day,place,way,n,next,Mali,Niger
1,2020-06-01,East,in,3,Mali,2,1
2,2020-06-02,West,out,2,Senegal,,2
"""
WIDE_MAPPING = """format = 1
[columns]
record_id = "form"
date = "day"
point = "place"
direction = "way"
persons = "n"
next_destination = "next"
[wide.nationality]
"*" = "countries"
"""
LONG = """form,day,place,way,next,citizen,n
1,2020-06-01,East,in,Mali,Mali,2
2,2020-06-02,West,out,Senegal,Niger,2
1,2020-06-01,East,in,Mali,Niger,1
"""
LONG_MAPPING = """format = 1
[columns]
record_id = "form"
date = "day"
point = "place"
direction = "way"
next_destination = "next"
[long]
group_by = ["form"]
nationality = "citizen"
"""
PERSONS = """form,day,place,way,next,citizen
2,2020-06-02,West,out,Senegal,Niger
1,2020-06-01,East,in,Mali,Niger
1,2020-06-01,East,in,Mali,Mali
2,2020-06-02,West,out,Senegal,Niger
1,2020-06-01,East,in,Mali,Mali
"""


def test_in01_three_layouts_of_the_same_groups_are_the_same_records(missions: Any) -> None:
    wide, long, persons = missions(), missions(), missions()
    wide.load(WIDE, WIDE_MAPPING)
    long.load(LONG, LONG_MAPPING + 'persons = "n"\n')
    persons.load(PERSONS, LONG_MAPPING)
    assert wide.counts() == [
        ("1", "nationality", "MLI", "", 2),
        ("1", "nationality", "NER", "", 1),
        ("2", "nationality", "NER", "", 2),
    ]
    assert [(row["record_id"], row["persons"], row["point"]) for row in wide.groups()] == [
        ("1", 3, "ML-east"), ("2", 2, "ML-west"),
    ]  # fmt: skip
    for other in (long, persons):
        assert other.groups() == wide.groups()
        assert other.counts() == wide.counts()


def test_in01_the_same_group_in_another_layout_is_known(mission: Any) -> None:
    mission.load(WIDE, WIDE_MAPPING)
    report = mission.load(PERSONS, LONG_MAPPING)
    assert (report.groups, report.known, report.set_aside) == (0, 2, 0)


def test_in01_sex_and_age_of_persons_are_counted_together(mission: Any) -> None:
    mission.load(
        "form,day,place,sex,age,why\n"
        "1,2020-06-01,East,F,adult,work\n"
        "1,2020-06-01,East,F,adult,\n"
        "1,2020-06-01,East,M,minor,work\n"
        "1,2020-06-01,East,M,,\n",
        'format = 1\n[columns]\nrecord_id = "form"\ndate = "day"\npoint = "place"\n'
        '[long]\ngroup_by = ["form"]\nsex = "sex"\nage = "age"\nreason = "why"\n',
    )
    assert mission.groups()[0]["persons"] == 4
    assert mission.counts() == [
        ("1", "reason", "work", "", 2),
        ("1", "sex_age", "F", "adult", 2),
        ("1", "sex_age", "M", "minor", 1),
    ]


def test_in01_what_one_row_of_a_group_states_holds_for_the_group(missions: Any) -> None:
    mapping = LONG_MAPPING + 'persons = "n"\n'
    header = "form,day,place,way,next,citizen,n\n"
    rows = ["1,2020-06-01,East,in,Mali,Mali,2\n", "1,2020-06-01,East,in,,Niger,1\n"]
    first, second = missions(), missions()
    first.load(header + rows[0] + rows[1], mapping)
    second.load(header + rows[1] + rows[0], mapping)
    assert first.groups()[0]["next_destination"] == "MLI"
    assert first.groups() == second.groups()


def test_in01_rows_that_name_no_group_are_not_one_group(mission: Any) -> None:
    text = PERSONS.replace("1,2020-06-01", ",2020-06-01")
    report = mission.load(text, LONG_MAPPING)
    assert (report.groups, report.persons, report.set_aside) == (1, 2, 3)
    assert {row["rule"] for row in mission.aside()} == {"missing_value"}


def test_in04_a_row_of_a_group_without_a_number_is_not_zero_persons(mission: Any) -> None:
    text = LONG.replace("in,Mali,Niger,1", "in,Mali,Niger,")
    report = mission.load(text, LONG_MAPPING + 'persons = "n"\n')
    assert (report.groups, report.set_aside) == (1, 2)  # the whole group stays out
    assert [row["rule"] for row in mission.aside()] == ["", "missing_value"]


def spreadsheet(path: Path, text: str) -> Path:
    """The rows of a CSV text as a person has them in Excel: true dates, times and numbers."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    clock = book.add_format({"num_format": "hh:mm"})
    for row, line in enumerate(text.splitlines()):
        for column, cell in enumerate(line.split(",")):
            if row and cell.isdigit():
                sheet.write_number(row, column, int(cell))
            elif row and cell.startswith("2020-"):
                sheet.write_datetime(row, column, datetime.fromisoformat(cell), day)
            elif row and ":" in cell:
                sheet.write_datetime(row, column, time.fromisoformat(cell), clock)
            elif cell:
                sheet.write_string(row, column, cell)
    book.close()
    return path


def test_in02_a_spreadsheet_gives_the_records_of_its_csv(missions: Any) -> None:
    timed = "\n".join(
        line + end
        for line, end in zip(WIDE.splitlines(), (",hour", ",14:05", ",00:30"), strict=True)
    )
    mapping = WIDE_MAPPING.replace("[wide", 'time = "hour"\n[wide')
    one, other = missions(), missions()
    one.load(timed, mapping)
    path = spreadsheet(other.root.parent / "counts.xlsx", timed)
    import_file(other.folder, path, other.file("m.toml", mapping), TODAY)
    assert one.groups()[0]["time"] == time(14, 5)
    assert other.groups() == one.groups()
    assert other.counts() == one.counts()


def test_in02_another_sheet_is_named_in_the_mapping(mission: Any) -> None:
    path = mission.root.parent / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("cover").write_string(0, 0, "June")
    sheet = book.add_worksheet("data")
    for row, line in enumerate(WIDE.splitlines()):
        sheet.write_row(row, 0, line.split(","))
    book.close()

    def load(name: str) -> Any:
        mapping = mission.file("m.toml", WIDE_MAPPING + f'[file]\nsheet = "{name}"\n')
        return import_file(mission.folder, path, mapping, TODAY)

    assert load("data").groups == 2
    with pytest.raises(InputError) as caught:
        load("Data")
    assert (caught.value.code, caught.value.values["known"]) == ("no_sheet", "cover, data")


def test_in02_an_empty_line_of_a_sheet_moves_no_row_number(mission: Any) -> None:
    path = mission.root.parent / "gap.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    lines = WIDE.splitlines()
    for row, line in ((0, lines[0]), (2, lines[1]), (4, lines[2].replace("West", "Nowhere"))):
        sheet.write_row(row, 0, line.split(","))
    book.close()
    report = import_file(mission.folder, path, mission.file("m.toml", WIDE_MAPPING), TODAY)
    assert [(item.row, item.rule) for item in report.findings] == [(5, "unknown_point")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_in03_delimiters_marks_and_line_ends_do_not_matter(
    mission: Any, delimiter: str, start: str, end: str
) -> None:
    text = start + WIDE.replace(",", delimiter).replace("\n", end)
    report = mission.load(text, WIDE_MAPPING)
    assert (report.groups, report.persons, report.findings) == (2, 5, ())


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-16", "utf-8", "utf-8-sig"])
def test_in03_the_mapping_names_the_encoding(mission: Any, encoding: str) -> None:
    text = WIDE.replace("Senegal", "Sénégal").replace("Niger", "Côte d’Ivoire")
    path = mission.root.parent / "coded.csv"
    path.write_bytes(text.encode(encoding))
    mapping = mission.file("m.toml", WIDE_MAPPING + f'[file]\nencoding = "{encoding}"\n')
    assert import_file(mission.folder, path, mapping, TODAY).groups == 2
    assert mission.groups()[1]["next_destination"] == "SEN"
    assert {row[2] for row in mission.counts()} == {"MLI", "CIV"}


def test_in03_an_encoding_that_does_not_fit_names_the_line(mission: Any) -> None:
    path = mission.root.parent / "coded.csv"
    path.write_bytes(WIDE.replace("Senegal", "Sénégal").encode("windows-1252"))
    with pytest.raises(InputError) as caught:
        import_file(mission.folder, path, mission.file("m.toml", WIDE_MAPPING), TODAY)
    assert (caught.value.code, caught.value.values["row"]) == ("bad_encoding", 3)


def test_in03_a_line_break_inside_quotes_moves_no_row_number(mission: Any) -> None:
    text = (
        'form,day,"pla\nce",way,n,next,note\n'
        '1,2020-06-01,East,in,3,Mali,"two\nlines, and a comma"\n'
        "2,2020-06-02,Nowhere,out,2,Senegal,\n"
        "3,2020-06-02\n"
        "\n"
        "4,2020-06-02,East,out,minus,Senegal,\n"
    )
    report = mission.load(text, WIDE_MAPPING.replace('"place"', '"pla ce"'))
    assert report.groups == 1
    assert [(item.row, item.rule) for item in report.findings] == [
        (3, "unknown_point"), (4, "broken_row"), (6, "not_a_count"),
    ]  # fmt: skip
    assert [row["row"] for row in mission.aside()] == ["3", "4", "6"]


def test_in03_columns_without_a_name_at_the_end_break_no_row(mission: Any) -> None:
    text = "".join(line + ",,\n" for line in WIDE.splitlines())
    assert mission.load(text, WIDE_MAPPING).groups == 2


def test_in03_lines_of_nothing_are_no_groups(mission: Any) -> None:
    report = mission.load(WIDE + ",,,,,,,\n\n  ,\u00a0,\t,,,,,\n", WIDE_MAPPING)
    assert (report.groups, report.set_aside, report.findings) == (2, 0, ())


def test_in03_a_file_of_nothing_but_empty_lines_has_no_rows(mission: Any) -> None:
    with pytest.raises(InputError) as caught:
        mission.load(WIDE.splitlines()[0] + "\n,,,,,,,\n,,,,,,,\n", WIDE_MAPPING)
    assert caught.value.code == "no_rows"


def test_in04_blank_is_unknown_and_zero_is_zero(mission: Any) -> None:
    mission.load(
        "form,day,place,way,n,next,type,men,women,boys,girls,alone,Mali,Niger\n"
        "1,2020-06-01,East,,4,,,,,,,,,0\n"
        "2,2020-06-01,East,in,0,Mali,seasonal,0,0,0,0,0,,\n"
    )
    assert mission.counts() == [
        ("1", "nationality", "NER", "", 0),
        ("2", "sex_age", "F", "adult", 0),
        ("2", "sex_age", "F", "minor", 0),
        ("2", "sex_age", "M", "adult", 0),
        ("2", "sex_age", "M", "minor", 0),
        ("2", "vulnerability", "unaccompanied", "", 0),
    ]
    first, second = mission.groups()
    assert (first["direction"], first["next_destination"]) == ("unknown", None)
    assert (second["persons"], second["movement_type"]) == (0, "seasonal")


def test_in04_words_for_unknown_are_declared(mission: Any) -> None:
    mapping = WIDE_MAPPING.replace("format = 1", 'format = 1\nunknown = ["NSP", "-"]')
    mission.load(WIDE.replace("Senegal", "nsp").replace(",2,1", ",-,1"), mapping)
    assert mission.groups()[1]["next_destination"] is None
    assert mission.counts() == [("1", "nationality", "NER", "", 1),
                                ("2", "nationality", "NER", "", 2)]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "persons"),
    [("12", 12), ("12.0", 12), ("12,0", 12), ("1\u202f200", 1200), ("0", 0), (" 7 ", 7)],
)
def test_in04_a_number_is_read_as_it_is_written(mission: Any, text: str, persons: int) -> None:
    mission.load(f'form;day;place;n\n1;2020-06-01;East;"{text}"\n', SHORT)
    assert mission.groups()[0]["persons"] == persons


@pytest.mark.parametrize("text", ["1,000", "1.000", "1 00", "12.5", "douze", "1e3", "3000000"])
def test_in04_a_number_that_may_mean_two_things_is_not_guessed(mission: Any, text: str) -> None:
    report = mission.load(f"form;day;place;n\n1;2020-06-01;East;{text}\n", SHORT)
    assert [(item.rule, item.value) for item in report.findings] == [("not_a_count", text)]
    assert report.groups == 0


SHORT = """format = 1
[columns]
record_id = "form"
date = "day"
point = "place"
persons = "n"
[values.persons]
"a dozen" = 12
"""


def test_in04_a_declared_value_may_be_a_number(mission: Any) -> None:
    mission.load("form;day;place;n\n1;2020-06-01;East;A dozen\n", SHORT)
    assert mission.groups()[0]["persons"] == 12


def test_in03_days_as_excel_counts_them_are_read_where_declared(mission: Any) -> None:
    text = "form;day;place;n\n1;43983;East;1\n2;43984.75;East;1\n3;2020-06-03;East;1\n4;12;East;1\n"
    report = mission.load(text, SHORT + '[file]\ndate_format = "excel"\n')
    assert [str(row["date"]) for row in mission.groups()] == [
        "2020-06-01", "2020-06-02", "2020-06-03",
    ]  # fmt: skip
    assert [(item.row, item.rule) for item in report.findings] == [(5, "bad_date")]


def test_in03_dates_are_read_as_the_mapping_declares(mission: Any) -> None:
    mapping = SHORT + '[file]\ndate_format = "%d/%m/%Y"\n'
    report = mission.load(
        "form;day;place;n\n1;03/06/2020;East;1\n2;2020-06-04;East;1\n3;13/13/2020;East;1\n",
        mapping,
    )
    assert [row["date"] for row in mission.groups()] == [date(2020, 6, 3), date(2020, 6, 4)]
    assert [(item.row, item.rule) for item in report.findings] == [(4, "bad_date")]
