"""Counts inside a group, however a file lays them out: one row for each cell that was stated.

Every function returns tables of ``row_no, cell, persons``; `Cells` numbers what they count.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from azalai.intake.columns import Column
from azalai.workspace.engine import Engine

COUNTS = pa.schema([("row_no", pa.int32()), ("cell", pa.int32()), ("persons", pa.int32())])


class Cells:
    """Numbers for (kind, category, second category)."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str, str], int] = {}

    def number(self, kind: str, category: str, category2: str = "") -> int:
        """The number of a cell; a new one where it has none yet."""
        return self.known.setdefault((kind, category, category2), len(self.known))

    def table(self) -> pa.Table:
        """``cell, kind, category, category2``."""
        names = list(self.known)
        columns = {"cell": pa.array(range(len(names)), pa.int32())}
        for place, title in enumerate(("kind", "category", "category2")):
            columns[title] = pa.array([name[place] for name in names], pa.string())
        return pa.table(columns)


def stated(rows: pa.Array, persons: pa.Array, cell: int) -> pa.Table:
    """The counts of one column: a blank states nothing."""
    known = pc.is_valid(persons)
    there = rows.filter(known)
    cells = pa.repeat(pa.scalar(cell, pa.int32()), len(there))
    return pa.table([there, cells, persons.filter(known)], schema=COUNTS)


def numbered(
    rows: pa.Array, persons: pa.Array, cells: Cells, kind: str, categories: list[pa.Array]
) -> pa.Table:
    """The counts of rows that name their category themselves; without one they state nothing."""
    known = pc.is_valid(persons)
    for column in categories:
        known = pc.and_(known, pc.is_valid(column))
    coded = [pc.dictionary_encode(column.filter(known)) for column in categories]
    first = coded[0].dictionary.to_pylist()
    second = coded[1].dictionary.to_pylist() if len(coded) > 1 else [""]
    numbers = pa.array(
        [cells.number(kind, one, other) for one in first for other in second], pa.int32()
    )
    place = pc.multiply(coded[0].indices, pa.scalar(len(second), pa.int32()))
    if len(coded) > 1:
        place = pc.add(place, coded[1].indices)
    return pa.table([rows.filter(known), numbers.take(place), persons.filter(known)], schema=COUNTS)


def one_yes(
    rows: pa.Array, answers: list[tuple[str, pa.Array]]
) -> tuple[pa.Array, list[tuple[int, str]]]:
    """The code of the one answer that says yes; rows with several yes, and which.

    A row without any yes answers nothing: none of what the form offered is not *other*.
    """
    chosen = pa.nulls(len(rows), pa.string())
    twice = pa.repeat(False, len(rows))
    for code, says in answers:
        yes = pc.fill_null(says, False)
        twice = pc.or_(twice, pc.and_(yes, pc.is_valid(chosen)))
        chosen = pc.if_else(pc.and_(yes, pc.is_null(chosen)), code, chosen)
    several = [
        (rows[place].as_py(), ", ".join(code for code, says in answers if says[place].as_py()))
        for place in pc.indices_nonzero(twice).to_pylist()
    ]
    return pc.if_else(twice, pa.scalar(None, pa.string()), chosen), several


def whole_group(rows: pa.Array, says: pa.Array, persons: pa.Array, cell: int) -> pa.Table:
    """A yes that holds for the group counts all of it; a no counts nobody; a blank nothing."""
    return stated(rows, pc.if_else(says, persons, pa.scalar(0, pa.int32())), cell)


def repeated(
    engine: Engine, keys: Column, main_keys: Column, counts: pa.Table
) -> tuple[pa.Table, pa.Table, list[tuple[int, str]], list[tuple[int, str]]]:
    """Counts of another table, led to their groups by a key that both tables have.

    Returns
    -------
    counts : pyarrow.Table
        With the ``row_no`` of the groups.
    member : pyarrow.Table
        ``row_no, group_no`` of the other table's lines.
    lost : list of (int, str)
        Lines whose key no group has, and the key.
    several : list of (int, str)
        Lines whose key more than one group has: nobody knows which one is meant.
    """
    engine.table("repeat_keys", pa.table({"row_no": keys.rows, "key": keys.text}))
    engine.table("main_keys", pa.table({"group_no": main_keys.rows, "key": main_keys.text}))
    engine.table("repeat_counts", counts)
    member = engine.arrow(
        "SELECT r.row_no, m.group_no FROM repeat_keys AS r JOIN main_keys AS m USING (key)"
    )
    engine.table("repeat_member", member)
    led = engine.arrow(
        "SELECT m.group_no AS row_no, c.cell, c.persons FROM repeat_counts AS c "
        "JOIN repeat_member AS m USING (row_no)"
    )
    engine.run(
        "CREATE OR REPLACE TABLE keys AS SELECT key, count(*) AS groups FROM main_keys "
        "WHERE key IS NOT NULL GROUP BY key"
    )
    lost, several = (
        engine.rows(
            "SELECT row_no, coalesce(r.key, '') FROM repeat_keys AS r LEFT JOIN keys AS k "
            f"ON k.key = r.key WHERE {condition} ORDER BY row_no"
        )
        for condition in ("k.groups IS NULL", "k.groups > 1")
    )
    return led.cast(COUNTS), member, lost, several
