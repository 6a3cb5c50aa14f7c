"""Profiles: shares and changes of shares, one rule for every declared measure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from azalai.measures.counting import Category, Summary
from azalai.measures.declared import Measure, measures
from azalai.model.numbers import half_up, percent
from azalai.model.tables import Row, Status

_NOBODY = (0, 0)


def profile_rows(release: str, now: Summary, before: Summary | None, place: str) -> list[Row]:
    """Every declared measure at a place: persons, per cent, share and change in points."""
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
        rows += _measure_rows(start, measure, now, before)
    return rows


def base_of(measure: Measure, summary: Summary, place: str, direction: str) -> int:
    """Persons with a known answer. Of a partition: all its categories together."""
    cells = summary.cells.get((measure.name, place, direction), {})
    if measure.partition:
        return sum(persons for persons, _ in cells.values())
    return max((answered for _, answered in cells.values()), default=0)


def _measure_rows(start: Row, measure: Measure, now: Summary, before: Summary | None) -> list[Row]:
    place = start.place
    if base_of(measure, now, place, "total") == 0:
        if measure.known_categories and not measure.partition:
            return [
                replace(start, category1=first, unit="persons", status=Status.NOT_COLLECTED)
                for first, _ in measure.known_categories
            ]
        return [replace(start, status=Status.NOT_COLLECTED)]
    rows = []
    for direction in ("in", "out", "unknown", "total"):
        if base_of(measure, now, place, direction):
            line = replace(start, direction=direction, days=now.days[place])
            rows += _direction_rows(line, measure, now, before)
    return rows


def _direction_rows(
    start: Row, measure: Measure, now: Summary, before: Summary | None
) -> list[Row]:
    place, direction = start.place, start.direction
    cells = now.cells[measure.name, place, direction]
    earlier: dict[Category, tuple[int, int]] = {}
    if before is not None:
        earlier = before.cells.get((measure.name, place, direction), {})
    base = base_of(measure, now, place, direction)
    earlier_base = base_of(measure, before, place, direction) if before is not None else 0
    rows: list[Row] = []
    changes: list[Row] = []
    # A category that was there last month and is gone has a true zero now.
    for category in _order({**dict.fromkeys(earlier, _NOBODY), **cells}, earlier, measure):
        persons, answered = cells.get(category, _NOBODY)
        line = replace(start, category1=category[0], category2=category[1], unit="persons")
        if not measure.partition and not answered:
            rows.append(replace(line, days=None, status=Status.NOT_COLLECTED))
            continue
        whole = base if measure.partition else answered
        rows.append(replace(line, value=persons, base=whole))
        shown = percent(persons, whole, measure.decimals)
        rows.append(replace(line, value=shown, unit="%", base=whole))
        share = float(Fraction(persons, whole))
        rows.append(replace(line, value=share, unit="share", base=whole))
        change = replace(line, measure=f"{measure.name}_change", unit="pp", days=None)
        before_persons, before_answered = earlier.get(category, _NOBODY)
        before_whole = earlier_base if measure.partition else before_answered
        was = percent(before_persons, before_whole, measure.decimals)
        if was is None or shown is None or before is None:
            changes.append(replace(change, status=Status.NOT_APPLICABLE))
        else:
            points = _difference(shown, was, measure.decimals)
            changes.append(replace(change, value=points, base=was, days=before.days[place]))
    unknown = now.persons(place, direction) - base if measure.partition else 0
    if unknown:
        line = replace(start, category1="unknown", unit="persons", value=unknown)
        rows.append(replace(line, base=now.persons(place, direction)))
    return rows + changes


def _difference(now: int | float, before: int | float, decimals: int) -> int | float:
    """Difference of two printed shares, exact in their decimals."""
    scale = 10**decimals
    return half_up(Fraction(round(now * scale) - round(before * scale), scale), decimals)


def _order(
    cells: dict[Category, tuple[int, int]],
    earlier: dict[Category, tuple[int, int]],
    measure: Measure,
) -> list[Category]:
    """Largest first; ties by last month's count, then by code. Known categories are all there."""
    listed = {**dict.fromkeys(measure.known_categories, _NOBODY), **cells}
    return sorted(
        listed,
        key=lambda name: (-listed[name][0], -earlier.get(name, _NOBODY)[0], name),
    )
