"""Profiles: shares and changes of shares, one rule for every declared measure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from azalai.measures.counting import Category, Persons, Summary
from azalai.measures.declared import Measure, measures
from azalai.measures.estimating import Estimate
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


def base_of(measure: Measure, summary: Summary, place: str, direction: str) -> Persons:
    """Persons with a known answer. Of a partition: all its categories together.

    Of an estimate: the persons whom it stands for, not the fewer who were interviewed.
    """
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
        elif now.persons(place, direction):
            # People passed in this direction, and nobody's answer is known.
            rows.append(replace(start, direction=direction, status=Status.NOT_COLLECTED))
            if measure.partition:
                rows += _unknown_rows(replace(start, direction=direction), measure, now)
    return rows


def _direction_rows(
    start: Row, measure: Measure, now: Summary, before: Summary | None
) -> list[Row]:
    place, direction = start.place, start.direction
    cells = now.cells[measure.name, place, direction]
    earlier: dict[Category, tuple[Persons, Persons]] = {}
    if before is not None:
        earlier = before.cells.get((measure.name, place, direction), {})
    base = base_of(measure, now, place, direction)
    asked_all = _asked_all(measure, now, place, direction)
    rows: list[Row] = []
    changes: list[Row] = []
    behind: list[Row] = []
    # A category that was there last month and is gone has a true zero now.
    for category in _order({**dict.fromkeys(earlier, _NOBODY), **cells}, earlier, measure):
        persons, answered = cells.get(category, _NOBODY)
        line = replace(start, category1=category[0], category2=category[1], unit="persons")
        unstated = category not in cells and category in measure.known_categories
        if (not measure.partition and not answered) or (unstated and not asked_all):
            rows.append(replace(line, days=None, status=Status.NOT_COLLECTED))
            continue
        whole = base if measure.partition else answered
        estimate = _estimate_of(measure, now, place, direction, category)
        stated: Persons = whole
        if estimate is not None:
            line, stated = replace(line, status=Status.ESTIMATED), estimate.base
        rows.append(replace(line, value=half_up(persons), base=int(stated)))
        change = replace(line, measure=f"{measure.name}_change", unit="pp", days=None)
        if not asked_all:
            # A part of the categories has counts but no shares: nobody knows what they are of.
            missing = replace(line, status=Status.NOT_APPLICABLE)
            rows += [replace(missing, unit="%"), replace(missing, unit="share")]
            changes.append(replace(change, status=Status.NOT_APPLICABLE))
            continue
        shown = percent(persons, whole, measure.decimals)
        assert shown is not None
        share = float(Fraction(persons) / whole)
        rows.append(replace(line, value=shown, unit="%", base=int(stated)))
        rows.append(replace(line, value=share, unit="share", base=int(stated)))
        changes.append(_change(change, shown, category, measure, before))
        if estimate is not None:
            behind += _behind(line, estimate, persons, whole, measure.decimals)
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
    recorded = replace(line, measure=f"{name}_recorded", value=estimate.recorded, base=base)
    rows = [replace(recorded, status=Status.OK)]
    for index, end in enumerate(("low", "high")):
        row = replace(line, measure=f"{name}_{end}", unit="%", base=base)
        value = None if found is None else found[index]
        status = Status.NOT_APPLICABLE if found is None else Status.ESTIMATED
        rows.append(replace(row, value=value, status=status))
    return rows


def _asked_all(measure: Measure, summary: Summary, place: str, direction: str) -> bool:
    """Whether every category of a closed list was asked about: a blank is unknown, never 0.

    Stated cells that fill the groups leave nothing for the others, asked about or not.
    """
    cells = summary.cells.get((measure.name, place, direction), {})
    if not measure.partition or set(measure.known_categories) <= set(cells):
        return True
    return base_of(measure, summary, place, direction) == summary.persons(place, direction)


def _change(
    start: Row, shown: int | float, category: Category, measure: Measure, before: Summary | None
) -> Row:
    """This month's printed share minus last month's; last month's share is the row's base."""
    place, direction = start.place, start.direction
    if before is None or not _asked_all(measure, before, place, direction):
        return replace(start, status=Status.NOT_APPLICABLE)
    if _estimate_of(measure, before, place, direction, category) is not None:
        start = replace(start, status=Status.ESTIMATED)
    cells = before.cells.get((measure.name, place, direction), {})
    persons, answered = cells.get(category, _NOBODY)
    whole = base_of(measure, before, place, direction) if measure.partition else answered
    was = percent(persons, whole, measure.decimals)
    if was is None:
        return replace(start, status=Status.NOT_APPLICABLE)
    points = _difference(shown, was, measure.decimals)
    return replace(start, value=points, base=was, days=before.days[place])


def _unknown_rows(start: Row, measure: Measure, now: Summary) -> list[Row]:
    """Persons whose category of a partition nobody stated."""
    everybody = now.persons(start.place, start.direction)
    # Estimates share out the persons counted: together they are a whole number again.
    unknown = everybody - int(base_of(measure, now, start.place, start.direction))
    if not measure.partition or not unknown:
        return []
    return [replace(start, category1="unknown", unit="persons", value=unknown, base=everybody)]


def _difference(now: int | float, before: int | float, decimals: int) -> int | float:
    """Difference of two printed shares, exact in their decimals."""
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
