"""The cleaning log, applied to one import: after reading, before checking.

What stands in the file is never touched; `apply` changes the tables ``complete`` and
``cell_counts``, and forgets what could not be read where an entry says what it is. An entry is
applied only where the file says what the entry says it said (`old`): a file that has come anew
with another value is not corrected over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date, time

import pyarrow as pa

from azalai.checks import Finding, Severity
from azalai.intake.identity import DEFAULTS
from azalai.intake.layouts import Cells
from azalai.intake.mapping import Mapping
from azalai.intake.shape import type_of
from azalai.model.cleaning import (
    DECISION,
    Decision,
    Entry,
    count_field,
    count_target,
    in_force,
    known_values,
)
from azalai.model.flows import FIELDS, Kind
from azalai.workspace.engine import Engine, quoted

Value = str | int | date | time | None


@dataclass(slots=True)
class Cleaned:
    """What the log did to one import.

    Attributes
    ----------
    excluded : list of int
        Lines of groups that an officer left out.
    accepted : set of (int, str)
        Line of a group, and the rule whose finding is accepted.
    stale : list of Finding
        Entries that fit no more.
    applied : int
        Entries that changed a value.
    found : dict
        Number of a new entry -> what stood there before.
    matched : set of (str, str)
        Record and field of entries whose record the import has.
    """

    excluded: list[int] = field(default_factory=list)
    accepted: set[tuple[int, str]] = field(default_factory=set)
    stale: list[Finding] = field(default_factory=list)
    applied: int = 0
    found: dict[int, str] = field(default_factory=dict)
    matched: set[tuple[str, str]] = field(default_factory=set)


def canonical(value: Value) -> str:
    """A value as the log writes it: ISO days and times, codes, whole numbers, empty for unknown.

    Examples
    --------
    >>> canonical(date(2020, 6, 3)), canonical(12), canonical(None)
    ('2020-06-03', '12', '')
    """
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date | time) else str(value)


def parsed(name: str, text: str) -> Value:
    """The value of a canonical text."""
    if not text:
        return None
    match FIELDS[name].kind:
        case Kind.COUNT:
            return int(text)
        case Kind.DATE:
            return date.fromisoformat(text)
        case Kind.TIME:
            return time.fromisoformat(text)
        case _:
            return text


class _Log:
    """The entries that may concern one import, by line of the group."""

    def __init__(self, opened: Engine, entries: list[Entry], import_id: str) -> None:
        self.seen = known_values(entries)
        self.by_row: dict[int, list[Entry]] = defaultdict(list)
        chosen = list(in_force(entries).values())
        ids = sorted({entry.record for entry in chosen})
        opened.rows_into("wanted", {"record": pa.string()}, [(name,) for name in ids])
        rows: dict[str, list[int]] = defaultdict(list)
        # A number that two different groups bear names neither of them.
        for record, found in opened.rows(
            "SELECT w.record, list(c.row_no ORDER BY c.row_no) FROM wanted AS w "
            "JOIN complete AS c ON c.record_id = w.record GROUP BY 1 HAVING count(*) = 1"
        ):
            rows[record] = list(found)
        for record, row_no in opened.rows(
            f"SELECT w.record, c.row_no FROM wanted AS w JOIN complete AS c "
            f"ON w.record = {quoted(import_id)} || ':' || c.row_no"
        ):
            rows[record].append(row_no)
        for entry in chosen:
            for row_no in rows[entry.record]:
                self.by_row[row_no].append(entry)


class _Groups:
    """The lines that are to be corrected, as they stand."""

    def __init__(self, opened: Engine, rows: list[int], cells: Cells, mapping: Mapping) -> None:
        self.cells = cells
        opened.rows_into("touched", {"row_no": pa.int32()}, [(row,) for row in rows])
        found = opened.arrow("SELECT c.* FROM complete AS c JOIN touched USING (row_no)")
        self.fields = {row["row_no"]: row for row in found.to_pylist()}
        self.counts: dict[int, dict[int, int]] = defaultdict(dict)
        for row_no, cell, persons in opened.rows(
            "SELECT row_no, cell, persons FROM cell_counts JOIN touched USING (row_no)"
        ):
            self.counts[row_no][cell] = persons
        self.unread: dict[tuple[int, str], str] = {}
        for row_no, name, value in opened.rows(
            "SELECT m.group_no, u.field, u.value FROM unreadable AS u JOIN member AS m "
            "USING (row_no) JOIN touched AS t ON t.row_no = m.group_no"
        ):
            self.unread[row_no, name] = value
        self.headers: dict[str, list[str]] = defaultdict(list)
        for column in mapping.wide:
            name = count_field(column.kind, column.category, column.category2)
            self.headers[name].append(column.header)
        for answer in mapping.yes_no:
            name = answer.name if answer.name in FIELDS else count_field("reason", answer.code)
            self.headers[name].append(answer.header)

    def places(self, name: str) -> list[str]:
        """Under which names the table ``unreadable`` may have a field or a count."""
        return [name, *self.headers[name]]

    def is_unread(self, row_no: int, name: str) -> bool:
        """Whether anything of it could not be read."""
        return any((row_no, place) in self.unread for place in self.places(name))

    def text(self, row_no: int, name: str) -> str:
        """What stands there: as it was written, where it could not be read."""
        for place in self.places(name):
            if (row_no, place) in self.unread:
                return self.unread[row_no, place]
        target = count_target(name)
        if target is None:
            return canonical(self.fields[row_no][name])
        return canonical(self.counts[row_no].get(self.cells.number(*target)))

    def put(self, row_no: int, name: str, text: str) -> None:
        """Set a value; what stood there is no longer unreadable."""
        for place in self.places(name):
            self.unread.pop((row_no, place), None)
        target = count_target(name)
        if target is None:
            self.fields[row_no][name] = parsed(name, text or DEFAULTS.get(name, ""))
            if name == "record_id":
                self.fields[row_no]["stated_id"] = text or None
            return
        cell = self.cells.number(*target)
        self.counts[row_no].pop(cell, None)
        if text:
            self.counts[row_no][cell] = int(text)


def apply(
    opened: Engine,
    entries: list[Entry],
    import_id: str,
    cells: Cells,
    mapping: Mapping,
    asking: Set[int] = frozenset(),
) -> Cleaned:
    """Correct the groups of one import by the log.

    Parameters
    ----------
    asking : set of int
        Entries that are just being made, and do not know yet what stands there.
    cells : Cells
        The numbers of ``cell_counts``; new ones may be added, and ``cell_names`` is made anew.
    """
    cleaned = Cleaned()
    log = _Log(opened, entries, import_id) if entries else None
    if log is None or not log.by_row:
        return cleaned
    groups = _Groups(opened, sorted(log.by_row), cells, mapping)
    mended: list[tuple[int, str]] = []
    for row_no, chosen in log.by_row.items():
        for entry in chosen:
            cleaned.matched.add((entry.record, entry.field))
            if entry.field == DECISION:
                if entry.new == Decision.EXCLUDE:
                    cleaned.excluded.append(row_no)
                elif entry.new == Decision.ACCEPT:
                    cleaned.accepted.add((row_no, entry.rule))
                continue
            there = groups.text(row_no, entry.field)
            if entry.number in asking:
                cleaned.found[entry.number] = there
            if there == entry.new and not groups.is_unread(row_no, entry.field):
                continue
            fits = entry.number in asking or there in log.seen[entry.record, entry.field]
            if not fits:
                cleaned.stale.append(
                    Finding(row_no, "correction_stale", Severity.WARNING, entry.field, there,
                            entry.old, record=entry.record)
                )  # fmt: skip
                continue
            mended += [(row_no, place) for place in groups.places(entry.field)]
            groups.put(row_no, entry.field, entry.new)
            cleaned.applied += 1
    _write(opened, groups, mended, cleaned.excluded)
    return cleaned


def _write(
    opened: Engine, groups: _Groups, mended: list[tuple[int, str]], excluded: list[int]
) -> None:
    opened.table("cell_names", groups.cells.table())
    names = ["row_no", *FIELDS, "stated_id"]
    types = [pa.int32(), *(type_of(name) for name in FIELDS), pa.string()]
    rows = [[row[name] for name in names] for row in groups.fields.values()]
    opened.rows_into("corrected", dict(zip(names, types, strict=True)), rows)
    opened.run("DELETE FROM complete WHERE row_no IN (SELECT row_no FROM touched)")
    opened.run(f"INSERT INTO complete ({', '.join(names)}) SELECT * FROM corrected")
    counts = [
        (row_no, cell, persons)
        for row_no, found in groups.counts.items()
        for cell, persons in found.items()
    ]
    kinds = {"row_no": pa.int32(), "cell": pa.int32(), "persons": pa.int32()}
    opened.rows_into("corrected_counts", kinds, counts)
    opened.run("DELETE FROM cell_counts WHERE row_no IN (SELECT row_no FROM touched)")
    opened.run("INSERT INTO cell_counts SELECT * FROM corrected_counts")
    opened.rows_into("mended", {"row_no": pa.int32(), "field": pa.string()}, mended)
    opened.run(
        "DELETE FROM unreadable WHERE EXISTS (SELECT 1 FROM member AS m JOIN mended AS d "
        "ON d.row_no = m.group_no WHERE m.row_no = unreadable.row_no "
        "AND d.field = unreadable.field)"
    )
    opened.rows_into("excluded", {"row_no": pa.int32()}, [(row,) for row in excluded])
    for table, column in (("complete", "row_no"), ("cell_counts", "row_no")):
        opened.run(f"DELETE FROM {table} WHERE {column} IN (SELECT row_no FROM excluded)")
    opened.run(
        "DELETE FROM unreadable WHERE row_no IN (SELECT m.row_no FROM member AS m "
        "JOIN excluded AS e ON e.row_no = m.group_no)"
    )
