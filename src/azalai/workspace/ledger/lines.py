"""One line of a ledger: the figure it states, or why it is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, TypeVar

from azalai.model.figures import Category, Figure, Quantifier, Role, Statistic
from azalai.model.ledger import Source
from azalai.model.moments import Moment
from azalai.model.places import Gazetteer
from azalai.model.problems import Problem
from azalai.workspace.csvfile import visible
from azalai.workspace.ledger import columns
from azalai.workspace.ledger.days import Read, read_day
from azalai.workspace.ledger.near import nearest
from azalai.workspace.ledger.numbers import Refused, read_number
from azalai.workspace.ledger.sense import senseless
from azalai.workspace.register import LANGUAGES

_E = TypeVar("_E", bound=StrEnum)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


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

    Examples
    --------
    >>> cells = {"id": "a", "category": "context", "place": "MLI", "unit": "persons",
    ...          "value": "env. 5 000", "source": "x", "published": "2013"}
    >>> read_figures([(2, cells)], "figures.csv", Gazetteer(()), {})[1][0].code
    'unknown_place'
    """
    known = _Known(places, sources)
    figures, problems = [], []
    for row, cells in lines:
        reader = _Line(file, row, cells, known)
        figure = reader.figure()
        problems += reader.problems
        if figure is not None:
            figures.append(figure)
    return figures, problems


class _Known:
    """What lines may name; each spelling is looked up once."""

    def __init__(self, places: Gazetteer, sources: Mapping[str, Source]) -> None:
        self.places, self.sources = places, sources
        self.place = lru_cache(maxsize=None)(places.find)
        self.near_place = lru_cache(maxsize=None)(self._near_place)
        self.near_source = lru_cache(maxsize=None)(
            lambda code: nearest(code, {code: code for code in sources})
        )

    def _near_place(self, text: str) -> str:
        """The nearest place with its names: ``Timbuktu / Tombouctou (ML06)``."""
        code = nearest(text, self.places.spellings)
        if not code:
            return ""
        names = dict.fromkeys(self.places[code].name(lang) for lang in LANGUAGES)
        return code if code in names else f"{' / '.join(names)} ({code})"

    def published(self, document: str, source: str, stated: Moment | None) -> Moment | None:
        """When the document that prints a figure was published, as `Ledger.published`."""
        printed = self.sources.get(document)
        if printed is not None and printed.published is not None:
            return printed.published
        known = self.sources.get(source)
        return stated or (known.published if known is not None else None)


class _Line:
    """One line: what it says, and what cannot be read in it."""

    def __init__(self, file: str, row: int, cells: Mapping[str, str], known: _Known) -> None:
        self._file, self._row, self._known = file, row, known
        self._cells = {
            # An id is told instead: another one would be another figure.
            name: text if name == "id" else visible(text)
            for name, text in ((name, _plain(text)) for name, text in cells.items() if text)
        }
        self._doubtful: list[str] = []
        self.problems: list[Problem] = []

    def figure(self) -> Figure | None:
        """The figure; None where anything of it cannot be read."""
        statistic = self._member("statistic", Statistic, Statistic.COUNT)
        category = self._member("category", Category, None)
        values: dict[str, Any] = {
            "id": self._id(),
            "category": category,
            "statistic": statistic,
            "quantifier": self._member("quantifier", Quantifier, Quantifier.EXACT),
            "role": self._member("role", Role, Role.RECOMMENDED),
            "place": self._place("place"),
            "origin": self._place("origin"),
            "direction": self._word("direction", columns.DIRECTIONS),
            "sex": self["sex"].upper() if len(self["sex"]) == 1 else self["sex"],
            "breakdown": tuple(self._breakdown()),
            "unit": self._needed("unit", ", ".join(columns.UNITS)),
            "multiple": self._yes("multiple"),
        }
        for column, name in columns.MOMENTS.items():
            values[name] = self._moment(column) if column in self._cells else None
        whole = statistic is Statistic.COUNT and self["unit"] not in ("%", "pp", "USD", "")
        for column in columns.NUMBERS:
            size = column == "household_size"
            values[column] = self._number(column, whole and not size)
        sample = self._number("sample", whole=True)
        if sample is not None and (sample < 0 or sample != int(sample)):
            self._wrong("sample", "no_whole")
        for name in columns.TEXTS:
            values[name] = self[name]
        self._source(values["published"])
        self._doubt(values)
        if self._bad:
            return None
        figure = Figure(
            **values, sample=None if sample is None else int(sample),
            file=self._file, row=self._row,
        )  # fmt: skip
        published = self._known.published(figure.document, figure.source, figure.published)
        for column, code, expected in senseless(figure, self._cells, published):
            self._wrong(column, code, expected)
        return None if self._bad else figure

    @property
    def _bad(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)

    def __getitem__(self, column: str) -> str:
        return self._cells.get(column, "")

    def _wrong(self, column: str, code: str, expected: str = "") -> None:
        self.problems.append(
            Problem(self._file, self._row, column, code, self[column], expected, self["id"])
        )

    def _needed(self, column: str, expected: str = "") -> str:
        if not self[column]:
            self._wrong(column, "missing", expected)
        return self[column]

    def _id(self) -> str:
        code = self._needed("id")
        if any(not letter.isprintable() for letter in code):
            self._wrong("id", "bad_id")
        elif " " in code:
            self._wrong("id", "spaced_id", "-".join(code.split()))
        return code

    def _member(self, column: str, kind: type[_E], default: _E | None) -> _E | None:
        text = self[column]
        if not text:
            if default is None:
                self._wrong(column, "missing", ", ".join(kind))
            return default
        # Not `kind(text)`: a lookup that fails costs an exception, and it is asked for each line.
        found = _members(kind).get(text) or _members(kind).get(_coded(text))
        if found is None:
            self._unknown(column, tuple(kind))
        return found

    def _word(self, column: str, words: tuple[str, ...]) -> str:
        text = _coded(self[column])
        if text and text not in words:
            self._unknown(column, words)
        return text

    def _unknown(self, column: str, words: tuple[str, ...]) -> None:
        near = nearest(self[column], {word: word for word in words})
        self._wrong(column, "near_word" if near else "unknown_word", near or ", ".join(words))

    def _yes(self, column: str) -> bool:
        text = self[column].casefold()
        if text not in columns.YES and text not in columns.NO:
            self._wrong(column, "unknown_word", "yes, no")
        return text in columns.YES

    def _moment(self, column: str) -> Moment | None:
        found = read_day(self[column])
        if isinstance(found, Read):
            if found.doubtful:
                self._wrong(column, "date_read_as", str(found.moment))
            return found.moment
        self._wrong(column, found.code, found.expected)
        return None

    def _number(self, column: str, whole: bool) -> Decimal | None:
        text = self[column]
        if not text:
            return None
        found = read_number(text, unit=self["unit"], whole=whole)
        if isinstance(found, Refused):
            self._wrong(column, found.code, found.expected.replace("value", column, 1))
            return None
        return found

    def _place(self, column: str) -> str:
        text = self[column]
        if not text:
            if column == "place":
                self._wrong(column, "missing")
            return ""
        code = self._known.place(text)
        if code is None:
            near = self._known.near_place(text)
            self._wrong(column, "near_place" if near else "unknown_place", near)
        return code or ""

    def _source(self, published: Moment | None) -> None:
        known = self._known.sources
        source, document = self._needed("source"), self["document"]
        if source and source not in known and published is None:
            near = self._known.near_source(source)
            self._wrong("source", "near_source" if near else "unknown_source", near)
        if document and document not in known:
            near = self._known.near_source(document)
            self._wrong("document", "unknown_document", near)

    def _doubt(self, values: Mapping[str, Any]) -> None:
        """A day that may be read in two ways, both of them after its document."""
        for index, problem in enumerate(self.problems):
            if problem.code != "date_order" or problem.column != "as_of":
                continue
            published = self._known.published(
                values["document"], values["source"], values["published"]
            )
            days = [Moment.parse(text) for text in problem.expected.split(" / ")]
            if published is not None and all(day.first > published.last for day in days):
                self.problems[index] = Problem(
                    problem.file, problem.row, problem.column, "date_order_after", problem.value,
                    problem.expected, problem.figure,
                )  # fmt: skip

    def _breakdown(self) -> Iterator[tuple[str, str]]:
        seen = set()
        for part in filter(None, (text.strip() for text in self["breakdown"].split(";"))):
            dimension, equals, category = (text.strip() for text in part.partition("="))
            if not equals or not dimension or not category or dimension in seen:
                self._wrong("breakdown", "bad_breakdown")
                return
            seen.add(dimension)
            yield dimension, category


@lru_cache
def _members(kind: type[_E]) -> dict[str, _E]:
    return {str(member): member for member in kind}


@lru_cache(maxsize=4096)
def _coded(text: str) -> str:
    """A word as codes are written: ``At least`` is ``at_least``."""
    return "_".join(text.casefold().replace("-", " ").split())


def _plain(text: str) -> str:
    """A cell without the space around it, and without the mark that keeps it from being a formula.

    `azalai.workspace.csvfile.harmless` puts that mark.
    """
    text = text.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
