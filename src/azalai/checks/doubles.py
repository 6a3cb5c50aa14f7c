"""One group on two forms: entered twice at a point, or seen at two points of one journey.

How alike two records are says little alone: lone men who walk to the same town pass all day. So
likeness is held against *chance*, and chance is learnt from the records themselves: whoever stood
at the point on another day, or hours apart, cannot be the same group, and how many of these are at
least as much alike is how often that likeness meets by chance. Two entries of 23 persons of four
nationalities, six minutes apart, are one group; two lone men are not. (The idea of setting the
odds of a match against those of a chance meeting: Fellegi & Sunter, *A Theory for Record Linkage*,
1969.)

The probability of a pair is that of Bayes' rule: doubles to expect beside chance meetings to
expect, both for this likeness and this time between the two. The rules of a month
(`azalai.checks.near_duplicate`) look for *equal* contents in a file; this looks for *like* ones,
for a person who will decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import cache
from itertools import product
from math import comb, log, prod

import numpy as np
from numpy.typing import NDArray

THRESHOLD = 0.5
"""Probability from which a pair is worth a look."""
SHARE = 0.02
"""Records that are entered twice, as long as the records themselves do not say otherwise."""
LEAST_SHARE, MOST_SHARE = 0.005, 0.10
"""Between these the records themselves say how many there are, where they are `ENOUGH`."""
ENOUGH = 200
SHARE_ELSEWHERE = 0.05
"""Records whose group is seen at a second point of the network."""
APART = 60
"""Minutes between two entries of one group, at most."""
LAG = 8.0
"""Minutes between two entries of one group, on average."""
WORKING_DAY = 600
"""Minutes of a day over which groups spread."""
LONGEST_JOURNEY = 36 * 60
"""Minutes between two points of one journey, at most."""
TELLING = 3
"""Cells and traits known of both below which nothing is said of a pair without hours."""

OF_PLACE = ("provenance", "provenance_place", "next_destination", "next_place")
"""Fields that change on the way: another answer at another point says nothing."""
UNSEEN = 0.25
"""Meetings by chance of a likeness that was never seen: rare, not impossible."""
LEAST_ODDS = 0.05
"""Odds below which a pair is not looked at closely."""

# How two forms of one group differ: shares of doubles, by how far apart the two numbers are.
_PERSONS = (0.80, 0.12, 0.06, 0.02)
_CELLS = (0.70, 0.17, 0.10, 0.03)
_SAME_TRAIT, _OTHER_TRAIT = 0.93, 0.07


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one record says of a group, as far as it helps to know it again.

    Attributes
    ----------
    key : str
        Of the record.
    cells : mapping
        Category of persons -> how many, such as ``sex_age/F/adult``, ``nationality/MLI``. What
        was not asked is not in it; a 0 is.
    traits : mapping
        Field -> value: transport, destinations, departure, type of movement.
    """

    key: str
    point: str
    day: date
    time: time | None
    direction: str
    persons: int
    cells: Mapping[str, int] = field(default_factory=dict)
    traits: Mapping[str, str] = field(default_factory=dict)
    entered_by: str = ""


@dataclass(frozen=True, slots=True)
class Double:
    """Two records that are probably one group.

    Attributes
    ----------
    first, second : str
        Keys, the earlier record first.
    probability : float
        That both are one group, by the chances of this place.
    reasons : tuple of str
        In what both are equal: ``persons``, kinds of cells, fields, ``time``.
    """

    first: str
    second: str
    probability: float
    same_point: bool
    reasons: tuple[str, ...]


Floats = NDArray[np.float64]


_Pair = tuple[float, int, int]


class _Columns:
    """Sightings side by side; time is in minutes since the first day, NaN where unknown."""

    def __init__(self, sightings: Sequence[Sighting]) -> None:
        self.sightings = sightings
        first = min(one.day for one in sightings)
        self.day = np.array([(one.day - first).days for one in sightings])
        self.minute = np.array(
            [
                np.nan if one.time is None else one.time.hour * 60 + one.time.minute
                for one in sightings
            ]
        )
        self.at = self.day * 1440 + self.minute
        self.persons = np.array([one.persons for one in sightings], dtype=np.float64)
        directions = [one.direction if one.direction != "unknown" else "" for one in sightings]
        self.direction = _coded(directions)
        self.traits = {
            name: _coded([one.traits.get(name, "") for one in sightings])
            for name in sorted({name for one in sightings for name in one.traits})
        }
        kinds: dict[str, list[str]] = defaultdict(list)
        for name in sorted({name for one in sightings for name in one.cells}):
            kinds[name.partition("/")[0]].append(name)
        # A kind of which a record states nothing was not asked there.
        self.cells = {
            kind: np.array(
                [[one.cells.get(name, 0) for name in names] for one in sightings],
                dtype=np.float64,
            )
            for kind, names in kinds.items()
        }
        self.stated = {
            kind: np.array([any(name in one.cells for name in names) for one in sightings])
            for kind, names in kinds.items()
        }

    def likeness(self, index: int, others: NDArray[np.intp]) -> Floats:
        """Logarithm of how usual the differences to others would be between two forms of one group.

        What one of both does not state says nothing.
        """
        persons = self.persons[others]
        found = _graded(
            np.abs(persons - self.persons[index]), persons + self.persons[index], _PERSONS
        )
        for kind, cells in self.cells.items():
            gap = np.abs(cells[others] - cells[index]).sum(axis=1)
            size = cells[others].sum(axis=1) + cells[index].sum()
            both = self.stated[kind][others] & self.stated[kind][index]
            found += np.where(both, _graded(gap, size, _CELLS), 0.0)
        for codes in self.traits.values():
            both = (codes[others] >= 0) & (codes[index] >= 0)
            same = np.where(codes[others] == codes[index], _SAME_TRAIT, _OTHER_TRAIT)
            found += np.where(both, np.log(same), 0.0)
        return found

    def odds(
        self,
        index: int,
        others: NDArray[np.intp],
        doubles: Floats,
        strangers: NDArray[np.intp],
        days: int,
    ) -> list[_Pair]:
        """Odds of pairs: doubles to expect of this likeness, beside meetings by chance.

        Parameters
        ----------
        others : array of int
            Who may be the same group.
        doubles : array of float
            How many doubles are to be expected of each, were all that likeness can be, a day.
        strangers : array of int
            Who cannot be, seen on so many `days`.
        """
        likeness = self.likeness(index, others)
        wanted = doubles * [
            self._as_unlike(index, int(other), float(like))
            for other, like in zip(others, likeness, strict=True)
        ]
        # What never happened before is rare, not impossible: a little more than was seen.
        hopeful = np.flatnonzero(wanted * days / UNSEEN > LEAST_ODDS)
        if not len(hopeful):
            return []
        chance = self.likeness(index, strangers)
        found = []
        for place in hopeful:
            meetings = (np.count_nonzero(chance >= likeness[place] - 1e-9) + UNSEEN) / days
            other = int(others[place])
            found.append((float(wanted[place] / meetings), min(index, other), max(index, other)))
        return found

    def _as_unlike(self, one: int, other: int, likeness: float) -> float:
        """The share of doubles that are as unlike as these two, or more so."""
        kinds = len([1 for known in self.stated.values() if known[one] & known[other]])
        traits = len([1 for codes in self.traits.values() if min(codes[one], codes[other]) >= 0])
        if kinds + traits < TELLING and np.isnan(self.at[one] + self.at[other]):
            return 0.0
        known, shares = _unlike(kinds, traits)
        return float(shares[max(0, int(np.searchsorted(known, likeness + 1e-6)) - 1)])

    def reasons(self, one: int, other: int) -> tuple[str, ...]:
        """In what two records are equal."""
        found = ["persons"] if self.persons[one] == self.persons[other] else []
        found += [
            kind
            for kind, cells in self.cells.items()
            if self.stated[kind][one] and (cells[one] == cells[other]).all()
        ]
        found += [name for name, codes in self.traits.items() if codes[one] == codes[other] >= 0]
        if self.at[one] == self.at[other]:
            found.append("time")
        return tuple(found)

    def together(self, index: int, others: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which others do not go another way."""
        mine, theirs = self.direction[index], self.direction[others]
        agreed: NDArray[np.bool_] = (mine == theirs) | (theirs < 0) | (mine < 0)
        return agreed


def _coded(texts: list[str]) -> NDArray[np.int64]:
    """A number for each text; -1 for none."""
    known = {text: number for number, text in enumerate(sorted(set(texts) - {""}))}
    return np.array([known.get(text, -1) for text in texts])


def _graded(gap: Floats, total: Floats, shares: tuple[float, float, float, float]) -> Floats:
    """Logarithm of the share of doubles that lie as far apart: equal, nearly, roughly, not."""
    relative = gap / np.maximum(total / 2, 1)
    grade = np.where(gap == 0, 0, np.where((relative <= 0.1) | (gap <= 1), 1, 2))
    grade = np.where((relative > 0.3) & (gap > 2), 3, grade)
    logs = np.log(np.array(shares))
    found: Floats = logs[grade]
    return found


def find(
    sightings: Iterable[Sighting],
    asked: Set[str] | None = None,
    threshold: float = THRESHOLD,
) -> list[Double]:
    """Pairs of records that are probably one group, most probable first.

    Parameters
    ----------
    sightings : iterable of Sighting
        The records in question and others of the same points, the more days the better: chance is
        learnt from them.
    asked : set of str
        Keys; only pairs with one of them are looked for. All, unless given.
    threshold : float
        Least probability of a pair.

    Returns
    -------
    list of Double
        Empty where there is no such pair.

    Examples
    --------
    A bus that two people wrote down, among lone travellers of all days:

    >>> from datetime import date, time
    >>> lone = [
    ...     Sighting(f"{day}-{hour}", "P", date(2020, 6, day), time(hour, 5), "in", 1,
    ...              {"sex_age/M/adult": 1}, {"transport": "foot"})
    ...     for day in range(1, 8) for hour in range(8, 18)
    ... ]
    >>> bus = dict(point="P", day=date(2020, 6, 3), direction="in", persons=41,
    ...            cells={"sex_age/M/adult": 30, "sex_age/F/adult": 11})
    >>> found = find([*lone, Sighting("a", time=time(9, 2), **bus),
    ...                      Sighting("b", time=time(9, 8), **bus)])
    >>> [(one.first, one.second, one.same_point, one.probability > 0.8) for one in found]
    [('a', 'b', True, True)]
    """
    given = sorted(sightings, key=lambda one: (one.day, one.time or time.min, one.key))
    if not given:
        return []
    columns = _Columns(given)
    lasting = _Columns([replace(one, traits=_lasting(one)) for one in given])
    wanted = range(len(given)) if asked is None else [
        index for index, one in enumerate(given) if one.key in asked
    ]  # fmt: skip
    points = np.array([one.point for one in given])
    at_point = {point: np.flatnonzero(points == point) for point in sorted(set(points))}
    here = [pair for index in wanted for pair in _entered_twice(columns, index, at_point)]
    there = [pair for index in wanted for pair in _seen_elsewhere(lasting, index, at_point)]
    found = [(*pair, True) for pair in _rescaled(here, len(wanted), SHARE)]
    found += [(*pair, False) for pair in _rescaled(there, len(wanted), SHARE_ELSEWHERE)]
    doubles = [
        Double(
            given[one].key,
            given[other].key,
            float(odds / (1 + odds)),
            same_point,
            columns.reasons(one, other),
        )
        for odds, one, other, same_point in found
        if odds / (1 + odds) >= threshold
    ]
    return sorted(doubles, key=lambda pair: (-pair.probability, pair.first, pair.second))


def _entered_twice(
    columns: _Columns, index: int, at_point: Mapping[str, NDArray[np.intp]]
) -> list[_Pair]:
    """Odds that records at the same point, near in time, are this group once more."""
    others = at_point[columns.sightings[index].point]
    others = others[others != index]
    same_day = columns.day[others] == columns.day[index]
    apart = np.abs(columns.at[others] - columns.at[index])
    near = same_day & ((apart <= APART) | np.isnan(apart)) & columns.together(index, others)
    if not near.any():
        return []
    # Whoever stood here on another day, or hours away, is somebody else.
    strangers = others[~same_day | (apart > APART)]
    days = max(1, len(set(columns.day[strangers].tolist())))
    doubles = SHARE * np.where(
        np.isnan(apart[near]), 1, np.exp(-apart[near] / LAG) / (2 * LAG) * WORKING_DAY
    )
    return columns.odds(index, others[near], doubles, strangers, days)


def _seen_elsewhere(
    columns: _Columns, index: int, at_point: Mapping[str, NDArray[np.intp]]
) -> list[_Pair]:
    """Odds that records at other points, within a journey, are this group."""
    here = at_point[columns.sightings[index].point]
    others = np.setdiff1d(np.arange(len(columns.sightings)), here, assume_unique=True)
    lag = np.abs(columns.at[others] - columns.at[index])
    within = (lag <= LONGEST_JOURNEY) & columns.together(index, others)
    if not within.any():
        return []
    strangers = others[lag > LONGEST_JOURNEY]
    days = max(1, len(set(columns.day[strangers].tolist())))
    share = SHARE_ELSEWHERE * 1440 / (2 * LONGEST_JOURNEY)
    doubles = np.full(np.count_nonzero(within), share)
    return columns.odds(index, others[within], doubles, strangers, days)


@cache
def _unlike(kinds: int, traits: int) -> tuple[Floats, Floats]:
    """Of two forms of one group: each likeness there can be, and how many doubles have no more.

    Parameters
    ----------
    kinds, traits : int
        Kinds of cells and traits that both forms state.
    """
    outcomes: dict[float, float] = defaultdict(float)
    for grades in product(_PERSONS, *[_CELLS] * kinds):
        for other in range(traits + 1):
            chance = prod(grades) * _SAME_TRAIT ** (traits - other) * _OTHER_TRAIT**other
            outcomes[round(log(chance), 9)] += chance * comb(traits, other)
    likeness = np.array(sorted(outcomes))
    return likeness, np.cumsum([outcomes[one] for one in likeness.tolist()])


def _distinct(pairs: list[_Pair]) -> list[_Pair]:
    """Each pair once: with the smaller of the odds that its two records give it."""
    found: dict[tuple[int, int], float] = {}
    for odds, one, other in pairs:
        found[one, other] = min(odds, found.get((one, other), odds))
    return [(odds, one, other) for (one, other), odds in found.items()]


def _rescaled(pairs: list[_Pair], records: int, share: float) -> list[_Pair]:
    """Odds with the share of doubles that the records themselves tell (expectation-maximisation).

    Parameters
    ----------
    share : float
        The share with which the odds were made.
    """
    distinct = _distinct(pairs)
    odds = np.array([odds for odds, _, _ in distinct])
    factor = 1.0
    for _ in range(20 if records >= ENOUGH else 0):
        told = float((odds * factor / (1 + odds * factor)).sum()) / records
        factor = float(np.clip(told, LEAST_SHARE, MOST_SHARE)) / share
    return [(odds * factor, one, other) for odds, one, other in distinct]


def _lasting(one: Sighting) -> dict[str, str]:
    """What a group says of itself at every point of its journey."""
    return {name: text for name, text in one.traits.items() if name not in OF_PLACE}
