"""Which tables of a draft hold the groups, and which layout tells what is inside a group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from azalai.intake.drafting.places import Placed, place
from azalai.intake.drafting.tables import Table
from azalai.intake.drafting.words import fields_like, key, parts
from azalai.model.names import normalise

SHEET_NAME = "{sheet}"


@dataclass
class Repeat:
    """A table with several rows for a group."""

    kind: str
    table: Table
    key: str
    of: str
    persons: str
    categories: dict[str, str]


@dataclass
class Long:
    """Several rows of the main table make one group."""

    group_by: list[str]
    persons: str = ""
    categories: dict[str, str] = field(default_factory=dict)
    doubt: bool = False


@dataclass
class Layout:
    """All that was found: main tables, repeats, and tables that say nothing we know."""

    main: list[Table]
    placed: Placed
    sheet_is_point: bool = False
    long: Long | None = None
    repeats: list[Repeat] = field(default_factory=list)
    others: list[Table] = field(default_factory=list)


def lay_out(tables: list[Table], points: dict[str, str]) -> Layout:
    """Find the tables of groups, then what the other tables and repeated rows tell."""
    alone = {table.name: place([table]) for table in tables}

    def whole(table: Table) -> bool:
        found = alone[table.name].columns
        return "date" in found and ("point" in found or normalise(table.sheet) in points)

    main = [table for table in tables if whole(table)]
    if not main:
        main = [max(tables, key=lambda table: len(alone[table.name].columns))]
    main = [table for table in main if _alike(table, main[0])]
    placed = alone[main[0].name] if len(main) == 1 else place(main)
    layout = Layout(main, placed)
    layout.sheet_is_point = "point" not in placed.columns and all(
        normalise(table.sheet) in points for table in main
    )
    for table in tables:
        if table not in main:
            repeats = _repeats(table, alone[table.name], layout)
            known = {item.kind for item in layout.repeats}
            layout.repeats += [item for item in repeats if item.kind not in known]
            if not repeats:
                layout.others.append(table)
    if not layout.repeats:
        layout.long = _long(layout)
    return layout


def _alike(one: Table, other: Table) -> bool:
    mine, its = ({key(header) for header in table.columns} for table in (one, other))
    return len(mine & its) * 3 >= min(len(mine), len(its))


def _repeats(table: Table, found: Placed, layout: Layout) -> list[Repeat]:
    """What a second table counts of the groups of the first."""
    inside = found.categories
    kinds: list[str] = [
        kind for kind in ("nationality", "reason", "vulnerability") if kind in inside
    ]
    if "sex" in inside and "age" in inside:
        kinds.append("sex_age")
    persons = found.first("persons") or _numbers(table, found)
    link = _link(table, found, layout) if kinds and persons else None
    if link is None:
        return []
    return [
        Repeat(
            kind, table, *link, persons,
            {"sex": inside["sex"], "age": inside["age"]}
            if kind == "sex_age"
            else {"category": inside[kind]},
        )
        for kind in kinds
    ]  # fmt: skip


def _numbers(table: Table, found: Placed) -> str:
    """The only column of numbers that could be persons, whatever it is called."""
    held = [
        column.header
        for column in table.columns.values()
        if column.counts and column.values and not _is_key(column.header)
        and column.header not in {*found.categories.values(), *found.columns.get("record_id", ())}
    ]  # fmt: skip
    return held[0] if len(held) == 1 else ""


def _is_key(header: str) -> bool:
    return parts(header)[-1].lower().endswith(("_id", "index", "_uuid", "_key")) or any(
        item.field == "record_id" and item.sure for item in fields_like(header)
    )


def _link(table: Table, found: Placed, layout: Layout) -> tuple[str, str] | None:
    """The column that names the group, and the main table's column that has the same."""
    best: tuple[tuple[bool, bool, bool, int], str, str] | None = None
    own = layout.placed.first("record_id")
    for column in table.columns.values():
        texts = set(column.values)
        for header, other in layout.placed.pool.items():
            numbers = set(other.values)
            if not texts or not texts <= numbers or len(numbers) * 10 < other.filled * 9:
                continue
            equal = key(header) == key(column.header)
            keys = _is_key(column.header)
            if not equal and not keys:
                continue
            rank = (header == own and equal, keys, equal, len(texts))
            if best is None or rank > best[0]:
                best = (rank, column.header, header)
    return None if best is None else best[1:]


def _long(layout: Layout) -> Long | None:
    """Several rows of a group, each with a nationality, or a sex and an age, or a reason."""
    placed = layout.placed
    inside = {
        name: header
        for name, header in placed.categories.items()
        if name in ("nationality", "sex", "age", "reason")
    }
    if ("sex" in inside) != ("age" in inside):
        inside.pop("sex", None)
        inside.pop("age", None)
    own = placed.first("record_id")
    if not inside:
        return None
    long = Long([own] if own else [], categories=inside)
    persons = placed.columns.get("persons", [])
    if not own:
        return long
    table = max((item for item in layout.main if own in item.columns), key=lambda item: item.rows)
    lines = _Lines(table, own)
    here = [header for header in persons if header in table.columns]
    if here and lines.several:
        header = here[0]
        if lines.constant(header):
            # The same number on all rows of a group is the group's, above all where it has so
            # many rows; the rows then are persons, or another column counts them.
            others = [
                name
                for name, reason in placed.unread.items()
                if reason == ("also", "persons") and name in table.columns
            ]
            long.persons = next((name for name in others if not lines.constant(name)), "")
            if not long.persons and not lines.counts_rows(header):
                long.persons, long.doubt = header, True
        else:
            long.persons = header
    elif persons:
        long.persons = persons[0]
    if long.persons in persons:
        placed.columns["persons"].remove(long.persons)
        if not placed.columns["persons"]:
            del placed.columns["persons"]
    placed.unread.pop(long.persons, None)
    return long


class _Lines:
    """The rows of one table by the form number they bear."""

    def __init__(self, table: Table, own: str) -> None:
        names = [header for header in table.headers if header]
        self._cells = pa.table(
            {"key": table.texts(own)} | {f"x {header}": table.texts(header) for header in names}
        ).filter(pc.field("key").is_valid())
        sizes = self._cells.group_by("key").aggregate([([], "count_all")])
        self._many = sizes.filter(pc.greater(sizes["count_all"], 1))
        self.several = self._many.num_rows > 0

    def constant(self, header: str) -> bool:
        """Whether every row of a group has the same in a column."""
        kinds = self._cells.group_by("key").aggregate([(f"x {header}", "count_distinct")])
        return bool(pc.max(kinds[f"x {header}_count_distinct"]).as_py() <= 1)

    def counts_rows(self, header: str) -> bool:
        """Whether a column says how many rows the group has, nearly everywhere."""
        stated = self._cells.group_by("key").aggregate([(f"x {header}", "min"), ([], "count_all")])
        pairs = zip(
            stated[f"x {header}_min"].to_pylist(), stated["count_all"].to_pylist(), strict=True
        )
        same = [said in (str(rows), f"{rows}.0") for said, rows in pairs]
        return sum(same) * 10 >= len(same) * 9


def unused(repeats: Iterable[Repeat]) -> list[tuple[Table, str]]:
    """Columns of the repeats that nothing reads."""
    used: dict[str, set[str]] = {}
    tables: dict[str, Table] = {}
    for item in repeats:
        tables[item.table.name] = item.table
        used.setdefault(item.table.name, set()).update(
            {item.key, item.persons, *item.categories.values()}
        )
    return [
        (table, header)
        for name, table in tables.items()
        for header in table.columns
        if header not in used[name]
    ]


__all__ = ["SHEET_NAME", "Layout", "Long", "Repeat", "lay_out", "unused"]
