"""Mistakes that sit in the counts: of a day, of an enumerator, of a group entered twice.

What sits in the text of a cell is made in `azalai.simulate.slips`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from azalai.simulate.groups import Drawer, Groups, draw_numbers
from azalai.simulate.profiles import Ints, Profiles, stream
from azalai.simulate.rhythm import OPEN, Rhythm

SLIPS = (
    "parts_exceed_group", "nationality_short_of_group", "cells_short_of_group", "negative_count",
    "not_a_count", "missing_value", "bad_date", "future_date", "outside_opening", "unknown_point",
    "unknown_country", "unknown_code", "unknown_place", "repeated_row", "repeated_id",
    "broken_row", "unusual_group", "near_duplicate",
)  # fmt: skip
"""What one group can get wrong; each as often as the others."""
LOST, EXTRA, COPY, IDENTICAL, ROUNDED = 1, 2, 4, 8, 16
"""Bits of ``Groups.marks``; above them stands 1 + the number of a slip."""
SHIFT = 8
_SILENT_DAYS, _LARGE_DAYS, _ROUNDERS, _IDENTICAL = 0.4, 0.15, 4.0, 4.0
"""How often, as multiples of the rate: of point-days, and of an enumerator's months."""
_LARGE = 10
_DAYS_IDENTICAL = 12
_HABIT = 30
"""Groups an enumerator must have in a month for a habit to show."""
_MOST_TEMPLATE = 14


@dataclass(frozen=True)
class Crew:
    """What enumerators of one point do in one month: who rounds; who files one group again."""

    rounder: int
    copier: int
    copies_from: int


class Faults:
    """Plants mistakes in counts, each from its own stream."""

    def __init__(
        self, seed: int, rate: float, rhythm: Rhythm, ways: Profiles, drawer: Drawer
    ) -> None:
        self._seed, self._rate, self._rhythm = seed, rate, rhythm
        self._ways, self._drawer = ways, drawer
        self._months = np.array([day.year * 12 + day.month - 1 for day in rhythm.days])
        self._templates: dict[tuple[int, int], Groups] = {}
        self._silent: set[tuple[int, int]] = set()
        self.days: dict[tuple[int, int], str] = {}
        """Point and day -> what is wrong with it, until it is written down."""

    def mark(self, groups: Groups, cells: list[tuple[int, int, float]]) -> Groups:
        """Decide what goes wrong with the groups of these point-days; adds groups never seen.

        `groups` must lie in the order of `cells`.
        """
        if not self._rate:
            return groups
        extra = []
        order = np.argsort(groups.point * len(self._rhythm.days) + groups.day, kind="stable")
        key = (groups.point * len(self._rhythm.days) + groups.day)[order]
        for point, day, expected in cells:
            wanted = point * len(self._rhythm.days) + day
            here = order[np.searchsorted(key, wanted) : np.searchsorted(key, wanted, "right")]
            rng = stream(self._seed, 20, point, day)
            of_day, of_groups = rng.random(2), rng.random((len(here), 2))
            if of_day[0] < _SILENT_DAYS * self._rate and len(here):
                groups.marks[here] |= LOST
                self._silent.add((point, day))
                self.days[point, day] = "silent_day"
                continue
            if of_day[1] < _LARGE_DAYS * self._rate and len(here):
                mean = max(expected, len(here))
                extra.append((point, day, (_LARGE - 1) * mean))
                self.days[point, day] = "unusual_day"
                continue
            slipped = of_groups[:, 0] < self._rate
            number = (of_groups[:, 1] * len(SLIPS)).astype(np.int64)
            groups.marks[here[slipped]] |= (1 + number[slipped]) << SHIFT
        if not extra:
            return groups
        added = self._drawer.draw(*draw_numbers(self._seed, extra, 1))
        added.marks |= EXTRA
        added.true[:] = 0
        return Groups.joined([groups, added])

    def lose(self, groups: Groups) -> None:
        """Nothing arrives of a silent day, not those either that were seen elsewhere before."""
        for index in range(len(groups)) if self._silent else ():
            if (int(groups.point[index]), int(groups.day[index])) in self._silent:
                groups.marks[index] |= LOST

    def apply(self, groups: Groups) -> Groups:
        """Change the counts where somebody rounds, copies, or enters a group twice."""
        if not self._rate:
            return groups
        self._unusual(groups)
        groups = self._twice(groups)
        free = (groups.marks == 0) & (groups.again < 0) & (groups.seen < 0)
        month = self._months[groups.day]
        for point in np.unique(groups.point):
            for one in np.unique(month[groups.point == point]):
                crew = self._crew(int(point), int(one))
                mine = free & (groups.point == point) & (month == one)
                if crew.copier >= 0:
                    self._same(groups, mine & (groups.enumerator == crew.copier), crew, int(one))
                if crew.rounder >= 0:
                    self._round(groups, mine & (groups.enumerator == crew.rounder))
        return groups

    def _crew(self, point: int, month: int) -> Crew:
        rng = stream(self._seed, 21, point, month)
        crew = int(self._ways.crew[point])
        rounds, copies = rng.random(2) < self._rate * np.array([_ROUNDERS, _IDENTICAL])
        busy = self._groups_of(point, month) / crew >= _HABIT
        one, other = rng.permutation(crew)[:2]
        start = date(month // 12, month % 12 + 1, int(rng.integers(1, 15)))
        return Crew(
            rounder=int(one) if rounds and busy else -1,
            copier=int(other) if copies and busy else -1,
            copies_from=(start - self._rhythm.days[0]).days,
        )

    def _groups_of(self, point: int, month: int) -> float:
        return float(self._rhythm.expected[point, self._months == month].sum())

    def _unusual(self, groups: Groups) -> None:
        """Two noughts too many: forty in a bus become four thousand."""
        large = groups.marks >> SHIFT == 1 + SLIPS.index("unusual_group")
        small = large & (groups.persons < 12)
        for which, factor in ((large & ~small, 100), (small, 400)):
            for name in ("persons", "cells", "vulnerable", "nationality"):
                getattr(groups, name)[which] *= factor

    def _twice(self, groups: Groups) -> Groups:
        """The same group on a second form, some minutes later."""
        both = groups.marks >> SHIFT == 1 + SLIPS.index("near_duplicate")
        again = groups.take(np.flatnonzero(both))
        again.marks |= COPY
        again.true[:] = 0
        again.again[:] = -1
        again.seen[:] = -1
        later = 1 + (again.chance[:, 1] * 9).astype(np.int64)
        again = replace(again, minute=np.minimum(again.minute + later, 1439))
        return Groups.joined([groups, again])

    def _same(self, groups: Groups, mine: np.ndarray, crew: Crew, month: int) -> None:
        """One group filed again and again, for some days, in place of what was there."""
        last = crew.copies_from + _DAYS_IDENTICAL
        mine = mine & (groups.day >= crew.copies_from) & (groups.day < last)
        which = np.flatnonzero(mine)
        which = which[np.lexsort((groups.minute[which], groups.day[which]))]
        for index in which:
            point = int(groups.point[index])
            template = self._templates.get((point, month))
            if template is None:
                if not 3 <= groups.persons[index] <= _MOST_TEMPLATE:
                    continue
                self._templates[point, month] = groups.take(np.array([index]))
                groups.marks[index] |= IDENTICAL
                continue
            if groups.chance[index, 1] < 0.1:
                continue
            for name in ("direction", "persons", "cells", "vulnerable", "nationality", "departure",
                         "departure_place", "provenance", "next", "next_place", "final",
                         "movement", "transport", "source"):  # fmt: skip
                getattr(groups, name)[index] = getattr(template, name)[0]
            groups.marks[index] |= IDENTICAL

    def _round(self, groups: Groups, mine: np.ndarray) -> None:
        """Everything to the nearest five; a group of one or two becomes five."""
        which = np.flatnonzero(mine & (groups.marks == 0))
        if not len(which):
            return
        cells = 5 * ((groups.cells[which] + 2) // 5)
        empty = cells.sum(axis=1) == 0
        cells[empty, groups.cells[which].argmax(axis=1)[empty]] = 5
        persons = cells.sum(axis=1)
        groups.cells[which], groups.persons[which] = cells, persons
        groups.nationality[which] = _fitted(groups.nationality[which], persons)
        fits = 5 * (groups.vulnerable[which] // 5)
        groups.vulnerable[which] = np.minimum(fits, persons[:, None])
        minors = cells[:, 2] + cells[:, 3]
        for column, base in ((0, minors), (3, cells[:, 1]), (4, minors)):
            groups.vulnerable[which, column] = np.minimum(groups.vulnerable[which, column], base)
        groups.marks[which] |= ROUNDED


def _fitted(parts: Ints, persons: Ints) -> Ints:
    """Parts rounded to fives that add up to the persons."""
    rounded = 5 * ((parts + 2) // 5)
    rows, main = np.arange(len(parts)), parts.argmax(axis=1)
    rounded[rows, main] = 0
    # What the others leave belongs to the main nationality; where they take too much, all of it.
    rest = persons - rounded.sum(axis=1)
    over = rest < 0
    rounded[over] = 0
    rounded[rows, main] = np.where(over, persons, rest)
    return rounded


def open_cells(rhythm: Rhythm, first: int, last: int) -> list[tuple[int, int, float]]:
    """Point, day and expected groups of the point-days with collection, day by day."""
    return [
        (point, day, float(rhythm.expected[point, day]))
        for day in range(first, last)
        for point in np.flatnonzero(rhythm.status[:, day] == OPEN).tolist()
    ]
