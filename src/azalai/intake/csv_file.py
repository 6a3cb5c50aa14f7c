"""CSV: one header row, any delimiter of the field, any encoding that the mapping names."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv

from azalai.intake.tabular import Broken, ReadOptions, Sheet, clean_headers
from azalai.model.errors import InputError

SUFFIXES = (".csv", ".tsv", ".txt")
_DELIMITERS = (",", ";", "\t", "|")


def read(path: Path, options: ReadOptions) -> Sheet:
    """Read a CSV file as text.

    Raises
    ------
    InputError
        ``bad_encoding`` with the first byte that does not fit, ``binary_file``, ``no_header``,
        ``header_twice``, ``no_rows``.
    """
    data = path.read_bytes()
    wide = options.encoding.lower().startswith(("utf-16", "utf_16", "utf-32", "utf_32"))
    if (b"\x00" in data[:4096] and not wide) or data.startswith((b"%PDF", b"PK\x03\x04")):
        raise InputError("binary_file", path=path.name)
    try:
        text = data.decode(options.encoding).removeprefix("\ufeff")
    except LookupError:
        raise InputError("unknown_encoding", path=path.name, value=options.encoding) from None
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise InputError(
            "bad_encoding",
            path=path.name,
            row=line,
            # The mark at the beginning is our way to read it, not what the file is called.
            encoding=options.encoding.removesuffix("-sig"),
        ) from None
    first_line = text.split("\n", 1)[0]
    delimiter = options.delimiter or max(_DELIMITERS, key=first_line.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    first = next(reader, [])
    headers = clean_headers(path, first)
    # Columns without a name at the end are columns all the same: their rows are not broken.
    headers += [""] * (len(first) - len(headers))
    return _rows(path, text, headers, reader.line_num, delimiter)


def _rows(path: Path, text: str, headers: list[str], skip: int, delimiter: str) -> Sheet:
    """Row numbers are those a spreadsheet shows: a line break inside quotes starts no row."""
    names = [f"c{index}" for index in range(len(headers))]
    broken: list[Broken] = []
    blank: set[int] = set()

    def invalid(row: pacsv.InvalidRow) -> str:
        # A line of nothing, or of nothing but delimiters, is no group; anything else is kept.
        if row.text.replace(delimiter, "").strip():
            broken.append(Broken(row.number - skip + 1, row.actual_columns, row.text))
        else:
            blank.add(row.number - skip + 1)
        return "skip"

    try:
        cells = pacsv.read_csv(
            pa.BufferReader(text.encode()),
            read_options=pacsv.ReadOptions(
                use_threads=False, column_names=names, skip_rows=skip, block_size=1 << 26
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=invalid,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as problem:
        if "Empty CSV" in str(problem):
            raise InputError("no_rows", path=path.name) from None
        raise InputError("bad_csv", path=path.name, problem=str(problem)) from None
    left_out = blank | {item.row for item in broken}
    total = cells.num_rows + len(left_out)
    numbers = [row for row in range(2, 2 + total) if row not in left_out]
    if not numbers and not broken:
        raise InputError("no_rows", path=path.name)
    return Sheet(headers, cells.append_column("row_no", pa.array(numbers, pa.int32())), broken)
