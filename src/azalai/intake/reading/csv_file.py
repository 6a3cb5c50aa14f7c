"""CSV: any delimiter of the field, any encoding that the mapping names; fast where it is clean."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from azalai.intake.reading.dialect import Rows, as_utf8, find_delimiter, first_rows
from azalai.intake.reading.tabular import MOST_COLUMNS, Broken, Raw, ReadOptions
from azalai.model.errors import InputError
from azalai.workspace.arrays import arrow_of

_BLOCK = 1 << 22
"""Bytes read at a time; no row may be longer."""
_SAMPLE = 200
_MOST_REPEATED = 200
"""Times that a pattern repeats a part of it; the engine of patterns allows no thousand."""


def read(path: Path, options: ReadOptions) -> Raw:
    """Read a CSV file as text.

    Raises
    ------
    InputError
        ``bad_encoding``, ``unknown_encoding``, ``nul_bytes``, ``no_header``, ``no_rows``,
        ``too_many_columns``, ``row_too_long``, ``open_quote``, ``bad_csv``.
    """
    text, _ = as_utf8(path.name, path.read_bytes(), options.encoding)
    delimiter = options.delimiter or find_delimiter(text)
    heads, start = _heads(path, text, delimiter, options)
    if start == len(text):
        if not options.may_be_empty:
            raise InputError("no_rows", path=path.name)
        names = [f"c{index}" for index in range(max(len(head) for head in heads))]
        fields = [*((name, pa.string()) for name in names), ("row_no", pa.int32())]
        return Raw("", heads, pa.schema(fields).empty_table())
    first = options.header_row + options.header_rows
    width = max(len(head) for head in heads)
    columns = _usual_width(text[start : start + (1 << 16)], delimiter, width)
    for head in heads:
        head += [""] * (columns - len(head))
    quotes = text.count(b'"', start)
    body = _owned(memoryview(text)[start:])
    del text
    cells, broken = _parse(path, body, delimiter, columns, quotes > 0, first)
    rows = np.arange(first, first + cells.num_rows + len(broken), dtype=np.int32)
    if broken:
        gone = np.fromiter((item.row for item in broken), np.int64, len(broken)) - first
        rows = np.delete(rows, gone)
    cells = cells.append_column("row_no", arrow_of(rows))
    last = broken[-1] if broken else None
    if (
        quotes % 2
        and last is not None
        and last.swallowed
        and last.row == first + len(rows) + len(broken) - 1
    ):
        # Nothing below it is left: its quote took it all.
        raise InputError("open_quote", path=path.name, row=last.row)
    # A row of nothing but delimiters, of another number, is blank and no group.
    broken = [item for item in broken if item.text.replace(delimiter, "").strip()]
    odd = _odd_rows(path, cells, quotes, delimiter, width) if quotes else None
    if columns > width:
        beyond = _any(
            pc.not_equal(pc.utf8_trim_whitespace(cells[f"c{index}"]), "")
            for index in range(width, columns)
        )
        odd = beyond if odd is None else pc.or_(odd, beyond)
    if odd is not None and pc.any(odd).as_py():
        broken = sorted(
            [*broken, *_broken(cells.filter(odd), delimiter)], key=lambda item: item.row
        )
        cells = cells.filter(pc.invert(odd))
    return Raw("", heads, cells, broken)


def _owned(data: memoryview) -> pa.Buffer:
    """A copy in Arrow's own memory.

    Arrow's threads let go of a buffer when they come to it. Were it Python's, one that comes to it
    while the program is ending would bring the program down.
    """
    buffer = pa.allocate_buffer(len(data))
    np.frombuffer(buffer, np.uint8)[:] = np.frombuffer(data, np.uint8)
    return buffer


def _heads(
    path: Path, text: bytes, delimiter: str, options: ReadOptions
) -> tuple[list[list[str]], int]:
    """The header rows, and where the rows below them begin."""
    reader, heads = Rows(text, delimiter), []
    row = 0
    try:
        for row, cells in enumerate(reader, 1):
            if row >= options.header_row:
                heads.append(cells)
            if len(heads) == options.header_rows:
                break
    except csv.Error:
        raise InputError("header_unreadable", path=path.name, row=row + 1) from None
    if not heads or not any(cell.strip() for head in heads for cell in head):
        raise InputError("no_header", path=path.name, row=options.header_row)
    if len(heads) < options.header_rows:
        raise InputError("no_rows", path=path.name)
    columns = max(len(head) for head in heads)
    if columns > MOST_COLUMNS:
        raise InputError("too_many_columns", path=path.name, columns=columns, limit=MOST_COLUMNS)
    for head in heads:
        head += [""] * (columns - len(head))
    return heads, reader.consumed


def _usual_width(body: bytes, delimiter: str, width: int) -> int:
    """Cells of most rows, where what they have beyond the header is blank.

    Some programs end each row, but not the header, with a delimiter. Cells with something in them
    beyond the header are another matter: there, columns have shifted.
    """
    rows = [row for row in first_rows(body, delimiter, _SAMPLE) if any(row)]
    if not rows:
        return width
    usual, times = Counter(map(len, rows)).most_common(1)[0]
    beyond = sum(1 for row in rows if any(cell.strip() for cell in row[width:]))
    fits = usual <= MOST_COLUMNS and beyond * 10 <= len(rows) and times * 2 > len(rows)
    return max(usual, width) if fits else width


def _parse(
    path: Path, body: pa.Buffer, delimiter: str, columns: int, quoted: bool, first: int
) -> tuple[pa.Table, list[Broken]]:
    """Clean files by all processors; one with lines of another width again, line by line."""
    names = [f"c{index}" for index in range(columns)]
    broken: list[Broken] = []

    def invalid(row: pacsv.InvalidRow) -> str:
        swallowed = _swallowed(row.text, delimiter, columns)
        broken.append(Broken(row.number + first - 1, row.actual_columns, row.text, swallowed))
        return "skip"

    def parse(careful: bool) -> pa.Table:
        return pacsv.read_csv(
            pa.BufferReader(body),
            read_options=pacsv.ReadOptions(
                use_threads=not careful, column_names=names, block_size=_BLOCK
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=quoted,
                ignore_empty_lines=False,
                invalid_row_handler=invalid if careful else None,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                # The whole text has been checked already.
                check_utf8=False,
            ),
        )

    try:
        return parse(careful=False), broken
    except pa.ArrowInvalid as problem:
        if "Expected" not in str(problem):
            raise _refusal(path, body, delimiter, first, str(problem)) from None
    try:
        return parse(careful=True), broken
    except pa.ArrowInvalid as problem:
        raise _refusal(path, body, delimiter, first, str(problem)) from None


def _refusal(path: Path, body: pa.Buffer, delimiter: str, first: int, problem: str) -> InputError:
    if "Empty CSV" in problem:
        return InputError("no_rows", path=path.name)
    if "straddl" not in problem and "out of sync" not in problem:
        return InputError("bad_csv", path=path.name, problem=problem[:200])
    row, reader = first, Rows(body.to_pybytes(), delimiter)
    while True:
        before = reader.consumed
        try:
            next(reader)
        except StopIteration:
            break
        except csv.Error:
            # Longer than a cell may be: this is the row.
            break
        if reader.consumed - before > _BLOCK:
            break
        row += 1
    return InputError("row_too_long", path=path.name, row=row, limit=_BLOCK >> 20)


def _any(masks: object) -> pa.ChunkedArray:
    found = None
    for mask in masks:  # type: ignore[attr-defined]
        found = mask if found is None else pc.or_(found, mask)
    return found


def _odd_rows(
    path: Path, cells: pa.Table, quotes: int, delimiter: str, width: int
) -> pa.ChunkedArray | None:
    """Rows with a cell that swallowed other rows: its quote was closed by a later one's.

    Between its line breaks such a cell has a line with as many delimiters as a row. A quote that
    is never closed takes all that is left of the file, and is an error.
    """
    masks, names = [], cells.column_names[:-1]
    mark, between = f"\\x{{{ord(delimiter):x}}}", min(width - 1, _MOST_REPEATED)
    cell = rf"[^\r\n{mark}]*"
    rest = r"[^\r\n]*" if width - 1 > between else ""
    row = rf"[\r\n]{cell}(?:{mark}{cell}){{{between}}}{rest}[\r\n]"
    for name in names:
        # Looking for line breaks is cheap, and few columns have any.
        if width > 2 and pc.any(pc.match_substring_regex(cells[name], r"[\r\n]")).as_py():
            masks.append(pc.match_substring_regex(cells[name], row))
    last = cells.slice(max(0, cells.num_rows - 1))
    if last.num_rows and quotes % 2:
        for name in names:
            cell = last[name][0].as_py()
            if "\n" in cell or "\r" in cell:
                raise InputError("open_quote", path=path.name, row=last["row_no"][0].as_py())
    return _any(masks) if masks else None


def _swallowed(text: str, delimiter: str, columns: int) -> bool:
    """Whether lines within a row are rows themselves."""
    return any(line.count(delimiter) == columns - 1 for line in text.splitlines()[1:])


def _broken(rows: pa.Table, delimiter: str) -> list[Broken]:
    names = [name for name in rows.column_names if name != "row_no"]
    found = []
    for row in rows.to_pylist():
        cells = [row[name] for name in names]
        while cells and not cells[-1].strip():
            cells.pop()
        text = delimiter.join(cells)
        swallowed = _swallowed(text, delimiter, len(names))
        found.append(Broken(row["row_no"], len(cells), text, swallowed))
    return found
