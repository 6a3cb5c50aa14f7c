"""Excel and OpenDocument spreadsheets: one sheet, one header row."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import pyarrow as pa

from azalai.intake.tabular import ReadOptions, Sheet, clean_headers
from azalai.model.errors import InputError

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def read(path: Path, options: ReadOptions) -> Sheet:
    """Read one sheet as text; the first one unless the mapping names another.

    Raises
    ------
    InputError
        ``bad_spreadsheet``, ``no_sheet``, ``no_header``, ``header_twice``, ``no_rows``.
    """
    try:
        book = fastexcel.read_excel(str(path))
    except fastexcel.FastExcelError:
        raise InputError("bad_spreadsheet", path=path.name) from None
    names = book.sheet_names
    if options.sheet and options.sheet not in names:
        raise InputError("no_sheet", path=path.name, value=options.sheet, known=", ".join(names))
    try:
        sheet = book.load_sheet(
            options.sheet or 0,
            header_row=None,
            skip_rows=0,
            dtypes="string",
            skip_whitespace_tail_rows=True,
        )
        table = pa.table(sheet.to_arrow())
    except fastexcel.FastExcelError:
        raise InputError("bad_spreadsheet", path=path.name) from None
    if table.num_rows == 0:
        raise InputError("no_header", path=path.name)
    first = [column[0].as_py() or "" for column in table.columns]
    headers = clean_headers(path, first)
    body = table.slice(1).select(list(range(len(headers))))
    if body.num_rows == 0:
        raise InputError("no_rows", path=path.name)
    cells = body.rename_columns([f"c{index}" for index in range(len(headers))])
    numbers = pa.array(range(2, 2 + body.num_rows), pa.int32())
    return Sheet(headers, cells.append_column("row_no", numbers), [])
