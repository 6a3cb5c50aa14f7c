"""When people travel: season, weekday, feasts, trend, and a shock like that of 2020."""

from __future__ import annotations

from datetime import date, timedelta
from math import cos, pi

_MONTHS = (1.12, 1.08, 1.0, 0.98, 1.04, 0.95, 0.86, 0.82, 0.88, 1.02, 1.14, 1.15)
"""A Sahel year: fields are tilled from June to September, journeys begin after the harvest."""

_SHOCK = {
    (2020, 4): 0.42, (2020, 5): 0.48, (2020, 6): 0.62, (2020, 7): 0.72, (2020, 8): 0.8,
    (2020, 9): 0.87, (2020, 10): 0.93, (2020, 11): 0.97,
}  # fmt: skip
SHOCK = date(2020, 3, 22)
"""The day from which borders are closed."""


def islamic_day(year: int, month: int, day: int) -> date:
    """A day of the tabular Islamic calendar; the moon may say one day more or less.

    Examples
    --------
    >>> islamic_day(1441, 10, 1)
    datetime.date(2020, 5, 24)
    """
    number = day + (59 * (month - 1) + 1) // 2 + 354 * (year - 1) + (3 + 11 * year) // 30
    return date.fromordinal(number + 227014)


def feasts(first: date, last: date) -> list[date]:
    """The two feasts of each Islamic year between two days."""
    years = range((first.year - 622) * 33 // 32 - 1, (last.year - 622) * 33 // 32 + 3)
    days = [islamic_day(year, month, day) for year in years for month, day in ((10, 1), (12, 10))]
    return [day for day in days if first <= day <= last]


def season(day: date) -> float:
    """How much the time of year makes travel, about 1; it changes by the day, without steps."""
    middle = (day.day - 15.5) / 30.5
    here = _MONTHS[day.month - 1]
    other = _MONTHS[(day.month - 1 + (1 if middle > 0 else -1)) % 12]
    return here + (other - here) * abs(middle)


def shock(day: date) -> float:
    """What is left of travel after borders closed in March 2020; 1 at any other time."""
    if SHOCK <= day <= date(2020, 3, 31):
        return 0.58
    return _SHOCK.get((day.year, day.month), 1.0)


def national(first: date, last: date) -> list[float]:
    """The factor of each day for the whole country: season, feasts and shock together."""
    factors = {}
    near = feasts(first - timedelta(days=9), last + timedelta(days=9))
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        factors[day] = season(day) * shock(day)
    for feast in near:
        for distance in range(-5, 7):
            day = feast + timedelta(days=distance)
            if day in factors:
                factors[day] *= 0.45 if distance == 0 else 1.35 if distance < 0 else 1.12
    return list(factors.values())


def tilt(month: int) -> float:
    """How much more of travel goes out in a month: after the harvest out, before the rains in."""
    return 0.1 * cos(2 * pi * (month - 12) / 12)
