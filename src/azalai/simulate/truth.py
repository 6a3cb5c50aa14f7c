"""What is true of a simulated country: for tests and scores, never for the importer."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from azalai.model.points import DayStatus
from azalai.simulate.faults import LOST
from azalai.simulate.groups import Groups
from azalai.simulate.ledger import Ledger
from azalai.simulate.profiles import Ints
from azalai.simulate.rhythm import CLOSED, MISSING, Rhythm
from azalai.workspace.csvfile import write_lines

_WAYS = ("in", "out", "unknown")
_DECLARED = {DayStatus.ZERO: "nobody seen", DayStatus.MISSING: "no collection"}


class Flows:
    """True persons by month, point and direction; status of every day; days to declare."""

    def __init__(self, folder: Path, rhythm: Rhythm, codes: list[str]) -> None:
        self._rhythm, self._codes = rhythm, codes
        self._flows = Ledger(
            folder / "flows.csv", ("month", "point", "direction", "groups", "persons", "lost")
        )
        self._days = Ledger(
            folder / "days.csv", ("point", "date", "status", "delivered", "groups", "persons")
        )
        self._month: Ints = np.zeros((len(codes), len(_WAYS), 3), dtype=np.int64)
        self._declared: list[tuple[str, int, int, DayStatus]] = []
        self.groups, self.persons = 0, 0

    def add(self, groups: Groups, first: int, last: int) -> None:
        """Count the groups of some days, those that were never delivered too."""
        true = groups.true > 0
        lost = (groups.marks & LOST) > 0
        place = groups.point * len(_WAYS) + groups.way
        size = self._month.shape[0] * self._month.shape[1]
        for column, weight in enumerate((true, groups.true, groups.true * lost)):
            # Counts are whole numbers far below 2^53, so that sums of floats are exact.
            counted = np.bincount(place, weights=weight, minlength=size).astype(np.int64)
            self._month[:, :, column] += counted.reshape(self._month.shape[:2])
        days = last - first
        key = groups.point * days + groups.day - first
        size = len(self._codes) * days
        seen = np.bincount(key, weights=true, minlength=size).astype(np.int64)
        persons = np.bincount(key, weights=groups.true, minlength=size).astype(np.int64)
        gone = np.bincount(key, weights=lost, minlength=size).astype(np.int64)
        for day in range(first, last):
            for point, code in enumerate(self._codes):
                at = point * days + day - first
                status = self._status(point, day, int(seen[at]))
                self._days.add((code, self._rhythm.days[day], status, int(gone[at] == 0),
                                seen[at], persons[at]))  # fmt: skip
                if status in _DECLARED:
                    self._declared.append((code, day, day, status))
        self.groups += int(true.sum())
        self.persons += int(groups.true.sum())

    def _status(self, point: int, day: int, seen: int) -> DayStatus:
        match int(self._rhythm.status[point, day]):
            case code if code == CLOSED:
                return DayStatus.CLOSED
            case code if code == MISSING:
                return DayStatus.MISSING
        return DayStatus.COLLECTED if seen else DayStatus.ZERO

    def end_month(self, month: str) -> None:
        """Write the flows of a month that is complete."""
        for point, code in enumerate(self._codes):
            for way, name in enumerate(_WAYS):
                if self._month[point, way, 0]:
                    self._flows.add((month, code, name, *self._month[point, way].tolist()))
        self._month[:] = 0

    def close(self) -> None:
        """Nothing more comes."""
        self._flows.close()
        self._days.close()

    def _nobody_expected(self, code: str, first: int, last: int) -> bool:
        """Whether the point is not staffed on any day between two, so that they are one span."""
        status = self._rhythm.status[self._codes.index(code), first:last]
        return bool((status == CLOSED).all())

    def declarations(self) -> str:
        """``days.csv`` of the workspace: what the mission wrote down of its days."""
        spans: list[tuple[str, int, int, DayStatus]] = []
        for code, first, last, status in sorted(self._declared):
            before = spans[-1] if spans else None
            if (
                before
                and (before[0], before[3]) == (code, status)
                and self._nobody_expected(code, before[2] + 1, first)
            ):
                spans[-1] = (code, before[1], last, status)
            else:
                spans.append((code, first, last, status))
        days = self._rhythm.days
        rows = [
            (code, days[first], days[last] if last > first else "", status, _DECLARED[status])
            for code, first, last, status in spans
        ]
        return write_lines(("point", "from", "to", "status", "note"), rows)
