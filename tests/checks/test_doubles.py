"""Two records of one group are told from two groups that are alike."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from types import ModuleType

import pytest

from azalai.checks.doubles import Sighting, find

BUS = Sighting(
    "bus", "ML-bamako", date(2020, 6, 10), time(9, 0), "in", 41,
    {"sex_age/M/adult": 30, "sex_age/F/adult": 8, "sex_age/F/minor": 3,
     "nationality/MLI": 25, "nationality/GIN": 16},
    {"transport": "bus", "next_destination": "MLI", "final_destination": "DZA"},
)  # fmt: skip
MAN = Sighting(
    "man", "ML-bamako", date(2020, 6, 10), time(9, 0), "in", 1,
    {"sex_age/M/adult": 1, "nationality/MLI": 1},
    {"transport": "foot", "next_destination": "MLI", "final_destination": "MLI"},
)  # fmt: skip


def history(point: str = "ML-bamako") -> list[Sighting]:
    """Twenty days, each with a lone man an hour and two groups that no other day has."""
    men = [
        replace(MAN, key=f"{point}-{day}-{hour}", point=point, day=date(2020, 6, day),
                time=time(hour, 30))
        for day in range(1, 21)
        for hour in range(8, 18)
    ]  # fmt: skip
    families = [
        replace(BUS, key=f"{point}-{day}-family-{hour}", point=point, day=date(2020, 6, day),
                time=time(hour, 10), persons=4 + day % 7,
                cells={"sex_age/M/adult": 1, "sex_age/F/adult": 3 + day % 7},
                traits={"transport": "car", "final_destination": "MLI"})
        for day in range(1, 21)
        for hour in (7, 15)
    ]  # fmt: skip
    return men + families


def pairs(found: list[object]) -> list[tuple[str, str, bool]]:
    return [(one.first, one.second, one.same_point) for one in found]  # type: ignore[attr-defined]


def test_a_bus_written_down_by_two() -> None:
    again = replace(
        BUS, key="again", time=time(9, 7), persons=42,
        cells=dict(BUS.cells) | {"sex_age/M/adult": 31},
        traits=dict(BUS.traits) | {"transport": ""},
    )  # fmt: skip
    found = find([*history(), BUS, again], {"again"})
    assert pairs(found) == [("bus", "again", True)]
    assert found[0].probability > 0.8
    assert "nationality" in found[0].reasons and "persons" not in found[0].reasons


def test_lone_men_who_come_all_day_are_nobodys_double() -> None:
    others = [replace(MAN, key=f"man-{n}", time=time(9, n)) for n in (2, 11)]
    assert find([*history(), MAN, *others], {"man", "man-2", "man-11"}) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"time": time(10, 30)},
        {"direction": "out"},
        {"day": date(2020, 6, 12)},
        {"persons": 12, "cells": {"sex_age/M/adult": 12, "nationality/SEN": 12}},
    ],
    ids=["hours apart", "the other way", "two days later", "others"],
)
def test_other_groups(changed: dict[str, object]) -> None:
    assert find([*history(), BUS, replace(BUS, key="again", **changed)]) == []  # type: ignore[arg-type]


def test_no_hour_is_no_reason_to_miss_it() -> None:
    again = replace(BUS, key="again", time=None)
    found = find([*history(), BUS, again], {"again"})
    assert [one.second for one in found] == ["bus"] and "time" not in found[0].reasons
    # Nothing but a number of persons and no hour: nobody can tell.
    bare = [replace(BUS, key=key, time=None, cells={}, traits={}) for key in ("one", "two")]
    assert find([*history(), *bare]) == []


def test_an_unknown_direction_may_be_any() -> None:
    again = replace(BUS, key="again", time=time(9, 4), direction="unknown")
    assert pairs(find([*history(), BUS, again])) == [("bus", "again", True)]


def test_the_same_group_at_the_next_point() -> None:
    onward = replace(
        BUS, key="onward", point="ML-gao", day=date(2020, 6, 11), time=time(6, 0),
        traits=dict(BUS.traits) | {"next_destination": "DZA"},
    )  # fmt: skip
    found = find([*history(), *history("ML-gao"), BUS, onward], {"onward"})
    assert pairs(found) == [("bus", "onward", False)]
    late = replace(onward, day=date(2020, 6, 14))
    assert find([*history(), *history("ML-gao"), BUS, late], {"onward"}) == []


def test_only_what_was_asked_for() -> None:
    again = replace(BUS, key="again", time=time(9, 7))
    assert find([*history(), BUS, again], {"somebody"}) == []
    assert find([]) == []


def test_precision_and_recall() -> None:
    """The promise of `benchmarks/doubles.py`, on countries of other seeds."""
    bench = _benchmark()
    right = called = planted = 0
    for seed in (1, 2):
        clean, month, copies, twins = bench.planted(seed, 3_000)
        asked = {one.key for one in (*month, *copies)}
        here = [one for one in find([*clean, *copies], asked) if one.same_point]
        right += sum(frozenset((one.first, one.second)) in twins for one in here)
        called += len(here)
        planted += len(twins)
    assert planted > 30
    assert right / called >= 0.9
    assert right / planted >= 0.9


def _benchmark() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "doubles.py"
    spec = importlib.util.spec_from_file_location("benchmark_doubles", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
