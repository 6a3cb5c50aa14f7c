"""What every reader of foreign tables returns: every cell as text, and where it stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from azalai.model.errors import InputError

MOST_COLUMNS = 16_384
"""As many as a spreadsheet can have."""
LONGEST_NAME = 2_000
"""Characters of a column's name; the longest question of a form has a few hundred."""
LONGEST_CELL = 1_000_000
"""Bytes of one cell; a spreadsheet holds 32,767 characters."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that does not fit its table.

    Attributes
    ----------
    swallowed : bool
        Whether other lines stand in one of its cells, whose quote was not closed.
    """

    row: int
    cells: int
    text: str
    swallowed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where the lines of one of several stacked sheets stand: ``row_no`` is above ``after``."""

    sheet: str
    after: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A foreign table: every cell as text, exactly as it stood.

    Attributes
    ----------
    headers : list of str
        The names of the columns; ``""`` for one that has cells but no name.
    cells : pyarrow.Table
        Text columns ``c0`` … and ``row_no``. A null is a column that this sheet of several lacks,
        or a blank cell of a spreadsheet.
    broken : list of Broken
        Lines with another number of cells; they are set aside, not dropped.
    places : tuple of Place
        Which lines come from which sheet, where several are stacked.
    """

    headers: list[str]
    cells: pa.Table
    broken: list[Broken]
    places: tuple[Place, ...] = ()

    def place(self, row_no: int) -> tuple[str, int]:
        """The sheet (empty where there is but one) and the row as a spreadsheet shows it.

        Examples
        --------
        >>> stacked = Sheet([], pa.table({}), [], (Place("Gao", 0), Place("Kayes", 250)))
        >>> stacked.place(12), stacked.place(252)
        (('Gao', 12), ('Kayes', 2))
        """
        for part in reversed(self.places):
            if row_no > part.after:
                return part.sheet, row_no - part.after
        return "", row_no


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a mapping says about the file itself; empty means: find out.

    Attributes
    ----------
    sheets : tuple of str
        Sheets to stack; without any, the first one.
    header_row : int
        The row of the (first) names of columns, as a spreadsheet shows it.
    header_rows : int
        1, or 2 where the first row names groups of columns.
    may_be_empty : bool
        A header alone is a table too: the repeats of forms of which none has any.
    """

    sheets: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 1
    header_rows: int = 1
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range: rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Raw:
    """A table before its columns have names."""

    name: str
    heads: list[list[str]]
    cells: pa.Table
    """Text columns, as many as ``heads`` has, and ``row_no``."""
    broken: list[Broken] = field(default_factory=list)
    merged: tuple[Merged, ...] = ()


def two_rows(
    groups: Sequence[str], names: Sequence[str], merged: Sequence[Merged] = (), top: int = 0
) -> list[str]:
    """Names of columns from two rows: "Group / column", or the one text that there is.

    A group holds for its merged cells, or else for the blank cells to its right. A text with
    nothing below is the column's own name and begins no group.

    Examples
    --------
    >>> two_rows(["Date", "Sex", "", "Note"], ["", "Men", "Women", ""])
    ['Date', 'Sex / Men', 'Sex / Women', 'Note']
    """
    across = {
        item.left: item
        for item in merged
        if item.top == top and item.right > item.left and item.right < len(groups)
    }
    found: list[str] = []
    group, until = "", -1
    for index, (first, second) in enumerate(zip(groups, names, strict=True)):
        if index in across and first:
            group, until = first, across[index].right
            # Merged over both rows and several columns: one name, and no group.
            group = "" if across[index].bottom > top else group
        elif first:
            group, until = first if second else "", len(groups)
        elif index > until:
            group = ""
        if first and not second:
            found.append(first)
        else:
            found.append(f"{group} / {second}" if group and second else second)
    return found


def clean(cell: str) -> str:
    """A name on one line, without spaces around it or a mark of byte order."""
    return " ".join(cell.replace("\ufeff", "").split())


def named(path_name: str, heads: list[list[str]], merged: Sequence[Merged], row: int) -> list[str]:
    """The names of the columns.

    Raises
    ------
    InputError
        ``no_header``, ``header_values``, ``header_twice``, ``header_too_long`` or
        ``too_many_columns`` where they cannot name them.
    """
    rows = [[clean(cell) for cell in head] for head in heads]
    headers = rows[0] if rows else []
    if len(rows) > 1:
        headers = two_rows(rows[0], rows[1], merged, row - 1)
    if not any(headers):
        raise InputError("no_header", path=path_name, row=row)
    if sum(1 for header in headers if header) > MOST_COLUMNS:
        raise InputError(
            "too_many_columns", path=path_name, columns=len(headers), limit=MOST_COLUMNS
        )
    seen = set()
    for index, header in enumerate(headers):
        if len(header) > LONGEST_NAME:
            raise InputError(
                "header_too_long", path=path_name, column=index + 1, row=row,
                length=len(header), limit=LONGEST_NAME, start=header[:40],
            )  # fmt: skip
        if header and header in seen:
            values = [name for name in headers if _is_value(name)]
            if header in values:
                raise InputError(
                    "header_values", path=path_name, row=row, start=", ".join(values[:3])
                )
            raise InputError("header_twice", path=path_name, column=header)
        seen.add(header)
    return headers


def _is_value(name: str) -> bool:
    """A number or a day, which twice in a row of names is no name."""
    return any(map(str.isdigit, name)) and not any(map(str.isalpha, name))


def filled(column: pa.ChunkedArray) -> bool:
    """Whether any cell of a column holds more than spaces."""
    if column.null_count == len(column):
        return False
    longest = pc.max(pc.binary_length(column)).as_py()
    return bool(longest) and bool(pc.any(pc.not_equal(pc.utf8_trim_whitespace(column), "")).as_py())


def table(path_name: str, raw: Raw, options: ReadOptions) -> Sheet:
    """Name the columns; empty ones without a name vanish."""
    headers = named(path_name, raw.heads, raw.merged, options.header_row)
    columns = raw.cells.columns[:-1]
    if raw.cells.num_rows == 0 and not raw.broken and not options.may_be_empty:
        raise InputError("no_rows", path=path_name)
    kept = [
        index
        for index, (header, column) in enumerate(zip(headers, columns, strict=True))
        if header or filled(column)
    ]
    for index in kept:
        _check_lengths(path_name, raw, columns[index], headers[index] or f"{index + 1}")
    cells = pa.table(
        [*(columns[index] for index in kept), raw.cells["row_no"]],
        names=[*(f"c{position}" for position in range(len(kept))), "row_no"],
    )
    return Sheet([headers[index] for index in kept], cells, raw.broken)


def _check_lengths(path_name: str, raw: Raw, column: pa.ChunkedArray, header: str) -> None:
    lengths = pc.binary_length(column)
    if (pc.max(lengths).as_py() or 0) > LONGEST_CELL:
        row = raw.cells["row_no"][pc.index(pc.greater(lengths, LONGEST_CELL), True).as_py()]
        raise InputError(
            "cell_too_long", path=path_name, row=row.as_py(), column=header, limit=LONGEST_CELL
        )


def stack(sheets: list[tuple[str, Sheet]]) -> Sheet:
    """Several sheets below each other, their columns matched by name."""
    if len(sheets) == 1:
        return sheets[0][1]
    names: dict[str, None] = {}
    for _, sheet in sheets:
        names.update(dict.fromkeys(header for header in sheet.headers if header))
    # Columns without a name are matched by their place among those without a name.
    nameless = max(sum(1 for header in sheet.headers if not header) for _, sheet in sheets)
    headers = [*names, *[""] * nameless]
    parts, broken, places, after = [], [], [], 0
    for name, sheet in sheets:
        free = [index for index, header in enumerate(sheet.headers) if not header]
        where = {header: index for index, header in enumerate(sheet.headers) if header}
        wanted = [where.get(header) for header in names]
        wanted += [free[index] if index < len(free) else None for index in range(nameless)]
        missing = pa.nulls(sheet.cells.num_rows, pa.string())
        rows = sheet.cells["row_no"]
        parts.append(
            pa.table(
                [
                    *(missing if at is None else sheet.cells[f"c{at}"] for at in wanted),
                    pc.add(rows, pa.scalar(after, pa.int32())),
                ],
                names=[*(f"c{index}" for index in range(len(headers))), "row_no"],
            )
        )
        broken += [replace(item, row=item.row + after) for item in sheet.broken]
        places.append(Place(name, after))
        after += max([pc.max(rows).as_py() or 0, *(item.row for item in sheet.broken)])
    return Sheet(headers, pa.concat_tables(parts), broken, tuple(places))
