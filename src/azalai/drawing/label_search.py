"""Places for many labels at once: each takes its best place, and gives way to the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from azalai.drawing.mercator import XY
from azalai.drawing.placement import Box, Place

_SWEEPS = 8
_COVERED = 1000.0  # for two labels over each other, whatever else it costs to keep them apart
_PER_PIXEL = 10.0
_REGRET = 60.0  # what a label's place may cost above its best one, before others give way
_TRIED = 24
_CROSSED = 120.0  # for a leader that runs over another label


@dataclass(frozen=True, slots=True)
class Choice:
    """A place a label may take, what it costs by itself, and its leader, if it needs one."""

    place: Place
    cost: float
    leader: tuple[XY, XY] | None = None


def settled(choices: Sequence[Sequence[Choice]]) -> list[Place]:
    """One place for each label, so that they cost as little as can be found together.

    Labels choose in turn, and again for as long as one of them finds a better place; the
    first have the first choice. In the end they give way to one that fared badly.

    Examples
    --------
    >>> from azalai.drawing.placement import place_at
    >>> left, right = (Choice(place_at(x, 0, "start", 10, 10), x) for x in (0, 20))
    >>> [place.x for place in settled([[left, right], [left, right]])]
    [0, 20]
    """
    sorted_choices = [sorted(own, key=lambda choice: choice.cost) for own in choices]
    taken: list[Choice | None] = [None] * len(choices)
    for _ in range(_SWEEPS):
        moved = False
        for index, own in enumerate(sorted_choices):
            others = [other for at, other in enumerate(taken) if other and at != index]
            best = _best(own, others)
            moved = moved or best is not taken[index]
            taken[index] = best
        if not moved:
            break
    settled_on = [choice for choice in taken if choice is not None]
    for index in range(len(settled_on)):
        settled_on = _given_way(sorted_choices, settled_on, index)
    return [choice.place for choice in settled_on]


def _given_way(
    choices: Sequence[Sequence[Choice]], taken: list[Choice], index: int
) -> list[Choice]:
    """What it takes for one label to have a better place: those in its way take another.

    Labels that choose in turn never do that for each other.
    """
    if _cost(taken, index) - choices[index][0].cost < _REGRET:
        return taken
    best, least = taken, _total(taken)
    for wanted in choices[index][:_TRIED]:
        trial = [*taken]
        trial[index] = wanted
        for at, other in enumerate(taken):
            if at != index and _between(wanted, other):
                trial[at] = _best(choices[at], [one for n, one in enumerate(trial) if n != at])
        total = _total(trial)
        if total < least:
            best, least = trial, total
    return best


def _cost(taken: Sequence[Choice], index: int) -> float:
    one = taken[index]
    return one.cost + sum(_between(one, other) for at, other in enumerate(taken) if at != index)


def _total(taken: Sequence[Choice]) -> float:
    own = sum(choice.cost for choice in taken)
    return own + sum(_between(one, other) for one, other in combinations(taken, 2))


def _best(own: Sequence[Choice], others: Sequence[Choice]) -> Choice:
    found, least = own[0], float("inf")
    for choice in own:
        # The rest cost more by themselves than this one with all its neighbours.
        if choice.cost >= least:
            break
        cost = choice.cost + sum(_between(choice, other) for other in others)
        if cost < least:
            found, least = choice, cost
    return found


def _between(one: Choice, other: Choice) -> float:
    shared = one.place.box.grown(1).shared(other.place.box)
    cost = _COVERED + _PER_PIXEL * shared if shared else 0.0
    for leader, box in ((one.leader, other.place.box), (other.leader, one.place.box)):
        if leader is not None and _runs_over(leader, box):
            cost += _CROSSED
    return cost


def _runs_over(line: tuple[XY, XY], box: Box) -> bool:
    """Does a line cross a box? Cut to it from side to side, is anything left?"""
    (x0, y0), (x1, y1) = line
    start, end = 0.0, 1.0
    for first, step, low, high in (
        (x0, x1 - x0, box.left, box.right),
        (y0, y1 - y0, box.top, box.bottom),
    ):
        if step == 0:
            if not low < first < high:
                return False
            continue
        one, other = sorted(((low - first) / step, (high - first) / step))
        start, end = max(start, one), min(end, other)
    return start < end
