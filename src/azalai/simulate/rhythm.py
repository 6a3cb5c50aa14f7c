"""How many groups to expect at each point on each day, and which days are without collection."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from azalai.simulate import calendar
from azalai.simulate.invented import Land
from azalai.simulate.parameters import Parameters
from azalai.simulate.profiles import Floats, Profiles, stream

_LOST = 0.006
"""Share of days on which nobody collects: illness, rain, insecurity."""
_DUST = 0.02
"""Share of days of the harmattan on which dust keeps people at home."""
_NEW_FORM = 1.15

CLOSED, MISSING, OPEN = 0, 1, 2


class Rhythm:
    """Expected groups and status, by point and day.

    Attributes
    ----------
    days : list of date
    status : array
        `CLOSED`, `MISSING` or `OPEN`, by point and day.
    expected : array
        Groups, by point and day; 0 where nobody collects.
    """

    def __init__(self, parameters: Parameters, land: Land, ways: Profiles) -> None:
        first, last = parameters.first.first, parameters.last.last
        self.days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self.status = np.array(
            [_status(parameters.seed, land, index, self.days) for index in range(len(land.points))],
            dtype=np.int8,
        )
        shape = _shape(parameters.seed, land, ways, self.days) * (self.status == OPEN)
        total = shape.sum()
        self.expected: Floats = shape * (parameters.groups / total if total else 0)

    def groups(self) -> float:
        """Groups that are expected altogether."""
        return float(self.expected.sum())


def _status(seed: int, land: Land, index: int, days: list[date]) -> list[int]:
    point = land.points[index]
    shut = land.shut.get(point.code)
    chance = stream(seed, 2, index).random(len(days))
    return [
        CLOSED if not point.should_be_staffed(day)
        else MISSING if (shut is not None and day in shut) or lost < _LOST
        else OPEN
        for day, lost in zip(days, chance, strict=True)
    ]  # fmt: skip


def _shape(seed: int, land: Land, ways: Profiles, days: list[date]) -> NDArray[np.float64]:
    """The course of each point through the years, before it is scaled."""
    country = np.array(calendar.national(days[0], days[-1]))
    dust = stream(seed, 3).random(len(days)) < _DUST
    harmattan = np.array([day.month in (12, 1, 2) for day in days])
    country = country * np.where(dust & harmattan, 0.6, 1.0)
    if land.new_form is not None:
        country = country * np.where(np.array(days) >= land.new_form, _NEW_FORM, 1.0)
    weekday = np.array([day.weekday() for day in days])
    years = np.arange(len(days)) / 365.25
    month = np.array([(day.year - days[0].year) * 12 + day.month - days[0].month for day in days])
    rows = []
    for index in range(len(land.points)):
        week = np.where(weekday == ways.market[index], 1.22, np.where(weekday == 4, 0.88, 1.0))
        # From month to month a point wanders: roads, prices, security.
        steps = stream(seed, 4, index).normal(0, 0.05, month[-1] + 1)
        wander = np.zeros(len(steps))
        for at in range(1, len(steps)):
            wander[at] = 0.85 * wander[at - 1] + steps[at]
        trend = np.exp(ways.drift[index] * (years - years[-1] / 2) + wander[month])
        own = 1 + ways.phase[index] * np.cos(2 * np.pi * years)
        rows.append(ways.busy[index] * country * week * trend * own)
    return np.array(rows)
