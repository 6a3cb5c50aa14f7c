"""Files that come again, overlap, or correct each other.

IN-05  the same file twice changes nothing
IN-06  without form numbers, a longer file adds only its new rows
IN-07  a correction replaces its predecessor, wholly and only it
IN-08  nothing is lost: every row of a file is recorded, known, or set aside with its reason
IN-09  the order of rows does not show in the records
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azalai.model.errors import InputError

HEADER = "form,day,place,way,n,next,type,men,women,boys,girls,alone,Mali,Niger\n"
GOOD = (
    "1,2020-06-01,East,in,3,Mali,seasonal,3,0,0,0,,2,1\n"
    "2,2020-06-02,West,out,2,Senegal,,1,1,0,0,,2,\n"
    "3,2020-05-31,Inside,,5,Niger,,,,,,,1,1\n"
)
BAD = "4,2020-06-03,Nowhere,in,2,Mali,,,,,,,,\n"
NO_FORM = """format = 1
[columns]
date = "day"
point = "place"
persons = "n"
"""


def test_in05_the_same_file_twice_changes_no_byte(mission: Any) -> None:
    first = mission.load(HEADER + GOOD + BAD)
    before = mission.tree()
    again = mission.load(HEADER + GOOD + BAD)
    assert (first.groups, first.persons, first.set_aside) == (3, 10, 1)
    assert (again.groups, again.known, again.set_aside) == (0, 3, 1)
    assert not again.changed
    assert mission.tree() == before


def test_in05_a_known_form_number_with_other_content_is_set_aside(mission: Any) -> None:
    mission.load(HEADER + GOOD)
    records = mission.groups()
    report = mission.load(HEADER + GOOD.replace("in,3,", "out,3,"), name="other.csv")
    assert (report.groups, report.known, report.set_aside) == (0, 2, 1)
    assert [(row["row"], row["rule"]) for row in mission.aside()] == [("2", "known_otherwise")]
    assert mission.groups() == records


def test_in05_every_row_of_a_known_group_is_set_aside(mission: Any) -> None:
    mapping = (
        'format = 1\n[columns]\nrecord_id = "form"\ndate = "day"\npoint = "place"\n'
        '[long]\ngroup_by = ["form"]\nnationality = "citizen"\n'
    )
    rows = "1,2020-06-01,East,Mali\n1,2020-06-01,East,Niger\n"
    mission.load("form,day,place,citizen\n" + rows, mapping)
    report = mission.load(
        "form,day,place,citizen\n" + rows + "1,2020-06-01,East,Benin\n", mapping, name="more.csv"
    )
    assert report.set_aside == 3
    assert [row["row"] for row in mission.aside()] == ["2", "3", "4"]


def test_in06_without_numbers_a_longer_file_adds_only_its_new_rows(mission: Any) -> None:
    rows = ["2020-06-01,East,3\n", "2020-06-02,East,3\n"]
    mission.load("day,place,n\n" + "".join(rows), NO_FORM)
    report = mission.load("day,place,n\n2020-06-03,East,3\n" + "".join(rows), NO_FORM, "more.csv")
    assert (report.groups, report.known) == (1, 2)
    assert len(mission.groups()) == 3


def test_in06_equal_rows_without_numbers_may_be_declared_to_be_groups(mission: Any) -> None:
    text = "day,place,n\n" + "2020-06-01,East,3\n" * 3
    kept = NO_FORM + '[file]\nrepeated_rows = "keep"\n'
    report = mission.load(text, NO_FORM)
    assert (report.groups, report.set_aside) == (1, 2)
    report = mission.load(text + "2020-06-01,East,3\n", kept, "kept.csv")
    assert (report.groups, report.known, report.persons) == (3, 1, 9)
    assert mission.load(text + "2020-06-01,East,3\n", kept, "again.csv").changed is False


def test_in05_the_same_file_by_another_mapping_does_not_count_people_twice(mission: Any) -> None:
    text = "day,place,n,way\n2020-06-01,East,3,in\n"
    first = mission.load(text, NO_FORM)
    before = mission.tree()
    other = NO_FORM + 'direction = "way"\n'
    with pytest.raises(InputError) as caught:
        mission.load(text, other, "copy.csv")
    assert caught.value.code == "file_known"
    assert caught.value.values == {"path": "copy.csv", "known": first.import_id}
    assert mission.tree() == before
    assert mission.load(text, NO_FORM, "copy.csv").changed is False
    report = mission.load(text, other, "copy.csv", replaces=first.import_id)
    assert (report.groups, report.withdrawn) == (1, 1)
    assert [row["direction"] for row in mission.groups()] == ["in"]
    # Of the first nothing is left now: its file is known by the second only.
    with pytest.raises(InputError) as caught:
        mission.load(text, NO_FORM)
    assert caught.value.values["known"] == report.import_id


def test_in05_a_file_of_which_nothing_came_in_may_come_with_another_mapping(mission: Any) -> None:
    text = "day,place,n\n03/06/2020,East,3\n"
    assert mission.load(text, NO_FORM).groups == 0
    declared = NO_FORM + '[file]\ndate_format = "%d/%m/%Y"\n'
    assert mission.load(text, declared).groups == 1


def test_in07_a_correction_replaces_what_it_corrects(mission: Any) -> None:
    mission.load(HEADER + GOOD)
    corrected = GOOD.replace("in,3,", "out,3,").splitlines(keepends=True)[:2]
    report = mission.load(HEADER + "".join(corrected), name="fixed.csv", replaces="counts.csv")
    assert report.set_aside == 0
    assert [(row["record_id"], row["direction"]) for row in mission.groups()] == [
        ("1", "out"), ("2", "out"),
    ]  # fmt: skip
    # One with other content came, its predecessor and the group of May went.
    assert (report.groups, report.known, report.withdrawn) == (1, 1, 2)
    assert [str(month) for month in mission.folder.months()] == ["2020-06"]


def test_in07_a_correction_leaves_other_imports_alone(mission: Any) -> None:
    mission.load(HEADER + GOOD.splitlines(keepends=True)[0])
    mission.load(HEADER + "".join(GOOD.splitlines(keepends=True)[1:]), name="two.csv")
    mission.load(HEADER + "9,2020-06-09,East,in,1,,,,,,,,,\n", name="three.csv", replaces="two.csv")
    assert [row["record_id"] for row in mission.groups()] == ["1", "9"]


def test_in07_a_correction_of_a_correction_replaces_all_of_it(mission: Any) -> None:
    """The groups a first correction left as they were belong to it from then on."""
    mission.load(HEADER + GOOD)
    fixed = GOOD.replace("in,3,", "out,3,")
    mission.load(HEADER + fixed, name="fixed.csv", replaces="counts.csv")
    again = "".join(fixed.splitlines(keepends=True)[:1])
    mission.load(HEADER + again, name="again.csv", replaces="fixed.csv")
    assert [row["record_id"] for row in mission.groups()] == ["1"]


def test_in07_a_file_of_one_name_corrects_its_latest_self(mission: Any) -> None:
    for number in ("3", "4", "5"):
        text = HEADER + GOOD.replace(",in,3,Mali,seasonal,3,", f",in,{number},Mali,,,").replace(
            ",,0,0,0,,2,1", ",,,,,,2,1"
        )
        replaces = "counts.csv" if number != "3" else ""
        report = mission.load(text, replaces=replaces)
        assert (report.set_aside, len(mission.groups())) == (0, 3)
    assert mission.groups()[0]["persons"] == 5


def test_in07_a_name_of_several_imports_is_not_guessed(mission: Any) -> None:
    one, two, three = GOOD.splitlines(keepends=True)
    mission.load(HEADER + one)
    mission.load(HEADER + two)
    with pytest.raises(InputError) as caught:
        mission.load(HEADER + three, replaces="counts.csv")
    assert caught.value.code == "several_imports"


def test_in07_an_import_that_brought_nothing_is_not_meant(mission: Any) -> None:
    first = mission.load(HEADER + GOOD)
    mission.load(HEADER + BAD)
    mission.load(HEADER + GOOD.splitlines(keepends=True)[0], replaces="counts.csv")
    assert [row["record_id"] for row in mission.groups()] == ["1"]
    assert first.import_id in {item.replaces for item in mission.folder.imports()}


def test_in07_a_shorter_file_of_the_same_name_says_what_it_lacks(mission: Any) -> None:
    first = mission.load(HEADER + GOOD)
    assert first.lacking == ()
    report = mission.load(HEADER + GOOD.splitlines(keepends=True)[0])
    assert (report.lacking, len(mission.groups())) == (((first.import_id, 2),), 3)
    assert mission.load(HEADER + "9,2020-06-09,East,in,1,,,,,,,,,\n").lacking == ()


def test_in07_a_file_of_which_nothing_can_be_used_replaces_nothing(mission: Any) -> None:
    mission.load(HEADER + GOOD)
    before = mission.groups()
    report = mission.load(HEADER + BAD, name="fixed.csv", replaces="counts.csv")
    assert (report.groups, report.withdrawn, report.set_aside) == (0, 0, 1)
    assert mission.groups() == before


def test_in07_an_unknown_predecessor_is_named(mission: Any) -> None:
    before = mission.tree()
    with pytest.raises(InputError) as caught:
        mission.load(HEADER + GOOD, replaces="nothing.csv")
    assert caught.value.code == "no_such_import"
    assert mission.tree() == before


def test_in08_rows_set_aside_come_in_once_the_register_knows_them(mission: Any) -> None:
    report = mission.load(HEADER + GOOD + BAD)
    assert report.set_aside_file is not None
    register = mission.root / "points.csv"
    text = register.read_text("utf-8").replace("ML-west,West,Ouest,", "ML-west,West,Ouest,Nowhere")
    register.write_text(text, "utf-8")
    report = mission.load(HEADER + GOOD + BAD)
    assert (report.groups, report.known, report.set_aside) == (1, 3, 0)
    assert mission.aside() == []


def test_in08_rows_set_aside_stand_as_they_stood(mission: Any) -> None:
    report = mission.load(HEADER + GOOD + BAD)
    (row,) = mission.aside()
    assert report.set_aside_file.name == "set_aside.csv"
    assert (row["row"], row["rule"], row["form"], row["place"]) == (
        "5", "unknown_point", "4", "Nowhere",
    )  # fmt: skip
    assert "Nowhere" in row["why_en"]
    assert "Nowhere" in row["why_fr"]
    assert row["why_en"] != row["why_fr"]


CELLS = st.tuples(
    st.sampled_from(["2020-06-01", "2020-06-02", "2020-05-31", "2021-01-01", "1/2/20", ""]),
    st.sampled_from(["East", "West", "Inside", "Ouest", "Nowhere", ""]),
    st.sampled_from(["in", "out", "Sortants", "", "up"]),
    st.integers(0, 9),
    st.sampled_from(["", "1", "2", "9", "x", "-1"]),
    st.sampled_from(["", "0", "3"]),
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(CELLS, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_in08_no_person_is_lost_and_in09_order_does_not_matter(
    missions: Any, rows: list[tuple[object, ...]], shuffler: Any
) -> None:
    lines = [
        f"{number},{day},{place},{way},{n},,,,,,,,{mali},{niger}\n"
        for number, (day, place, way, n, mali, niger) in enumerate(rows, start=1)
    ]
    first = missions()
    report = first.load(HEADER + "".join(lines))
    aside = first.aside()
    recorded = {row["record_id"]: row["persons"] for row in first.groups()}
    assert report.rows == len(lines) == len(recorded) + len(aside)
    assert report.persons == sum(recorded.values())
    assert sum(int(row["n"]) for row in aside) + report.persons == sum(row[3] for row in rows)  # type: ignore[misc]
    assert not {row["form"] for row in aside} & set(recorded)
    assert all(row["rule"] and row["why_en"] and row["why_fr"] for row in aside)

    shuffler.shuffle(lines)
    second = missions()
    second.load(HEADER + "".join(lines))
    assert second.groups() == first.groups()
    assert second.counts() == first.counts()
    assert {row["form"] for row in second.aside()} == {row["form"] for row in aside}


def test_in09_which_of_two_contradicting_rows_stands_first_does_not_matter(missions: Any) -> None:
    one, other = "1,2020-06-01,East,in,3,,,,,,,,,\n", "1,2020-06-01,East,in,4,,,,,,,,,\n"
    first, second = missions(), missions()
    first.load(HEADER + GOOD[GOOD.index("2,") :] + one + other)
    second.load(HEADER + other + one + GOOD[GOOD.index("2,") :])
    assert first.groups() == second.groups()
    assert "1" not in {row["record_id"] for row in first.groups()}
