"""Groups of travellers, drawn in columns.

Each day at each point has its own stream of chance. Everything else is a function of the numbers
drawn from it, so that neither the order nor the size of the pieces changes a group.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from azalai.model.flows import TRANSPORT
from azalai.simulate.places import World, flavour
from azalai.simulate.profiles import STEPS, Ints, Profiles, stream

Numbers = NDArray[np.float32]
DRAWS = 36
"""Numbers drawn for one group."""
_RESTLESS = 10.0
"""The larger, the more alike are the days of a point."""
IN, OUT, UNKNOWN = 0, 1, 2
_VULNERABLE = (0.26, 0.035, 0.006, 0.05, 0.012)
"""Of minors, adults, all, women and minors: under 5, elderly, disability, pregnant, alone."""
_UNSTATED = 0.0003
"""Share of groups of which one nationality is truthfully not known."""


@dataclass
class Groups:
    """Columns of groups; -1 in a coded column is blank.

    Attributes
    ----------
    true : array
        Persons that were truly there; 0 for a group that is in the file and was not at the point.
    way : array
        The direction in which they truly went.
    marks : array
        Bits of what was done to a group, see `azalai.simulate.faults`.
    seen : array
        Number of the journey on which the group is seen a second time elsewhere; -1 for none.
    again : array
        The same number on that second sighting; see `azalai.simulate.passages`.
    """

    day: Ints
    point: Ints
    minute: Ints
    direction: Ints
    persons: Ints
    cells: Ints
    vulnerable: Ints
    nationality: Ints
    departure: Ints
    departure_place: Ints
    provenance: Ints
    next: Ints
    next_place: Ints
    final: Ints
    movement: Ints
    transport: Ints
    source: Ints
    enumerator: Ints
    true: Ints
    way: Ints
    marks: Ints
    seen: Ints
    again: Ints
    chance: Numbers
    """Two numbers kept for what happens to the group later."""

    def __len__(self) -> int:
        return len(self.day)

    def take(self, which: NDArray[np.generic]) -> Self:
        """Some of them, by number or by mask."""
        return type(self)(**{one.name: getattr(self, one.name)[which] for one in fields(self)})

    @classmethod
    def joined(cls, parts: Iterable[Groups]) -> Groups:
        """Several of these one after the other."""
        given = list(parts)
        return cls(
            **{one.name: np.concatenate([getattr(part, one.name) for part in given])
               for one in fields(cls)}
        )  # fmt: skip


def draw_numbers(
    seed: int, cells: list[tuple[int, int, float]], purpose: int
) -> tuple[Ints, Ints, Numbers]:
    """Point, day and numbers of every group of some point-days (point, day, groups expected)."""
    sizes, parts = [], []
    for point, day, expected in cells:
        rng = stream(seed, 10 + purpose, point, day)
        size = int(rng.poisson(expected * rng.gamma(_RESTLESS) / _RESTLESS))
        sizes.append(size)
        parts.append(rng.random((size, DRAWS), dtype=np.float32))
    numbers = np.concatenate(parts) if parts else np.zeros((0, DRAWS), dtype=np.float32)
    points = np.repeat(np.array([cell[0] for cell in cells], dtype=np.int64), sizes)
    days = np.repeat(np.array([cell[1] for cell in cells], dtype=np.int64), sizes)
    return points, days, numbers


class Drawer:
    """Turns numbers between 0 and 1 into groups."""

    def __init__(self, ways: Profiles, world: World, months: Ints, at_home: list[str]) -> None:
        self._ways, self._world, self._months = ways, world, months
        known = flavour(world.codes[world.home]).towns
        towns = [
            (code, town)
            for number, code in enumerate(world.codes)
            for town in (at_home if number == world.home else known.get(code, ()))
        ]
        self.towns = [town for _, town in towns]
        owner = [code for code, _ in towns]
        self._first_town = np.array(
            [owner.index(code) if code in owner else -1 for code in world.codes]
        )
        self._town_count = np.array([owner.count(code) for code in world.codes])

    def draw(self, point: Ints, day: Ints, numbers: Numbers) -> Groups:
        """The groups of some point-days."""
        ways, home = self._ways, self._world.home
        columns = iter(np.ascontiguousarray(numbers.T))
        size, month = len(point), self._months[day]

        def step() -> Ints:
            steps: Ints = (next(columns) * STEPS).astype(np.int64)
            return steps

        minute = ways.minute[step()].astype(np.int64)
        transport = ways.transport[point, step()].astype(np.int64)
        direction = ways.direction[point, month, step()].astype(np.int64)
        spread = _bell(next(columns)) * ways.spread[transport]
        wanted = np.exp(np.log(ways.median[transport]) + spread) + next(columns) - 0.5
        persons = np.clip(wanted.astype(np.int64), 1, ways.most[transport])
        cells = self._sex_age(point, persons, [next(columns) for _ in range(5)])
        nationality, main = self._nationalities(
            point, transport, persons, [next(columns) for _ in range(9)]
        )
        pick = step()
        following = np.where(
            direction == IN, ways.next_in[point, pick], ways.next_out[point, pick]
        ).astype(np.int64)
        pick = step()
        final = np.where(
            direction == IN, ways.final_in[point, pick], ways.final_out[point, pick]
        ).astype(np.int64)
        # Who goes no further than the next country says so.
        chance = next(columns)
        final = np.where(chance < 0.3, following, final)
        departure = np.where(next(columns) < 0.8, main, home)
        came = next(columns)
        provenance = np.where(
            (direction == IN) & ~ways.inside[point] & (came < 0.9), ways.faces[point], home
        )
        place, start = next(columns), next(columns)
        vulnerable = self._vulnerable(persons, cells, [next(columns) for _ in range(5)])
        source = np.where(next(columns) < 0.82, 0, 1)
        crew = ways.crew[point]
        # Two shifts; who is on duty changes from day to day.
        shift = (minute >= 12 * 60).astype(np.int64)
        half = crew // 2
        enumerator = (((next(columns) * half).astype(np.int64) + day) % half) * 2
        enumerator = enumerator + (shift + day // 7) % 2
        movement = ways.movement[point, month, step()].astype(np.int64)
        last = np.ascontiguousarray(numbers[:, DRAWS - 2 :])
        none = np.full(size, -1, dtype=np.int64)
        return Groups(
            day=day, point=point, minute=minute, direction=direction, persons=persons,
            cells=cells, vulnerable=vulnerable, nationality=nationality,
            departure=departure.astype(np.int64),
            departure_place=self._town(departure, start, 0.7),
            provenance=provenance.astype(np.int64), next=following,
            next_place=self._town(following, place, 0.85), final=final, movement=movement,
            transport=transport, source=source, enumerator=enumerator, true=persons.copy(),
            way=direction.copy(),
            marks=np.zeros(size, dtype=np.int64), seen=none, again=none.copy(), chance=last,
        )  # fmt: skip

    def _sex_age(self, point: Ints, persons: Ints, given: list[Numbers]) -> Ints:
        """Men, women, boys, girls. Groups differ: one is all men, another is families."""
        base = _logistic(self._ways.adults[point] + 1.1 * _bell(given[0]))
        adults = np.clip((persons * base + given[1]).astype(np.int64), 1, persons)
        share = _logistic(self._ways.men[point] + 1.3 * _bell(given[2]))
        men = np.minimum((adults * share + given[3]).astype(np.int64), adults)
        minors = persons - adults
        boys = np.minimum((minors * 0.52 + given[4]).astype(np.int64), minors)
        return np.stack([men, adults - men, boys, minors - boys], axis=1)

    def _nationalities(
        self, point: Ints, transport: Ints, persons: Ints, given: list[Numbers]
    ) -> tuple[Ints, Ints]:
        """Persons by nationality, and the main one: a bus is mixed, a family is not."""
        held = np.zeros((len(persons), self._world.nationalities), dtype=np.int64)
        large = np.isin(transport, [TRANSPORT.index(name) for name in ("bus", "truck", "boat")])
        mixed = np.where(large, 0.8, 0.15) > given[0]
        rows, rest = np.arange(len(persons)), persons.copy()
        main = np.zeros(len(persons), dtype=np.int64)
        for slot in range(4):
            step = (given[1 + slot] * STEPS).astype(np.int64)
            number = self._ways.nationality[point, step].astype(np.int64)
            part = np.ceil(rest * (0.35 + 0.6 * given[5 + min(slot, 2)])).astype(np.int64)
            part = np.where(mixed & (slot < 3), np.minimum(part, rest), rest)
            held[rows, number] += part
            rest = rest - part
            if slot == 0:
                main = number
        unstated = (given[8] < _UNSTATED) & (held[rows, main] > 1)
        held[rows, main] -= unstated
        return held, main

    def _vulnerable(self, persons: Ints, cells: Ints, given: list[Numbers]) -> Ints:
        minors, adults = cells[:, 2] + cells[:, 3], cells[:, 0] + cells[:, 1]
        of = (minors, adults, persons, cells[:, 1], minors)
        return np.stack(
            [
                np.minimum((base * share + one).astype(np.int64), base)
                for base, share, one in zip(of, _VULNERABLE, given, strict=True)
            ],
            axis=1,
        )

    def _town(self, country: Ints, chance: Numbers, stated: float) -> Ints:
        """A town of a country; -1 where the form leaves it blank."""
        count = self._town_count[country]
        town = self._first_town[country] + np.minimum(
            (chance / stated * count).astype(np.int64), np.maximum(count - 1, 0)
        )
        return np.where((count > 0) & (chance < stated), town, -1)


def _logistic(value: NDArray[np.floating]) -> NDArray[np.floating]:
    share: NDArray[np.floating] = 1 / (1 + np.exp(-value))
    return share


def _bell(chance: Numbers) -> Numbers:
    """About a normal deviate, from a number between 0 and 1."""
    inner = np.clip(chance, 1e-4, 1 - 1e-4)
    bell: Numbers = np.log(inner / (1 - inner)) * np.float32(0.5513)
    return bell
