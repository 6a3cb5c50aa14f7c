"""A counter with a screener: everybody counted, a sample of groups interviewed.

SC-01  interviewed groups add nobody to the flows, to averages, or to days of collection
SC-02  persons by category = counted one by one + persons counted x share among those interviewed
SC-03  the interval is that of groups as clusters in strata, without what everybody answered
SC-04  who interviews everybody has the registry's numbers, with intervals of no width
SC-05  what the counter itself states is counted, not estimated
SC-06  without an interview nothing is known; an interview without a count counts for nothing
SC-07  where the sample cannot tell how far it reaches, the interval is n/a, never of no width
SC-08  over many samples the 95 % interval holds the truth in 92 to 98 of a hundred
SC-09  an estimate is protected by the number of people it was made of, and its interval with it
SC-10  a release keeps the sums, says what was interviewed, and explains the estimate
SC-11  a month without interviews has the files it always had
"""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from io import StringIO
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azalai.disclosure import Rules, protect
from azalai.measures import Comparison, count_month, summarise, tabulate
from azalai.measures.estimating import Estimate, Stratum, combine
from azalai.measures.student import quantile
from azalai.model.periods import Month
from azalai.model.tables import Row, Status
from azalai.release import ask, close, explain, month_rows
from azalai.workspace.records import read_parquet

JUNE = Month(2020, 6)
TODAY = date(2020, 7, 10)
HEADER = "form,day,place,way,n,how,next,type,men,women,boys,girls,alone,Mali,Niger\n"
MAPPING = """format = 1
[columns]
record_id = "form"
date = "day"
point = "place"
direction = "way"
persons = "n"
method = "how"
next_destination = "next"
movement_type = "type"
[values.method]
"registre" = "registry"
"comptage" = "counter"
"entretien" = "screener"
[wide.sex_age]
"men" = ["M", "adult"]
"women" = ["F", "adult"]
"boys" = ["M", "minor"]
"girls" = ["F", "minor"]
[wide.vulnerability]
"alone" = "unaccompanied"
[wide.nationality]
"*" = "countries"
"""


def load(mission: Any, lines: str, name: str = "counts.csv") -> None:
    report = mission.load(HEADER + lines, MAPPING, name)
    assert report.set_aside == 0


def rows_of(mission: Any) -> list[Row]:
    return month_rows(mission.folder, JUNE, "sealed")


def only(
    rows: Sequence[Row], measure: str, unit: str = "persons", place: str = "ML-east", **more: str
) -> Row:
    wanted = {"direction": "total", **more}
    found = [
        row
        for row in rows
        if (row.measure, row.unit, row.place) == (measure, unit, place)
        and all(getattr(row, name) == text for name, text in wanted.items())
    ]
    assert len(found) == 1, found
    return found[0]


# 100 persons are counted at East; three groups are interviewed: 5, 10 and 5 of 10, 10 and 20.
EAST = (
    "c1,2020-06-01,East,in,70,comptage,,,,,,,,,\n"
    "c2,2020-06-02,East,in,30,comptage,,,,,,,,,\n"
    "s1,2020-06-01,East,in,10,entretien,Mali,,,,,,,5,5\n"
    "s2,2020-06-01,East,in,10,entretien,Mali,,,,,,,10,0\n"
    "s3,2020-06-02,East,in,20,entretien,Niger,,,,,,,5,15\n"
)
WEST = "r1,2020-06-01,West,in,60,registre,Mali,,,,,,,60,\n"


def test_sc01_an_interview_counts_nobody_twice(mission: Any) -> None:
    load(mission, EAST + "s4,2020-06-09,East,in,3,entretien,,,,,,,,,\n")
    rows = rows_of(mission)
    flow = only(rows, "flows")
    assert (flow.value, flow.days) == (100, 2)
    assert only(rows, "average_per_day", "persons/day").value == 50
    assert only(rows, "flows", place="MLI").value == 100
    assert only(rows, "daily", period="2020-06-09").status is Status.NOT_COLLECTED
    seen = only(rows, "screened")
    assert (seen.value, seen.base) == (43, 100)
    assert only(rows, "screened", "groups").value == 4
    # 100 / 43 = 2.3256
    assert only(rows, "screened", "weight", direction="in").value == 2.33
    _, answer = ask(mission.folder, "SELECT sum(persons) FROM groups")
    assert answer == [(100,)]
    _, answer = ask(mission.folder, "SELECT sum(persons) FROM screened_groups")
    assert answer == [(43,)]


def test_sc02_shares_of_the_interviewed_times_the_counted(mission: Any) -> None:
    """20 of 40 interviewed are Malian: 50 of the 100 counted; with 60 at West 110 of 160."""
    load(mission, EAST + WEST)
    rows = rows_of(mission)
    persons = only(rows, "nationalities", category1="MLI")
    assert (persons.value, persons.base, persons.status) == (50, 40, Status.ESTIMATED)
    assert only(rows, "nationalities", "%", category1="MLI").value == 50
    assert only(rows, "nationalities_recorded", category1="MLI").value == 20
    country = only(rows, "nationalities", place="MLI", category1="MLI")
    assert (country.value, country.base, country.status) == (110, 100, Status.ESTIMATED)
    assert only(rows, "nationalities", "%", "MLI", category1="MLI").value == 69
    assert only(rows, "nationalities", "share", "MLI", category1="MLI").value == 0.6875
    assert only(rows, "nationalities", place="MLI", category1="NER").value == 50
    # A registry stays a registry.
    assert only(rows, "nationalities", place="ML-west", category1="MLI").status is Status.OK
    # An attribute of whole groups: 20 of 40 go to Mali.
    assert only(rows, "next_destinations", category1="MLI").value == 50


def test_sc03_the_interval_by_hand(mission: Any) -> None:
    """Groups (5 of 10), (10 of 10), (5 of 20): r = 1/2, residuals 0, 5 and -5.

    Variance of persons: (100/40)^2 x (1 - 40/100) x 3/2 x 50 = 281.25; of the share 0.028125.
    On log odds: sqrt(0.028125) / 0.25 = 0.67082; t(2) = 4.302653; reach 2.88634.
    1 / (1 + e^2.88634) = 5.28 %: outward 5 and 95.
    With West: 110 of 160, sqrt(281.25) / (160 x 0.6875 x 0.3125) = 0.48787; reach 2.09914;
    log odds 0.78846: 21.2 % and 94.7 %.
    """
    load(mission, EAST + WEST)
    rows = rows_of(mission)
    for place, low, high in (("ML-east", 5, 95), ("MLI", 21, 95)):
        ends = [
            only(rows, f"nationalities_{end}", "%", place, category1="MLI")
            for end in ("low", "high")
        ]
        assert [row.value for row in ends] == [low, high]
        assert {row.status for row in ends} == {Status.ESTIMATED}


def test_sc03_students_t_is_that_of_the_printed_tables() -> None:
    printed = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 9: 2.262, 10: 2.228, 19: 2.093,
               29: 2.045, 30: 2.042, 60: 2.000, 120: 1.980, 1000: 1.962}  # fmt: skip
    assert {freedom: round(quantile(freedom), 3) for freedom in printed} == printed
    # The two ways of working it out meet.
    assert abs(quantile(200) - quantile(201)) < 1e-4
    with pytest.raises(ValueError):
        quantile(0)


GROUPS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=2, max_size=8)


def stratum(groups: Sequence[tuple[int, int]], counted: int) -> Stratum:
    """The sums of some (persons in the category, persons with an answer)."""
    return Stratum(
        counted,
        len(groups),
        sum(y for y, _ in groups),
        sum(m for _, m in groups),
        (
            sum(y * y for y, _ in groups),
            sum(y * m for y, m in groups),
            sum(m * m for _, m in groups),
        ),
    )


@given(st.lists(st.tuples(GROUPS, st.integers(1, 500)), min_size=1, max_size=3), st.integers(0, 99))
def test_sc03_the_sums_hold_what_the_groups_say(
    strata: list[tuple[list[tuple[int, int]], int]], extra: int
) -> None:
    """Variance from the groups themselves: (N/m)^2 (1 - m/N) n/(n - 1) sum (y - r m)^2."""
    made, expected, freedom, total = [], Fraction(0), 0, Fraction(extra)
    for pairs, more in strata:
        groups = [(min(y, m), m) for y, m in pairs]
        answered = sum(m for _, m in groups)
        counted = answered + more
        share = Fraction(sum(y for y, _ in groups), answered)
        spread = sum((y - share * m) ** 2 for y, m in groups)
        clusters = Fraction(len(groups), len(groups) - 1)
        expected += Fraction(counted, answered) ** 2 * Fraction(more, counted) * clusters * spread
        freedom += len(groups) - 1
        total += counted * share
        made.append(stratum(groups, counted))
    found = combine(made, extra, extra)
    assert (found.variance, found.freedom) == (expected, freedom)
    whole = extra + sum(item.counted for item in made)
    share = total / whole
    ends = found.interval(total, whole, 1)
    if not 0 < share < 1 or not expected:
        assert ends is None
        return
    assert ends is not None
    reach = quantile(freedom) * sqrt(expected) / float(whole * share * (1 - share))
    middle = log(share / (1 - share))
    for end, sign in zip(ends, (-1, 1), strict=True):
        exact = 100 / (1 + exp(-(middle + sign * reach)))
        # Rounded outward, by less than a tenth.
        assert -1e-9 <= sign * (end - exact) <= 0.1 + 1e-9
    assert 0 <= ends[0] < 100 * share < ends[1] <= 100


GROUP = st.tuples(
    st.integers(1, 30),
    st.sampled_from(["East", "West", "Inside", "Moves"]),
    st.sampled_from(["in", "out"]),
    st.integers(1, 12),
    st.sampled_from(["Mali", "Senegal"]),
    st.sampled_from(["seasonal", "long_term"]),
    st.integers(0, 1),
    st.integers(0, 12),
)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(GROUP, min_size=1, max_size=12))
def test_sc04_who_interviews_everybody_keeps_a_registry(
    missions: Any, groups: list[tuple[Any, ...]]
) -> None:
    registry, counted = [], []
    for number, (day, place, way, n, goal, kind, alone, mali) in enumerate(groups):
        start = f"2020-06-{day:02},{place},{way},{n}"
        said = f"{goal},{kind},{n - 1},1,0,0,{alone},{min(mali, n)},{n - min(mali, n)}"
        registry.append(f"r{number},{start},registre,{said}\n")
        counted += [
            f"c{number},{start},comptage,,,,,,,,,\n",
            f"s{number},{start},entretien,{said}\n",
        ]
    one, other = missions(), missions()
    load(one, "".join(registry))
    load(other, "".join(counted))
    tables = [
        tabulate("", summarise(count_month(m.folder, JUNE), "MLI"), Comparison())
        for m in (one, other)
    ]
    companions = ("_recorded", "_low", "_high")

    def plain(rows: list[Row]) -> list[tuple[Any, ...]]:
        return [
            (r.measure, r.place, r.period, r.direction, r.category1, r.category2, r.value, r.unit,
             r.base, r.days, "" if r.status is Status.ESTIMATED else r.status)
            for r in rows
            if not r.measure.endswith(companions) and r.measure != "screened"
        ]  # fmt: skip

    assert plain(tables[0]) == plain(tables[1])
    shares = {
        (r.measure, r.place, r.direction, r.category1, r.category2): r.value
        for r in tables[1]
        if r.unit == "%" and r.status is Status.ESTIMATED and not r.measure.endswith(companions)
    }
    ends = [r for r in tables[1] if r.measure.endswith(("_low", "_high"))]
    assert len(ends) == 2 * len(shares) > 0
    for row in ends:
        measure = row.measure.rpartition("_")[0]
        key = (measure, row.place, row.direction, row.category1, row.category2)
        assert (row.value, row.status) == (shares[key], Status.ESTIMATED)


def test_sc05_what_the_counter_states_is_counted(mission: Any) -> None:
    """Sex and age of all 100 stand on the counter's forms: 3 interviewed groups change nothing."""
    load(
        mission,
        "c1,2020-06-01,East,in,100,comptage,,,40,30,20,10,,,\n"
        "s1,2020-06-01,East,in,8,entretien,,,8,0,0,0,,8,0\n"
        "s2,2020-06-01,East,in,8,entretien,,,8,0,0,0,,4,4\n",
    )
    rows = rows_of(mission)
    men = only(rows, "sex_age", category1="M", category2="adult")
    assert (men.value, men.base, men.status) == (40, 100, Status.OK)
    assert not [row for row in rows if row.measure.startswith("sex_age_")
                and row.measure != "sex_age_change"]  # fmt: skip
    assert only(rows, "nationalities", category1="MLI").value == 75


def test_sc05_one_answer_on_the_counters_form_does_not_silence_the_sample(mission: Any) -> None:
    load(mission, EAST.replace("70,comptage,,,,,,,,,", "70,comptage,,,,,,,,2,0"))
    rows = rows_of(mission)
    assert only(rows, "nationalities", category1="MLI").value == 50
    assert not [row for row in rows if row.measure == "nationalities"
                and row.place == "ML-east" and row.category1 == "unknown"]  # fmt: skip


def test_sc06_without_an_interview_nothing_is_known(mission: Any) -> None:
    load(mission, EAST + WEST.replace("registre,Mali,,,,,,,60,", "comptage,,,,,,,,,"))
    rows = rows_of(mission)
    west = [row for row in rows if (row.measure, row.place) == ("nationalities", "ML-west")]
    assert [row.status for row in west] == [Status.NOT_COLLECTED]
    assert only(rows, "nationalities", place="MLI", category1="MLI").value == 50
    assert only(rows, "nationalities", place="MLI", category1="unknown").value == 60
    assert only(rows, "screened", "weight", "ML-west", direction="in").status is (
        Status.NOT_APPLICABLE
    )


def test_sc06_an_interview_where_nobody_counted_counts_for_nothing(mission: Any) -> None:
    load(mission, WEST + "s1,2020-06-01,East,in,10,entretien,Mali,,,,,,,5,5\n")
    rows = rows_of(mission)
    assert only(rows, "nationalities", "%", "MLI", category1="MLI").value == 100
    assert only(rows, "flows").status is Status.NOT_COLLECTED
    assert (only(rows, "screened").value, only(rows, "screened").base) == (10, 0)


def test_sc06_a_closed_list_asked_in_part_is_not_an_estimate(mission: Any) -> None:
    """Of ten persons six are known to be men, and nobody asked about the others."""
    load(
        mission,
        "c1,2020-06-01,East,in,100,comptage,,,,,,,,,\n"
        "s1,2020-06-01,East,in,10,entretien,,,6,,,,,,\n",
    )
    found = [row for row in rows_of(mission) if (row.measure, row.place) == ("sex_age", "ML-east")]
    assert {row.status for row in found if row.category1 != "unknown"} == {Status.NOT_COLLECTED}


def test_sc02_what_each_category_asked_alone_has_its_own_base(mission: Any) -> None:
    """Unaccompanied children: asked of 30 of the 40 interviewed, 3 of them: 10 of 100."""
    asked = EAST.replace(",,5,5", ",0,5,5").replace(",,5,15", ",3,5,15")
    load(mission, asked)
    row = only(rows_of(mission), "vulnerabilities", category1="unaccompanied")
    assert (row.value, row.base, row.status) == (10, 30, Status.ESTIMATED)


def test_sc02_a_point_that_moves_inside_is_two_strata(mission: Any) -> None:
    """100 at the edge before 16 June (all Malian), 300 inside after (all from Niger)."""
    load(
        mission,
        "c1,2020-06-01,Moves,in,100,comptage,,,,,,,,,\n"
        "s1,2020-06-01,Moves,in,5,entretien,,,,,,,,5,0\n"
        "c2,2020-06-20,Moves,in,300,comptage,,,,,,,,,\n"
        "s2,2020-06-20,Moves,in,10,entretien,,,,,,,,0,10\n",
    )
    rows = rows_of(mission)
    assert only(rows, "nationalities", place="MLI", category1="MLI").value == 100
    assert only(rows, "nationalities", place="ML-moves", category1="MLI").value == 100
    assert only(rows, "nationalities", "%", "ML-moves", category1="NER").value == 75


@pytest.mark.parametrize(
    "lines",
    [
        # One group.
        "s1,2020-06-01,East,in,10,entretien,,,,,,,,5,5\n",
        # Two that say the same: no spread is not certainty.
        "s1,2020-06-01,East,in,10,entretien,,,,,,,,5,5\n"
        "s2,2020-06-01,East,in,10,entretien,,,,,,,,5,5\n",
        # More interviewed than counted.
        "s1,2020-06-01,East,in,90,entretien,,,,,,,,5,85\n"
        "s2,2020-06-01,East,in,60,entretien,,,,,,,,50,10\n",
    ],
)
def test_sc07_an_interval_that_cannot_be_known_is_not_made(mission: Any, lines: str) -> None:
    load(mission, "c1,2020-06-01,East,in,100,comptage,,,,,,,,,\n" + lines)
    rows = rows_of(mission)
    assert only(rows, "nationalities", category1="MLI").status is Status.ESTIMATED
    for end in ("low", "high"):
        row = only(rows, f"nationalities_{end}", "%", category1="MLI")
        assert (row.value, row.status) == (None, Status.NOT_APPLICABLE)


def test_sc08_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Two points with groups of 1 to 12; families travel together, so groups are alike inside."""
    chance = random.Random(20200601)
    population = []
    for size, common in ((300, 0.25), (500, 0.45)):
        groups = []
        for _ in range(size):
            m = chance.randint(1, 12)
            own = min(max(chance.gauss(common, 0.25), 0.0), 1.0)
            groups.append((sum(chance.random() < own for _ in range(m)), m))
        population.append(groups)
    whole = sum(m for groups in population for _, m in groups)
    truth = 100 * sum(y for groups in population for y, _ in groups) / whole
    rounds, held = 1500, 0
    for _ in range(rounds):
        strata = [
            stratum(chance.sample(groups, drawn), sum(m for _, m in groups))
            for groups, drawn in zip(population, (30, 40), strict=True)
        ]
        persons = sum((item.counted * item.share for item in strata), start=Fraction(0))
        ends = combine(strata, 0, 0).interval(persons, whole, 2)
        assert ends is not None
        held += ends[0] <= truth <= ends[1]
    assert 0.92 <= held / rounds <= 0.98


def test_sc09_few_interviewed_are_protected_however_many_they_stand_for(mission: Any) -> None:
    """Two of 40 interviewed are from Niger: 5 of 100 could be printed, the two could not."""
    lines = EAST.replace("20,entretien,Niger,,,,,,,5,15", "20,entretien,Niger,,,,,,,20,0")
    load(mission, lines.replace("entretien,Mali,,,,,,,5,5", "entretien,Mali,,,,,,,8,2"))
    rows = rows_of(mission)
    assert only(rows, "nationalities", category1="NER").value == 5
    rules = Rules(5, frozenset({"nationality"}), True, frozenset())
    public = protect(rows, rules).rows
    told = [
        row for row in public if row.measure.startswith("nationalities") and row.category1 == "NER"
    ]
    assert {row.measure for row in told} == {
        "nationalities", "nationalities_change", "nationalities_recorded", "nationalities_low",
        "nationalities_high",
    }  # fmt: skip
    assert {(row.value, row.status) for row in told} == {(None, Status.PROTECTED)}
    assert only(public, "nationalities", category1="MLI").value == 95


def test_sc09_a_hidden_flow_hides_what_was_interviewed_beside_it(mission: Any) -> None:
    load(
        mission,
        "c1,2020-06-01,East,in,3,comptage,,,,,,,,,\ns1,2020-06-01,East,in,2,entretien,,,,,,,,2,0\n",
    )
    public = protect(rows_of(mission), Rules(5, frozenset({"flows"}), True, frozenset())).rows
    told = [
        row for row in public if row.measure in ("flows", "screened") and row.place == "ML-east"
    ]
    told = [row for row in told if row.direction in ("in", "total")]
    assert {(row.value, row.base, row.status) for row in told} == {(None, None, Status.PROTECTED)}


def test_sc10_a_release_keeps_the_sums_and_explains_the_estimate(mission: Any) -> None:
    load(mission, EAST + WEST)
    release = close(mission.folder, JUNE, TODAY)
    assert release.verify() == []
    sums = read_parquet(release.path / "sealed/sample.parquet").to_pylist()
    (mali,) = [
        line for line in sums if (line["measure"], line["category"]) == ("nationalities", "MLI")
    ]
    assert mali == {
        "measure": "nationalities", "point": "ML-east", "direction": "in", "national": True,
        "category": "MLI", "category2": "", "counted": 100, "groups": 3, "persons": 20,
        "answered": 40, "persons_persons": 150, "persons_answered": 250,
        "answered_answered": 600,
    }  # fmt: skip
    (source,) = release.manifest["sources"]
    assert (source["groups"], source["persons"], source["interviewed"]) == (3, 160, 3)
    row = only(release.rows("sealed"), "nationalities", "%", "MLI", category1="MLI")
    found = explain(mission.folder, release, row)
    assert (found.rule, found.persons, found.recounted, found.base_recounted) == (
        "estimated", 20, 20, 40,
    )  # fmt: skip
    assert found.agrees
    seen = explain(mission.folder, release, only(release.rows(), "screened", place="MLI"))
    assert (seen.rule, seen.persons, seen.recounted, seen.base_recounted) == (
        "screened", 40, 40, 100,
    )  # fmt: skip


def test_sc10_a_later_month_compares_with_the_estimate_that_was_released(mission: Any) -> None:
    load(mission, EAST)
    close(mission.folder, JUNE, TODAY)
    july = EAST.replace("2020-06", "2020-07").replace("\nc", "\nd").replace("\ns", "\nt")
    july = ("d" + july[1:]).replace(",5,15", ",20,0")
    load(mission, july, "july.csv")
    rows = month_rows(mission.folder, Month(2020, 7), "sealed")
    change = only(rows, "nationalities_change", "pp", category1="MLI")
    # 35 of 40 are 88 %; June's 50 %.
    assert (change.value, change.base, change.status) == (38, 50, Status.ESTIMATED)


def test_sc11_without_interviews_the_release_is_as_it_was(mission: Any) -> None:
    load(mission, WEST)
    release = close(mission.folder, JUNE, TODAY)
    assert sorted(path.name for path in (release.path / "sealed").iterdir()) == [
        "counts.parquet", "days.parquet", "table.parquet",
    ]  # fmt: skip
    assert "interviewed" not in (release.path / "manifest.json").read_text("utf-8")
    assert release.sample() is None


def test_the_documented_file_can_be_imported(mission: Any) -> None:
    """The example of docs/counter-screener.md, as an officer would copy it."""
    part = (Path(__file__).parents[2] / "docs" / "counter-screener.md").read_text("utf-8")
    mapping = part.split("```toml\n")[1].split("```")[0]
    table = part.split("```csv\n")[1].split("```")[0]
    table = table.replace("Gogui", "East")
    assert mission.load(table, mapping).set_aside == 0
    rows = month_rows(mission.folder, JUNE, "sealed")
    lines = list(csv.DictReader(StringIO(table)))
    counted = sum(int(line["Total"]) for line in lines if line["Forme"] == "comptage")
    assert only(rows, "flows").value == counted == 200
    assert only(rows, "nationalities", category1="MLI").value == 105
    assert only(rows, "nationalities", "share", category1="MLI").value == 0.525


def test_an_estimate_of_nothing_is_no_estimate() -> None:
    assert Estimate(0, 10, Fraction(0), 4).interval(0, 100, 0) is None
    assert Estimate(0, 10, None, 0).interval(5, 100, 0) is None
