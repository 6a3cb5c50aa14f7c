"""Records on disk: per month one file of groups and one of what was counted inside them.

Rows of the second repeat point, date and direction, so that no count needs a join. Both are sorted
and written with fixed settings: the same records give the same bytes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from azalai.model.errors import AzalaiError, WorkspaceError
from azalai.model.flows import FIELDS, Kind
from azalai.model.periods import Month
from azalai.workspace.arrays import arrow_of, numbers_of
from azalai.workspace.engine import Engine, parquet_of
from azalai.workspace.store import Transaction

_TYPES = {
    Kind.COUNT: pa.int32(),
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.time32("s"),
}

GROUPS = pa.schema(
    [pa.field(item.name, _TYPES.get(item.kind, pa.string())) for item in FIELDS.values()]
    + [pa.field("import_id", pa.string()), pa.field("fingerprint", pa.uint64())]
)
"""A row for each group; a null is unknown."""

COUNTS = pa.schema(
    [
        ("record_id", pa.string()),
        ("point", pa.string()),
        ("date", pa.date32()),
        ("direction", pa.string()),
        ("kind", pa.string()),
        ("category", pa.string()),
        ("category2", pa.string()),
        ("persons", pa.int32()),
        ("group_persons", pa.int32()),
    ]
)
"""A row for each category stated inside a group, zeros included: a zero was asked about."""

GROUPS_ORDER = "point, date, direction, record_id"
"""How groups are sorted on disk; their counts follow in that order, kind by kind."""
_SCHEMAS = {"groups": GROUPS, "counts": COUNTS}


def month_path(month: Month, name: str) -> str:
    """Path of a month's file, relative to the workspace."""
    return f"records/{month}/{name}.parquet"


def recorded_months(root: Path) -> list[Month]:
    """Months that have records, in order."""
    months = []
    # A month of which one file is gone is a month all the same; `load` says what it lacks.
    for folder in sorted({path.parent for path in (root / "records").glob("*/*.parquet")}):
        try:
            months.append(Month.parse(folder.name))
        except AzalaiError:
            raise WorkspaceError("stray_folder", path=str(folder)) from None
    return months


def load(engine: Engine, root: Path, months: list[Month]) -> None:
    """Make the records of some months known as tables ``groups`` and ``counts``.

    Raises
    ------
    WorkspaceError
        ``records_damaged`` where a file cannot be opened, or one of a month's two is missing.
    """
    for name, query in queries(engine, root, months).items():
        engine.run(f"CREATE OR REPLACE TABLE {name} AS {query}")


def queries(
    engine: Engine, root: Path, months: list[Month], transaction: Transaction | None = None
) -> dict[str, str]:
    """Queries that give the records of some months: ``groups`` and ``counts``, read when asked.

    Parameters
    ----------
    transaction : Transaction, optional
        What it has staged already stands for what is on disk.
    """
    found = {}
    for name, schema in _SCHEMAS.items():
        files = [
            path for month in months if (path := _file(root, month, name, transaction)) is not None
        ]
        if files:
            _check(files)
            found[name] = f"SELECT * FROM {parquet_of(files)}"
        else:
            engine.table("no_" + name, schema.empty_table())
            found[name] = f"SELECT * FROM no_{name}"
    return found


def _file(root: Path, month: Month, name: str, transaction: Transaction | None) -> Path | None:
    """Where a month's records are; None where it has none."""
    here = root / month_path(month, name)
    now = here if transaction is None else transaction.current(month_path(month, name))
    if now != here:
        return now
    return here if _recorded(root, month) else None


def _recorded(root: Path, month: Month) -> bool:
    """Whether a month has records; both its files are written together, so one alone is damage."""
    there = [(root / month_path(month, name)).exists() for name in _SCHEMAS]
    for name, exists in zip(_SCHEMAS, there, strict=True):
        if any(there) and not exists:
            raise WorkspaceError("records_damaged", path=str(root / month_path(month, name)))
    return all(there)


def _check(files: list[Path]) -> None:
    """Every file can at least be opened: a cut-off one must not end in the engine's words."""
    for path in files:
        try:
            pq.read_metadata(path)
        except (OSError, pa.ArrowInvalid):
            raise WorkspaceError("records_damaged", path=str(path)) from None


def stage(
    transaction: Transaction, month: Month, groups: pa.Table, counts: pa.Table, cells: pa.Table
) -> None:
    """Stage a month's two files; a month left without any group loses its files.

    Parameters
    ----------
    groups : pyarrow.Table
        Columns of `GROUPS` and ``row_no``, in `GROUPS_ORDER`.
    counts : pyarrow.Table
        ``row_no, cell, persons``, in any order; those of groups of other months are passed over.
    cells : pyarrow.Table
        ``kind, category, category2``; a cell is a row of it.
    """
    if groups.num_rows == 0:
        for name in _SCHEMAS:
            transaction.remove(month_path(month, name))
        return
    write_parquet(
        groups.select(GROUPS.names).cast(GROUPS), transaction.staged(month_path(month, "groups"))
    )
    _write_counts(groups, counts, cells, transaction.staged(month_path(month, "counts")))


def _write_counts(groups: pa.Table, counts: pa.Table, cells: pa.Table, path: Path) -> None:
    """Write counts in their order. Numbers are sorted; texts are looked up piece by piece."""
    rows = numbers_of(groups["row_no"])
    belongs = numbers_of(counts["row_no"])
    largest = max(rows.max(initial=0), belongs.max(initial=0))
    place_of = np.full(largest + 1, -1, np.int64)
    place_of[rows] = np.arange(len(rows))
    place = place_of[belongs]
    here = np.flatnonzero(place >= 0)
    place, cell = place[here], numbers_of(counts["cell"])[here]
    names = list(zip(*(cells[name].to_pylist() for name in _CELL), strict=True))
    order = np.empty(len(names), np.int64)
    order[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    kinds = sorted({kind for kind, _, _ in names})
    kind = np.array([kinds.index(name[0]) for name in names], np.int64)
    key = (kind[cell] * len(rows) + place) * max(len(names), 1) + order[cell]
    sorting = np.argsort(key, kind="stable")
    place, cell, here = place[sorting], cell[sorting], here[sorting]
    by_group = {
        "record_id": groups["record_id"].combine_chunks(),
        "date": groups["date"].combine_chunks(),
        "point": _coded(groups["point"]),
        "direction": _coded(groups["direction"]),
        "group_persons": groups["persons"].combine_chunks(),
    }
    by_cell = {name: _coded(cells[name]) for name in _CELL}
    with pq.ParquetWriter(path, COUNTS, **_SETTINGS) as writer:
        for start in range(0, max(len(place), 1), _PIECE):
            piece = slice(start, start + _PIECE)
            groups_of, cells_of = arrow_of(place[piece]), arrow_of(cell[piece])
            columns = {name: column.take(groups_of) for name, column in by_group.items()}
            columns |= {name: column.take(cells_of) for name, column in by_cell.items()}
            columns["persons"] = counts["persons"].take(arrow_of(here[piece]))
            table = pa.table({name: columns[name] for name in COUNTS.names})
            writer.write_table(table.cast(COUNTS))


_PIECE = 1 << 18
_SETTINGS = {"compression": "zstd", "compression_level": 3, "use_dictionary": True}
_CELL = ("kind", "category", "category2")


def _coded(column: pa.ChunkedArray) -> pa.Array:
    """A column as numbers of its distinct texts: what repeats a hundred times is copied once."""
    encoded = column.combine_chunks().dictionary_encode()
    return encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded


def write_parquet(content: pa.Table, path: Path) -> None:
    """Write a table with the settings every Parquet file of a workspace has."""
    pq.write_table(content, path, **_SETTINGS)


def read_parquet(path: Path) -> pa.Table:
    """Read what `write_parquet` wrote; `pq.read_table` would import pandas on its way."""
    return pq.ParquetFile(path).read()


def sha256_of(path: Path) -> str:
    """Checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
