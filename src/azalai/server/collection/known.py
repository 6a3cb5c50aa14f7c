"""What the database knows of the records that a group of arrivals is about."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from azalai.server.collection.receiving import Part, Prepared
from azalai.server.models import Flag

_OF_A_READING: Final = frozenset(
    {
        Flag.NO_INSTANCE_ID,
        Flag.UNKNOWN_FORM,
        Flag.UNKNOWN_VERSION,
        Flag.CLOCK,
        Flag.FOREIGN_POINT,
    }
)
"""Flags that go when another content comes into force."""


@dataclass(slots=True)
class Stored:
    """A content as far as deciding needs it."""

    id: int
    submission_id: int
    mission_id: int
    instance_id: str
    sha256: str
    rival: bool


@dataclass(slots=True)
class Record:
    """The columns of a record that an arrival may change."""

    id: int
    mission_id: int
    content_id: int | None = None
    contents_count: int = 0
    state: str = "received"
    retries: int = 0
    missing: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    checked_id: int | None = None
    point: str = ""
    practice: bool = False
    attached: dict[str, set[str]] = field(default_factory=dict)
    """Name -> the SHA-256 of each content under that name."""
    dirty: bool = True

    def flag(self, name: Flag) -> None:
        """Remember that something is odd."""
        if name not in self.flags:
            self.flags.append(name)
            self.dirty = True

    def read(self, prepared: Prepared, points: Collection[str]) -> None:
        """Take over what another content in force says.

        Parameters
        ----------
        points : collection of str
            Codes for which its device is meant; empty for all.
        """
        self.flags = [name for name in self.flags if name not in _OF_A_READING]
        self.flags += prepared.flags
        self.point = prepared.summary.point
        if points and self.point and self.point not in points:
            self.flag(Flag.FOREIGN_POINT)

    def attach(self, part: Part, expected: bool) -> bool:
        """Whether an attachment is new; what is odd about it is flagged."""
        there = self.attached.setdefault(part.name, set())
        if part.sha256 in there:
            return False
        if there:
            self.flag(Flag.ATTACHMENT_CHANGED)
        elif not expected:
            self.flag(Flag.UNKNOWN_ATTACHMENT)
        there.add(part.sha256)
        return True

    def awaits(self, names: Iterable[str]) -> None:
        """Which attachments the content in force speaks of; those not there are missing."""
        missing = [name for name in names if name not in self.attached]
        if missing != self.missing:
            self.missing = missing
            # The checks may have said something of what was missing.
            self.checked_id = None
            self.dirty = True


class Known:
    """What stands already, kept up to date while a group is decided."""

    def __init__(self) -> None:
        self.devices: dict[int, tuple[str, ...]] = {}
        """Devices that may send -> their points."""
        self.contents: dict[tuple[int, str], list[Stored]] = defaultdict(list)
        self.by_id: dict[int, Stored] = {}
        self.later: dict[tuple[int, str], Stored] = {}
        """(mission, deprecated id) -> the content that has replaced it."""
        self.records: dict[int, Record] = {}

    def add(self, stored: Stored, deprecated_id: str) -> None:
        """Another content."""
        if stored.id in self.by_id:
            return
        self.by_id[stored.id] = stored
        self.contents[stored.mission_id, stored.instance_id].append(stored)
        if deprecated_id:
            self.later.setdefault((stored.mission_id, deprecated_id), stored)


def look_up(cursor: Any, group: Sequence[Prepared]) -> Known:
    """Ask for everything that deciding on a group needs, in a handful of questions."""
    known = Known()
    devices = {one.arrival.device_id for one in group} - {None}
    if devices:
        found = _select(cursor, "id, points", "server_device", "revoked_at IS NULL AND id", devices)
        known.devices = {number: tuple(_loaded(points)) for number, points in found}
    keys: dict[int, set[str]] = defaultdict(set)
    named: dict[int, set[str]] = defaultdict(set)
    for one in group:
        keys[one.arrival.mission_id].add(one.key)
        named[one.arrival.mission_id] |= {one.key, one.instance.deprecated_id} - {""}
    bases = {one.arrival.base_id for one in group} - {None}
    columns = "id, submission_id, mission_id, instance_id, sha256, rival, deprecated_id"
    asked: list[tuple[str, list[object], Collection[object]]] = []
    for mission, texts in named.items():
        asked.append(("mission_id = %s AND instance_id", [mission], texts))
    for mission, texts in keys.items():
        # The first condition is the index's own, literally.
        asked.append(("mission_id = %s AND deprecated_id > '' AND deprecated_id", [mission], texts))
    if bases:
        asked.append(("id", [], bases))
    for condition, values, among in asked:
        for row in _select(cursor, columns, "server_content", condition, among, values):
            number, submission, in_mission, instance, sha256, rival, deprecated = row
            known.add(
                Stored(number, submission, in_mission, instance, sha256, bool(rival)), deprecated
            )
    wanted = {stored.submission_id for stored in known.by_id.values()}
    if wanted:
        _read_records(cursor, known, wanted)
    return known


def _read_records(cursor: Any, known: Known, wanted: set[int]) -> None:
    lock = " FOR UPDATE" if cursor.db.vendor == "postgresql" else ""
    columns = (
        "id, mission_id, content_id, contents_count, state, retries, missing, flags, checked_id, "
        "point, practice"
    )
    for row in _select(
        cursor, columns, "server_submission", "id", wanted, end=f" ORDER BY id{lock}"
    ):
        number, mission, content, count, state, retries, missing, flags, checked, point, play = row
        known.records[number] = Record(
            number, mission, content, count, state, retries, _loaded(missing), _loaded(flags),
            checked, point, bool(play), dirty=False,
        )  # fmt: skip
    for number, name, sha256 in _select(
        cursor, "submission_id, name, sha256", "server_attachment", "submission_id", wanted
    ):
        known.records[number].attached.setdefault(name, set()).add(sha256)


def _select(
    cursor: Any,
    columns: str,
    table: str,
    condition: str,
    values: Collection[object],
    before: Sequence[object] = (),
    end: str = "",
) -> Iterator[tuple[Any, ...]]:
    """Rows whose last-named column is one of some values."""
    marks = ", ".join(["%s"] * len(values))
    cursor.execute(
        f"SELECT {columns} FROM {table} WHERE {condition} IN ({marks}){end}", [*before, *values]
    )
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return iter(rows)


def _loaded(said: Any) -> list[str]:
    found: list[str] = json.loads(said) if isinstance(said, str) else said
    return found
