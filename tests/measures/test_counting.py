"""Counts, shares, averages.

ME-01  in + out + unknown = total, at every place, of every measure
ME-02  the country is the sum over points by their role of that day; transit stays out
ME-03  a share's base is the persons with a known answer; the unknown are counted beside it
ME-04  no person is lost, and the order of rows does not matter
ME-05  an average is over collection days at a point, over calendar days in the country
ME-06  what was not collected is said to be so, and is not zero
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azalai.measures import Comparison, count_month, measures, summarise, tabulate
from azalai.model.periods import Month
from azalai.model.tables import Row, Status
from azalai.workspace.register import read_register

JUNE = Month(2020, 6)
HEADER = "form,day,place,way,n,next,type,men,women,boys,girls,alone,Mali,Niger\n"


def table(mission: Any, month: Month = JUNE) -> list[Row]:
    """The exact table of a month without a past."""
    folder = mission.folder
    return tabulate("", summarise(count_month(folder, month), folder.country), Comparison())


def value(rows: list[Row], measure: str, place: str, direction: str = "total", **more: str) -> Any:
    """The one number (or status) of a table."""
    (row,) = [
        row
        for row in rows
        if (row.measure, row.place, row.direction) == (measure, place, direction)
        and all(getattr(row, name) == wanted for name, wanted in more.items())
    ]
    return row.status.value if row.value is None else row.value


GROUP = st.tuples(
    st.integers(1, 30),
    st.sampled_from(["East", "West", "Inside", "Moves"]),
    st.sampled_from(["in", "out", ""]),
    st.integers(0, 12),
    st.sampled_from(["Mali", "Senegal", ""]),
    st.sampled_from(["seasonal", "long_term", ""]),
    st.sampled_from(["", "0", "1"]),
    st.integers(0, 12),
    st.booleans(),
)


def line(number: int, group: tuple[Any, ...]) -> str:
    """A row of a file: nationalities and sexes fit into the group."""
    day, place, way, n, goal, kind, alone, mali, sexes = group
    mali = min(mali, n)
    alone = "" if alone == "1" and n == 0 else alone
    cells = f"{n - 1},1,0,0" if sexes and n else ",,,"
    return f"{number},2020-06-{day:02},{place},{way},{n},{goal},{kind},{cells},{alone},{mali},\n"


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(GROUP, min_size=1, max_size=15), st.randoms(use_true_random=False))
def test_me01_to_me04_on_months_of_any_kind(
    missions: Any, groups: list[tuple[Any, ...]], shuffler: Any
) -> None:
    lines = [line(number, group) for number, group in enumerate(groups, start=1)]
    mission = missions()
    assert mission.load(HEADER + "".join(lines)).groups == len(groups)
    rows = table(mission)

    # ME-02 and ME-04, by hand: who counts where, and when.
    expected: dict[tuple[str, str], int] = defaultdict(int)
    edge = {"East", "West"}
    for day, place, way, n, *_ in groups:
        places = [f"ML-{place.lower()}"]
        if place in edge or (place == "Moves" and day <= 15):
            places.append("MLI")
        for code in places:
            for direction in (way or "unknown", "total"):
                expected[code, direction] += n
    for row in rows:
        if row.measure == "flows" and row.value is not None:
            assert row.value == expected[row.place, row.direction]
    seen = sum(
        row.value or 0
        for row in rows
        if row.measure == "flows" and row.direction == "total" and row.place != "MLI"
    )
    assert seen == sum(group[3] for group in groups)

    # ME-04: the days of a month are the month.
    days: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.measure == "daily" and row.direction == "total":
            days[row.place] += int(row.value or 0)
    for row in rows:
        if row.measure == "flows" and row.direction == "total" and row.value is not None:
            assert days[row.place] == row.value

    # ME-01 and ME-03
    for name, measure in measures().items():
        for place in {row.place for row in rows}:
            counts = [
                row
                for row in rows
                if (row.measure, row.place, row.unit) == (name, place, "persons")
                and row.value is not None
            ]
            by_category: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
            for row in counts:
                by_category[row.category1, row.category2][row.direction] = int(row.value or 0)
            for category, directions in by_category.items():
                if category[0] != "unknown":
                    total = directions.pop("total")
                    assert sum(directions.values()) == total, (name, place, category)
            if not measure.partition:
                continue
            for direction in {row.direction for row in counts}:
                here = [row for row in counts if row.direction == direction]
                known = sum(int(row.value or 0) for row in here if row.category1 != "unknown")
                unknown = sum(int(row.value or 0) for row in here if row.category1 == "unknown")
                assert known + unknown == expected[place, direction]
                bases = {row.base for row in here if row.category1 != "unknown"}
                # Where nobody's answer is known there is no list, only the unknown.
                assert bases == ({known} if known else set())
                shares = [
                    row.value
                    for row in rows
                    if (row.measure, row.place, row.direction, row.unit)
                    == (name, place, direction, "share")
                ]
                assert sum(share or 0 for share in shares) == pytest.approx(1 if known else 0)

    shuffler.shuffle(lines)
    other = missions()
    other.load(HEADER + "".join(lines))
    assert table(other) == rows


def test_me02_a_point_that_moves_counts_for_the_country_until_it_moves(mission: Any) -> None:
    mission.load(
        HEADER
        + "1,2020-06-15,Moves,in,5,Mali,,,,,,,3,1\n"
        + "2,2020-06-16,Moves,in,7,Niger,,,,,,,7,\n"
        + "3,2020-06-20,East,out,2,Mali,,,,,,,,2\n"
    )
    rows = table(mission)
    assert value(rows, "flows", "ML-moves") == 12
    assert value(rows, "flows", "MLI") == 7
    assert value(rows, "daily", "MLI", period="2020-06-15") == 5
    assert value(rows, "daily", "MLI", period="2020-06-16") == "not_collected"
    assert value(rows, "daily", "ML-moves", period="2020-06-16") == 7
    here = {"category1": "MLI", "unit": "persons"}
    assert value(rows, "nationalities", "MLI", **here) == 3
    assert value(rows, "nationalities", "ML-moves", **here) == 10


def test_me02_transit_alone_is_no_national_flow(mission: Any) -> None:
    mission.load(HEADER + "1,2020-06-01,Inside,in,5,Mali,,,,,,,5,\n")
    rows = table(mission)
    assert value(rows, "flows", "ML-inside") == 5
    assert value(rows, "flows", "MLI") == "not_collected"
    assert value(rows, "nationalities", "MLI") == "not_collected"


def test_me03_the_unknown_are_counted_and_the_base_is_the_known(mission: Any) -> None:
    mission.load(
        HEADER + "1,2020-06-01,East,in,10,Mali,,,,,,,3,1\n" + "2,2020-06-02,East,in,6,,,,,,,,,\n"
    )
    rows = table(mission)
    east = {"direction": "in"}
    assert value(rows, "nationalities", "ML-east", "in", category1="MLI", unit="%") == 75
    assert value(rows, "nationalities", "ML-east", "in", category1="unknown") == 12
    assert value(rows, "next_destinations", "ML-east", **east, category1="MLI", unit="%") == 100
    assert value(rows, "next_destinations", "ML-east", **east, category1="unknown") == 6


def test_me03_a_vulnerability_is_a_share_of_those_asked_about_it(mission: Any) -> None:
    mission.load(
        HEADER
        + "1,2020-06-01,East,in,10,,,,,,,1,,\n"
        + "2,2020-06-01,East,in,30,,,,,,,0,,\n"
        + "3,2020-06-01,East,in,60,,,,,,,,,\n"
        + "4,2020-06-01,West,in,60,,,,,,,,,\n"
    )
    rows = table(mission)
    asked = {"category1": "unaccompanied", "unit": "%"}
    assert value(rows, "vulnerabilities", "ML-east", **asked) == 2.5
    elderly = [
        row for row in rows if row.measure == "vulnerabilities" and row.category1 == "elderly"
    ]
    assert {row.status for row in elderly} == {Status.NOT_COLLECTED}
    assert {row.value for row in elderly} == {None}
    west = [row for row in rows if (row.measure, row.place) == ("vulnerabilities", "ML-west")]
    assert {row.status for row in west} == {Status.NOT_COLLECTED}


def test_me05_an_average_has_its_own_days(mission: Any) -> None:
    (mission.root / "days.csv").write_text(
        "point,from,to,status,note\nML-east,2020-06-03,2020-06-04,zero,\n"
        "ML-east,2020-06-05,,missing,\n",
        encoding="utf-8",
    )
    mission.load(HEADER + "1,2020-06-01,East,in,5,,,,,,,,,\n2,2020-06-02,East,out,5,,,,,,,,,\n")
    rows = table(mission)
    # two days with groups, two declared zeros; the missing day and the silent ones stay out
    assert value(rows, "average_per_day", "ML-east") == 2.5
    assert value(rows, "average_per_day", "ML-east", "in") == 1.25
    assert value(rows, "average_per_day", "MLI") == 0.33  # 10 / 30
    assert value(rows, "daily", "ML-east", period="2020-06-03") == 0
    assert value(rows, "daily", "ML-east", period="2020-06-05") == "not_collected"
    assert value(rows, "daily", "ML-east", period="2020-06-06") == "not_collected"
    days = [row.days for row in rows if (row.measure, row.place, row.direction)
            == ("daily", "ML-east", "total")]  # fmt: skip
    assert days == [1, 1, 1, 1, *[None] * 26]
    assert value(rows, "active_points", "MLI") == 1


@pytest.mark.parametrize(
    ("place", "persons", "days", "average"),
    [("ML-wabaria", 3942, 28, 141), ("ML-timbuktu", 947, 30, 32), ("MLI", 12414, 30, 414)],
)
def test_me05_the_reports_averages_come_out(
    mali_imported: Any, place: str, persons: int, days: int, average: int
) -> None:
    from azalai.workspace import Folder

    folder = Folder(mali_imported)
    rows = tabulate("", summarise(count_month(folder, JUNE), "MLI"), Comparison())
    (row,) = [
        row
        for row in rows
        if (row.measure, row.place, row.direction) == ("average_per_day", place, "total")
    ]
    assert (row.base, row.days) == (persons, days)
    assert round(Fraction(persons, days)) == average
    assert row.value == pytest.approx(persons / days, abs=0.005)


def test_me06_a_point_without_collection_has_no_zero(mission: Any) -> None:
    mission.load(HEADER + "1,2020-06-01,East,,5,,,,,,,,,\n")
    rows = table(mission)
    for measure in ("flows", "average_per_day", "variation", "nationalities"):
        assert value(rows, measure, "ML-west") == "not_collected"
    # Nobody told directions apart at East: in and out are unknown, not 0.
    assert value(rows, "flows", "ML-east", "in") == "not_collected"
    assert value(rows, "flows", "ML-east", "unknown") == 5
    assert value(rows, "flows", "ML-east") == 5
    assert value(rows, "movement_types", "ML-east") == "not_collected"


def test_me06_a_direction_nobody_took_is_a_zero(mission: Any) -> None:
    mission.load(HEADER + "1,2020-06-01,East,in,5,,,,,,,,,\n")
    assert value(table(mission), "flows", "ML-east", "out") == 0


def test_me02_the_register_reads_the_roles_this_test_relies_on(mission: Any) -> None:
    points = read_register(mission.root).points
    assert [role.value for role, _ in points["ML-moves"].roles] == ["entry_exit", "transit"]
