"""What a server really holds, read without any of its code but the seal's."""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg

from tests.server.drills.phones import Acknowledged

Rows = list[tuple[Any, ...]]


def query(home: Path, database: str, text: str) -> Rows:
    """Rows of the server's database."""
    if database:
        with psycopg.connect(database) as connection:
            return list(connection.execute(text.encode()).fetchall())
    opened = sqlite3.connect(home / "server.sqlite3", timeout=20)
    try:
        return opened.execute(text).fetchall()
    finally:
        opened.close()


def check(home: Path, database: str, told: Acknowledged) -> dict[str, int]:
    """Hold what is stored against what was acknowledged; a few figures of it.

    Raises
    ------
    AssertionError
        Something acknowledged is lost, doubled, changed, or has no audit line; or the chain does
        not fit.
    """
    if not database:
        assert query(home, "", "PRAGMA integrity_check") == [("ok",)]
    assert told.odd == []
    contents = query(
        home, database,
        "SELECT s.root_id, s.id, c.xml, c.sha256 FROM server_submission s "
        "JOIN server_content c ON c.submission_id = s.id",
    )  # fmt: skip
    times = Counter(root for root, *_ in contents)
    assert [root for root, count in times.items() if count != 1] == []
    held = {root: (number, bytes(xml), digest) for root, number, xml, digest in contents}
    assert set(told.xml) - set(held) == set(), "acknowledged and lost"
    for root, xml in told.xml.items():
        assert held[root][1] == xml
        assert held[root][2] == hashlib.sha256(xml).hexdigest()

    lines = _chain(home, database)
    audited = {line["subject"] for line in lines if line["action"] == "submission.received"}
    assert {f"submission:{number}" for number, _, _ in held.values()} - audited == set()

    attached = query(
        home, database,
        "SELECT s.root_id, a.name, a.sha256, a.size FROM server_attachment a "
        "JOIN server_submission s ON s.id = a.submission_id",
    )  # fmt: skip
    files = {(root, name): (digest, size) for root, name, digest, size in attached}
    assert len(files) == len(attached)
    for key, data in told.files.items():
        assert files[key] == (hashlib.sha256(data).hexdigest(), len(data)), key
    for digest, size in files.values():
        blob = (home / "blobs" / digest[:2] / digest).read_bytes()
        assert len(blob) == size
        assert hashlib.sha256(blob).hexdigest() == digest
    return {"records": len(held), "attachments": len(files), "audit": len(lines)}


def _chain(home: Path, database: str) -> list[dict[str, Any]]:
    """Every line of the audit chain, each of which fits the one before."""
    names = ("number", "at", "actor", "action", "subject", "mission", "detail", "seal")
    rows = query(
        home, database, f"SELECT {', '.join(names)} FROM server_auditentry ORDER BY number"
    )
    key = (home / "keys" / "audit").read_bytes()
    last = "0" * 64
    for place, (number, at, *words, seal) in enumerate(rows, 1):
        said = json.dumps([last, number, at, *words], ensure_ascii=False, separators=(",", ":"))
        last = hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
        assert (number, seal) == (place, last)
    ((number, seal),) = query(home, database, "SELECT number, seal FROM server_audithead")
    assert (number, seal) == (len(rows), last)
    return [dict(zip(names, row, strict=True)) for row in rows]
