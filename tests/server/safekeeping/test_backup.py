"""A copy of a server that goes on working, and a server brought back from it.

SK-01  everything acknowledged before the copy was begun is in it; it verifies; a server starts
       from it; on SQLite and PostgreSQL, and from the one to the other
SK-02  a wrong key, a cut or changed file, a home or a database that holds something: refused, and
       nothing is left behind
SK-03  the workspace is in it, and only what belongs to it
SK-04  an attachment that has gone is told, and the copy is made all the same
SK-05  what is sealed with a passphrase is the age format, and the other way round
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest

from azalai.model.errors import AzalaiError
from azalai.server.safekeeping import agefile
from azalai.server.safekeeping.agefile import sealing, unsealing
from tests.server.drills.phones import Acknowledged, Phones, multipart, post, xml_of
from tests.server.drills.stored import check, query
from tests.server.postgres import Postgres
from tests.server.safekeeping.conftest import Home, environment

Azalai = Callable[..., str]


def _key(azalai: Azalai, place: Path) -> tuple[Path, str]:
    path = place / "key.txt"
    said = azalai("backup", "--new-key", path)
    assert path.stat().st_mode & 0o077 == 0
    return path, next(word for word in said.split() if word.startswith("age1"))


def test_sk01_under_load(home: Home, azalai: Any, tmp_path: Path) -> None:
    key, public = _key(azalai, tmp_path)
    copy, back = tmp_path / "copy.age", tmp_path / "back"
    with home.serving() as port:
        phones = Phones(port, home.token)
        while len(phones.acknowledged.xml) < 60:
            time.sleep(0.05)
        before = Acknowledged(dict(phones.acknowledged.xml), dict(phones.acknowledged.files))
        azalai("backup", "--to", copy, "--recipient", public, "--home", home.home)
        after = len(phones.acknowledged.xml)
        time.sleep(0.3)
        told = phones.stop()
    assert after > len(before.xml), "nobody was sending"
    # Files of a record of two posts are acknowledged before the record is.
    before.files = {key: data for key, data in before.files.items() if key[0] in before.xml}

    azalai("restore", copy, "--verify", "--key", key)
    azalai("restore", copy, "--to", back, "--key", key)
    figures = check(back, azalai.database, before)
    assert figures["records"] <= len(told.xml) + 8
    # And it is a server: what is sent again is known, what is new is taken.
    second = Home.__new__(Home)
    second.place, second.workspace = home.place, back / "workspaces" / "mli"
    second.home, second.environment = back, environment(azalai.database)
    with second.serving() as port:
        root, xml = next(iter(before.xml.items()))
        assert post(port, home.token, *multipart(xml, {})) in (201, 202)
        assert post(port, home.token, *multipart(xml_of("uuid:new"), {})) in (201, 202)
    rows = query(back, azalai.database, "SELECT count(*) FROM server_submission")
    assert rows == [(figures["records"] + 1,)]
    assert root in before.xml


@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
def test_sk01_to_postgresql(home: Home, azalai: Azalai, postgres: Postgres, tmp_path: Path) -> None:
    key, public = _key(azalai, tmp_path)
    told = Acknowledged()
    with home.serving() as port:
        for number in range(5):
            xml = xml_of(f"uuid:{number}")
            assert post(port, home.token, *multipart(xml, {"a.jpg": b"x" * number})) in (201, 202)
            told.xml[f"uuid:{number}"] = xml
            told.files[f"uuid:{number}", "a.jpg"] = b"x" * number
    azalai("backup", "--to", tmp_path / "copy", "--recipient", public, "--home", home.home)
    home.database = database = postgres.new_database()
    azalai("restore", tmp_path / "copy", "--to", tmp_path / "team", "--key", key)
    check(tmp_path / "team", database, told)


@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
def test_sk02_refused(home: Home, azalai: Azalai, tmp_path: Path) -> None:
    key, public = _key(azalai, tmp_path)
    copy = tmp_path / "copy.age"
    azalai("backup", "--to", copy, "--recipient", public, "--home", home.home)
    (tmp_path / "other").mkdir()
    other, _ = _key(azalai, tmp_path / "other")
    assert "does not open" in azalai("restore", copy, "--verify", "--key", other, code=1)
    assert "n’ouvre pas" in azalai("restore", copy, "--verify", "--key", other, code=1, lang="fr")
    assert "other way round" in azalai("restore", copy, "--verify", "--passphrase", code=1)
    assert "is there already" in azalai(
        "backup", "--to", copy, "--recipient", public, "--home", home.home, code=1
    )
    content = copy.read_bytes()
    for name, data in {
        "cut": content[: len(content) // 2],
        "short": content[:-1],
        "changed": content[:5000] + bytes([content[5000] ^ 1]) + content[5001:],
    }.items():
        bad = tmp_path / name
        bad.write_bytes(data)
        assert "cut short" in azalai("restore", bad, "--verify", "--key", key, code=1), name
        azalai("restore", bad, "--to", tmp_path / "new", "--key", key, code=1)
        assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".*"))
    assert "is no copy" in azalai("restore", key, "--verify", "--key", key, code=1)
    assert "not empty" in azalai("restore", copy, "--to", tmp_path, "--key", key, code=1)
    azalai("backup", "--to", tmp_path / "x", "--home", home.home, code=1)
    azalai("backup", "--to", tmp_path / "x", "--home", home.home, "--recipient", "age1x", code=1)
    assert not (tmp_path / "x").exists()
    assert not list(home.home.glob(".backup*"))


@pytest.mark.parametrize("home", ["postgresql"], indirect=True)
def test_sk02_database_in_use(home: Home, azalai: Azalai, tmp_path: Path) -> None:
    azalai("backup", "--to", tmp_path / "copy", "--passphrase", "--home", home.home)
    said = azalai("restore", tmp_path / "copy", "--to", tmp_path / "new", "--passphrase", code=1)
    assert "holds something already" in said
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
def test_sk03_workspace(home: Home, azalai: Azalai, tmp_path: Path) -> None:
    (home.workspace / "notes").mkdir()
    (home.workspace / "notes" / "é.txt").write_text("ours", "utf-8")
    earlier = home.workspace / "earlier.age"
    azalai("backup", "--to", earlier, "--passphrase", "--home", home.home)
    azalai("backup", "--to", tmp_path / "copy", "--passphrase", "--home", home.home)
    azalai("restore", tmp_path / "copy", "--to", tmp_path / "back", "--passphrase")
    there = tmp_path / "back" / "workspaces" / "mli"
    passing = {"earlier.age", ".lock", ".served", ".served.lock"}
    for path in home.workspace.rglob("*"):
        if path.is_file() and path.name not in passing:
            assert (there / path.relative_to(home.workspace)).read_bytes() == path.read_bytes()
    assert not any((there / name).exists() for name in passing)
    keys = {path.name for path in (tmp_path / "back" / "keys").iterdir()}
    assert (home.home / "keys" / "audit").read_bytes() == (
        tmp_path / "back" / "keys" / "audit"
    ).read_bytes()
    # Sessions of the old server are not those of the new one.
    assert "sessions" in keys
    assert (home.home / "keys" / "sessions").read_bytes() != (
        tmp_path / "back" / "keys" / "sessions"
    ).read_bytes()


@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
def test_sk04_a_blob_is_gone(home: Home, azalai: Azalai, tmp_path: Path) -> None:
    with home.serving() as port:
        body = multipart(xml_of("uuid:a", ("a.jpg", "b.jpg")), {"a.jpg": b"a", "b.jpg": b"b"})
        assert post(port, home.token, *body) in (201, 202)
    one, two = sorted(path for path in home.home.glob("blobs/*/*") if len(path.name) == 64)
    one.unlink()
    two.write_bytes(b"?")
    said = azalai("backup", "--to", tmp_path / "copy", "--passphrase", "--home", home.home, code=1)
    assert "2 attachments" in said
    said = azalai("restore", tmp_path / "copy", "--verify", "--passphrase")
    assert one.name in said
    assert two.name in said


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 200_000])
def test_sk05_age(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # The cost of guessing is not what is tried here; SK-05b has it as it is.
    monkeypatch.setattr(agefile, "_WORK", 4)
    data = os.urandom(size)
    ours = io.BytesIO()
    with sealing(ours, passphrase="dune") as file:
        file.write(data)
    assert pyrage.passphrase.decrypt(ours.getvalue(), "dune") == data
    identity = pyrage.x25519.Identity.generate()
    sealed = io.BytesIO()
    with sealing(sealed, [str(identity.to_public())]) as file:
        file.write(data)
    assert pyrage.decrypt(sealed.getvalue(), [identity]) == data
    for cut in (1, 17):
        with (
            pytest.raises(AzalaiError, match="backup_cut"),
            unsealing(io.BytesIO(ours.getvalue()[:-cut]), passphrase="dune") as file,
        ):
            file.read()


def test_sk05b_both_ways_at_full_cost() -> None:
    data = os.urandom(70_000)
    ours = io.BytesIO()
    with sealing(ours, passphrase="dune") as file:
        file.write(data)
    assert b" 16\n" in ours.getvalue()[:80]
    assert pyrage.passphrase.decrypt(ours.getvalue(), "dune") == data
    theirs = io.BytesIO(pyrage.passphrase.encrypt(data, "dune"))
    with unsealing(theirs, passphrase="dune") as file:
        assert file.read() == data
