"""Answers in columns of their own, other tables with several rows a group, columns that drift.

IN-40  one column for each answer: one yes is the answer, two are a finding, none is unknown
IN-41  a yes to a reason holds for the whole group; a no is nobody; a blank was not asked
IN-42  rows of another sheet or file are led to their groups; a key that no group has is told
IN-43  columns may be lacking where the mapping says so, or bear one of several names
IN-44  what holds for a whole file, or for a sheet, is said once
IN-45  columns that nobody spoke of are told, those that are ignored on purpose are not
IN-46  a dry run says what an import would do, and changes nothing
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from azalai.intake import import_file
from azalai.model.errors import InputError
from tests.conftest import TODAY

BASE = """format = 1
{top}
[columns]
record_id = "form"
date = "day"
point = "place"
persons = "n"
"""


def answers(mission: Any, cells: str, mapping: str) -> Any:
    return mission.load(f"form,day,place,n,a,b\n1,2020-06-01,East,3,{cells}\n", mapping)


TYPES = BASE.format(top="") + '[yes_no.movement_type]\na = "seasonal"\nb = "long_term"\n'


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        ("yes,no", "seasonal"), ("no,OUI", "long_term"), ("0,1", "long_term"), ("x,", "seasonal"),
        (",vrai", "long_term"), ("no,no", None), (",", None),
    ],
)  # fmt: skip
def test_in40_the_one_yes_is_the_answer(mission: Any, cells: str, answer: str | None) -> None:
    assert answers(mission, cells, TYPES).groups == 1
    assert mission.groups()[0]["movement_type"] == answer


@pytest.mark.parametrize(("cells", "rule"), [("yes,yes", "several_yes"), ("maybe,", "not_yes_no")])
def test_in40_two_yes_and_a_maybe_are_findings(mission: Any, cells: str, rule: str) -> None:
    report = answers(mission, cells, TYPES)
    assert [item.rule for item in report.findings] == [rule]
    assert (report.groups, report.set_aside) == (0, 1)


def test_in40_how_a_file_spells_yes_may_be_declared(mission: Any) -> None:
    declared = TYPES + '[values.yes_no]\n"awo" = "yes"\n"ayi" = "no"\n'
    assert answers(mission, "awo,ayi", declared).groups == 1
    assert mission.groups()[0]["movement_type"] == "seasonal"


def test_in41_a_yes_to_a_reason_is_the_whole_group(mission: Any) -> None:
    mapping = BASE.format(top="") + '[yes_no.reason]\na = "work"\nb = "conflict"\n'
    answers(mission, "yes,no", mapping)
    assert mission.counts() == [("1", "reason", "conflict", "", 0), ("1", "reason", "work", "", 3)]


def test_in41_a_blank_reason_was_not_asked(mission: Any) -> None:
    mapping = BASE.format(top="") + '[yes_no.reason]\na = "work"\nb = "conflict"\n'
    answers(mission, "yes,", mapping)
    assert mission.counts() == [("1", "reason", "work", "", 3)]


PEOPLE = (
    BASE.format(top="")
    + '[repeat.nationality]\nfile = "{stem}_people.csv"\nkey = "of"\n'
    + 'category = "who"\npersons = "m"\n'
)
FORMS = "form,day,place,n\n1,2020-06-01,East,3\n2,2020-06-02,West,2\n"


def test_in42_rows_of_another_file_count_in_their_group(mission: Any) -> None:
    mission.file("counts_people.csv", "of,who,m\n2,Niger,2\n1,Mali,1\n1,Niger,1\n1,Mali,1\n")
    report = mission.load(FORMS, PEOPLE)
    assert (report.groups, report.set_aside, report.findings) == (2, 0, ())
    assert mission.counts() == [
        ("1", "nationality", "MLI", "", 2), ("1", "nationality", "NER", "", 1),
        ("2", "nationality", "NER", "", 2),
    ]  # fmt: skip


def test_in42_both_files_are_kept_and_the_same_two_change_nothing(mission: Any) -> None:
    mission.file("counts_people.csv", "of,who,m\n2,Niger,2\n1,Mali,3\n")
    report = mission.load(FORMS, PEOPLE)
    kept = mission.root / "imports" / report.import_id
    assert (kept / "original_nationality.csv").read_text("utf-8").startswith("of,who,m")
    before = mission.tree()
    assert not mission.load(FORMS, PEOPLE).changed
    assert mission.tree() == before


def test_in42_a_key_that_no_group_has_is_told_with_its_row(mission: Any) -> None:
    mission.file("counts_people.csv", "of,who,m\n1,Mali,3\n9,Mali,1\n2,Niger,2\n")
    report = mission.load(FORMS, PEOPLE)
    lost = report.findings[0]
    assert (lost.rule, lost.at, lost.value) == ("no_such_group", "counts_people.csv!3", "9")
    assert report.groups == 2
    aside = mission.root / "imports" / report.import_id / "set_aside_nationality.csv"
    assert aside.read_text("utf-8").splitlines()[1].endswith("9,Mali,1")


def test_in42_a_bad_row_keeps_its_group_out_and_only_it(mission: Any) -> None:
    mission.file("counts_people.csv", "of,who,m\n1,Malli,3\n2,Niger,2\n")
    report = mission.load(FORMS, PEOPLE)
    assert [group["record_id"] for group in mission.groups()] == ["2"]
    assert report.set_aside == 1


@pytest.mark.parametrize("files", [[], ["counts_a_people.csv", "counts_b_people.csv"]])
def test_in42_exactly_one_file_has_to_be_there(mission: Any, files: list[str]) -> None:
    for name in files:
        mission.file(name, "of,who,m\n1,Mali,3\n")
    with pytest.raises(InputError) as caught:
        mission.load(FORMS, PEOPLE.replace("{stem}_people", "counts_*_people"))
    assert caught.value.code == "repeat_file"


def test_in43_a_column_may_bear_one_of_several_names(mission: Any) -> None:
    mapping = BASE.format(top="").replace('"place"', '["site", "place"]')
    mission.load("form,day,site,n\n1,2020-06-01,East,3\n", mapping, name="may.csv")
    mission.load("form,day,place,n\n2,2020-06-01,West,3\n", mapping, name="june.csv")
    assert [group["point"] for group in mission.groups()] == ["ML-east", "ML-west"]


def test_in43_a_column_that_may_be_lacking_is_one_that_was_not_asked(mission: Any) -> None:
    wide = '[wide.nationality]\n"Maliens" = "MLI"\n"Nigériens" = "NER"\n'
    text = "form,day,place,n,Maliens\n1,2020-06-01,East,3,3\n"
    with pytest.raises(InputError) as caught:
        mission.load(text, BASE.format(top="") + wide)
    assert caught.value.code == "mapping_no_column"
    assert mission.load(text, BASE.format(top='optional = ["Nigériens"]') + wide).groups == 1
    assert mission.counts() == [("1", "nationality", "MLI", "", 3)]


def test_in44_what_holds_for_a_file_is_said_once(mission: Any) -> None:
    mapping = BASE.format(top="").replace('place"', 'place"').replace('point = "place"\n', "")
    mapping += '[fixed]\npoint = "East"\ndirection = "in"\nmethod = "counter"\n'
    mission.load("form,day,n\n1,2020-06-01,3\n", mapping)
    group = mission.groups()[0]
    assert (group["point"], group["direction"], group["method"]) == ("ML-east", "in", "counter")
    with pytest.raises(InputError) as caught:
        mission.load("form,day,n\n2,2020-06-01,3\n", mapping.replace('"East"', '"Nowhere"'))
    assert caught.value.code == "mapping_bad"


def test_in44_the_name_of_a_sheet_may_be_a_value(mission: Any, tmp_path: Path) -> None:
    path = tmp_path / "points.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, form in (("East", "1"), ("West", "2")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["form", "day", "n"])
            sheet.write_row(1, 0, [form, "2020-06-01", 3])
    mapping = BASE.format(top="").replace('"place"', '"{sheet}"')
    mapping += '[file]\nsheets = ["East", "West"]\n'
    declared = mission.file("sheets.toml", mapping)
    assert import_file(mission.folder, path, declared, TODAY).groups == 2
    assert [group["point"] for group in mission.groups()] == ["ML-east", "ML-west"]


def test_in45_columns_nobody_spoke_of_are_told(mission: Any) -> None:
    text = "form,day,place,n,weather,remark\n1,2020-06-01,East,3,dry,none\n"
    report = mission.load(text, BASE.format(top='ignore = ["remark"]'))
    assert report.unread == ("weather",)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ('[fixed]\npersons = "3"\n', "mapping_twice"),
        ('[yes_no.persons]\na = "3"\n', "mapping_unknown_field"),
        ('[yes_no.transport]\na = "rocket"\n', "mapping_bad"),
        ('[wide.nationality]\na = "MLI"\n[wide.reason]\na = "work"\n', "mapping_twice"),
        ('[repeat.nationality]\nkey = "a"\ncategory = "b"\npersons = "c"\n', "mapping_bad"),
        ('[repeat.nationality]\nfile = "../x.csv"\nkey = "a"\ncategory = "b"\npersons = "c"\n',
         "repeat_file"),
        ('[repeat.colour]\nfile = "x.csv"\n', "mapping_unknown_field"),
        ('[file]\nheader_rows = 3\n', "mapping_bad"),
        ('[file]\nturned_dates = "maybe"\n', "mapping_bad"),
    ],
)  # fmt: skip
def test_in43_a_mapping_that_contradicts_itself_is_refused(
    mission: Any, more: str, code: str
) -> None:
    with pytest.raises(InputError) as caught:
        answers(mission, "1,1", BASE.format(top="") + more)
    assert caught.value.code == code


def test_in46_a_dry_run_says_all_and_changes_nothing(mission: Any) -> None:
    text = "form,day,place,n\n1,2020-06-01,East,3\n2,2020-06-01,Nowhere,3\n"
    path, mapping = mission.file("c.csv", text), mission.file("m.toml", BASE.format(top=""))
    before = mission.tree(besides=())
    dry = import_file(mission.folder, path, mapping, TODAY, dry_run=True)
    assert mission.tree(besides=()) == before
    real = import_file(mission.folder, path, mapping, TODAY)
    assert (dry.groups, dry.persons, dry.set_aside, dry.findings, dry.months) == (
        real.groups, real.persons, real.set_aside, real.findings, real.months,
    )  # fmt: skip


LONG = BASE.format(top="").replace('persons = "n"\n', "") + (
    '[long]\ngroup_by = ["form"]\npersons = "n"\n[yes_no.movement_type]\na = "seasonal"\n'
    'b = "long_term"\n'
)


def test_in40_rows_of_one_group_that_answer_differently_are_told(mission: Any) -> None:
    text = "form,day,place,n,a,b\n1,2020-06-01,East,3,yes,no\n1,2020-06-01,East,2,no,yes\n"
    report = mission.load(text, LONG)
    assert [(item.rule, item.field) for item in report.findings] == [
        ("rows_differ", "movement_type")
    ]
    same = mission.load(text.replace("no,yes", "yes,no"), LONG, name="other.csv")
    assert (same.groups, same.persons) == (1, 5)


def test_in41_a_yes_for_a_group_has_no_place_where_rows_make_it(mission: Any) -> None:
    with pytest.raises(InputError) as caught:
        mission.load("form,day,place,n,a\n", LONG + '[yes_no.reason]\na = "work"\n')
    assert caught.value.code == "mapping_bad"


def test_in42_one_cell_counted_by_a_column_and_by_rows_is_added_up(mission: Any) -> None:
    mission.file("counts_people.csv", "of,who,m\n1,Mali,1\n2,Niger,2\n")
    text = "form,day,place,n,Maliens\n1,2020-06-01,East,3,2\n2,2020-06-02,West,2,\n"
    mission.load(text, PEOPLE + '[wide.nationality]\nMaliens = "MLI"\n')
    assert mission.counts() == [
        ("1", "nationality", "MLI", "", 3), ("2", "nationality", "NER", "", 2),
    ]  # fmt: skip
