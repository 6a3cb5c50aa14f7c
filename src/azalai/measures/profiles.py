"""Profiles: shares and changes of shares, one rule for every declared measure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from azalai.measures.counting import Category, Persons, Summary
from azalai.measures.declared import Measure, measures
from azalai.measures.estimating import Estimate
from azalai.model.numbers import half_up, percent
from azalai.model.tables import Row, Status

_NOBODY = (0, 0)


def profile_rows(
    release: str, now: Summary, before: Summary | None, place: str, *, counts_only: bool = False
) -> list[Row]:
    """Every declared measure at a place: persons, per cent, share and change in points.

    Parameters
    ----------
    counts_only : bool
        Only the rows whose unit is persons: all that small cells are known by.
    """
    rows: list[Row] = []
    for measure in measures().values():
        start = Row(
            release=release,
            measure=measure.name,
            place=place,
            period=str(now.month),
            dimension1=measure.dimensions[0],
            dimension2=(*measure.dimensions, "")[1],
        )
        rows += _measure_rows(start, measure, now, before, counts_only)
    return rows


def base_of(measure: Measure, summary: Summary, place: str, direction: str) -> Persons:
    """Persons with a known answer. Of a partition: all its categories together.

    Of an estimate: the persons whom it stands for, not the fewer who were interviewed.
    """
    cells = summary.cells.get((measure.name, place, direction), {})
    if measure.partition:
        return sum(persons for persons, _ in cells.values())
    return max((answered for _, answered in cells.values()), default=0)


def _measure_rows(
    start: Row, measure: Measure, now: Summary, before: Summary | None, counts_only: bool
) -> list[Row]:
    place = start.place
    if base_of(measure, now, place, "total") == 0:
        if measure.known_categories and not measure.partition:
            return [
                start.but(category1=first, unit="persons", status=Status.NOT_COLLECTED)
                for first, _ in measure.known_categories
            ]
        return [start.but(status=Status.NOT_COLLECTED)]
    rows = []
    for direction in ("in", "out", "unknown", "total"):
        if base_of(measure, now, place, direction):
            line = start.but(direction=direction, days=now.days[place])
            rows += _direction_rows(line, measure, now, before, counts_only)
        elif now.persons(place, direction):
            # People passed in this direction, and nobody's answer is known.
            rows.append(start.but(direction=direction, status=Status.NOT_COLLECTED))
            if measure.partition:
                rows += _unknown_rows(start.but(direction=direction), measure, now)
    return rows


def _direction_rows(
    start: Row, measure: Measure, now: Summary, before: Summary | None, counts_only: bool
) -> list[Row]:
    place, direction = start.place, start.direction
    cells = now.cells[measure.name, place, direction]
    earlier: dict[Category, tuple[Persons, Persons]] = {}
    if before is not None:
        earlier = before.cells.get((measure.name, place, direction), {})
    base = base_of(measure, now, place, direction)
    asked_all = _asked_all(measure, now, place, direction)
    compared = _Compared(measure, before, place, direction)
    rows: list[Row] = []
    changes: list[Row] = []
    behind: list[Row] = []
    everywhere = start.cells() | {"unit": "persons"}
    # A category that was there last month and is gone has a true zero now.
    for category in _order({**dict.fromkeys(earlier, _NOBODY), **cells}, earlier, measure):
        persons, answered = cells.get(category, _NOBODY)
        # Not yet a row: a month has tens of thousands, and each is made once.
        line = everywhere | {"category1": category[0], "category2": category[1]}
        unstated = category not in cells and category in measure.known_categories
        if (not measure.partition and not answered) or (unstated and not asked_all):
            rows.append(Row(**line | {"days": None, "status": Status.NOT_COLLECTED}))
            continue
        whole = base if measure.partition else answered
        estimate = _estimate_of(measure, now, place, direction, category)
        stated = int(whole)
        if estimate is not None:
            line["status"], stated = Status.ESTIMATED, int(estimate.base)
        rows.append(Row(**line | {"value": half_up(persons), "base": stated}))
        if counts_only:
            continue
        change = {"measure": f"{measure.name}_change", "unit": "pp", "days": None}
        if not asked_all:
            # A part of the categories has counts but no shares: nobody knows what they are of.
            missing = line | {"status": Status.NOT_APPLICABLE}
            rows += [Row(**missing | {"unit": unit}) for unit in ("%", "share")]
            changes.append(Row(**missing | change))
            continue
        shown = percent(persons, whole, measure.decimals)
        assert shown is not None
        share = float(persons / whole)
        rows.append(Row(**line | {"value": shown, "unit": "%", "base": stated}))
        rows.append(Row(**line | {"value": share, "unit": "share", "base": stated}))
        changes.append(Row(**line | change | compared.with_last(shown, category)))
        if estimate is not None:
            behind += _behind(Row(**line), estimate, persons, whole, measure.decimals)
    return rows + _unknown_rows(start, measure, now) + changes + behind


def _estimate_of(
    measure: Measure, summary: Summary, place: str, direction: str, category: Category
) -> Estimate | None:
    """What an estimate rests on; None where everybody was counted one by one."""
    estimates = summary.estimates.get((measure.name, place, direction))
    if not estimates:
        return None
    if category in estimates or not measure.partition:
        return estimates.get(category)
    # Gone since last month: nobody, of as many as the others.
    other = next(iter(estimates.values()))
    return replace(other, recorded=0, variance=other.variance and Fraction(0))


def _behind(
    line: Row, estimate: Estimate, persons: Persons, whole: Persons, decimals: int
) -> list[Row]:
    """Of how many recorded persons an estimate is made, and its 95 % interval."""
    name, base = line.measure, estimate.base
    found = estimate.interval(persons, whole, decimals)
    recorded = line.but(measure=f"{name}_recorded", value=estimate.recorded, base=base)
    rows = [recorded.but(status=Status.OK)]
    for index, end in enumerate(("low", "high")):
        row = line.but(measure=f"{name}_{end}", unit="%", base=base)
        value = None if found is None else found[index]
        status = Status.NOT_APPLICABLE if found is None else Status.ESTIMATED
        rows.append(row.but(value=value, status=status))
    return rows


def _asked_all(measure: Measure, summary: Summary, place: str, direction: str) -> bool:
    """Whether every category of a closed list was asked about: a blank is unknown, never 0.

    Stated cells that fill the groups leave nothing for the others, asked about or not.
    """
    cells = summary.cells.get((measure.name, place, direction), {})
    if not measure.partition or set(measure.known_categories) <= set(cells):
        return True
    return base_of(measure, summary, place, direction) == summary.persons(place, direction)


class _Compared:
    """Last month's shares of one profile, to which this month's are held."""

    def __init__(
        self, measure: Measure, before: Summary | None, place: str, direction: str
    ) -> None:
        self._measure, self._before = measure, before
        self._where = (place, direction)
        self._known = before is not None and _asked_all(measure, before, place, direction)
        if before is not None and self._known:
            self._cells = before.cells.get((measure.name, place, direction), {})
            self._base = base_of(measure, before, place, direction)
            self._days = before.days.get(place)

    def with_last(self, shown: int | float, category: Category) -> dict[str, Any]:
        """What a row of change says: the printed share minus last month's, which is its base."""
        measure, before = self._measure, self._before
        if before is None or not self._known:
            return {"status": Status.NOT_APPLICABLE}
        persons, answered = self._cells.get(category, _NOBODY)
        whole = self._base if measure.partition else answered
        was = percent(persons, whole, measure.decimals)
        if was is None:
            return {"status": Status.NOT_APPLICABLE}
        points = _difference(shown, was, measure.decimals)
        said: dict[str, Any] = {"value": points, "base": was, "days": self._days}
        if _estimate_of(measure, before, *self._where, category) is not None:
            said["status"] = Status.ESTIMATED
        return said


def _unknown_rows(start: Row, measure: Measure, now: Summary) -> list[Row]:
    """Persons whose category of a partition nobody stated."""
    everybody = now.persons(start.place, start.direction)
    # Estimates share out the persons counted: together they are a whole number again.
    unknown = everybody - int(base_of(measure, now, start.place, start.direction))
    if not measure.partition or not unknown:
        return []
    return [start.but(category1="unknown", unit="persons", value=unknown, base=everybody)]


def _difference(now: int | float, before: int | float, decimals: int) -> int | float:
    """Difference of two printed shares, exact in their decimals."""
    if decimals == 0:
        return int(now) - int(before)
    scale = 10**decimals
    return half_up(Fraction(round(now * scale) - round(before * scale), scale), decimals)


def _order(
    cells: dict[Category, tuple[Persons, Persons]],
    earlier: dict[Category, tuple[Persons, Persons]],
    measure: Measure,
) -> list[Category]:
    """Largest first; ties by last month's count, then by code. Known categories are all there."""
    listed = {**dict.fromkeys(measure.known_categories, _NOBODY), **cells}
    return sorted(
        listed,
        key=lambda name: (-listed[name][0], -earlier.get(name, _NOBODY)[0], name),
    )
