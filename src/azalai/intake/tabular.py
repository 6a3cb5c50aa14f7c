"""What every reader of foreign tables returns, and which reader takes which file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from azalai.model.errors import InputError


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that does not fit its table."""

    row: int
    cells: int
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A foreign table: every cell as text, exactly as it stood.

    Attributes
    ----------
    headers : list of str
        The header row.
    cells : pyarrow.Table
        Text columns ``c0`` … and ``row_no``, the line in the file (the header being line 1).
    broken : list of Broken
        Lines with another number of cells; they are set aside, not dropped.
    """

    headers: list[str]
    cells: pa.Table
    broken: list[Broken]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a mapping says about the file itself; empty means: find out."""

    sheet: str = ""
    encoding: str = "utf-8-sig"
    delimiter: str = ""


def clean_headers(path: Path, cells: list[str]) -> list[str]:
    """Trimmed headers; ``no_header`` or ``header_twice`` where they cannot name columns."""
    headers = [" ".join(cell.split()) for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if not any(headers):
        raise InputError("no_header", path=path.name)
    for index, header in enumerate(headers):
        if header and header in headers[:index]:
            raise InputError("header_twice", path=path.name, column=header)
    return headers


def existing_file(path: Path) -> Path:
    """The path, if it is a file with something in it."""
    if path.is_dir():
        raise InputError("path_is_folder", path=str(path))
    if not path.is_file():
        raise InputError("file_not_found", path=str(path))
    if path.stat().st_size == 0:
        raise InputError("file_empty", path=str(path))
    return path
