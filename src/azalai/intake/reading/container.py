"""The zip archive that an XLSX or ODS file is: looked through before anybody unpacks it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from azalai.intake.reading.tabular import Merged
from azalai.model.errors import InputError

MOST_UNPACKED = 4 << 30
"""Bytes of all parts together; a workbook of 14.5 million cells has less than 1 GB."""
_MOST_PARTS = 10_000
_STEEPEST = 150
"""Times that a part may grow when it is unpacked, once it is large; tables grow 5 to 40 times."""
_LARGE = 256 << 20
_SMALL_PART = 16 << 20
_CHUNK = 1 << 18
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    KeyError, IndexError, OverflowError, OSError,
)  # fmt: skip
# Programs that do not calculate write no result, or an empty one that is not said to be a text.
_NO_RESULT = re.compile(
    rb"(?:</f>|<f(?:\s[^<>]*)?/>)\s*</c>"
    rb"|<c(?![^<>]*\st=\"str\")\s[^<>]*>\s*<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*"
    rb"(?:<v\s*/>|<v></v>)\s*</c>"
)
_CELL = re.compile(rb'<c\s[^<>]*?r="([A-Z]{1,3}\d{1,7})"')
_MERGED = re.compile(rb'<mergeCell\s[^<>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ODS_FORMULA = re.compile(rb"<table:table-cell\b[^<>]*\btable:formula=[^<>]*>")
_ODS_ERROR = b'calcext:value-type="error"'
_OVERLAP = 1 << 12


@dataclass(slots=True)
class Found:
    """What is to know of a sheet beside its cells."""

    no_result: int = 0
    first_no_result: str = ""
    errors: int = 0
    """Cells with an error that look blank to the reader; OpenDocument only."""
    merged: list[Merged] = field(default_factory=list)


class Container:
    """A spreadsheet's archive.

    Raises
    ------
    InputError
        ``bad_spreadsheet``, ``expands_too_much``, ``file_is_document``, ``file_is_archive``,
        ``password_protected``.
    """

    def __init__(self, path: Path):
        self._name = path.name
        try:
            self._zip = zipfile.ZipFile(path)
            self.parts = {item.filename: item for item in self._zip.infolist()}
        except _BROKEN:
            raise self._bad() from None
        self.unpacked = sum(item.file_size for item in self.parts.values())
        self._check_sizes()
        self.is_ods = self._is_ods()
        if not self.is_ods and "xl/workbook.xml" not in self.parts:
            if any(name.startswith(("word/", "ppt/")) for name in self.parts):
                raise InputError("file_is_document", path=self._name)
            if not any(name.startswith("xl/") for name in self.parts):
                raise InputError("file_is_archive", path=self._name)

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def _bad(self) -> InputError:
        return InputError("bad_spreadsheet", path=self._name)

    def _check_sizes(self) -> None:
        if any(item.flag_bits & 1 for item in self.parts.values()):
            raise InputError("password_protected", path=self._name)
        steep = any(
            item.file_size > _LARGE and item.file_size > _STEEPEST * max(item.compress_size, 1)
            for item in self.parts.values()
        )
        if steep or self.unpacked > MOST_UNPACKED or len(self.parts) > _MOST_PARTS:
            raise InputError(
                "expands_too_much", path=self._name, size=self.unpacked >> 20,
                limit=MOST_UNPACKED >> 20, times=_STEEPEST,
            )  # fmt: skip

    def _is_ods(self) -> bool:
        if "mimetype" not in self.parts:
            return False
        kind = self._small("mimetype")
        if b"opendocument.spreadsheet" in kind:
            return True
        if b"opendocument" in kind:
            raise InputError("file_is_document", path=self._name)
        return False

    def _small(self, name: str) -> bytes:
        """A part that is small in any honest file."""
        item = self.parts.get(name)
        if item is None or item.file_size > _SMALL_PART:
            raise self._bad()
        try:
            return self._zip.read(item)
        except _BROKEN:
            raise self._bad() from None

    def sheet_parts(self) -> dict[str, str]:
        """Name of a sheet -> its part; empty where the workbook does not say so plainly."""
        if self.is_ods:
            return {}
        targets: dict[str, str] = {}
        sheets: dict[str, str] = {}

        def relation(tag: str, given: dict[str, str]) -> None:
            if tag.rpartition(":")[2] == "Relationship" and "Id" in given:
                targets[given["Id"]] = given.get("Target", "")

        def sheet(tag: str, given: dict[str, str]) -> None:
            if tag.rpartition(":")[2] == "sheet" and "name" in given:
                key = next((given[name] for name in given if name.endswith(":id")), "")
                sheets[given["name"]] = key

        for part, handler in (
            ("xl/workbook.xml", sheet), ("xl/_rels/workbook.xml.rels", relation),
        ):  # fmt: skip
            if part in self.parts:
                self._each_tag(part, handler)
        found = {}
        for name, key in sheets.items():
            target = targets.get(key, "").lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            if part in self.parts:
                found[name] = part
        return found

    def _each_tag(self, part: str, handler: object) -> None:
        parser = self._parser()
        parser.StartElementHandler = handler  # type: ignore[assignment]
        self._parse(parser, self._small(part), True)

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()

        def refuse(*_: object) -> None:
            raise self._bad()

        # Spreadsheets declare no entities; those that do want to grow.
        parser.StartDoctypeDeclHandler = refuse
        return parser

    def _parse(self, parser: expat.XMLParserType, text: bytes, is_last: bool = False) -> None:
        try:
            parser.Parse(text, is_last)
        except (expat.ExpatError, LookupError):
            # The second: the part says that it is written in an encoding that nobody knows.
            raise self._bad() from None

    def _chunks(self, part: str) -> Iterator[bytes]:
        """A part, unpacked piece by piece; never more than it declares."""
        try:
            with self._zip.open(self.parts[part]) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except _BROKEN:
            raise self._bad() from None

    def look_through(self, part: str) -> Found:
        """Formulas without a result, and merged cells, of one sheet.

        Raises
        ------
        InputError
            ``bad_spreadsheet`` where the part is damaged, or longer than it declares, or
            declares entities; a small one of OpenDocument also where its elements do not close.
        """
        found, tail = Found(), b""
        # What reads OpenDocument waits for ever for the end of a table that has none.
        judged = self.is_ods and self.parts[part].file_size <= _SMALL_PART
        parser = self._parser() if judged else None
        ends: deque[bytes] = deque(maxlen=_SMALL_PART // _CHUNK)
        formula = b"table:formula" if self.is_ods else b"<f"
        first = True
        for chunk in self._chunks(part):
            if first and (b"<!DOCTYPE" in chunk[:4096] or b"<!ENTITY" in chunk[:4096]):
                raise self._bad()
            first = False
            if parser:
                self._parse(parser, chunk)
            # A tag may be cut in two: the end of the last piece is looked at again.
            text = tail + chunk
            if formula in text:
                self._formulas(text, len(tail), found)
            tail = text[-_OVERLAP:]
            ends.append(chunk)
        if parser:
            self._parse(parser, b"", True)
        # Merged cells stand behind the rows, at the end of the part.
        found.merged = [_range(*match.groups()) for match in _MERGED.finditer(b"".join(ends))]
        return found

    def _formulas(self, text: bytes, known: int, found: Found) -> None:
        if self.is_ods:
            for match in _ODS_FORMULA.finditer(text):
                if match.end() <= known:
                    continue
                if b"office:value-type" not in match[0]:
                    found.no_result += 1
                    found.first_no_result = "–"
                elif _ODS_ERROR in match[0]:
                    found.errors += 1
            return
        for match in _NO_RESULT.finditer(text):
            if match.end() <= known:
                continue
            found.no_result += 1
            if not found.first_no_result:
                cells = _CELL.findall(text, max(0, match.start() - _OVERLAP), match.end())
                found.first_no_result = cells[-1].decode() if cells else "?"


def column_number(letters: str) -> int:
    """The column of its letters, from 0.

    Examples
    --------
    >>> column_number("A"), column_number("AA"), column_number("XFD")
    (0, 26, 16383)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _range(left: bytes, top: bytes, right: bytes, bottom: bytes) -> Merged:
    return Merged(
        int(top) - 1, column_number(left.decode()), int(bottom) - 1, column_number(right.decode())
    )
