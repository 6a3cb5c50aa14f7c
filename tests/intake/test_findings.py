"""What is found in a file, and where.

IN-10  every kind of finding names its row, its field, the value and what was expected
IN-11  a warning lets its group count; an error keeps it out
IN-12  a mapping that cannot be used says which entry
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import azalai
from azalai.checks import Severity, rules, said
from azalai.model.errors import AzalaiError, InputError
from azalai.wording import LANGUAGES, Wording

HEADER = "form,day,place,way,n,next,type,men,women,boys,girls,alone,Mali,Niger\n"
FINE = "1,2020-06-01,East,in,3,Mali,seasonal,3,0,0,0,,2,1\n"

FOUND = {
    "missing_value": [("8,,East,in,3,,,,,,,,,", "date", "", "")],
    "unknown_point": [("8,2020-06-01,Nowhere,in,3,,,,,,,,,", "point", "Nowhere", "")],
    "unknown_country": [
        ("8,2020-06-01,East,in,3,Malli,,,,,,,,", "next_destination", "Malli", "MLI"),
    ],
    "unknown_code": [
        ("8,2020-06-01,East,up,3,,,,,,,,,", "direction", "up", ""),
        ("8,2020-06-01,East,in,3,,nomad,,,,,,,", "movement_type", "nomad", ""),
    ],
    "undeclared_date": [
        (
            "8,01/06/2020,East,in,3,,,,,,,,,",
            "date",
            "01/06/2020",
            "%d/%m/%Y → 2020-06-01, %m/%d/%Y → 2020-01-06",
        ),
    ],
    "bad_date": [
        ("8,2020-06-31,East,in,3,,,,,,,,,", "date", "2020-06-31", "2020-06-01 … 2020-06-30"),
        ("8,soon,East,in,3,,,,,,,,,", "date", "soon", "2020-11-25"),
    ],
    "serial_date": [("8,43983,East,in,3,,,,,,,,,", "date", "43983", "")],
    "spaced_count": [("8,2020-06-01,East,in,1 200,,,,,,,,,", "persons", "1 200", "1200")],
    "not_a_count": [
        ("8,2020-06-01,East,in,three,,,,,,,,,", "persons", "three", ""),
        ("8,2020-06-01,East,in,3,,,x,,,,,,", "men", "x", ""),
        ("8,2020-06-01,East,in,3,,,,,,,,1.5,", "Mali", "1.5", ""),
    ],
    "negative_count": [
        ("8,2020-06-01,East,in,-3,,,,,,,,,", "persons", "-3", ""),
        ("8,2020-06-01,East,in,3,,,,,,,,-1,", "Mali", "-1", ""),
    ],
    "future_date": [("8,2020-07-11,East,in,3,,,,,,,,,", "date", "2020-07-11", "2020-07-10")],
    "outside_opening": [
        ("8,2019-12-31,East,in,3,,,,,,,,,", "date", "2019-12-31", "2020-01-01 – "),
    ],
    "parts_exceed_group": [
        ("8,2020-06-01,East,in,3,,,,,,,,3,1", "nationality", "4", "3"),
        ("8,2020-06-01,East,in,3,,,3,1,,,,,", "sex_age", "4", "3"),
        ("8,2020-06-01,East,in,3,,,,,,,4,,", "unaccompanied", "4", "3"),
    ],
    "cells_short_of_group": [("8,2020-06-01,East,in,3,,,1,1,0,0,,,", "sex_age", "2", "3")],
    "nationality_short_of_group": [("8,2020-06-01,East,in,3,,,,,,,,1,1", "nationality", "2", "3")],
    "repeated_row": [(FINE.strip(), "record_id", "1", "2")],
    "repeated_id": [("1,2020-06-02,East,in,3,,,,,,,,,", "record_id", "1", "2")],
    "broken_row": [("8,2020-06-01,East", "", "3", "14")],
}
ELSEWHERE = {
    "error_cell",
    "names_again",
    "bad_time",
    "rows_differ",
    "known_otherwise",
    "no_role",
    # tests/intake: test_cleaning, test_repeats_and_answers, test_values_days
    "correction_stale",
    "excluded",
    "several_yes",
    "not_yes_no",
    "no_such_group",
    "turned_date",
    "open_quote",
    "several_groups",
    # tests/checks
    "unknown_place",
    "passage_inside",
    "unusual_group",
    "unusual_day",
    "silent_day",
    "short_history",
    "rounded_counts",
    "identical_groups",
    "near_duplicate",
}
CASES = [(rule, *case) for rule, cases in FOUND.items() for case in cases]


def test_in10_every_finding_there_is_has_a_test() -> None:
    texts = (Path(azalai.__file__).parent / "packs/locales/en/errors.po").read_text("utf-8")
    assert set(re.findall(r'"finding\.(\w+)"', texts)) == {*FOUND, *ELSEWHERE}
    assert {rule.code for rule in rules()} <= {*FOUND, *ELSEWHERE}


@pytest.mark.parametrize(("rule", "line", "field", "value", "expected"), CASES)
def test_in10_a_finding_names_its_place(
    mission: Any, rule: str, line: str, field: str, value: str, expected: str
) -> None:
    report = mission.load(HEADER + FINE + "\n" + line + "\n")
    last = report.findings[-1]
    assert (last.row, last.rule, last.field, last.value, last.expected) == (
        4, rule, field, value, expected,
    )  # fmt: skip
    for language in LANGUAGES:
        assert "4" in said(last, Wording(language))


@pytest.mark.parametrize(
    ("line", "english", "french"),
    [
        ("8,2020-06-01,East,in,x,,,,,,,,,", "column “n”", "colonne «\u00a0n\u00a0»"),
        ("8,2020-06-01,East,in,3,Malli,,,,,,,,", "column “next”", "colonne «\u00a0next\u00a0»"),
        ("8,2020-06-01,East,in,3,,,x,,,,,,", "column “men”", "colonne «\u00a0men\u00a0»"),
        ("8,2020-06-01,East,in,3,,,,,,,4,,", "column “alone”", "colonne «\u00a0alone\u00a0»"),
        ("8,,East,in,3,,,,,,,,,", "column “day”", "colonne «\u00a0day\u00a0»"),
        ("8,2020-06-01,East,in,3,,,3,1,,,,,", "“Sex and age”", "«\u00a0Sexe et âge\u00a0»"),
        ("8,2020-06-01,East,in,3,,,,,,,,3,1", "“Nationality”", "«\u00a0Nationalité\u00a0»"),
    ],
)
def test_in10_a_place_is_named_as_the_file_or_the_language_names_it(
    mission: Any, line: str, english: str, french: str
) -> None:
    report = mission.load(HEADER + FINE + line + "\n")
    assert f"Row 3, {english}: " in said(report.findings[-1], Wording("en"))
    assert f"Ligne 3, {french}\u00a0: " in said(report.findings[-1], Wording("fr"))


def test_in10_a_column_of_a_long_layout_is_named_too(mission: Any) -> None:
    report = mission.load("form,day,place,hour,citizen\n1,2020-06-01,East,,Malli\n", LONG)
    assert "column “citizen”" in said(report.findings[-1], Wording("en"))


@pytest.mark.parametrize(
    ("cells", "english", "french"),
    [
        (",,1,0", "1 person, but", "1 personne, mais"),
        (",,2,0", "2 persons, but", "2 personnes, mais"),
    ],
)
def test_in10_one_is_said_in_the_singular(
    mission: Any, cells: str, english: str, french: str
) -> None:
    report = mission.load(HEADER + FINE + "8,2020-06-01,East,in,0,,,,,," + cells + "\n")
    assert english in said(report.findings[-1], Wording("en"))
    assert french in said(report.findings[-1], Wording("fr"))


@pytest.mark.parametrize("rule", sorted({*FOUND} - {"repeated_id"}))
def test_in11_errors_keep_their_group_out_and_only_it(mission: Any, rule: str) -> None:
    report = mission.load(HEADER + FINE + FOUND[rule][0][0] + "\n")
    warning = report.findings[-1].severity is Severity.WARNING
    assert (report.groups, report.set_aside) == ((2, 0) if warning else (1, 1))


def test_in11_of_two_groups_with_one_number_neither_counts(mission: Any) -> None:
    report = mission.load(HEADER + FINE + FOUND["repeated_id"][0][0] + "\n")
    assert [(item.row, item.rule, item.expected) for item in report.findings] == [
        (2, "repeated_id", "3"), (3, "repeated_id", "2"),
    ]  # fmt: skip
    assert (report.groups, report.set_aside) == (0, 2)


def test_in10_two_bad_cells_in_one_row_are_two_findings(mission: Any) -> None:
    report = mission.load(HEADER + "1,2020-06-01,East,in,3,,,x,x,,,,,\n")
    assert [(item.field, item.value) for item in report.findings] == [("men", "x"), ("women", "x")]


def test_in10_a_point_without_a_role_is_said_and_counts_for_itself(mission: Any) -> None:
    roles = mission.root / "roles.csv"
    kept = [line for line in roles.read_text("utf-8").splitlines(True) if "ML-east" not in line]
    roles.write_text("".join(kept), "utf-8")
    report = mission.load(HEADER + FINE)
    assert [(item.row, item.rule, item.value, item.expected) for item in report.findings] == [
        (2, "no_role", "ML-east", "2020-06-01")
    ]
    assert report.groups == 1


LONG = """format = 1
[columns]
record_id = "form"
date = "day"
point = "place"
time = "hour"
[long]
group_by = ["form"]
nationality = "citizen"
"""


def test_in10_rows_of_a_group_that_differ_are_found(mission: Any) -> None:
    report = mission.load(
        "form,day,place,hour,citizen\n1,2020-06-01,East,10:00,Mali\n1,2020-06-01,West,10:00,Mali\n"
        "2,2020-06-01,West,,Mali\n",
        LONG,
    )
    assert [(item.row, item.rule, item.value, item.expected) for item in report.findings] == [
        (3, "rows_differ", "West", "East")
    ]
    assert (report.groups, report.set_aside) == (1, 2)


def test_in10_a_time_that_is_none_is_found(mission: Any) -> None:
    report = mission.load("form,day,place,hour,citizen\n1,2020-06-01,East,25:00,Mali\n", LONG)
    assert [(item.row, item.rule, item.field) for item in report.findings] == [
        (2, "bad_time", "time")
    ]


MINIMAL = 'format = 1\n[columns]\ndate = "day"\npoint = "place"\npersons = "n"\n'


@pytest.mark.parametrize(
    ("mapping", "code", "said"),
    [
        ("format = 2\n" + MINIMAL[11:], "mapping_bad", "format"),
        (MINIMAL + "[colums]\nx = 1\n", "mapping_unknown_section", "colums"),
        (MINIMAL + '[file]\ndate_format = "DD/MM/YYYY"\n', "mapping_bad", "DD/MM/YYYY"),
        (MINIMAL + '[file]\ndate_format = "%Y/%m/%Y"\n', "mapping_bad", "%Y/%m/%Y"),
        (MINIMAL + '[file]\ndate_format = "%d/%m"\n', "mapping_bad", "%d/%m"),
        (MINIMAL + '[values.direction]\nx = "in"\n', "mapping_no_field", "direction"),
        (MINIMAL + '[values.nationality]\nx = "MLI"\n', "mapping_no_field", "nationality"),
        (MINIMAL + '[values.point]\nx = "Nowhere"\n', "mapping_bad_value", "Nowhere"),
        (MINIMAL + 'direction = "n"\n[values.direction]\n3 = "up"\n', "mapping_bad_value", "up"),
        (MINIMAL.replace('"n"', '"total"'), "mapping_no_column", "total"),
        (MINIMAL + 'age = "n"\n', "mapping_unknown_field", "age"),
        (MINIMAL + 'shoes = "n"\n', "mapping_unknown_field", "shoes"),
        (MINIMAL + '[file]\nseparator = ";"\n', "mapping_unknown_field", "file.separator"),
        (MINIMAL + '[wide.shoes]\nn = "MLI"\n', "mapping_unknown_field", "wide.shoes"),
        (MINIMAL.replace('persons = "n"\n', ""), "mapping_needs", "persons"),
        (MINIMAL + '[wide.nationality]\nn = "Atlantis"\n', "mapping_bad", "Atlantis"),
        (MINIMAL + '[wide.sex_age]\nn = "M"\n', "mapping_bad", "wide.sex_age"),
        (MINIMAL + '[wide.sex_age]\nn = ["M", "adult", "x"]\n', "mapping_bad", "wide.sex_age"),
        (MINIMAL + "[wide.nationality]\nn = 5\n", "mapping_bad", "n = 5"),
        (MINIMAL + '[wide]\nnationality = "n"\n', "mapping_bad", "wide.nationality"),
        (MINIMAL + '[values]\ndirection = "in"\n', "mapping_bad", "values.direction"),
        (MINIMAL + '[long]\ngroup_by = "day"\n', "mapping_bad", "group_by"),
        (MINIMAL + "[long]\ngroup_by = []\n", "mapping_bad", "group_by"),
        (MINIMAL + '[file]\ndelimiter = ";;"\n', "mapping_bad", "delimiter"),
        (MINIMAL + "[file]\nsheet = 1\n", "mapping_bad", "sheet"),
        (MINIMAL + '[file]\nrepeated_rows = "yes"\n', "mapping_bad", "repeated_rows"),
        (MINIMAL + '[file]\nencoding = "klingon"\n', "unknown_encoding", "klingon"),
        ('unknown = "NSP"\n' + MINIMAL, "mapping_bad", "NSP"),
        (MINIMAL.replace('"day"', "[1]"), "mapping_bad", "date"),
        (MINIMAL.replace("[columns]", "[columns"), "bad_toml", "line 2"),
    ],
)
def test_in12_a_mapping_that_cannot_be_used_says_which_entry(
    mission: Any, mapping: str, code: str, said: str
) -> None:
    before = mission.tree()
    with pytest.raises(AzalaiError) as caught:
        mission.load("day,place,n\n2020-06-01,East,3\n", mapping)
    assert caught.value.code == code
    values = " ".join(str(value) for value in caught.value.values.values())
    assert said in values
    assert code == "bad_toml" or not re.search(r"[{}']|None|True", values), "Python's writing"
    assert mission.tree() == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file_empty"),
        ("\n1,2\n", "no_header"),
        ("day,place,place\n1,2,3\n", "header_twice"),
        ("day,place,n\n", "no_rows"),
    ],
)
def test_in12_a_file_without_a_table_is_refused(mission: Any, text: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        mission.load(text, MINIMAL)
    assert caught.value.code == code
