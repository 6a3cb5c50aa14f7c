"""The files to import: groups as lines of CSV, and the mapping that reads them."""

from __future__ import annotations

import io
import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from azalai.model.flows import FIELDS, INFORMATION_SOURCES, MOVEMENT_TYPES, TRANSPORT
from azalai.simulate.groups import Drawer, Groups
from azalai.simulate.invented import Land
from azalai.simulate.places import World
from azalai.simulate.profiles import Ints
from azalai.simulate.rhythm import Rhythm

CELLS = {"men": ("M", "adult"), "women": ("F", "adult"), "boys": ("M", "minor"),
         "girls": ("F", "minor")}  # fmt: skip
VULNERABLE = ("under_5", "elderly", "disability", "pregnant", "unaccompanied")
_FIRST = ("record_id", "date", "time", "point", "direction", "persons", *CELLS, *VULNERABLE)
_LATER = (
    "departure", "departure_place", "provenance", "next_destination", "next_place",
    "final_destination", "movement_type", "transport", "information_source", "enumerator",
)  # fmt: skip
_DIRECTIONS = ("in", "out", "")


class Sheets:
    """Writes groups as lines; every text it can write is made once."""

    def __init__(
        self, land: Land, world: World, rhythm: Rhythm, drawer: Drawer, language: str
    ) -> None:
        names = [world.name(number, language) for number in range(len(world.codes))]
        self.countries = names
        self.nationalities = names[: world.nationalities]
        self.columns = (*_FIRST, *_LATER, *self.nationalities)
        # A name that would need quotes gives way to the code: no line of these files has any.
        self.points = [
            point.code if set(point.name(language)) & set(',"\n') else point.name(language)
            for point in land.points
        ]
        self._days = [day.isoformat() for day in rhythm.days]
        self._short = [day.strftime("%y%m%d") for day in rhythm.days]
        self._times = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(1440)]
        self.towns = drawer.towns
        width = len(str(len(land.points)))
        self._numbers = [f"{index + 1:0{width}d}" for index in range(len(land.points))]
        self._enumerators = [f"E{number}-{one + 1}" for number in self._numbers for one in range(8)]

    def enumerator(self, point: int, number: int) -> str:
        """How an enumerator of a point signs."""
        return self._enumerators[point * 8 + number]

    def ids(self, groups: Groups) -> pa.Array:
        """Form numbers: day, point, and the number of the group on that day; groups are sorted."""
        key = groups.point * len(self._days) + groups.day
        begins = np.flatnonzero(np.diff(key, prepend=-1))
        sizes = np.diff(np.append(begins, len(key)))
        number = np.arange(len(key)) - np.repeat(begins, sizes) + 1
        return pc.binary_join_element_wise(
            _texts(self._short, groups.day),
            _texts(self._numbers, groups.point),
            pc.utf8_lpad(pa.array(number).cast(pa.string()), 4, "0"),
            "-",
        )

    def lines(self, groups: Groups, ids: pa.Array) -> bytes:
        """The groups as CSV without a header."""
        columns: list[pa.Array] = [
            ids,
            _texts(self._days, groups.day),
            _texts(self._times, groups.minute),
            _texts(self.points, groups.point),
            _texts(_DIRECTIONS, groups.direction),
            pa.array(groups.persons),
            *(pa.array(groups.cells[:, index]) for index in range(len(CELLS))),
            *(pa.array(groups.vulnerable[:, index]) for index in range(len(VULNERABLE))),
            _texts(self.countries, groups.departure),
            _texts(self.towns, groups.departure_place),
            _texts(self.countries, groups.provenance),
            _texts(self.countries, groups.next),
            _texts(self.towns, groups.next_place),
            _texts(self.countries, groups.final),
            _texts(MOVEMENT_TYPES, groups.movement),
            _texts(TRANSPORT, groups.transport),
            _texts(INFORMATION_SOURCES, groups.source),
            _texts(self._enumerators, groups.point * 8 + groups.enumerator),
        ]
        for index in range(len(self.nationalities)):
            held = np.ascontiguousarray(groups.nationality[:, index])
            columns.append(pa.array(held, mask=held == 0))
        out = io.BytesIO()
        csv.write_csv(
            pa.table(columns, names=list(self.columns)),
            out,
            csv.WriteOptions(include_header=False, quoting_style="none", batch_size=16384),
        )
        return out.getvalue()

    @property
    def header(self) -> bytes:
        """The first line of every file."""
        return (",".join(self.columns) + "\n").encode()

    def mapping(self) -> str:
        """The mapping that reads these files."""
        fields = [name for name in (*_FIRST, *_LATER) if name in FIELDS]
        return "\n".join(
            [
                "# From the columns of simulated files to the fields of a group.",
                "format = 1",
                "",
                "[columns]",
                *(f'{name} = "{name}"' for name in fields),
                "",
                "[wide.sex_age]                 # one column for each cell: sex and age",
                *(f'"{name}" = {json.dumps(list(pair))}' for name, pair in CELLS.items()),
                "",
                "[wide.vulnerability]",
                *(f'"{name}" = "{name}"' for name in VULNERABLE),
                "",
                "[wide.nationality]             # every column whose header is a country",
                '"*" = "countries"',
                "",
            ]
        )


def _texts(known: list[str] | tuple[str, ...], number: Ints) -> pa.Array:
    """Texts by their numbers; blank where a number is -1."""
    which = pa.array(number, mask=number < 0)
    return pa.array(known, pa.string()).take(which)
