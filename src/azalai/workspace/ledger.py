"""The ledger on disk: ``figures.csv`` and the files of ``figures/``, sources and places.

A line that cannot be read is told with its row and column and left out; the others count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final, TypeVar

from azalai.model.errors import AzalaiError
from azalai.model.figures import Category, Figure, Quantifier, Role, Statistic
from azalai.model.ledger import Ledger, Source
from azalai.model.moments import Moment
from azalai.model.places import Gazetteer
from azalai.workspace.csvfile import read_lines
from azalai.workspace.folder import Folder
from azalai.workspace.places import read_places
from azalai.workspace.register import LANGUAGES

COLUMNS: Final = (
    "id", "category", "statistic", "population", "place", "origin", "direction", "sex", "age",
    "breakdown", "as_of", "as_of_published", "from", "to", "base_from", "base_to", "quantifier",
    "value", "low", "high", "unit", "household_size", "multiple", "base", "sample", "source",
    "published", "document", "page", "quotation", "table", "method", "coverage", "role",
    "operation", "round", "assessment", "supersedes", "note",
)  # fmt: skip
"""Columns of a ledger file, in their order; only `NEEDED` must be there."""
NEEDED: Final = ("id", "category", "place", "source")

_E = TypeVar("_E", bound=StrEnum)
_TEXTS = ("population", "sex", "age", "direction", "base", "source", "document", "page",
          "quotation", "table", "method", "coverage", "operation", "round", "assessment",
          "supersedes", "note")  # fmt: skip
_MOMENTS = {
    "as_of": "as_of",
    "as_of_published": "as_of_published",
    "from": "first",
    "to": "last",
    "base_from": "base_first",
    "base_to": "base_last",
    "published": "published",
}
_NUMBERS = ("value", "low", "high", "household_size")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line of a ledger cannot be used.

    Attributes
    ----------
    code : str
        Key of the catalogue: ``figure.<code>``.
    """

    file: str
    row: int
    column: str
    code: str
    value: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A ledger, and the lines that are not in it."""

    ledger: Ledger
    problems: tuple[Problem, ...] = ()


def read_ledger(folder: Folder) -> Reading:
    """The figures of a workspace with the places and sources they name."""
    places, sources = read_places(folder), read_sources(folder)
    figures: dict[str, Figure] = {}
    problems: list[Problem] = []
    root = folder.root
    for path in (root / "figures.csv", *sorted((root / "figures").glob("*.csv"))):
        name = path.relative_to(root).as_posix()
        lines = ((line.number, line.cells) for line in read_lines(path, NEEDED))
        read, wrong = read_figures(lines, name, places, sources)
        problems += wrong
        for figure in read:
            if figure.id in figures:
                problems.append(Problem(name, figure.row, "id", "repeated_id", figure.id))
            else:
                figures[figure.id] = figure
    return Reading(Ledger(figures.values(), places, sources), tuple(problems))


def read_sources(folder: Folder) -> dict[str, Source]:
    """``sources.csv``: who states figures, and where that can be read."""
    found = {}
    for line in read_lines(folder.root / "sources.csv", ("code", "name_en")):
        try:
            published = Moment.parse(line["published"]) if line["published"] else None
        except AzalaiError:
            raise line.fail("published") from None
        found[line.needed("code")] = Source(
            code=line["code"],
            names={lang: line[f"name_{lang}"] for lang in LANGUAGES if line[f"name_{lang}"]},
            publisher=line["publisher"],
            reference=line["reference"],
            published=published,
            url=line["url"],
            reliability=line["reliability"],
        )
    return found


def read_figures(
    lines: Iterable[tuple[int, Mapping[str, str]]],
    file: str,
    places: Gazetteer,
    sources: Mapping[str, Source],
) -> tuple[list[Figure], list[Problem]]:
    """Lines of a ledger as figures, and what is wrong with those that are none.

    Parameters
    ----------
    lines : iterable of (row, cells)
        Cells by name of column; a column that is not there is empty.
    """
    figures, problems = [], []
    for row, cells in lines:
        reader = _Reader(file, row, cells, places, sources)
        figure = reader.figure()
        problems += reader.problems
        if figure is not None:
            figures.append(figure)
    return figures, problems


class _Reader:
    """One line: what it says, and what cannot be read in it."""

    def __init__(
        self,
        file: str,
        row: int,
        cells: Mapping[str, str],
        places: Gazetteer,
        sources: Mapping[str, Source],
    ) -> None:
        self._file, self._row, self._cells = file, row, cells
        self._places, self._sources = places, sources
        self.problems: list[Problem] = []

    def figure(self) -> Figure | None:
        """The figure; None where anything of it cannot be read."""
        moments: dict[str, Any] = {name: self._moment(column) for column, name in _MOMENTS.items()}
        numbers: dict[str, Any] = {name: self._number(name) for name in _NUMBERS}
        sample = self._number("sample")
        known: dict[str, Any] = {
            "id": self._needed("id"),
            "category": self._member("category", Category, None),
            "statistic": self._member("statistic", Statistic, Statistic.COUNT),
            "quantifier": self._member("quantifier", Quantifier, Quantifier.EXACT),
            "role": self._member("role", Role, Role.RECOMMENDED),
            "place": self._place("place"),
            "origin": self._place("origin"),
            "breakdown": tuple(self._breakdown()),
            "unit": self._needed("unit"),
            "multiple": self["multiple"].casefold() in ("yes", "oui", "true", "1"),
        }
        texts: dict[str, Any] = {name: self[name] for name in _TEXTS}
        self._needed("source")
        if self.problems:
            return None
        return Figure(
            **known, **moments, **numbers, **texts,
            sample=None if sample is None else int(sample), file=self._file, row=self._row,
        )  # fmt: skip

    def __getitem__(self, column: str) -> str:
        return self._cells.get(column, "").strip()

    def _wrong(self, column: str, code: str, expected: str = "") -> None:
        self.problems.append(Problem(self._file, self._row, column, code, self[column], expected))

    def _needed(self, column: str) -> str:
        if not self[column]:
            self._wrong(column, "missing")
        return self[column]

    def _member(self, column: str, kind: type[_E], default: _E | None) -> _E | None:
        if not self[column]:
            if default is None:
                self._wrong(column, "missing", ", ".join(kind))
            return default
        try:
            return kind(self[column])
        except ValueError:
            self._wrong(column, "unknown_word", ", ".join(kind))
            return None

    def _moment(self, column: str) -> Moment | None:
        if not self[column]:
            return None
        try:
            return Moment.parse(self[column])
        except AzalaiError:
            self._wrong(column, "bad_date")
            return None

    def _number(self, column: str) -> Decimal | None:
        if not self[column]:
            return None
        try:
            number = Decimal(self[column])
        except InvalidOperation:
            self._wrong(column, "bad_number")
            return None
        if not number.is_finite():
            self._wrong(column, "bad_number")
            return None
        return number

    def _place(self, column: str) -> str:
        if not self[column]:
            if column == "place":
                self._wrong(column, "missing")
            return ""
        code = self._places.find(self[column])
        if code is None:
            self._wrong(column, "unknown_place")
        return code or ""

    def _breakdown(self) -> Iterator[tuple[str, str]]:
        for part in filter(None, (text.strip() for text in self["breakdown"].split(";"))):
            dimension, equals, category = (text.strip() for text in part.partition("="))
            if not equals or not dimension or not category:
                self._wrong("breakdown", "bad_breakdown")
                return
            yield dimension, category
