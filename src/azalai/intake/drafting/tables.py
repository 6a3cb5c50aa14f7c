"""The tables from which a mapping is drafted, and what their columns hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from azalai.intake import reading
from azalai.intake.drafting.words import key
from azalai.intake.reading.tabular import ReadOptions, Sheet
from azalai.intake.values import Problem, read_count, read_country, read_time
from azalai.model.errors import InputError
from azalai.model.names import spelling
from azalai.workspace.packs import synonyms

_ENOUGH = 2_000
"""Distinct texts, the most frequent first, that say what a column holds."""
_NO_TABLE = ("no_header", "no_rows", "header_twice")


@dataclass(frozen=True)
class Column:
    """A column over all tables that have it: each distinct text with its number of rows."""

    header: str
    values: Counter[str]

    @property
    def filled(self) -> int:
        """Rows with something in them."""
        return self.values.total()

    def share(self, fits: Callable[[str], bool]) -> float:
        """Of the rows that state something, how many fit; 1 where none states anything."""
        usual = self.values.most_common(_ENOUGH)
        told = {text: rows for text, rows in usual if not says_unknown(text)}
        total = sum(told.values())
        return sum(rows for text, rows in told.items() if fits(text)) / total if total else 1.0

    @cached_property
    def counts(self) -> bool:
        """Whether it holds numbers of persons."""
        return self.share(is_number) >= 0.8

    @cached_property
    def yes_no(self) -> bool:
        """Whether it says yes or no, in words; 1 and 0 are numbers as well."""
        return bool(self.values) and self.share(lambda text: answer(text) is not None) >= 0.9

    @cached_property
    def ones(self) -> bool:
        """Whether every number is 1 or 0."""
        return self.share(lambda text: text in ("0", "1")) == 1

    @cached_property
    def countries(self) -> float:
        """Share of the rows that name a country, or nearly one."""

        def named(text: str) -> bool:
            found = read_country(text)
            return bool(found.expected if isinstance(found, Problem) else found)

        return self.share(named)

    @cached_property
    def times(self) -> float:
        """Share of the rows that are a time of day."""
        return self.share(lambda text: ":" in text and not isinstance(read_time(text), Problem))


def is_number(text: str) -> bool:
    """Whether a text is a number, with either decimal mark."""
    if not isinstance(read_count(text), Problem):
        return True
    try:
        float(text.replace(",", ".").replace("\u202f", "").replace("\u00a0", "").replace(" ", ""))
    except ValueError:
        return False
    return any(letter.isdigit() for letter in text)


@cache
def _answers() -> dict[tuple[str, ...], bool]:
    words = synonyms()["words"]
    yes, no = ({key(word) for word in words[name]} for name in ("yes", "no"))
    return {**dict.fromkeys(yes, True), **dict.fromkeys(no, False)}


def answer(text: str) -> bool | None:
    """Yes or no; None where a text says neither."""
    return _answers().get(key(text))


@cache
def _not_known() -> frozenset[str]:
    words = synonyms()["words"]
    return frozenset(spelling(word) for word in (*words["unknown"], *words["doubtful"]))


def says_unknown(text: str) -> bool:
    """Whether a text is a usual word for *we do not know*, a doubtful one included."""
    return spelling(text) in _not_known()


@dataclass(frozen=True)
class Table:
    """One table of one file."""

    path: Path
    sheet: str
    options: ReadOptions
    read: Sheet
    encoding_sure: bool = True

    @cached_property
    def headers(self) -> list[str]:
        """The names of its columns."""
        return self.read.headers

    @property
    def rows(self) -> int:
        """Lines below the header."""
        return int(self.read.cells.num_rows)

    @property
    def name(self) -> str:
        """What a person calls it."""
        return f"{self.path.name} / {self.sheet}" if self.sheet else self.path.name

    def texts(self, header: str) -> pa.ChunkedArray:
        """The cells of a column; null where nothing stands."""
        cells = self.read.cells[f"c{self.headers.index(header)}"]
        trimmed = pc.utf8_trim_whitespace(cells)
        return pc.if_else(pc.equal(trimmed, ""), None, trimmed)

    def nth(self, index: int) -> Counter[str]:
        """Distinct texts of a column by place, for one without a name."""
        cells = pc.utf8_trim_whitespace(self.read.cells[f"c{index}"])
        return Counter(
            {item["values"]: item["counts"] for item in cells.value_counts().to_pylist()
             if item["values"]}
        )  # fmt: skip

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Header -> what stands below it; columns without a name are left out."""
        return {
            header: Column(header, self.nth(index))
            for index, header in enumerate(self.headers)
            if header
        }


def pooled(tables: Iterable[Table]) -> dict[str, Column]:
    """The columns of several tables, those of one name taken together."""
    found: dict[str, Column] = {}
    for table in tables:
        for header, column in table.columns.items():
            before = found.get(header)
            values = column.values + before.values if before else column.values
            found[header] = Column(header, values)
    return found


def read_tables(paths: Iterable[Path], sheet: str = "") -> list[Table]:
    """Every table of the files: each sheet of a spreadsheet is one, unless one is named.

    Raises
    ------
    InputError
        As `azalai.intake.reading` does; ``no_rows`` where nothing can be read of any file.
    """
    return [table for path in paths for table in _tables(path, sheet)]


def _tables(path: Path, sheet: str) -> list[Table]:
    looked = reading.look(path)
    if not looked.sheets:
        return [_table(path, "", looked.options, looked.encoding_sure)]
    names = [sheet] if sheet else list(looked.sheets)
    found = []
    for name in names:
        # The names of columns are found for the sheets that look alike; others begin at the top.
        options = looked.options if name in looked.alike else ReadOptions()
        try:
            found.append(_table(path, name, replace(options, sheets=(name,)), True))
        except InputError as problem:
            # A cover sheet is no table; a file without any table is a mistake.
            if len(names) == 1 or problem.code not in _NO_TABLE:
                raise
    if not found:
        raise InputError("no_rows", path=path.name)
    return found


def _table(path: Path, name: str, options: ReadOptions, sure: bool) -> Table:
    return Table(path, name, options, reading.read_table(path, options), sure)
