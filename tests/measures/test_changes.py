"""Changes: against last month, along the series, against a reference period.

ME-08  a variation is the change of the average per day; without a base it is a word
ME-09  points are this month's rounded share minus last month's
ME-10  the short list: at most five, of at least one per cent, ties by last month, then by code
ME-11  *Other*, rebased, makes a column of changes add to 0; the report's own rule exists too
ME-12  a series holds counted months and published ones, each with its source
ME-13  a reference period is compared with when every month of it is known, else not at all
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azalai.measures import Comparison, OtherRule, Summary, tabulate, top
from azalai.model.periods import Month
from azalai.model.points import DayStatus
from azalai.model.tables import Row, Status
from azalai.workspace import Reference
from azalai.workspace.published import PublishedAggregate

POINT = "ML-x"


def month(
    text: str,
    persons: int = 0,
    days: int = 10,
    nationalities: Mapping[str, int] | None = None,
    direction: str = "in",
) -> Summary:
    """A month at one point of the edge: so many persons on so many collection days."""
    period = Month.parse(text)
    made = Summary(period, "MLI")
    dates = list(period.dates())
    made.status[POINT] = {
        day: DayStatus.COLLECTED if index < days else DayStatus.SILENT
        for index, day in enumerate(dates)
    }
    made.roles[POINT] = "entry_exit"
    made.national_days = set(dates[:days])
    made.days = {POINT: days, "MLI": period.days}
    for place in (POINT, "MLI"):
        for way in (direction, "total"):
            if days:
                made.cells["flows", place, way] = {("", ""): (persons, persons)}
            if nationalities:
                made.cells["nationalities", place, way] = {
                    (code, ""): (number, number) for code, number in nationalities.items()
                }
    return made


def rows_of(now: Summary, *history: Summary, **more: object) -> list[Row]:
    """The table of a month with its past, oldest first."""
    last = history[-1] if history and history[-1].month == now.month.previous else None
    return tabulate("", now, Comparison(last, history, **more))  # type: ignore[arg-type]


def only(rows: list[Row], measure: str, place: str = POINT, **more: str) -> Row:
    """The one row."""
    wanted = {"direction": "total", **more}
    (row,) = [
        row
        for row in rows
        if (row.measure, row.place) == (measure, place)
        and all(getattr(row, name) == text for name, text in wanted.items())
    ]
    return row


@pytest.mark.parametrize(
    ("now", "before", "value", "status"),
    [
        ((947, 30), (550, 31), 78, ""),  # Timbuktu, June against May 2020
        ((100, 10), (100, 20), 100, ""),  # the same persons on half the days
        ((50, 10), (100, 10), -50, ""),
        ((0, 10), (100, 10), -100, ""),
        ((201, 10), (200, 10), 1, ""),  # 0.5 rounds up
        ((199, 10), (200, 10), -1, ""),  # -0.5 rounds away from zero
        ((5, 10), (0, 10), None, "new"),
        ((0, 10), (0, 10), 0, ""),
        ((5, 10), (0, 0), None, "n/a"),
    ],
)
def test_me08_a_variation_compares_averages(
    now: tuple[int, int], before: tuple[int, int], value: int | None, status: str
) -> None:
    row = only(rows_of(month("2020-06", *now), month("2020-05", *before)), "variation")
    assert (row.value, row.status.value) == (value, status)
    if value is not None:
        assert row.days == before[1]


def test_me08_a_gap_of_a_month_is_no_base() -> None:
    rows = rows_of(month("2020-06", 5), month("2020-04", 5))
    assert only(rows, "variation").status is Status.NOT_APPLICABLE
    assert only(rows, "monthly_change", period="2020-06").status is Status.NOT_APPLICABLE


def test_me08_directions_unknown_last_month_are_no_base() -> None:
    rows = rows_of(month("2020-06", 5), month("2020-05", 5, direction="unknown"))
    assert only(rows, "variation", direction="in").status is Status.NOT_APPLICABLE
    assert only(rows, "variation").value == 0


def test_me09_points_are_differences_of_printed_shares() -> None:
    now = month("2020-06", 1000, nationalities={"BFA": 696, "MLI": 304})
    before = month("2020-05", 1000, nationalities={"BFA": 554, "MLI": 446})
    rows = rows_of(now, before)
    change = only(rows, "nationalities_change", category1="BFA")
    assert (change.value, change.base, change.unit) == (15, 55, "pp")  # 70 - 55, not 14.2
    assert only(rows, "nationalities_change", category1="MLI").value == -15


def test_me09_who_is_gone_falls_to_zero_and_who_is_new_rises_from_it() -> None:
    rows = rows_of(
        month("2020-06", 10, nationalities={"BFA": 10}),
        month("2020-05", 10, nationalities={"MLI": 10}),
    )
    assert only(rows, "nationalities", category1="MLI", unit="persons").value == 0
    assert only(rows, "nationalities_change", category1="MLI").value == -100
    assert only(rows, "nationalities_change", category1="BFA").value == 100


def test_me09_without_answers_last_month_there_is_no_change() -> None:
    rows = rows_of(month("2020-06", 10, nationalities={"BFA": 10}), month("2020-05", 10))
    assert only(rows, "nationalities_change", category1="BFA").status is Status.NOT_APPLICABLE


def order(now: Mapping[str, int], before: Mapping[str, int] | None = None) -> list[str]:
    """Nationalities as the table orders them."""
    past = [month("2020-05", 100, nationalities=before)] if before else []
    return [
        row.category1
        for row in rows_of(month("2020-06", 100, nationalities=now), *past)
        if (row.measure, row.place, row.direction, row.unit)
        == ("nationalities", POINT, "total", "persons")
        and row.category1 != "unknown"
    ]


def test_me10_ties_go_to_last_months_larger_then_to_the_code() -> None:
    now = {"TGO": 10, "BEN": 10, "NER": 10, "MLI": 70}
    assert order(now) == ["MLI", "BEN", "NER", "TGO"]
    assert order(now, {"TGO": 5, "NER": 6, "MLI": 89}) == ["MLI", "NER", "TGO", "BEN"]


def short(now: Mapping[str, int], before: Mapping[str, int], **more: object) -> list[tuple]:  # type: ignore[type-arg]
    """The short list: category, share, change."""
    rows = rows_of(
        month("2020-06", sum(now.values()), nationalities=now),
        month("2020-05", sum(before.values()), nationalities=before),
    )
    here = [
        row
        for row in rows
        if row.measure.startswith("nationalities")
        and (row.place, row.direction) == (POINT, "total")
    ]
    return [(line.category, line.share, line.change) for line in top(here, **more)]  # type: ignore[arg-type]


NOW = {"BFA": 500, "MLI": 200, "NER": 100, "GIN": 90, "CIV": 60, "TGO": 46, "BEN": 4}
BEFORE = {"BFA": 300, "MLI": 300, "NER": 100, "GIN": 0, "CIV": 50, "TGO": 250}


def test_me10_five_at_most_and_the_rest_is_other() -> None:
    assert short(NOW, BEFORE) == [
        ("BFA", 50, 20), ("MLI", 20, -10), ("NER", 10, 0), ("GIN", 9, 9), ("CIV", 6, 1),
        ("other", 5, -20),
    ]  # fmt: skip


def test_me10_the_limits_can_be_moved() -> None:
    assert [line[0] for line in short(NOW, BEFORE, at_most=2)] == ["BFA", "MLI", "other"]
    assert [line[0] for line in short(NOW, BEFORE, at_least=10)] == ["BFA", "MLI", "NER", "other"]


def test_me10_less_than_one_per_cent_is_not_listed() -> None:
    assert short({"BFA": 996, "MLI": 4}, {"BFA": 1}) == [("BFA", 100, 0)]
    assert short({"BFA": 995, "MLI": 5}, {"BFA": 1}) == [("BFA", 100, 0), ("MLI", 1, 1)]


def test_me10_a_given_list_is_printed_as_given() -> None:
    assert [line[0] for line in short(NOW, BEFORE, categories=["MLI", "FRA"])] == [
        "MLI", "FRA", "other",
    ]  # fmt: skip
    listed = short({"BFA": 10}, {"BFA": 10}, categories=["BFA", "other"])
    assert listed == [("BFA", 100, 0), ("other", 0, 0)]


def test_me11_the_reports_rule_takes_last_months_own_list() -> None:
    # May's own five: BFA 30, MLI 30, TGO 25, NER 10, CIV 5 leave 0; June's leave 5
    assert short(NOW, BEFORE, other=OtherRule.OWN_LIST)[-1] == ("other", 5, 5)


CODES = ["BFA", "MLI", "NER", "GIN", "CIV", "TGO", "BEN", "SEN"]
COUNTS = st.dictionaries(st.sampled_from(CODES), st.integers(1, 500), min_size=1)


@given(COUNTS, COUNTS)
def test_me11_shares_add_to_a_hundred_and_changes_to_nothing(
    now: dict[str, int], before: dict[str, int]
) -> None:
    lines = short(now, before)
    if lines[-1][0] == "other":
        assert sum(line[1] for line in lines) == 100
        assert sum(line[2] for line in lines) == 0
    else:  # nothing is left, or rounding up left less than nothing
        assert sum(line[1] for line in lines) >= 100


def published(text: str, value: float, **more: object) -> PublishedAggregate:
    """A month known from a publication."""
    given: dict[str, object] = {
        "place": "MLI", "month": Month.parse(text), "direction": "total", "measure": "flows",
        "value": value, "days": Month.parse(text).days, "status": Status.PUBLISHED,
        "source": "a report",
    }  # fmt: skip
    return PublishedAggregate(**{**given, **more})  # type: ignore[arg-type]


def test_me12_a_series_holds_months_from_records_and_from_publications() -> None:
    rows = rows_of(
        month("2020-06", 60, days=30),
        month("2020-05", 31, days=31),
        published=[
            published("2020-04", 157.11, measure="average_per_day", status=Status.DERIVED),
            published("2020-03", 900),
            published("2020-05", 999),  # counted: the publication is not needed
            published("2020-07", 999),  # later than the month
        ],
    )
    series = [
        (row.measure, row.period, row.value, row.status.value, row.source)
        for row in rows
        if row.measure in ("monthly", "monthly_average")
        and (row.place, row.direction) == ("MLI", "total")
    ]
    assert series == [
        ("monthly", "2020-03", 900, "published", "a report"),
        ("monthly", "2020-05", 31, "", "observations"),
        ("monthly", "2020-06", 60, "", "observations"),
        ("monthly_average", "2020-04", 157.11, "derived", "a report"),
        ("monthly_average", "2020-05", 1, "", "observations"),
        ("monthly_average", "2020-06", 2, "", "observations"),
    ]
    assert only(rows, "monthly_change", "MLI", period="2020-06").value == 100
    assert only(rows, "monthly_change", "MLI", period="2020-05").status is Status.NOT_APPLICABLE


REFERENCE = Reference("calm", Month(2020, 3), Month(2020, 5), {"en": "calm"})


def level(
    *history: Summary, figures: tuple[PublishedAggregate, ...] = (), place: str = "MLI"
) -> Row:
    """June (60 persons on 30 days: 2 a day) against March to May."""
    rows = rows_of(
        month("2020-06", 60, days=30), *history, published=figures, references=[REFERENCE]
    )
    return only(rows, "reference_level", place)


def test_me13_a_whole_reference_period_is_averaged_over_its_days() -> None:
    # 31 + 60 + 184 persons over 31 + 30 + 31 days: 275 / 92 = 2.989…; 2 is 66.9 % of it
    row = level(
        month("2020-03", 31, 31), month("2020-04", 60, 30), month("2020-05", 184, 31), place=POINT
    )
    assert (row.value, row.base, row.days) == (67, 2.99, 92)
    assert row.category1 == "calm"


def test_me13_published_months_complete_a_period() -> None:
    row = level(
        month("2020-05", 184, 31),
        figures=(
            published("2020-03", 31),
            published("2020-04", 2, measure="average_per_day"),
            published("2020-04", 1, direction="in"),
        ),
    )
    assert (row.value, row.days) == (67, 92)


def test_me13_a_part_of_a_period_is_no_reference() -> None:
    row = level(month("2020-04", 60, 30), month("2020-05", 184, 31))
    assert (row.value, row.base, row.status) == (None, None, Status.NOT_COLLECTED)
    # A month in which the point did not collect is as good as none.
    row = level(
        month("2020-03", 0, 0), month("2020-04", 60, 30), month("2020-05", 184, 31), place=POINT
    )
    assert row.status is Status.NOT_COLLECTED
