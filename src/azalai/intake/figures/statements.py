"""Figures of files that state one number in one cell: yearbooks, series, lists of events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from azalai.intake.days import NoDay, day_reader
from azalai.intake.figures.counts import read_people
from azalai.intake.figures.found_places import given
from azalai.intake.figures.incoming import Job, made_of
from azalai.intake.values import Problem

_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0+)?")
SUPPRESSED = "*"
"""How UNHCR hides a number from 1 to 4."""


@dataclass(slots=True)
class Cell:
    """A cell of a row: its text and the header above it."""

    text: str
    header: str


class Rows:
    """The rows of a foreign table, by plain names of columns."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._headers = job.foreign.sheet.headers
        self._places = job.foreign.headers

    def __iter__(self) -> Iterator[Row]:
        for cells in self._job.foreign.sheet.cells.to_pylist():
            yield Row(cells["row_no"], cells, self._places, self._headers)


@dataclass(slots=True)
class Row:
    """One row: cells by the plain names of their columns."""

    number: int
    cells: dict[str, str | None]
    places: dict[str, int]
    headers: list[str]

    def at(self, *names: str) -> Cell:
        """The first of these columns that is there; an empty cell for none."""
        for name in names:
            if name in self.places:
                place = self.places[name]
                return Cell((self.cells[f"c{place}"] or "").strip(), self.headers[place])
        return Cell("", "")

    def text(self, *names: str) -> str:
        """What stands there; empty where it says that there is nothing."""
        return given(self.at(*names).text)


@dataclass(slots=True)
class Statements:
    """Collects the figures of a file, and counts the cells that make none."""

    job: Job
    role: str
    rows: list[dict[str, str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    zeros: int = 0
    dashes: int = 0
    bounded: int = 0

    def add(self, row: Row, cell: Cell, stated: dict[str, str], *, keep_zero: bool = True) -> None:
        """State what a cell says; what is no number is told and set aside."""
        text = cell.text
        if not given(text) and text != SUPPRESSED:
            self.dashes += 1
            return
        if text == SUPPRESSED:
            self.bounded += 1
            value = {"quantifier": "at_most", "value": "4", "low": "1", "high": "4"}
        else:
            read = read_people(text)
            if isinstance(read, Problem):
                self.job.error(row.number, read.code, cell.header, text, read.expected)
                return
            if read is None:
                self.dashes += 1
                return
            if read == 0 and not keep_zero:
                self.zeros += 1
                return
            value = {"quantifier": "exact", "value": str(read)}
        figure = {
            "statistic": "count", "unit": "persons", "source": self.job.source,
            "published": self.job.asked.said.get("published", ""),
            "role": self.job.asked.said.get("role", self.role),
        } | value | stated  # fmt: skip
        self.rows.append(figure)
        self.numbers.append(row.number)

    def finish(self) -> None:
        """Hand the figures over, and tell of the cells that made none."""
        for rule, number in (
            ("zeros", self.zeros), ("dashes", self.dashes), ("bounded", self.bounded)
        ):  # fmt: skip
            if number:
                self.job.note(rule, str(number))
        made_of(self.job, self.rows, self.numbers)


def year_of(job: Job, row: Row, *names: str) -> str:
    """The year of a row; empty, and told, where there is none."""
    cell = row.at(*names)
    found = _YEAR.fullmatch(cell.text)
    if found is None:
        job.error(row.number, "bad_year", cell.header, cell.text)
        return ""
    return found[1]


_READ = day_reader("")


def day_of(job: Job, row: Row, *names: str) -> str:
    """The day of a row in ISO; empty, and told, where it is none."""
    cell = row.at(*names)
    if not given(cell.text):
        job.error(row.number, "no_day", cell.header, cell.text)
        return ""
    found = _READ(cell.text)
    if isinstance(found, NoDay):
        job.error(row.number, "bad_day", cell.header, cell.text)
        return ""
    return found.isoformat()


def country_of(job: Job, row: Row, codes: tuple[str, ...], names: tuple[str, ...]) -> str:
    """The country of a row; empty, and told, where it is none."""
    code, name = row.at(*codes), row.at(*names)
    found = job.finder.country(code.text, name.text)
    if not found:
        said = given(code.text) or given(name.text)
        rule = "unknown_country" if said else "no_country"
        job.error(row.number, rule, code.header or name.header, said)
    return found
