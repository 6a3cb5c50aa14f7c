"""What was not asked, and which lists there are.

ME-20  a category of a closed list that nobody was asked about is not collected, never 0
ME-21  a part of a closed list has counts and no shares, unless it fills the groups
ME-22  a direction in which nobody's answer is known has a row that says so
ME-23  only shares over one dimension that make 100 % have a short list
ME-25  a real category called other is shown as it is, unless the list leaves more out
ME-24  a country without collection has no level against a reference period
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from azalai.measures import (
    Comparison,
    MonthCounts,
    OtherRule,
    Summary,
    summarise,
    tabulate,
    top,
)
from azalai.measures.counting import DAY_COUNTS, POINT_DAYS
from azalai.model.errors import ReleaseError
from azalai.model.periods import Month
from azalai.model.tables import Row, Status
from azalai.release import month_rows
from azalai.release.reading import short_list, top_rows
from azalai.workspace import Reference

JUNE = Month(2020, 6)
HEADER = "form,day,place,way,n,next,type,men,women,boys,girls,alone,Mali,Senegal\n"


def rows_of(mission: Any, lines: str) -> list[Row]:
    mission.load(HEADER + lines)
    return month_rows(mission.folder, JUNE, "sealed")


def cell(rows: list[Row], measure: str, unit: str, *category: str, place: str = "ML-east") -> Row:
    found = [
        row
        for row in rows
        if (row.measure, row.place, row.direction, row.unit) == (measure, place, "total", unit)
        and (row.category1, row.category2)[: len(category)] == category
    ]
    assert len(found) == 1, found
    return found[0]


def test_a_blank_column_is_not_a_zero(mission: Any) -> None:
    """ME-20, ME-21: 60 men of 100, and nobody asked about the others."""
    rows = rows_of(mission, "1,2020-06-01,East,in,100,Mali,seasonal,60,,,,,,\n")
    assert cell(rows, "sex_age", "persons", "M", "adult").value == 60
    assert cell(rows, "sex_age", "%", "M", "adult").status is Status.NOT_APPLICABLE
    assert cell(rows, "sex_age", "%", "M", "adult").value is None
    women = cell(rows, "sex_age", "persons", "F", "adult")
    assert (women.value, women.status) == (None, Status.NOT_COLLECTED)
    assert cell(rows, "sex_age", "persons", "unknown").value == 40


def test_cells_that_fill_the_group_leave_true_zeros(mission: Any) -> None:
    """ME-21: all twelve are men, so the blanks can hold nobody."""
    rows = rows_of(mission, "1,2020-06-01,East,in,12,Mali,seasonal,12,,,,,,\n")
    assert cell(rows, "sex_age", "%", "M", "adult").value == 100
    assert cell(rows, "sex_age", "persons", "F", "adult").value == 0


def test_a_direction_without_answers_says_so(mission: Any) -> None:
    """ME-22"""
    rows = rows_of(
        mission,
        "1,2020-06-01,East,in,10,Mali,seasonal,,,,,,10,\n2,2020-06-01,East,out,7,,,,,,,,,\n",
    )
    out = [
        row
        for row in rows
        if (row.measure, row.place, row.direction) == ("nationalities", "ML-east", "out")
    ]
    assert [(row.category1, row.value, row.status) for row in out] == [
        ("", None, Status.NOT_COLLECTED),
        ("unknown", 7, Status.OK),
    ]


def test_only_parts_of_one_whole_have_a_short_list(mission: Any) -> None:
    """ME-23"""
    rows = rows_of(mission, "1,2020-06-01,East,in,10,Mali,seasonal,4,3,2,1,0,10,\n")
    for measure in ("sex_age", "vulnerabilities", "movement_types_by_next", "flows", "daily"):
        with pytest.raises(ReleaseError) as caught:
            short_list(rows, measure, "ML-east", "total")
        assert caught.value.code == "no_short_list"
    with pytest.raises(ReleaseError) as caught:
        short_list(rows, "nationalities", "ML-east", "total", ["MLI", "XXX"])
    assert caught.value.code == "no_category"
    listed = short_list(rows, "nationalities", "ML-east", "total", other=OtherRule.OWN_LIST)
    assert [(line.category, line.share) for line in listed] == [("MLI", 100)]


def test_a_list_of_what_was_not_collected_is_its_status(mission: Any) -> None:
    """ME-23"""
    rows = rows_of(mission, "1,2020-06-01,East,in,10,Mali,,,,,,,10,\n")
    assert short_list(rows, "departures", "ML-east", "total") == []
    (row,) = top_rows(rows, "departures", "ML-east", "total")
    assert (row.value, row.status) == (None, Status.NOT_COLLECTED)


def _month(month: Month, role: str, persons: int) -> Summary:
    flow = {"measure": "flows", "point": "P", "date": month.first, "direction": "in",
            "category": "", "category2": "", "persons": persons, "answered": persons}  # fmt: skip
    days = [
        {"point": "P", "date": day, "role": role,
         "status": "collected" if day == month.first else "closed"}
        for day in month.dates()
    ]  # fmt: skip
    import pyarrow as pa

    counts = pa.Table.from_pylist([flow], DAY_COUNTS)
    return summarise(MonthCounts(month, counts, pa.Table.from_pylist(days, POINT_DAYS)), "MLI")


def test_a_country_without_collection_has_no_level(mission: Any) -> None:
    """ME-24: the only point moved inside the country; 0 % of the reference would be invented."""
    reference = Reference("before", JUNE, JUNE, {})
    comparison = Comparison(history=[_month(JUNE, "entry_exit", 30)], references=(reference,))
    now = _month(Month(2020, 7), "transit", 60)
    assert date(2020, 7, 1) in now.daily["P"]
    levels = {row.place: row for row in tabulate("r", now, comparison)
              if row.measure == "reference_level"}  # fmt: skip
    assert levels["MLI"].status is Status.NOT_COLLECTED
    # A point: 60 persons on one day against 30 on one day.
    assert levels["P"].value == 200


def _shares(**values: int) -> list[Row]:
    return [
        Row(release="r", measure="m", place="P", period="2020-06", category1=code, value=value,
            unit="%")
        for code, value in values.items()
    ]  # fmt: skip


def test_a_category_called_other_stands_for_itself_when_nothing_is_left_out() -> None:
    """ME-25: 67.5, 30.5 and 2.0 % print as 68, 31 and 2; a rest of 1 % would be nobody's number."""
    lines = top(_shares(long_term=68, seasonal=31, other=2))
    assert [(line.category, line.share) for line in lines] == [
        ("long_term", 68), ("seasonal", 31), ("other", 2),
    ]  # fmt: skip


def test_a_category_called_other_joins_the_rest_when_the_list_is_full() -> None:
    """ME-25: five are shown, a sixth and *other* make up the rest."""
    lines = top(_shares(a=40, b=20, c=15, d=10, e=7, other=5, f=3))
    assert [line.category for line in lines] == ["a", "b", "c", "d", "e", "other"]
    assert lines[-1].share == 100 - 92
