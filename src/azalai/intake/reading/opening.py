"""What a file is, by its first bytes and not by its name; and files that nobody should open."""

from __future__ import annotations

import os
import stat
from enum import StrEnum
from pathlib import Path

from azalai.model.errors import InputError

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
BOOK_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
LARGEST_FILE = 4 << 30
"""Bytes of a file that is read as a whole."""

_WORD_OF = {  # what a file begins with -> the error that says what it is
    b"%PDF": "file_is_pdf",
    b"\x89PNG": "file_is_picture",
    b"\xff\xd8\xff": "file_is_picture",
    b"GIF8": "file_is_picture",
    b"BM": "file_is_picture",
    b"II*\x00": "file_is_picture",
    b"MM\x00*": "file_is_picture",
    b"{\\rtf": "file_is_document",
    b"\x1f\x8b": "file_is_archive",
    b"7z\xbc\xaf": "file_is_archive",
    b"Rar!": "file_is_archive",
    b"BZh": "file_is_archive",
    b"\xfd7zXZ": "file_is_archive",
    b"SQLite format 3": "binary_file",
    b"PAR1": "binary_file",
    b"\x7fELF": "binary_file",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = ((b"<!doctype html", "file_is_web_page"), (b"<html", "file_is_web_page"),
           (b"<table", "file_is_web_page"), (b"<?xml", "file_is_xml"))  # fmt: skip


class Kind(StrEnum):
    """How the bytes of a file are laid out."""

    TEXT = "text"
    ZIPPED = "zipped"
    """XLSX, XLSM, XLSB or ODS: a zip archive."""
    OLE = "ole"
    """XLS."""


def existing_file(path: Path) -> Path:
    """The path, if it is a file with something in it that may be read.

    Raises
    ------
    InputError
        ``path_is_folder``, ``file_not_found``, ``file_is_device``, ``file_empty``,
        ``file_too_large``, ``no_permission``, ``file_not_opened``.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError("path_is_folder", path=str(path))
        if not stat.S_ISREG(status.st_mode):
            raise InputError("file_is_device", path=str(path))
        if status.st_size == 0:
            raise InputError("file_empty", path=str(path))
        if status.st_size > LARGEST_FILE:
            raise InputError(
                "file_too_large", path=str(path), size=status.st_size >> 20,
                limit=LARGEST_FILE >> 20,
            )  # fmt: skip
        with path.open("rb"):
            pass
    except (FileNotFoundError, NotADirectoryError, ValueError):
        # ValueError: a NUL in the name, which no file has.
        raise InputError("file_not_found", path=str(path)) from None
    except PermissionError:
        raise InputError("no_permission", path=str(path)) from None
    except OSError as problem:
        raise InputError(
            "file_not_opened", path=str(path), problem=os.strerror(problem.errno or 0)
        ) from None
    return path


def kind_of(path: Path) -> Kind:
    """How a file is laid out, by its content; an error of its own where that is no table.

    Raises
    ------
    InputError
        ``file_is_…``, ``binary_file`` or ``unknown_format``.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    for magic, code in _WORD_OF.items():
        # Two letters alone are no picture: a table may begin with "BM".
        if start.startswith(magic) and (len(magic) > 2 or b"\x00" in start[:64]):
            raise InputError(code, path=path.name)
    if start.startswith(b"PK\x03\x04"):
        return Kind.ZIPPED
    if start.startswith(_OLE):
        return Kind.OLE
    first = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    for mark, code in _MARKUP:
        if first.startswith(mark):
            raise InputError(code, path=path.name)
    # Spreadsheets before 1997 (BIFF 2 to 4) are neither text nor anything that we read.
    if start[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04") and b"\x00" in start[2:8]:
        raise InputError("bad_spreadsheet", path=path.name)
    suffix = path.suffix.lower()
    if suffix in TEXT_SUFFIXES:
        return Kind.TEXT
    if suffix in BOOK_SUFFIXES:
        if _is_text(start):
            return Kind.TEXT
        raise InputError("bad_spreadsheet", path=path.name)
    known = ", ".join((*TEXT_SUFFIXES, *BOOK_SUFFIXES))
    raise InputError("unknown_format", path=path.name, known=known)


def _is_text(start: bytes) -> bool:
    """Whether a file named as a spreadsheet is a CSV in truth, as some portals export them."""
    if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    controls = sum(1 for byte in start if byte < 32 and byte not in (9, 10, 13))
    lines = start.splitlines()
    return controls == 0 and len(lines) > 1 and any(mark in lines[0] for mark in b",;\t|")
