"""Points and their days.

MO-06  a zero, a missing day, a silent day and a closed day are four different things
MO-07  a role holds for its days and no longer
MO-08  what people see is a name in their language
"""

from __future__ import annotations

from datetime import date

import pytest

from azalai.model.errors import InputError
from azalai.model.periods import Month
from azalai.model.points import DayNote, DayStatus, Point, Role, Span, Staffing, collection_days

JUNE = Month(2020, 6)


def day(number: int) -> date:
    """A day of June 2020; the 1st was a Monday."""
    return date(2020, 6, number)


def point(**more: object) -> Point:
    """A point that opened long ago."""
    given: dict[str, object] = {
        "code": "ML-x", "names": {"fr": "Gogui"}, "latitude": 1.0, "longitude": 1.0,
        "accuracy_km": 1.0, "opened": date(2016, 7, 1),
    }  # fmt: skip
    return Point(**{**given, **more})  # type: ignore[arg-type]


def said(status: DayStatus, first: int, last: int, code: str = "ML-x") -> DayNote:
    """A declaration about days of June."""
    return DayNote(code, Span(day(first), day(last)), status)


def test_mo06_each_kind_of_day_is_told_apart() -> None:
    days = collection_days(
        point(opened=day(3), closed=day(20)),
        JUNE,
        {day(4), day(7)},
        [said(DayStatus.ZERO, 5, 5), said(DayStatus.MISSING, 6, 8)],
    )
    assert days[day(2)] is DayStatus.CLOSED
    assert days[day(3)] is DayStatus.SILENT
    assert days[day(4)] is DayStatus.COLLECTED
    assert days[day(5)] is DayStatus.ZERO
    assert days[day(6)] is DayStatus.MISSING
    assert days[day(7)] is DayStatus.COLLECTED  # groups arrived, whatever was declared
    assert days[day(20)] is DayStatus.SILENT
    assert days[day(21)] is DayStatus.CLOSED
    assert len(days) == 30


def test_mo06_only_collected_and_zero_days_enter_an_average() -> None:
    assert [status.value for status in DayStatus if status.counts] == ["collected", "zero"]


def test_mo06_a_later_declaration_corrects_an_earlier_one() -> None:
    notes = [said(DayStatus.MISSING, 1, 30), said(DayStatus.ZERO, 9, 9)]
    days = collection_days(point(), JUNE, set(), notes)
    assert (days[day(8)], days[day(9)]) == (DayStatus.MISSING, DayStatus.ZERO)


def test_mo06_a_declaration_concerns_its_own_point_only() -> None:
    days = collection_days(point(), JUNE, set(), [said(DayStatus.ZERO, 1, 30, "ML-y")])
    assert set(days.values()) == {DayStatus.SILENT}


def test_mo06_a_weekday_without_staff_is_closed_not_silent() -> None:
    weekdays = Staffing(Span(date(2016, 1, 1)), frozenset(range(5)))
    days = collection_days(point(staffing=(weekdays,)), JUNE, {day(7)}, [])
    assert days[day(5)] is DayStatus.SILENT  # Friday
    assert days[day(6)] is DayStatus.CLOSED  # Saturday
    assert days[day(7)] is DayStatus.COLLECTED  # Sunday, and yet somebody counted


def test_mo06_staffing_of_another_time_says_nothing_about_today() -> None:
    old = Staffing(Span(date(2016, 1, 1), date(2019, 12, 31)), frozenset({0}))
    assert point(staffing=(old,)).should_be_staffed(day(6))


def test_mo07_a_role_may_change_in_the_middle_of_a_month() -> None:
    moving = point(
        roles=((Role.ENTRY_EXIT, Span(date(2020, 1, 1), day(15))), (Role.TRANSIT, Span(day(16))))
    )
    assert moving.role(date(2019, 12, 31)) is None
    assert moving.role(day(15)) is Role.ENTRY_EXIT
    assert moving.role(day(16)) is Role.TRANSIT


def test_mo07_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        Span(day(2), day(1))
    assert caught.value.code == "span_reversed"


def test_mo07_a_span_holds_both_of_its_ends() -> None:
    assert day(1) in Span(day(1), day(1))
    assert day(2) not in Span(day(1), day(1))
    assert date(2999, 1, 1) in Span(day(1))


def test_mo08_a_name_missing_in_a_language_is_said_in_another() -> None:
    assert point().name("en") == "Gogui"
    assert point(names={}).name("en") == "ML-x"
