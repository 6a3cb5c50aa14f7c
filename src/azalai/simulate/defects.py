"""Plant slips in the lines of a file, and write down every defect with what is true."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from azalai.model.names import normalise
from azalai.simulate.faults import COPY, EXTRA, IDENTICAL, ROUNDED, SHIFT, SLIPS, Faults
from azalai.simulate.groups import Groups
from azalai.simulate.invented import Land
from azalai.simulate.ledger import Ledger
from azalai.simulate.parameters import Parameters
from azalai.simulate.profiles import stream
from azalai.simulate.sheets import Sheets
from azalai.simulate.slips import TYPED, Desk, Form

_DEFECTS = ("defect", "kind", "file", "row", "record_id", "point", "date", "enumerator", "field",
            "value", "true")  # fmt: skip
_DUPLICATES = ("record_id", "again_record_id", "kind", "point", "date", "persons")
_INSTEAD = ("parts_exceed_group", "negative_count", "bad_date")
"""Slips that any form gives occasion for, where another one does not come about."""
_TELLING = 5
"""Letters from which a place that is misspelt can still be told."""
_KINDS_OF_MANY = {IDENTICAL: "identical_groups", ROUNDED: "rounded_counts"}


class Defects:
    """Types the lines of forms, with slips."""

    def __init__(
        self,
        folder: Path,
        parameters: Parameters,
        land: Land,
        sheets: Sheets,
        days: list[date],
        at_home: list[str],
    ) -> None:
        self._parameters, self._land, self._days, self._sheets = parameters, land, days, sheets
        self._ledger = Ledger(folder / "defects.csv", _DEFECTS)
        self._duplicates = Ledger(folder / "duplicates.csv", _DUPLICATES)
        self._desk = Desk(
            columns=sheets.columns,
            nationalities=tuple(sheets.nationalities),
            spellings=frozenset(
                normalise(text)
                for point in land.points
                for text in (point.code, *point.names.values(), *point.aliases)
            ),
            towns=frozenset(normalise(town) for town in sheets.towns),
            places=frozenset(name for name in at_home if len(normalise(name)) >= _TELLING),
            opened={name: point.opened for name, point in zip(sheets.points, land.points,
                                                              strict=True)},
            language=parameters.language,
        )  # fmt: skip
        self.planted: Counter[str] = Counter()
        self._number = 0
        self._held: list[tuple[str, list[tuple[object, ...]]]] = []
        self._of_many: dict[str, list[tuple[object, ...]]] = {}

    def plant(
        self, file: str, before: int, groups: Groups, ids: pa.Array, text: bytes
    ) -> tuple[bytes, int]:
        """Put slips into lines that follow line `before` of a file; also says how many they are."""
        lines = text.splitlines()
        names: list[str] = ids.to_pylist()
        days = groups.point * len(self._days) + groups.day
        made: list[bytes] = []
        behind: list[tuple[int, bytes]] = []
        originals = self._originals(groups)
        for index in range(len(lines)):
            # What is copied comes again where the forms of that day and point end.
            if index and days[index] != days[index - 1]:
                self._copied(file, before, groups, names, made, behind)
            made.append(lines[index])
            mark = int(groups.marks[index])
            if mark:
                where = file, before + len(made)
                self._one(mark, where, index, groups, names, days, made, behind, originals)
        self._copied(file, before, groups, names, made, behind)
        return b"\n".join(made) + b"\n", len(made)

    def _one(
        self, mark: int, where: tuple[str, int], index: int, groups: Groups, names: list[str],
        days: np.ndarray, made: list[bytes], behind: list[tuple[int, bytes]],
        originals: dict[tuple[int, float, float], int],
    ) -> None:  # fmt: skip
        for bit, many in _KINDS_OF_MANY.items():
            if mark & bit:
                self._many(many, where, index, groups, names[index])
        if mark & EXTRA:
            return
        if not mark >> SHIFT:
            return
        kind = SLIPS[(mark >> SHIFT) - 1]
        if kind == "near_duplicate":
            if mark & COPY:
                key = _identity(groups, index)
                first = names[originals[key]]
                self._tell(kind, where, index, groups, names[index], "record_id",
                           names[index], first)  # fmt: skip
                self._twice(kind, index, groups, first, names[index])
            return
        if kind == "unusual_group":
            self._tell(kind, where, index, groups, names[index], "persons",
                       groups.persons[index], groups.true[index])  # fmt: skip
            return
        if kind == "repeated_row":
            behind.append((index, made[-1]))
            return
        if kind == "repeated_id" and index and days[index] == days[index - 1]:
            cells = made[-1].split(b",", 1)
            made[-1] = names[index - 1].encode() + b"," + cells[1]
            self._tell(kind, where, index, groups, names[index - 1], "record_id",
                       names[index - 1], names[index])  # fmt: skip
            return
        rng = stream(self._parameters.seed, 30, int(groups.point[index]),
                     int(groups.day[index]), int(names[index].rpartition("-")[2]))  # fmt: skip
        for chosen in (kind, *rng.permutation(_INSTEAD).tolist()):
            if chosen not in TYPED:
                continue
            form = Form(self._desk, made[-1].decode().split(","), rng)
            slip = TYPED[chosen](form)
            if slip is not None:
                made[-1] = ",".join(form.cells).encode()
                self._tell(chosen, where, index, groups, names[index], slip.field, slip.value,
                           slip.true)  # fmt: skip
                return

    def _copied(
        self, file: str, before: int, groups: Groups, names: list[str], made: list[bytes],
        behind: list[tuple[int, bytes]],
    ) -> None:  # fmt: skip
        for index, line in behind:
            made.append(line)
            self._tell("repeated_row", (file, before + len(made)), index, groups, names[index],
                       "record_id", names[index], "")  # fmt: skip
            self._twice("repeated_row", index, groups, names[index], names[index])
        behind.clear()

    def _originals(self, groups: Groups) -> dict[tuple[int, float, float], int]:
        first = 1 + SLIPS.index("near_duplicate")
        which = np.flatnonzero((groups.marks >> SHIFT == first) & (groups.marks & COPY == 0))
        return {_identity(groups, index): int(index) for index in which}

    def _twice(self, kind: str, index: int, groups: Groups, first: str, again: str) -> None:
        point, day, _ = self._place(index, groups)
        self._duplicates.hold((first, again, kind, point, day, groups.persons[index]))

    def _place(self, index: int, groups: Groups) -> tuple[str, date, str]:
        point = int(groups.point[index])
        return (
            self._land.points[point].code,
            self._days[int(groups.day[index])],
            self._sheets.enumerator(point, int(groups.enumerator[index])),
        )

    def _tell(
        self, kind: str, where: tuple[str, int], index: int, groups: Groups, record: str,
        field: str, value: object, true: object,
    ) -> None:  # fmt: skip
        row = (*where, record, *self._place(index, groups), field, value, true)
        self._held.append((kind, [row]))

    def _many(
        self, kind: str, where: tuple[str, int], index: int, groups: Groups, record: str
    ) -> None:
        """A habit of an enumerator: many records, one defect, written at the month's end."""
        place = self._place(index, groups)
        row = (*where, record, *place, "persons", groups.persons[index], groups.true[index])
        self._of_many.setdefault(f"{kind}|{place[0]}|{place[2]}", []).append(row)

    def of_days(self, faults: Faults, totals: dict[tuple[int, int], tuple[int, int]]) -> None:
        """Days that are silent or far too large: persons in the files, and true ones."""
        for (point, day), kind in sorted(faults.days.items()):
            value, true = totals[point, day]
            if kind == "silent_day" and not true:
                continue
            place = self._land.points[point].code, self._days[day]
            self._held.append((kind, [("", 0, "", *place, "", "persons", value, true)]))
        faults.days.clear()

    def end_month(self) -> None:
        """Number what went wrong in the month, and write it."""
        for key, rows in self._of_many.items():
            self._held.append((key.partition("|")[0], sorted(rows, key=_order)))
        for kind, rows in sorted(self._held, key=lambda one: (_order(one[1][0]), one[0])):
            self._number += 1
            self.planted[kind] += 1
            for row in rows:
                self._ledger.add((self._number, kind, row[0], row[1] or "", *row[2:]))
        self._held.clear()
        self._of_many.clear()
        self._duplicates.end_month()

    def close(self) -> None:
        """Nothing more comes."""
        self._ledger.close()
        self._duplicates.close()


def _identity(groups: Groups, index: int | np.integer) -> tuple[int, float, float]:
    """What a group and its copy have in common."""
    chance = groups.chance[index]
    return int(groups.day[index]), float(chance[0]), float(chance[1])


def _order(row: tuple[object, ...]) -> tuple[str, ...]:
    """By file and line; days that are wrong as a whole go before, by point and day."""
    return (str(row[0]), str(row[1]).zfill(9), *(str(cell) for cell in row[2:]))
