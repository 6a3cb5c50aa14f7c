"""One door to every foreign table: what a file is, says its content and not its name."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from azalai.intake.reading import csv_file, spreadsheet
from azalai.intake.reading.dialect import as_utf8, find_delimiter, first_rows, likely_encoding
from azalai.intake.reading.opening import Kind, existing_file, kind_of
from azalai.intake.reading.tabular import Merged, ReadOptions, Sheet, clean, named, stack, table
from azalai.model.errors import InputError

_SEEN = 60
"""Rows at the beginning from which a layout is found out."""
# A number, a day, a time, a share: what stands in cells and not in names of columns.
_VALUE = re.compile(r"[-+]?[\d\s.,\u00a0\u202f:/%-]*\d[\d\s.,\u00a0\u202f:/%TZ-]*")


def read_table(path: Path, options: ReadOptions) -> Sheet:
    """Read a foreign table; several sheets are stacked.

    Raises
    ------
    InputError
        What the file is instead of a table, or where in it reading ends, and what to do.
    """
    kind = kind_of(existing_file(path))
    if kind is Kind.TEXT:
        return table(path.name, csv_file.read(path, options), options)
    raws = spreadsheet.read(path, kind, options)
    return stack([(raw.name, table(path.name, raw, options)) for raw in raws])


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook, hidden ones too; none for a CSV file."""
    kind = kind_of(existing_file(path))
    return [] if kind is Kind.TEXT else spreadsheet.load(path, kind, (), rows=1).names


@dataclass(frozen=True, slots=True)
class Looked:
    """What a first look at a file found.

    Attributes
    ----------
    options : ReadOptions
        Ready for `read_table`: what is not as it usually is has a value, the rest is left empty.
    headers : tuple of str
        The names of the columns.
    encoding : str
        Of a CSV file, as it was found; empty for a spreadsheet.
    encoding_sure : bool
        False where the bytes fit several encodings and this one looks best: a person must look.
    delimiter : str
        Of a CSV file.
    sheets : tuple of str
        All sheets of a workbook.
    alike : tuple of str
        Those with the columns of the first table among them; ``options.sheets`` names them.
    rows : tuple of tuple of str
        The first rows below the names of the columns.
    """

    options: ReadOptions
    headers: tuple[str, ...]
    encoding: str = ""
    encoding_sure: bool = True
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def look(path: Path) -> Looked:
    """Find out how a file is laid out, for a draft of its mapping.

    Raises
    ------
    InputError
        As `read_table`, where no table is found at all.
    """
    kind = kind_of(existing_file(path))
    return _look_text(path) if kind is Kind.TEXT else _look_book(path, kind)


def _look_text(path: Path) -> Looked:
    data, declared = path.read_bytes(), ""
    try:
        text, encoding = as_utf8(path.name, data, "")
    except InputError as problem:
        if problem.code != "bad_encoding":
            raise
        declared = likely_encoding(data)
        text, encoding = as_utf8(path.name, data, declared)
    delimiter = find_delimiter(text)
    rows = first_rows(text, delimiter, _SEEN)
    row, several = find_headers(rows)
    options = ReadOptions(
        encoding=declared, delimiter=delimiter, header_row=row, header_rows=several
    )
    return Looked(
        options,
        _names(path, rows, options, ()),
        encoding=declared or encoding,
        encoding_sure=not declared,
        delimiter=delimiter,
        rows=tuple(map(tuple, rows[row + several - 1 :])),
    )


def _look_book(path: Path, kind: Kind) -> Looked:
    book = spreadsheet.load(path, kind, (), every=True, rows=_SEEN)
    found: list[tuple[str, Looked]] = []
    for grid in book.grids:
        columns = [column.to_pylist() for column in grid.cells.columns]
        rows = [[cell or "" for cell in row] for row in zip(*columns, strict=True)]
        if sum(1 for line in rows if any(line)) < 2:
            continue
        row, several = find_headers(rows, grid.merged)
        options = ReadOptions(sheets=(grid.name,), header_row=row, header_rows=several)
        try:
            names = _names(path, rows, options, grid.merged)
        except InputError:
            continue
        if len(names) > 1:
            below = tuple(map(tuple, rows[row + several - 1 :]))
            found.append((grid.name, Looked(options, names, rows=below)))
    if not found:
        raise InputError("no_header", path=path.name, row=1)
    # The table of a workbook is what most sheets hold, or else the widest one.
    most = Counter(frozenset(item.headers) for _, item in found)
    _, first = max(found, key=lambda item: (most[frozenset(item[1].headers)], len(item[1].headers)))
    alike = tuple(name for name, item in found if _alike(item, first))
    only = len(book.names) == 1 or alike == (book.names[0],)
    return replace(
        first,
        options=replace(first.options, sheets=() if only else alike),
        sheets=tuple(book.names),
        alike=alike,
    )


def _alike(one: Looked, other: Looked) -> bool:
    """Whether two sheets hold the same table; a column may have come or gone."""
    mine, theirs = set(one.headers), set(other.headers)
    same_rows = (one.options.header_row, one.options.header_rows) == (
        other.options.header_row, other.options.header_rows,
    )  # fmt: skip
    return same_rows and len(mine & theirs) * 10 >= 8 * max(len(mine), len(theirs))


def _names(
    path: Path, rows: list[list[str]], options: ReadOptions, merged: tuple[Merged, ...]
) -> tuple[str, ...]:
    heads = rows[options.header_row - 1 :][: options.header_rows]
    width = max((len(head) for head in heads), default=0)
    heads = [[*head, *[""] * (width - len(head))] for head in heads]
    names = named(path.name, heads, merged, options.header_row)
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def find_headers(rows: list[list[str]], merged: tuple[Merged, ...] = ()) -> tuple[int, int]:
    """The row with the names of the columns, from 1, and whether they take one row or two.

    Names are texts, all different, in about as many cells as the rows below; a title above them
    fills one cell or two. Two rows are names where the second has only texts too, and the first
    leaves cells blank or merges them.

    Examples
    --------
    >>> find_headers([["Flows of June", "", ""], [], ["Day", "Place", "n"], ["1/6", "Gao", "4"]])
    (3, 1)
    >>> find_headers([["Day", "Sex", ""], ["", "Men", "Women"], ["1/6", "4", "3"]])
    (1, 2)
    """
    filled = [sum(1 for cell in row if clean(cell)) for row in rows]
    usual = sorted(filled)[len(filled) * 3 // 4] if filled else 0
    for index, row in enumerate(rows):
        if filled[index] == 0:
            continue
        second = rows[index + 1] if index + 1 < len(rows) else []
        if _is_two(row, second, rows[index + 2 :], index, merged):
            return index + 1, 2
        if filled[index] * 10 >= usual * 6 and _are_names(row):
            return index + 1, 1
    return next((index + 1 for index, count in enumerate(filled) if count), 1), 1


def _are_names(row: list[str]) -> bool:
    names = [clean(cell) for cell in row if clean(cell)]
    values = sum(1 for name in names if _VALUE.fullmatch(name))
    return values * 5 <= len(names)


def _is_two(
    row: list[str],
    second: list[str],
    below: list[list[str]],
    index: int,
    merged: tuple[Merged, ...],
) -> bool:
    width = max(len(row), len(second))
    above = [clean(cell) for cell in [*row, *[""] * (width - len(row))]]
    under = [clean(cell) for cell in [*second, *[""] * (width - len(second))]]
    if not any(under) or not _are_names(above) or not _are_names(under):
        return False
    if any(_VALUE.fullmatch(cell) for cell in under if cell):
        return False
    if len({cell for cell in above if cell}) < 2:
        return False
    if any(item.top == index and item.right > item.left for item in merged):
        return any(cell for cell in under)
    groups = [at for at in range(width - 1) if above[at] and under[at] and not above[at + 1]]
    blank_above = sum(1 for one, two in zip(above, under, strict=True) if two and not one)
    # A first row of data under names with gaps would look the same, but for its values below.
    numbers = any(
        _VALUE.fullmatch(clean(row[at]))
        for row in below[:20]
        for at in range(min(width, len(row)))
        if not above[at] and under[at] and clean(row[at])
    )
    return bool(groups) and blank_above > 0 and (numbers or not below)
