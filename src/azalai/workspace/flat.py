"""The records of a month as one flat table: a row a group, a column a count.

This is private data in a handier shape. By default only what the data dictionary calls public
leaves; restricted and confidential fields leave when they are asked for by name, secret ones never.

The names are such that an import understands them: our fields or those of the data dictionary, and
``kind / category`` for a count (``nationality / MLI``, ``sex_age / F / adult``).
"""

from __future__ import annotations

from enum import StrEnum
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq

from azalai.model.errors import WorkspaceError
from azalai.model.flows import COUNT_KINDS, FIELDS, CountKind, Field, Sensitivity
from azalai.model.periods import Month
from azalai.workspace.csvfile import harmless, write_lines
from azalai.workspace.engine import Engine, engine, named, quoted
from azalai.workspace.folder import Folder

FORMS = ("csv", "parquet", "xlsx")
_STEPS = (Sensitivity.PUBLIC, Sensitivity.RESTRICTED, Sensitivity.CONFIDENTIAL)
"""How far fields may travel that may leave at all: from everybody to the team."""
ASKED = tuple(str(step) for step in _STEPS)
_UNKNOWN = "dnk"
"""The data dictionary's word for *nobody knows*."""
_ORDER = "date, point, direction, record_id"


class Names(StrEnum):
    """Whose names and codes a flat table has."""

    OURS = "ours"
    DTM = "dtm"
    """The DTM data dictionary's, wherever it has one."""


def leaves(sensitivity: Sensitivity, asked: Sensitivity) -> bool:
    """Whether something may leave when fields up to a step are asked for.

    Examples
    --------
    >>> leaves(Sensitivity.PUBLIC, Sensitivity.RESTRICTED)
    True
    >>> leaves(Sensitivity.CONFIDENTIAL, Sensitivity.RESTRICTED)
    False
    >>> leaves(Sensitivity.SECRET, Sensitivity.CONFIDENTIAL)
    False
    """
    return sensitivity in _STEPS[: _STEPS.index(asked) + 1]


def flat(
    folder: Folder,
    month: Month,
    names: Names = Names.OURS,
    asked: Sensitivity = Sensitivity.PUBLIC,
) -> pa.Table:
    """The records of a month, a row a group.

    Parameters
    ----------
    asked : Sensitivity
        How sensitive a field may be that leaves: public, restricted or confidential.

    Raises
    ------
    WorkspaceError
        ``no_records`` where the month has none.
    """
    if month not in folder.months():
        known = ", ".join(map(str, folder.months())) or "–"
        raise WorkspaceError("no_records", month=str(month), known=known)
    with engine() as opened:
        folder.load(opened, [month])
        fields = [item for item in FIELDS.values() if leaves(item.sensitivity, asked)]
        kinds = [kind for kind in COUNT_KINDS.values() if leaves(kind.sensitivity, asked)]
        selects = [f"{_value(item, names)} AS {named(_name(item, names))}" for item in fields]
        cells = _cells(opened, kinds)
        selects += [
            f"k.c{number} AS {named(_cell_name(*cell, names))}" for number, cell in enumerate(cells)
        ]
        opened.run(f"CREATE TABLE wide AS {_pivot(cells)}")
        return opened.arrow(
            f"SELECT {', '.join(selects)} FROM groups AS g LEFT JOIN wide AS k USING (record_id) "
            f"ORDER BY {', '.join(f'g.{name}' for name in _ORDER.split(', '))}"
        )


def _name(item: Field, names: Names) -> str:
    return item.dtm[0] if names is Names.DTM and item.dtm else item.name


def _value(item: Field, names: Names) -> str:
    """A field, its codes in the dictionary's words where those are asked for."""
    column = f"g.{item.name}"
    if names is Names.OURS or not item.aliases:
        return column
    theirs = {ours: code for code, ours in item.aliases.items() if ours}
    if "" in item.aliases.values() and "unknown" in item.codes:
        theirs["unknown"] = _UNKNOWN
    cases = " ".join(f"WHEN {quoted(ours)} THEN {quoted(code)}" for ours, code in theirs.items())
    return f"CASE {column} {cases} ELSE {column} END" if cases else column


Cell = tuple[str, str, str]


def _cells(opened: Engine, kinds: list[CountKind]) -> list[Cell]:
    """Every category that the month states, in the order of the model, then of the alphabet."""
    found = set(opened.rows("SELECT DISTINCT kind, category, category2 FROM counts"))
    order = {kind.name: (place, kind.categories) for place, kind in enumerate(kinds)}

    def place(cell: Cell) -> tuple[int, int, Cell]:
        kind, categories = order[cell[0]]
        return kind, categories.index(cell[1]) if cell[1] in categories else len(categories), cell

    return sorted((cell for cell in found if cell[0] in order), key=place)


def _cell_name(kind: str, category: str, category2: str, names: Names) -> str:
    if names is Names.DTM:
        for name, cell in COUNT_KINDS[kind].dtm.items():
            if cell == (category, category2):
                return name
    return " / ".join(part for part in (kind, category, category2) if part)


def _pivot(cells: list[Cell]) -> str:
    columns = "".join(
        f", max(persons) FILTER (WHERE kind = {quoted(kind)} AND category = {quoted(one)} "
        f"AND category2 = {quoted(other)}) AS c{number}"
        for number, (kind, one, other) in enumerate(cells)
    )
    return f"SELECT record_id{columns} FROM counts GROUP BY record_id"


def as_file(table: pa.Table, form: str) -> bytes:
    """A flat table as CSV, XLSX or Parquet."""
    if form == "parquet":
        target = BytesIO()
        pq.write_table(table, target, compression="zstd", compression_level=3)
        return target.getvalue()
    rows = [
        [harmless(cell) if isinstance(cell, str) else cell for cell in row.values()]
        for row in table.to_pylist()
    ]
    if form == "csv":
        return write_lines(table.column_names, rows).encode()
    return _book(table.column_names, rows)


def _book(names: list[str], rows: list[list[object]]) -> bytes:
    """One sheet; days and times are text, so that no program turns them around."""
    import xlsxwriter

    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet("records")
        for column, name in enumerate(names):
            sheet.write_string(0, column, name)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                elif cell is not None:
                    sheet.write_string(number, column, str(cell))
        sheet.freeze_panes(1, 0)
    return target.getvalue()
