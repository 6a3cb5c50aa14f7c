"""What a closing reads of the past.

RE-10  the narrow history says of flows, days and directions what the whole month says
RE-11  a month closed among many is the month closed with its past still open
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from azalai.measures import Summary, count_month, summarise
from azalai.model.periods import Month
from azalai.release import close
from azalai.release.history import flows_before

HEADER = "form,day,place,way,n,next,type,men,women,boys,girls,alone,Mali,Niger\n"
LINES = (
    "1,2020-05-03,East,,9,Mali,seasonal,,,,,,9,\n"
    "2,2020-06-15,Moves,in,10,Mali,seasonal,4,3,2,1,0,10,\n"
    "3,2020-06-16,Moves,out,7,Mali,seasonal,,,,,,,7\n"
    "4,2020-06-16,Inside,in,5,,,,,,,,,\n"
    "5,2020-06-20,West,out,3,,,,,,,,,\n"
    "6,2020-07-02,East,in,11,,,,,,,,,\n"
)
MONTHS = [Month(2020, number) for number in (5, 6, 7)]
TODAY = date(2020, 9, 1)


def said(summary: Summary) -> dict[str, Any]:
    """All that series and reference periods ask of a month."""
    return {
        "days": summary.days,
        "national": summary.national_days,
        "persons": {
            (place, way): summary.persons(place, way)
            for place in summary.days
            for way in ("in", "out", "unknown", "total")
        },
        "collected": {place: summary.collected(place) for place in summary.days},
        "known": {place: summary.direction_known(place) for place in summary.days},
    }


@pytest.mark.parametrize("closed", [0, 1, 3])
def test_re10_the_narrow_history_is_the_whole_one(mission: Any, closed: int) -> None:
    """The point that moved inside on 16 June counts for the country until the 15th."""
    mission.load(HEADER + LINES)
    for month in MONTHS[:closed]:
        close(mission.folder, month, TODAY)
    folder = mission.folder
    narrow = flows_before(folder, Month(2020, 8), folder.months())
    whole = [summarise(count_month(folder, month), folder.country) for month in MONTHS]
    assert [item.month for item in narrow] == MONTHS
    assert [said(item) for item in narrow] == [said(item) for item in whole]
    # June: ten came to the point at the edge, three left at West; not the seven, not the five.
    assert narrow[1].persons("MLI") == 13
    assert (narrow[1].persons("ML-moves"), narrow[1].days["ML-moves"]) == (17, 2)


def test_re10_no_month_after_is_history(mission: Any) -> None:
    mission.load(HEADER + LINES)
    folder = mission.folder
    months = [item.month for item in flows_before(folder, MONTHS[1], folder.months())]
    assert months == MONTHS[:1]
    assert flows_before(folder, MONTHS[0], folder.months()) == []


def test_re11_a_closed_past_and_an_open_one_give_one_table(missions: Any) -> None:
    tables = []
    for first in (0, 2):
        mission = missions()
        mission.load(HEADER + LINES)
        for month in MONTHS[first:]:
            release = close(mission.folder, month, TODAY)
        tables.append(release.rows("sealed"))
    assert tables[0] == tables[1]
    assert len(tables[0]) > 300
