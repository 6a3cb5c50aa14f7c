"""What a group changes, gathered and then written: records, contents, attachments.

Ids are taken beforehand, so that the rows of a table go in one statement, however many arrivals
they come from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from azalai.server.collection.known import Record
from azalai.server.collection.receiving import Part

_RECORDS: Final = "server_submission"
_CONTENTS: Final = "server_content"
_ATTACHMENTS: Final = "server_attachment"

Columns = Mapping[str, Any]


class Rows:
    """The rows of one group; the caller's transaction is open.

    Parameters
    ----------
    most : int
        As many records, and as many contents, can be new.
    """

    def __init__(self, cursor: Any, most: int) -> None:
        self._cursor = cursor
        self._records_free = _free(cursor, _RECORDS, most)
        self._contents_free = _free(cursor, _CONTENTS, most)
        self._records: dict[int, Columns] = {}
        self._contents: list[Columns] = []
        self._attachments: list[Columns] = []
        self._reread: dict[int, Columns] = {}

    def record(self, columns: Columns) -> int:
        """Another record; its id. What may change until it is written is the `Record`'s."""
        number = next(self._records_free)
        self._records[number] = {"id": number, **columns}
        return number

    def reread(self, number: int, columns: Columns) -> None:
        """What is read from another content that came into force."""
        if number in self._records:
            self._records[number] = {**self._records[number], **columns}
        else:
            self._reread[number] = columns

    def content(self, columns: Columns) -> int:
        """Another content; its id."""
        number = next(self._contents_free)
        self._contents.append({"id": number, **columns})
        return number

    def attachment(self, record: int, part: Part, expected: bool, received_at: Any) -> None:
        """A file that came with a record."""
        self._attachments.append({
            "submission_id": record, "name": part.name, "sha256": part.sha256, "size": part.size,
            "content_type": part.content_type, "expected": expected, "received_at": received_at,
        })  # fmt: skip

    def write(self, records: Iterable[Record]) -> None:
        """Write all of it, and what has changed of these records."""
        changed = {record.id: _kept(record) for record in records if record.dirty}
        new = [{**columns, **changed.pop(number)} for number, columns in self._records.items()]
        self._insert(_RECORDS, new)
        self._insert(_CONTENTS, self._contents)
        self._insert(_ATTACHMENTS, self._attachments)
        for number, columns in self._reread.items():
            changed[number] = {**changed.get(number, {}), **columns}
        self._update(changed)

    def _insert(self, table: str, rows: Sequence[Columns]) -> None:
        if not rows:
            return
        names, marks = ", ".join(rows[0]), ", ".join(["%s"] * len(rows[0]))
        self._cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", [[*row.values()] for row in rows]
        )

    def _update(self, changed: Mapping[int, Columns]) -> None:
        alike: dict[tuple[str, ...], list[list[Any]]] = {}
        for number, columns in changed.items():
            alike.setdefault(tuple(columns), []).append([*columns.values(), number])
        for names, rows in alike.items():
            marks = ", ".join(f"{name} = %s" for name in names)
            self._cursor.executemany(f"UPDATE {_RECORDS} SET {marks} WHERE id = %s", rows)


def as_json(value: object) -> str:
    """As the columns that hold JSON take it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _kept(record: Record) -> Columns:
    """The columns of a record that an arrival may change."""
    return {
        "content_id": record.content_id,
        "contents_count": record.contents_count,
        "state": record.state,
        "retries": record.retries,
        "missing": as_json(record.missing),
        "flags": as_json(record.flags),
        "checked_id": record.checked_id,
    }


def _free(cursor: Any, table: str, count: int) -> Iterator[int]:
    """Ids that no row has and none will get; whoever writes in SQLite is alone."""
    if cursor.db.vendor == "postgresql":
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return iter([int(number) for (number,) in cursor.fetchall()])
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    (last,) = cursor.fetchone() or (0,)
    return iter(range(last + 1, last + 1 + count))
