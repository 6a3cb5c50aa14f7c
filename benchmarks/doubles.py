"""Groups entered twice, and groups seen at two points, against what `checks.doubles` finds.

    python benchmarks/doubles.py [GROUPS]

A clean country of ten points is simulated for three months. In the last month some groups are
entered a second time, as people do: by the same hand some minutes later (mostly equal, now and then
one answer other), or by a second enumerator who counted for himself (more answers other, one person
more or fewer). Groups of every size take part, lone travellers too. Promise: precision and recall
are both at least 0.9 at the default threshold.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import numpy as np

from azalai.checks.doubles import Sighting, find
from azalai.model.periods import Month
from azalai.simulate import Parameters, simulate

SEED = 2021
FIRST, LAST = Month(2019, 7), Month(2019, 9)
POINTS, GROUPS = 10, 12_000
TWICE = 0.02
"""Share of a month's groups that are entered twice."""
PROMISE = 0.9
TRAITS = (
    "departure", "departure_place", "provenance", "next_destination", "next_place",
    "final_destination", "movement_type", "transport",
)  # fmt: skip


def sightings(root: Path, seed: int, groups: int) -> list[Sighting]:
    """The records of a clean simulated country, those of journeys seen twice among them."""
    simulate(
        root,
        Parameters(seed=seed, points=POINTS, first=FIRST, last=LAST, groups=groups, cut="month"),
    )
    found = []
    for path in sorted((root / "import").iterdir()):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line in csv.DictReader(file):
                found.append(_sighting(line))
    return found


def _sighting(line: dict[str, str]) -> Sighting:
    cells = {f"sex_age/{name}": line[name] for name in ("men", "women", "boys", "girls")}
    cells |= {f"nationality/{name}": text for name, text in line.items() if name.istitle()}
    hour, minute = map(int, line["time"].split(":")[:2])
    return Sighting(
        key=line["record_id"],
        point=line["point"],
        day=date.fromisoformat(line["date"]),
        time=time(hour, minute),
        direction=line["direction"],
        persons=int(line["persons"]),
        cells={name: int(text) for name, text in cells.items() if text.isdigit()},
        traits={name: line[name] for name in TRAITS if line.get(name)},
    )


def enter_twice(
    groups: list[Sighting], rng: np.random.Generator, share: float = TWICE
) -> tuple[list[Sighting], set[frozenset[str]]]:
    """Second forms of some groups, and which pairs are one group."""
    copies, pairs = [], set()
    for one in groups:
        if rng.random() >= share:
            continue
        second = rng.random() < 0.4
        copy = _second_form(one, rng, 0.12 if second else 0.03, second)
        copies.append(copy)
        pairs.add(frozenset((one.key, copy.key)))
    return copies, pairs


def _second_form(
    one: Sighting, rng: np.random.Generator, wrong: float, recounted: bool
) -> Sighting:
    """What somebody writes down of a group that was written down before."""
    assert one.time is not None
    minute = one.time.hour * 60 + one.time.minute
    minute = int(np.clip(minute + 1 + rng.exponential(6), 0, 1439))
    traits = dict(one.traits)
    for name in list(traits):
        if rng.random() < wrong:
            # Left out, or another answer.
            if rng.random() < 0.5:
                del traits[name]
            else:
                traits[name] = "other"
    cells, persons = dict(one.cells), one.persons
    if recounted and one.persons > 3 and rng.random() < 0.35:
        name = max((n for n in cells if n.startswith("sex_age")), key=lambda n: cells[n])
        step = int(rng.choice((-1, 1)))
        cells[name], persons = cells[name] + step, persons + step
    return replace(
        one, key=f"{one.key}-again", time=time(*divmod(minute, 60)), traits=traits, cells=cells,
        persons=persons,
    )  # fmt: skip


def journeys(root: Path) -> set[frozenset[str]]:
    """Pairs of records that are one group at two points."""
    with (root / "truth" / "passages.csv").open(encoding="utf-8", newline="") as file:
        return {
            frozenset((line["first_record_id"], line["second_record_id"]))
            for line in csv.DictReader(file)
        }


Planted = tuple[list[Sighting], list[Sighting], list[Sighting], set[frozenset[str]]]


def planted(seed: int, groups: int, journeys_into: set[frozenset[str]] | None = None) -> Planted:
    """A simulated country: all records, those of the last month, second forms, and the twins.

    Parameters
    ----------
    journeys_into : set
        Filled with the pairs that are one group at two points.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "land"
        clean = sightings(root, seed, groups)
        if journeys_into is not None:
            journeys_into |= journeys(root)
    month = [one for one in clean if Month(one.day.year, one.day.month) == LAST]
    copies, pairs = enter_twice(month, np.random.default_rng(seed))
    return clean, month, copies, pairs


def main() -> int:
    """Print precision and recall; 1 where the promise does not hold."""
    groups = int(sys.argv[1]) if len(sys.argv) > 1 else GROUPS
    seen_twice: set[frozenset[str]] = set()
    clean, month, copies, pairs = planted(SEED, groups, seen_twice)
    asked = {one.key for one in (*month, *copies)}
    found = find([*clean, *copies], asked)
    here = [one for one in found if one.same_point]
    right = [one for one in here if frozenset((one.first, one.second)) in pairs]
    precision = len(right) / max(1, len(here))
    recall = len(right) / max(1, len(pairs))
    sizes = {one.key: one.persons for one in clean}
    print(f"{len(month):,} groups, {len(pairs)} entered twice, {len(here)} pairs called doubles")
    print(f"precision {precision:.3f}, recall {recall:.3f} (each at least {PROMISE})")
    hit = {frozenset((one.first, one.second)) for one in right}
    by_size: dict[str, Counter[bool]] = {}
    for pair in pairs:
        persons = min(sizes[key] for key in pair if key in sizes)
        name = "1" if persons == 1 else "2-4" if persons < 5 else "5-14" if persons < 15 else "15+"
        by_size.setdefault(name, Counter())[pair in hit] += 1
    for name in ("1", "2-4", "5-14", "15+"):
        counted = by_size.get(name, Counter())
        print(f"  {name:>4} persons: {counted[True]} of {counted.total()} found")
    there = [one for one in found if not one.same_point]
    met = [one for one in there if frozenset((one.first, one.second)) in seen_twice]
    of_month = {pair for pair in seen_twice if pair & asked}
    print(
        f"two points: {len(there)} pairs, {len(met)} of them journeys; "
        f"{len(of_month)} journeys were seen twice"
    )
    return 0 if min(precision, recall) >= PROMISE else 1


if __name__ == "__main__":
    raise SystemExit(main())
