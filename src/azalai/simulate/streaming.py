"""Month by month, piece by piece: draw groups, let things go wrong, write lines and the truth."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa

from azalai.model.names import normalise
from azalai.model.periods import Month
from azalai.simulate.defects import Defects
from azalai.simulate.faults import LOST, Faults, open_cells
from azalai.simulate.groups import Drawer, Groups, draw_numbers
from azalai.simulate.parameters import Parameters
from azalai.simulate.passages import Passages
from azalai.simulate.plan import Plan
from azalai.simulate.sheets import Sheets
from azalai.simulate.truth import Flows

PIECE = 50_000
"""Groups that are drawn at once."""


class Stream:
    """Writes a simulated country; holds only what days to come still need."""

    def __init__(self, root: Path, parameters: Parameters, plan: Plan, origin: str) -> None:
        self._root, self._parameters, self._land, self._origin = (
            root, parameters, plan.land, origin,
        )  # fmt: skip
        known, ways = plan.world, plan.ways
        self._rhythm = plan.rhythm
        days = self._rhythm.days
        months = np.array([day.month - 1 for day in days])
        self._drawer = Drawer(ways, known, months, plan.places)
        self._faults = Faults(parameters.seed, parameters.defects, self._rhythm, ways, self._drawer)
        self._sheets = Sheets(plan.land, known, self._rhythm, self._drawer, parameters.language)
        codes = [point.code for point in plan.land.points]
        truth = root / "truth"
        truth.mkdir()
        (root / "import").mkdir()
        (root / "mappings").mkdir(exist_ok=True)
        (root / "mappings" / "flows.toml").write_text(self._sheets.mapping(), encoding="utf-8")
        self.flows = Flows(truth, self._rhythm, codes)
        self._passages = Passages(ways, self._rhythm, known.home, codes, truth / "passages.csv")
        self._defects = Defects(truth, parameters, plan.land, self._sheets, days, plan.places)
        self._rows: Counter[str] = Counter()
        self.files = 0

    def month(self, month: Month, piece: int) -> None:
        """Draw and write one month."""
        begin = (month.first - self._rhythm.days[0]).days
        for first, last in self._pieces(begin, begin + month.days, piece):
            groups = self._piece(first, last)
            self.flows.add(groups, first, last)
            if self._faults.days:
                self._defects.of_days(self._faults, _totals(groups, self._faults))
            self._write(month, groups.take(groups.marks & LOST == 0))
        self.flows.end_month(str(month))
        self._passages.end_month()
        self._defects.end_month()
        self._rows.clear()

    def _pieces(self, first: int, last: int, piece: int) -> Iterator[tuple[int, int]]:
        """Whole days, about so many groups at once."""
        begin, held = first, 0.0
        for day in range(first, last):
            wanted = float(self._rhythm.expected[:, day].sum())
            if held and held + wanted > piece:
                yield begin, day
                begin, held = day, 0.0
            held += wanted
        yield begin, last

    def _piece(self, first: int, last: int) -> Groups:
        cells = open_cells(self._rhythm, first, last)
        own = self._drawer.draw(*draw_numbers(self._parameters.seed, cells, 0))
        own = self._faults.mark(own, cells)
        again = self._passages.send(own, last - 1)
        self._faults.lose(again)
        groups = self._faults.apply(Groups.joined([own, again]))
        by_point = self._parameters.cut == "point-month"
        days, points = groups.day, groups.point
        outer, inner = (points, days) if by_point else (days, points)
        # Sightings of one minute keep their order: it hangs on the streams alone.
        order = np.lexsort((groups.chance[:, 1], groups.chance[:, 0], groups.minute, inner, outer))
        return groups.take(order)

    def _write(self, month: Month, groups: Groups) -> None:
        ids = self._sheets.ids(groups)
        self._passages.told(groups, ids)
        if self._parameters.cut == "month":
            self._append(f"flows_{month}.csv", groups, ids)
            return
        for point in np.unique(groups.point):
            code = normalise(self._land.points[point].code).replace(" ", "-")
            which = np.flatnonzero(groups.point == point)
            self._append(f"flows_{month}_{code}.csv", groups.take(which), ids.take(which))

    def _append(self, file: str, groups: Groups, ids: pa.Array) -> None:
        path = self._root / "import" / file
        begins = file not in self._rows
        if begins:
            self._rows[file] = 1
            self.files += 1
        data = self._sheets.header if begins else b""
        if len(groups):
            text = self._sheets.lines(groups, ids)
            if self._parameters.defects:
                text, rows = self._defects.plant(file, self._rows[file], groups, ids, text)
            else:
                rows = len(groups)
            self._rows[file] += rows
            data += text
        with path.open("ab") as out:
            out.write(data)

    def planted(self) -> dict[str, int]:
        """Kind of defect -> how many there are."""
        return dict(sorted(self._defects.planted.items()))

    def write_parameters(self) -> None:
        """What was asked for and what came, beside the truth."""
        asked = {name: str(value) if isinstance(value, Month) else value
                 for name, value in asdict(self._parameters).items()
                 if name not in ("first", "last")}  # fmt: skip
        told = {
            "simulated": True,
            **asked,
            "from": str(self._parameters.first),
            "to": str(self._parameters.last),
            "points": len(self._land.points),
            "points_from": self._origin,
            "groups_counted": self.flows.groups,
            "persons_counted": self.flows.persons,
            "planted": self.planted(),
        }
        text = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
        (self._root / "truth" / "parameters.json").write_text(text, encoding="utf-8")

    def close(self) -> None:
        """Close the files of the truth."""
        self.flows.close()
        self._passages.close()
        self._defects.close()


def _totals(groups: Groups, faults: Faults) -> dict[tuple[int, int], tuple[int, int]]:
    """Persons in the files and true persons of days that went wrong."""
    found = {}
    for point, day in faults.days:
        here = groups.take((groups.point == point) & (groups.day == day))
        delivered = here.marks & LOST == 0
        found[point, day] = int(here.persons[delivered].sum()), int(here.true.sum())
    return found
