"""From a counted month to the long table: flows and series here, profiles in `profiles`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from azalai.measures.counting import Summary
from azalai.measures.profiles import profile_rows
from azalai.measures.sampling import SCREENED
from azalai.model.flows import Direction
from azalai.model.numbers import average, half_up, variation
from azalai.model.points import DayStatus
from azalai.model.tables import Row, Status
from azalai.workspace import Reference
from azalai.workspace.published import PublishedAggregate

DIRECTIONS = (Direction.IN.value, Direction.OUT.value, Direction.UNKNOWN.value, "total")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a month is held against.

    Attributes
    ----------
    before : Summary or None
        The month before.
    history : sequence of Summary
        All earlier months that were counted, oldest first.
    published : sequence of PublishedAggregate
        Months known only from publications.
    references : sequence of Reference
        Declared periods.
    """

    before: Summary | None = None
    history: Sequence[Summary] = ()
    published: Sequence[PublishedAggregate] = ()
    references: Sequence[Reference] = ()


def tabulate(release: str, now: Summary, comparison: Comparison) -> list[Row]:
    """The long table of a month, exact counts.

    Returns
    -------
    list of Row
        By measure, place and direction; within a profile the largest category first, ties by last
        month's count, then by code.
    """
    rows: list[Row] = []
    for place in now.places:
        rows += _flow_rows(release, now, comparison.before, place)
        rows += _daily_rows(release, now, place)
        rows += _monthly_rows(release, now, comparison, place)
        rows += _reference_rows(release, now, comparison, place)
        rows += profile_rows(release, now, comparison.before, place)
        rows += _screened_rows(release, now, place)
    rows.append(
        Row(
            release=release,
            measure="active_points",
            place=now.country,
            period=str(now.month),
            value=sum(1 for point in now.points if now.days[point]),
            unit="points",
            base=sum(1 for point in now.points if now.open_in_month(point)),
        )
    )
    return sorted(rows, key=lambda row: row.measure)


def tabulate_counts(summary: Summary) -> list[Row]:
    """Only what a later month needs in order to hide what this one hid: flows and profiles."""
    rows: list[Row] = []
    for place in summary.places:
        rows += _flow_rows("", summary, None, place)
        rows += profile_rows("", summary, None, place, counts_only=True)
    return rows


def shown_directions(summary: Summary, place: str) -> list[str]:
    """In, out and total always; unknown where there is any."""
    return [d for d in DIRECTIONS if d != Direction.UNKNOWN or summary.persons(place, d)]


def _known(summary: Summary, place: str, direction: str) -> bool:
    if not summary.collected(place):
        return False
    return direction in ("total", Direction.UNKNOWN) or summary.direction_known(place)


def _flow_rows(release: str, now: Summary, before: Summary | None, place: str) -> list[Row]:
    rows = []
    for direction in shown_directions(now, place):
        days = now.days[place]
        start = Row(
            release=release,
            measure="flows",
            place=place,
            period=str(now.month),
            direction=direction,
            unit="persons",
            days=days,
        )
        if not _known(now, place, direction):
            missing = start.but(status=Status.NOT_COLLECTED)
            rows += [missing, missing.but(measure="average_per_day", unit="persons/day")]
            rows.append(missing.but(measure="variation", unit="%", days=None))
            continue
        persons = now.persons(place, direction)
        rows += _counted(start, persons, days, "average_per_day")
        mean = Fraction(persons, days)
        rows.append(_variation(start.cells() | {"measure": "variation"}, mean, before))
    return rows


def _counted(start: Row, persons: int, days: int, average_measure: str) -> list[Row]:
    """Persons, and their average per day; there was collection, so `days` is not zero."""
    mean = half_up(Fraction(persons, days), 2)
    line = start.cells() | {"measure": average_measure, "unit": "persons/day"}
    return [start.but(value=persons), Row(**line | {"base": persons, "value": mean})]


def _screened_rows(release: str, now: Summary, place: str) -> list[Row]:
    """Interviewed groups and persons, beside the persons counted; and how many each stands for."""
    rows = []
    for direction in DIRECTIONS:
        seen = now.screened.get((place, direction))
        if seen is None:
            continue
        start = Row(
            release=release,
            measure=SCREENED,
            place=place,
            period=str(now.month),
            direction=direction,
            days=now.days[place],
        )
        rows.append(start.but(value=seen.groups, unit="groups"))
        rows.append(start.but(value=seen.persons, unit="persons", base=seen.counted))
        # A weight belongs to a stratum: sums of strata have several.
        if place == now.country or direction == "total":
            continue
        weight = start.but(unit="weight", base=seen.persons)
        if seen.persons and seen.counted:
            value = half_up(Fraction(seen.counted, seen.persons), 2)
            rows.append(weight.but(value=value))
        else:
            rows.append(weight.but(status=Status.NOT_APPLICABLE))
    return rows


def _variation(line: dict[str, Any], mean: Fraction, before: Summary | None) -> Row:
    """Change of the average per day; a base of zero or no base gives a status, never a number."""
    line = line | {"unit": "%", "days": None}
    place, direction = line["place"], line["direction"]
    if before is None or place not in before.days or not _known(before, place, direction):
        return Row(**line | {"status": Status.NOT_APPLICABLE})
    days = before.days[place]
    earlier = average(before.persons(place, direction), days)
    assert earlier is not None
    change = variation(mean, earlier)
    base = half_up(earlier)
    if change is None:
        status = Status.NEW if mean else Status.OK
        value = None if mean else 0
        return Row(**line | {"value": value, "base": 0, "days": days, "status": status})
    return Row(**line | {"value": change, "base": base, "days": days})


def _daily_rows(release: str, now: Summary, place: str) -> list[Row]:
    rows = []
    for day in now.month.dates():
        seen = now.daily.get(place, {}).get(day, {})
        status = _day_status(now, place, day)
        for direction in shown_directions(now, place):
            value = sum(seen.values()) if direction == "total" else seen.get(direction, 0)
            missing = not status.counts or not _known(now, place, direction)
            rows.append(
                Row(
                    release=release,
                    measure="daily",
                    place=place,
                    period=day.isoformat(),
                    direction=direction,
                    value=None if missing else value,
                    unit="persons",
                    days=None if missing else 1,
                    status=Status.NOT_COLLECTED if missing else Status.OK,
                )
            )
    return rows


def _day_status(now: Summary, place: str, day: date) -> DayStatus:
    """A country's day was collected where any point that was entry/exit that day collected."""
    if place != now.country:
        return now.status[place][day]
    return DayStatus.COLLECTED if day in now.national_days else DayStatus.MISSING


def _monthly_rows(release: str, now: Summary, comparison: Comparison, place: str) -> list[Row]:
    """Persons and average per day of every month known, from records or from publications."""
    rows: list[Row] = []
    counted = [*comparison.history, now]
    months = {s.month for s in counted if place in s.days and s.collected(place)}
    for item in sorted(comparison.published, key=lambda item: (item.month, item.direction)):
        if item.place == place and item.month not in months and item.month < now.month:
            average_row = item.measure == "average_per_day"
            rows.append(
                Row(
                    release=release,
                    measure="monthly_average" if average_row else "monthly",
                    place=place,
                    period=str(item.month),
                    direction=item.direction,
                    value=int(item.value) if item.value == int(item.value) else item.value,
                    unit="persons/day" if average_row else "persons",
                    days=item.days,
                    status=item.status,
                    source=item.source,
                )
            )
    previous: Summary | None = None
    for summary in counted:
        if place not in summary.days or not summary.collected(place):
            previous = None
            continue
        for direction in shown_directions(summary, place):
            if not _known(summary, place, direction):
                continue
            persons, days = summary.persons(place, direction), summary.days[place]
            start = Row(
                release=release,
                measure="monthly",
                place=place,
                period=str(summary.month),
                direction=direction,
                unit="persons",
                days=days,
            )
            rows += _counted(start, persons, days, "monthly_average")
            follows = previous is not None and previous.month.shifted(1) == summary.month
            rows.append(
                _variation(
                    start.cells() | {"measure": "monthly_change"},
                    Fraction(persons, days),
                    previous if follows else None,
                )
            )
        previous = summary
    return sorted(rows, key=lambda row: (row.measure, row.period))


def _reference_rows(release: str, now: Summary, comparison: Comparison, place: str) -> list[Row]:
    """The month's average per day as a percentage of a declared period's."""
    rows = []
    for reference in comparison.references:
        persons, days = Fraction(0), 0
        wanted = set(reference.first.through(reference.last))
        found = set()
        for summary in comparison.history:
            if summary.month in wanted and place in summary.days and summary.collected(place):
                persons += summary.persons(place)
                days += summary.days[place]
                found.add(summary.month)
        for item in comparison.published:
            if item.place == place and item.month in wanted - found and item.direction == "total":
                per_day = item.measure == "average_per_day"
                persons += Fraction(str(item.value)) * (item.days if per_day else 1)
                days += item.days
                found.add(item.month)
        start = Row(
            release=release,
            measure="reference_level",
            place=place,
            period=str(now.month),
            dimension1="reference",
            category1=reference.name,
            unit="%",
        )
        mean, base = average(now.persons(place), now.days[place]), average(persons, days)
        # A part of a period is not the period: without all of its months there is no comparison.
        if found != wanted or not base or mean is None or not now.collected(place):
            rows.append(start.but(status=Status.NOT_COLLECTED))
        else:
            value = half_up(mean / base * 100)
            rows.append(start.but(value=value, base=half_up(base, 2), days=days))
    return rows
