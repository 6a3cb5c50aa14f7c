"""What a bad file is, and the table that most of them spoil."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HEADERS = ["form", "day", "place", "way", "n", "next", "type", "men", "women", "boys", "girls",
           "alone", "Mali", "Niger"]  # fmt: skip
GOOD = ["1", "2020-06-01", "East", "in", "3", "Mali", "seasonal", "3", "0", "0", "0", "", "2", "1"]
"""A row that always comes in: three persons on 1 June."""
IN = "1 2020-06-01 3"
"""`GOOD` as a record: number, day, persons."""

Make = Callable[[Path], object]


@dataclass(frozen=True)
class Case:
    """A bad file.

    Attributes
    ----------
    file : str
        Its name; the mapping's words are in `mapping`, where the usual one does not do.
    english, french : tuple of str
        What the message must have: what is wrong, where, and what to do. Spaces are plain ones.
    comes_in : tuple of str, optional
        Records afterwards, as ``number day persons``; None where the file is refused as a whole.
    aside : tuple of (int, str)
        Rows set aside, and the rule that each breaks.
    earlier : str
        A CSV that was imported before it.
    kind : str
        Cases of one kind share a message; others never do.
    """

    name: str
    file: str
    make: Make
    english: tuple[str, ...]
    french: tuple[str, ...]
    comes_in: tuple[str, ...] | None = None
    aside: tuple[tuple[int, str], ...] = ()
    mapping: str = ""
    kind: str = ""
    earlier: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", self.kind or self.name)


def row(**cells: str) -> list[str]:
    """A second row: form 2, two persons at East on 2 June, but for these cells."""
    plain = dict.fromkeys(HEADERS, "")
    plain |= {"form": "2", "day": "2020-06-02", "place": "East", "way": "in", "n": "2"}
    return list((plain | cells).values())


def csv_text(*rows: Sequence[str], delimiter: str = ",") -> str:
    """Rows as CSV."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def content(data: bytes | str) -> Make:
    """A file of these bytes."""
    raw = data.encode() if isinstance(data, str) else data
    return lambda path: path.write_bytes(raw)


def table(*rows: Sequence[str]) -> Make:
    """A CSV of the names, the good row, and these."""
    return content(csv_text(HEADERS, GOOD, *rows))


USUAL = """format = 1
%s
[columns]
record_id = "form"
date = "day"
point = "place"
direction = "way"
persons = "n"
next_destination = "next"
movement_type = "type"
[wide.sex_age]
"men" = ["M", "adult"]
"women" = ["F", "adult"]
"boys" = ["M", "minor"]
"girls" = ["F", "minor"]
[wide.vulnerability]
"alone" = "unaccompanied"
[wide.nationality]
"*" = "countries"
"""


def mapping(file: str = "", more: str = "") -> str:
    """The usual mapping with a section ``[file]``, and more below."""
    return USUAL % (f"[file]\n{file}" if file else "") + more
