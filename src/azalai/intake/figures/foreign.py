"""A foreign file of figures, opened: its rows as texts, and what stood around them.

Whatever a file is, its rows become one table of texts with the number of each row, as the readers
of flows give it; what a column means is the business of the formats.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from azalai.intake.columns import Column, without_blank_rows
from azalai.intake.reading import ReadOptions, Sheet, look, read_table
from azalai.intake.reading.dialect import as_utf8, find_delimiter, first_rows
from azalai.intake.reading.opening import Kind, existing_file, kind_of
from azalai.model.errors import InputError
from azalai.workspace.arrays import arrow_of

_ROWS: Final = ("result", "results", "data", "items", "timeseries")
"""Under which names an answer of an interface holds its rows."""
_NAMES: Final = 200
"""Rows at the beginning of a CSV file among which the names of columns are looked for."""


def plain(header: str) -> str:
    """The name of a column without case, spaces and marks: ``admin0Pcode``, ``Admin 0 P-code``.

    Examples
    --------
    >>> plain("Refugees under UNHCR’s mandate"), plain("asylum_location_code")
    ('refugeesunderunhcrsmandate', 'asylumlocationcode')
    """
    return re.sub(r"[\W_]+", "", header.casefold())


@dataclass(frozen=True)
class Foreign:
    """Rows of a foreign file.

    Attributes
    ----------
    sheet : Sheet
        Every cell as text.
    around : dict
        Of JSON: what stands beside the rows (``isSuccess``, ``totalRecordsCount`` …).
    tags : dict
        HXL tag -> header, where a second row of names has them.
    json : bool
        Rows are then counted from the first record, else as a spreadsheet shows them.
    """

    path: Path
    sheet: Sheet
    around: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    json: bool = False

    @cached_property
    def headers(self) -> dict[str, int]:
        """Plain name of each column -> its place."""
        found: dict[str, int] = {}
        for place, header in enumerate(self.sheet.headers):
            if header:
                found.setdefault(plain(header), place)
        return found

    @property
    def rows(self) -> int:
        """How many there are."""
        return int(self.sheet.cells.num_rows) + len(self.sheet.broken)

    def has(self, *names: str) -> bool:
        """Whether there is a column of each of these plain names."""
        return all(name in self.headers for name in names)

    def where(self, *names: str, tag: str = "") -> int | None:
        """The first column of these plain names that is there, or the one with an HXL tag."""
        found = next((self.headers[name] for name in names if name in self.headers), None)
        if found is None and tag in self.tags:
            return self.sheet.headers.index(self.tags[tag])
        return found

    def column(self, place: int | None) -> Column | None:
        """A column, read each distinct text at a time."""
        if place is None:
            return None
        return Column(self.sheet.cells[f"c{place}"], self.row_numbers)

    @cached_property
    def row_numbers(self) -> pa.Array:
        """The number of each row."""
        whole = self.sheet.cells["row_no"].combine_chunks()
        return whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole


def open_foreign(path: Path, options: ReadOptions | None = None) -> Foreign:
    """Open a file of figures, whatever it is.

    Parameters
    ----------
    options : ReadOptions, optional
        What a mapping says of the file; without, it is found out.

    Raises
    ------
    InputError
        What the readers raise; ``bad_json`` and ``json_no_rows`` for JSON that is none or has no
        rows.
    """
    with existing_file(path).open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        return _json(path)
    if options is None:
        text = kind_of(path) is Kind.TEXT
        options = _csv_options(path) if text else look(path).options
    sheet = read_table(path, options)
    sheet = replace(sheet, cells=without_blank_rows(sheet.cells))
    tags, sheet = _tagged(sheet)
    return Foreign(path, sheet, tags=tags)


def _csv_options(path: Path) -> ReadOptions:
    """Where the names of the columns stand: published files have a preface of any length."""
    found = look(path)
    if found.options.header_row == 1 and found.options.header_rows == 1:
        return found.options
    text, _ = as_utf8(path.name, path.read_bytes(), found.options.encoding)
    rows = first_rows(text, find_delimiter(text), _NAMES)
    for number, row in enumerate(rows[:_NAMES], start=1):
        names = {plain(cell) for cell in row}
        if {"year", "countryoforigin"} <= names or {"iso3", "year"} <= names:
            return replace(found.options, header_row=number, header_rows=1)
    return found.options


def _tagged(sheet: Sheet) -> tuple[dict[str, str], Sheet]:
    """The HXL tags of a second row of names, and the table without it."""
    if not sheet.cells.num_rows:
        return {}, sheet
    first = sheet.cells.slice(0, 1).to_pylist()[0]
    texts = [(first[f"c{place}"] or "").strip() for place in range(len(sheet.headers))]
    filled = [text for text in texts if text]
    if not filled or sum(text.startswith("#") for text in filled) * 2 <= len(filled):
        return {}, sheet
    tags = {text: header for text, header in zip(texts, sheet.headers, strict=True) if text}
    return tags, replace(sheet, cells=sheet.cells.slice(1))


def _json(path: Path) -> Foreign:
    try:
        with path.open("rb") as file:
            data = json.loads(file.read().removeprefix(b"\xef\xbb\xbf"))
    except UnicodeDecodeError:
        raise InputError("json_not_utf8", path=path.name) from None
    except RecursionError:
        raise InputError("json_no_rows", path=path.name) from None
    except ValueError as problem:
        row = getattr(problem, "lineno", 1)
        raise InputError("bad_json", path=path.name, row=row) from None
    around: dict[str, Any] = {}
    while isinstance(data, dict):
        name = next((name for name in _ROWS if isinstance(data.get(name), list | dict)), "")
        around |= {key: value for key, value in data.items() if key != name}
        if not name:
            break
        data = data[name]
    if around.get("isSuccess") is False:
        said = around.get("errorMessages") or around.get("statusCode") or "–"
        words = "; ".join(map(str, said)) if isinstance(said, list) else str(said)
        raise InputError("answer_failed", path=path.name, said=words)
    if not isinstance(data, list) or not data:
        raise InputError("json_no_rows", path=path.name)
    if not all(isinstance(row, dict) for row in data):
        raise InputError("json_no_rows", path=path.name)
    return Foreign(path, sheet_of(data), around=around, json=True)


def sheet_of(rows: list[dict[str, Any]]) -> Sheet:
    """Records as a table of texts; what a record lacks, or has as null, is null."""
    names: dict[str, None] = dict.fromkeys(rows[0])
    even = len(names) > 1
    for row in rows:
        if len(row) != len(names) or row.keys() != names.keys():
            even = False
            names.update(dict.fromkeys(row))
    if even:
        # All at once takes a third of the time of a lookup for each cell.
        columns = [_texts(values) for values in zip(*map(itemgetter(*names), rows), strict=True)]
    else:
        columns = [_texts([row.get(name) for row in rows]) for name in names]
    numbers = arrow_of(np.arange(1, len(rows) + 1, dtype=np.int32))
    cells = pa.table(
        [*columns, numbers], names=[*(f"c{place}" for place in range(len(columns))), "row_no"]
    )
    return Sheet([str(name) for name in names], cells, [])


def _texts(values: Sequence[Any]) -> pa.Array:
    """Values as texts, in one step where they are of one kind."""
    try:
        found = pa.array(values)
        if pa.types.is_integer(found.type) or pa.types.is_string(found.type):
            return found.cast(pa.string())
        if pa.types.is_null(found.type):
            return pa.nulls(len(values), pa.string())
    except (pa.ArrowException, OverflowError, UnicodeError):
        pass
    return pa.array([None if value is None else _text(value) for value in values], pa.string())


def _text(value: Any) -> str:
    """One value as text; lone surrogates, which are no text, become question marks."""
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return said.encode("utf-8", "replace").decode("utf-8")


Alias = Mapping[str, tuple[str, ...]]


def found_columns(foreign: Foreign, names: Alias, tags: Mapping[str, str]) -> dict[str, int]:
    """Our name -> column, by the plain names a format uses or by HXL tags."""
    found = {}
    for ours, plains in names.items():
        place = foreign.where(*plains, tag=tags.get(ours, ""))
        if place is not None:
            found[ours] = place
    return found


def stood(foreign: Foreign, rows: Iterable[int]) -> Callable[[int], list[str]]:
    """How rows stood in the file, by their number."""
    wanted = sorted(set(rows))
    sheet = foreign.sheet
    chosen = sheet.cells.filter(pc.is_in(sheet.cells["row_no"], pa.array(wanted, pa.int32())))
    width = len(sheet.headers)
    known = {
        row["row_no"]: [row[f"c{place}"] or "" for place in range(width)]
        for row in chosen.to_pylist()
    }
    known |= {item.row: [item.text] for item in sheet.broken}
    return lambda row: known.get(row, [])
