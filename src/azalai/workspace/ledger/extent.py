"""How far a workbook reaches, before anybody makes room for all its cells.

A stray mark in the last cell of a sheet asks for the room of seventeen thousand million: the reader
of workbooks does not refuse that, it dies of it.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

MOST_CELLS: Final = 20_000_000
"""Rows times columns of a sheet; half a million lines of a ledger."""
MOST_UNPACKED: Final = 1 << 30
"""Bytes of all parts of a workbook together."""
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_COLUMN: Final = re.compile(rb'\sr="([A-Z]{1,3})\d')
_ROW: Final = re.compile(rb'\sr="[A-Z]{0,3}(\d{1,7})"')


def too_far(path: Path) -> str:
    """The last cell of a sheet that reaches too far, or the size of a workbook; empty if neither.

    Raises
    ------
    zipfile.BadZipFile
        And what else reading an archive may raise, where it is none.
    """
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        size = sum(part.file_size for part in parts)
        if size > MOST_UNPACKED:
            return f"{size >> 20} MB"
        for part in parts:
            if not _SHEET.fullmatch(part.filename):
                continue
            text = archive.read(part)
            columns = set(_COLUMN.findall(text))
            rows = set(_ROW.findall(text))
            column = max(columns, key=_number, default=b"A")
            row = max(map(int, rows), default=1)
            if row * _number(column) > MOST_CELLS:
                return f"{column.decode()}{row}"
    return ""


def _number(letters: bytes) -> int:
    """The number of a column, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
