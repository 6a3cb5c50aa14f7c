"""How a CSV file is written: its encoding and its delimiter, found out, never guessed silently."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator

import pyarrow as pa

from azalai.model.errors import InputError

DELIMITERS = (",", ";", "\t", "|")
_MARKS = (
    # UTF-32 first: its mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("windows-1252", "iso-8859-15", "mac-roman", "cp850")
_USUAL = frozenset("éèêëàâçôîïûùüœæñáíóúãõöäÉÈÀÇÊÔÎŒ’‘“”«»–—…€°\u00a0")
_NO_TEXT = ("unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined")
"""What Python calls encodings, and no file is written in."""
_LINE = re.compile(rb"\r\n|\n|\r")


def line_of(data: bytes, at: int) -> int:
    """The line of a byte, from 1; lines end as Windows, Unix or an old Mac ends them."""
    start = data[:at]
    return start.count(b"\n") + start.count(b"\r") - start.count(b"\r\n") + 1


def marked(data: bytes) -> str:
    """The encoding that a mark at the beginning states, or nothing."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8, without decoding them."""
    if len(data) >= 1 << 31:
        offsets, kind = pa.py_buffer(memoryview(_pair(len(data), 8))), pa.large_string()
    else:
        offsets, kind = pa.py_buffer(memoryview(_pair(len(data), 4))), pa.string()
    try:
        pa.Array.from_buffers(kind, 1, [None, offsets, pa.py_buffer(data)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _pair(size: int, width: int) -> bytes:
    return (0).to_bytes(width, "little") + size.to_bytes(width, "little")


def likely_encoding(data: bytes) -> str:
    """The encoding in which the bytes look most like a table in French or English.

    Examples
    --------
    >>> likely_encoding("Bénin, Côte d’Ivoire".encode("windows-1252"))
    'windows-1252'
    >>> likely_encoding("Bénin, Sénégal".encode("mac-roman"))
    'mac-roman'
    >>> likely_encoding("Bénin, Sénégal".encode("cp850"))
    'cp850'
    """
    zeros = data[:4096].count(b"\x00")
    if zeros * 3 > len(data[:4096]):
        even = data[:4096:2].count(b"\x00")
        return "utf-16-be" if even * 2 > zeros else "utf-16-le"
    # What stands around the bytes in question; plain ASCII says nothing.
    odd = [match.start() for match in re.finditer(rb"[\x80-\xff]", data[: 1 << 22])][:2000]
    best, most = _CANDIDATES[0], float("-inf")
    for name in _CANDIDATES:
        score = 0.0
        for at in odd:
            before = data[at - 1 : at].decode(name, "replace")
            letter = data[at : at + 1].decode(name, "replace")
            score += (2 if letter in "éèàç" else 1) if letter in _USUAL else -2
            # A capital inside a word is what a wrong encoding looks like.
            score -= 2 if letter.isupper() and before.islower() else 0
        if score > most:
            best, most = name, score
    return best


def as_utf8(name: str, data: bytes, declared: str) -> tuple[bytes, str]:
    """The bytes of a text as UTF-8 without a mark, and the encoding they were in.

    Raises
    ------
    InputError
        ``bad_encoding`` with the line and what the file looks like; ``unknown_encoding``;
        ``nul_bytes``.
    """
    encoding = _known(name, declared) if declared else marked(data) or "utf-8"
    if encoding in ("utf-8", "utf-8-sig"):
        text = data.removeprefix(codecs.BOM_UTF8) if data[:3] == codecs.BOM_UTF8 else data
        if b"\x00" in text:
            _refuse_zeros(name, text)
        if not is_utf8(text):
            raise _misfit(name, text, "utf-8")
        return text, encoding
    try:
        decoded = codecs.decode(data, encoding)
    except UnicodeError:
        raise _misfit(name, data, encoding) from None
    text = decoded.removeprefix("\ufeff").encode("utf-8", "surrogatepass")
    if b"\x00" in text:
        _refuse_zeros(name, text)
    if not is_utf8(text):
        raise _misfit(name, data, encoding)
    return text, encoding


def _known(name: str, declared: str) -> str:
    """The codec's own name of a declared encoding; only those that make text of bytes."""
    try:
        encoding = codecs.lookup(declared).name
        if not isinstance(b"a".decode(encoding, "replace"), str):
            raise LookupError(declared)
    except (LookupError, ValueError, TypeError, AssertionError):
        raise InputError("unknown_encoding", path=name, value=declared[:60]) from None
    if encoding.replace("-", "_") in _NO_TEXT:
        raise InputError("unknown_encoding", path=name, value=declared[:60])
    return encoding


def _refuse_zeros(name: str, text: bytes) -> None:
    at = text.index(b"\x00")
    if text[:4096].count(b"\x00") * 3 > len(text[:4096]):
        raise InputError(
            "bad_encoding", path=name, row=line_of(text, at), encoding="utf-8",
            likely=likely_encoding(text),
        )  # fmt: skip
    raise InputError("nul_bytes", path=name, row=line_of(text, at))


def _misfit(name: str, data: bytes, encoding: str) -> InputError:
    at = 0
    try:
        data.decode(encoding)
    except UnicodeDecodeError as problem:
        at = problem.start
    except UnicodeError:
        pass
    return InputError(
        "bad_encoding", path=name, row=line_of(data, at), encoding=encoding,
        likely=likely_encoding(data),
    )  # fmt: skip


class Rows:
    """The first rows of a CSV text, and how many bytes they take up."""

    def __init__(self, text: bytes, delimiter: str):
        self.consumed = 0
        self._text = text
        self._reader = csv.reader(self._lines(), delimiter=delimiter)

    def _lines(self) -> Iterator[str]:
        size = len(self._text)
        while self.consumed < size:
            match = _LINE.search(self._text, self.consumed)
            end = match.end() if match else size
            line = self._text[self.consumed : end]
            self.consumed = end
            yield line.decode("utf-8", "replace")

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        return next(self._reader)


def first_rows(text: bytes, delimiter: str, most: int) -> list[list[str]]:
    """At most so many rows, a blank line being an empty one; less where a row is unreadable."""
    found: list[list[str]] = []
    try:
        for row in Rows(text[: 1 << 18], delimiter):
            found.append(row)
            if len(found) == most:
                break
    except csv.Error:
        pass
    # The last one may have been cut in two.
    return found[:-1] if len(text) > 1 << 18 and 1 < len(found) < most else found


def find_delimiter(text: bytes) -> str:
    r"""The delimiter that cuts the first lines most evenly, quotes respected.

    Examples
    --------
    >>> find_delimiter(b"Table of June, July, and August\nday;n;place\n1;2,5;Gao\n2;3,5;Gao\n")
    ';'
    >>> find_delimiter(b'a,b\n"x;y;z",1\n"p;q;r",2\n')
    ','
    """
    best, most = DELIMITERS[0], 0.0
    for delimiter in DELIMITERS:
        widths = [len(row) for row in first_rows(text, delimiter, 100) if any(row)]
        if not widths:
            continue
        width, times = Counter(widths).most_common(1)[0]
        # Even rows say more than many cells: decimal commas cut every row but that of the names.
        score = (times / len(widths)) ** 4 * (width - 1)
        if score > most:
            best, most = delimiter, score
    return best
