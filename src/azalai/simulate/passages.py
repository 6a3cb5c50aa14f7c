"""Groups that are counted twice because their way leads past two points.

This is no mistake of anybody. It is why transit points stay out of national totals, and what the
truth must tell of any country.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from azalai.simulate.groups import IN, OUT, Groups
from azalai.simulate.ledger import Ledger
from azalai.simulate.profiles import Ints, Profiles
from azalai.simulate.rhythm import OPEN, Rhythm

SHARE = 0.06
"""Share of groups on a way past two points that are counted at both."""
_LAST_MINUTE = 18 * 60
HEADER = ("first_record_id", "first_point", "first_date", "second_record_id", "second_point",
          "second_date", "direction", "persons")  # fmt: skip


class Passages:
    """Keeps groups on their way from one point to the next."""

    def __init__(self, ways: Profiles, rhythm: Rhythm, home: int, codes: list[str], path: Path):
        self._ways, self._rhythm, self._home, self._codes = ways, rhythm, home, codes
        self._out = Ledger(path, HEADER)
        self._next = 0
        self._first: dict[int, tuple[str, str, str]] = {}
        self._waiting: Groups | None = None

    def send(self, groups: Groups, last_day: int) -> Groups:
        """Sightings at second points until a day, of these groups and of those on their way.

        The groups themselves are marked in place as seen again.
        """
        ways = self._ways
        inside, linked = ways.inside[groups.point], ways.linked[groups.point]
        onward = np.where(inside, groups.direction == OUT, groups.direction == IN)
        onward &= (groups.next == self._home) & (linked >= 0) & (groups.true > 0)
        onward &= groups.chance[:, 0] < SHARE
        which = np.flatnonzero(onward)
        reached = groups.minute[which] + 90 + (groups.chance[which, 1] * 600).astype(np.int64)
        late = reached > _LAST_MINUTE
        day = groups.day[which] + late
        minute = np.where(late, 6 * 60 + (reached - _LAST_MINUTE) // 2, reached)
        within = day < len(self._rhythm.days)
        met = within.copy()
        met[within] = self._rhythm.status[linked[which][within], day[within]] == OPEN
        which, day, minute = which[met], day[met], minute[met]
        number = np.arange(self._next, self._next + len(which))
        self._next += len(which)
        groups.seen[which] = number
        copies = self._arrived(groups.take(which), day, minute, number)
        if self._waiting is not None:
            copies = Groups.joined([self._waiting, copies])
        now = copies.day <= last_day
        self._waiting = copies.take(~now)
        return copies.take(now)

    def _arrived(self, group: Groups, day: Ints, minute: Ints, number: Ints) -> Groups:
        """The same people at the second point: who, how many and how stay as they are."""
        ways = self._ways
        point = ways.linked[group.point]
        out = group.direction == OUT
        border = ways.faces[point]
        none = np.full(len(day), -1, dtype=np.int64)
        return replace(
            group,
            day=day, minute=minute, point=point,
            provenance=np.full(len(day), self._home),
            next=np.where(out & (border != self._home), border, self._home),
            next_place=none,
            final=np.where(out & (group.final == self._home), border, group.final),
            enumerator=group.enumerator % ways.crew[point],
            marks=np.zeros(len(day), dtype=np.int64),
            seen=none.copy(), again=number,
        )  # fmt: skip

    def told(self, groups: Groups, ids: pa.Array) -> None:
        """Write who was seen twice, now that records of these groups have their ids."""
        day = self._rhythm.days
        for index in np.flatnonzero(groups.seen >= 0):
            self._first[int(groups.seen[index])] = (
                ids[int(index)].as_py(),
                self._codes[groups.point[index]],
                day[groups.day[index]].isoformat(),
            )
        for index in np.flatnonzero(groups.again >= 0):
            first = self._first.pop(int(groups.again[index]), None)
            if first is not None:
                way = ("in", "out", "unknown")[groups.direction[index]]
                self._out.hold(
                    (*first, ids[int(index)].as_py(), self._codes[groups.point[index]],
                     day[groups.day[index]].isoformat(), way, groups.persons[index])
                )  # fmt: skip

    def end_month(self) -> None:
        """Write the second sightings of a month."""
        self._out.end_month()

    def close(self) -> None:
        """Nothing more comes."""
        self._out.close()
