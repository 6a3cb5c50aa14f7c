"""Reading a column of texts: each distinct text once, the rest is looking up.

A quarter of a million rows hold a few hundred distinct texts of a field, so a reader of
`azalai.intake.values` may be plain Python and careful; the rows are then served by Arrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from azalai.intake.values import Problem, Read
from azalai.workspace.arrays import arrow_of

# What looks blank is blank: no-break spaces, tabs and the mark at a file's beginning as well.
_SPACES = " \t\r\n\v\f\u00a0\u202f\u2007\ufeff"


@dataclass(frozen=True, slots=True)
class Unread:
    """Cells that hold one text nobody can read: where, what, why."""

    rows: pa.Array
    text: str
    problem: Problem


class Column:
    """A column of a foreign table; `texts` holds each distinct one, trimmed, None for blank."""

    def __init__(self, cells: pa.ChunkedArray, rows: pa.Array) -> None:
        encoded = pc.dictionary_encode(cells.combine_chunks())
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        self.rows = rows
        self._places = encoded.indices
        self._texts = _trimmed(encoded.dictionary)

    @cached_property
    def texts(self) -> list[str | None]:
        """The distinct texts; two may be equal once they are trimmed."""
        found: list[str | None] = self._texts.to_pylist()
        return found

    @property
    def text(self) -> pa.Array:
        """The trimmed text of each row; null where blank."""
        return self._texts.take(self._places)

    @property
    def distinct(self) -> list[str]:
        """The texts that are not blank."""
        return [text for text in self.texts if text is not None]

    def read(self, read: Read, kind: pa.DataType) -> tuple[pa.Array, list[Unread]]:
        """The value of each row, and the cells that cannot be read (null among the values)."""
        values: list[object] = []
        unread: list[Unread] = []
        known: dict[str, object] = {}
        for place, text in enumerate(self.texts):
            if text is None:
                values.append(None)
                continue
            value = known[text] if text in known else known.setdefault(text, read(text))
            if isinstance(value, Problem):
                rows = self.rows.filter(pc.fill_null(pc.equal(self._places, place), False))
                unread.append(Unread(rows, text, value))
                value = None
            values.append(value)
        return pa.array(values, kind).take(self._places), unread


def _trimmed(texts: pa.Array) -> pa.Array:
    """Without the spaces around, and the apostrophe that keeps a text from being a formula."""
    bare = pc.utf8_trim(texts.cast(pa.string()), _SPACES)
    if pc.any(pc.starts_with(bare, "'")).as_py():
        bare = pc.replace_substring_regex(bare, "^'('*[=+@\t\r-])", r"\1")
    return pc.if_else(pc.equal(pc.binary_length(bare), 0), pa.scalar(None, pa.string()), bare)


def without_blank_rows(cells: pa.Table) -> pa.Table:
    """The rows of a table that hold anything besides their number."""
    places = unfilled = arrow_of(np.arange(cells.num_rows, dtype=np.int32))
    for name in cells.column_names:
        if name == "row_no" or not len(unfilled):
            continue
        here = pc.utf8_trim(cells[name].take(unfilled), _SPACES)
        blank = pc.fill_null(pc.equal(pc.binary_length(here), 0), True)
        unfilled = unfilled.filter(blank.combine_chunks())
    if not len(unfilled):
        return cells
    return cells.filter(pc.invert(pc.is_in(places, unfilled)))
