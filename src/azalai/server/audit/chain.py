"""Adding to the audit chain, inside the transaction of what is audited.

Each line's seal is an HMAC-SHA-256 over the line and the seal before it, with a key that lies
outside the database: who can only write to the database cannot make a line that fits.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection

_TABLE = "server_auditentry"
_HEAD = "server_audithead"
FIRST_SEAL = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be remembered.

    Attributes
    ----------
    actor : str
        ``user:7``, ``device:3``, ``system``.
    action : str
        ``submission.received``, ``user.created`` …: noun, point, verb in the past.
    subject : str
        ``submission:12``.
    mission : str
        Code of the mission, where it is about one.
    detail : mapping
        Whatever JSON can say. Never a secret, never an answer of a traveller.
    """

    actor: str
    action: str
    subject: str
    mission: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@lru_cache
def _key() -> bytes:
    return bytes(settings.HOME.key("audit"))


def seal(before: str, number: int, at: str, words: Sequence[str], key: bytes = b"") -> str:
    """The seal of one line.

    Parameters
    ----------
    before : str
        Seal of the line before; `FIRST_SEAL` for the first.
    words : sequence of str
        Actor, action, subject, mission and detail, as they are stored.
    key : bytes
        Of another home than this process's: a backup is verified with the key in it.
    """
    said = json.dumps([before, number, at, *words], ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key or _key(), said.encode(), hashlib.sha256).hexdigest()


def proof(number: int, last: str) -> str:
    """The seal of the head: that this line, and no earlier one, is the last."""
    return hmac.new(_key(), f"head {number} {last}".encode(), hashlib.sha256).hexdigest()


def append(cursor: Any, entries: Sequence[Entry]) -> None:
    """Add lines to the chain; the caller's transaction must be open.

    Parameters
    ----------
    cursor : django.db.backends.utils.CursorWrapper
        Of the connection in whose transaction the audited rows are written. The head of the chain
        stays locked until that transaction ends, so lines stand in the order of commits.
    """
    if not entries:
        return
    lock = " FOR UPDATE" if cursor.db.vendor == "postgresql" else ""
    cursor.execute(f"SELECT number, seal FROM {_HEAD} WHERE id = 1{lock}")
    number, last = cursor.fetchone()
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    lines = []
    for entry in entries:
        number += 1
        detail = json.dumps(entry.detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        words = (entry.actor, entry.action, entry.subject, entry.mission, detail)
        last = seal(last, number, at, words)
        lines.append((number, at, *words, last))
    cursor.executemany(
        f"INSERT INTO {_TABLE} (number, at, actor, action, subject, mission, detail, seal) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        lines,
    )
    cursor.execute(
        f"UPDATE {_HEAD} SET number = %s, seal = %s, proof = %s WHERE id = 1",
        [number, last, proof(number, last)],
    )


def record(*entries: Entry) -> None:
    """Add lines in Django's transaction of this thread, which must be open.

    Raises
    ------
    RuntimeError
        Outside a transaction: an audit line must stand or fall with what it speaks of.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit line needs the transaction of what it speaks of")
    with connection.cursor() as cursor:
        append(cursor, entries)
