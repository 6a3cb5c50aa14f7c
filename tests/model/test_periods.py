"""Months.

MO-04  a month is a year and a month, and nothing else is read as one
MO-05  months know their days, their neighbours and their order
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azalai.model.errors import InputError
from azalai.model.periods import Month

MONTHS = st.builds(Month, st.integers(1960, 2140), st.integers(1, 12))


@pytest.mark.parametrize(
    "text",
    ["2020-13", "2020-00", "2020-6", "June 2020", "", "2020", "06-2020", "2020-06-01", "1899-12",
     "2020/06", "-2020-06"],
)  # fmt: skip
def test_mo04_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        Month.parse(text)
    assert caught.value.code == "bad_month"
    assert caught.value.values["value"] == text


def test_mo04_spaces_around_a_month_do_not_matter() -> None:
    assert Month.parse(" 2020-06 ") == Month(2020, 6)


@pytest.mark.parametrize(
    ("month", "days"), [("2020-02", 29), ("2019-02", 28), ("1900-02", 28), ("2000-02", 29)]
)
def test_mo05_february_has_its_days(month: str, days: int) -> None:
    assert Month.parse(month).days == days


def test_mo05_january_follows_december() -> None:
    assert str(Month(2020, 1).previous) == "2019-12"
    assert str(Month(2019, 12).shifted(1)) == "2020-01"
    assert str(Month(2020, 6).shifted(-18)) == "2018-12"


@given(MONTHS)
def test_mo05_a_month_holds_exactly_its_own_days(month: Month) -> None:
    days = list(month.dates())
    assert days[0] == month.first == date(month.year, month.number, 1)
    assert days[-1] == month.last
    assert month.last + timedelta(days=1) == month.shifted(1).first
    assert {Month.of(day) for day in days} == {month}
    assert Month.parse(str(month)) == month


@given(MONTHS, st.integers(-600, 600))
def test_mo05_going_and_coming_back_is_standing_still(month: Month, steps: int) -> None:
    assert month.shifted(steps).shifted(-steps) == month
    assert (month.shifted(steps) > month) == (steps > 0)


def test_mo05_a_stretch_of_months_has_both_ends() -> None:
    assert [str(m) for m in Month(2019, 11).through(Month(2020, 2))] == [
        "2019-11", "2019-12", "2020-01", "2020-02",
    ]  # fmt: skip
    assert list(Month(2020, 2).through(Month(2020, 1))) == []
