"""A server's home beside the tests' own, and the command line as a program."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from azalai.workspace import create
from azalai.workspace.packs import country_pack, example
from tests.server.drills.stored import query
from tests.server.postgres import Postgres, postgres  # noqa: F401

PASSPHRASE = "eleven donkeys at dawn"


class Home:
    """A home on one kind of database, with a mission and a device."""

    def __init__(self, place: Path, database: str) -> None:
        self.place, self.workspace, self.home = place, place / "mali", place / "home"
        self.database = database
        place.mkdir()
        create(self.workspace, example("mali_2020"), country_pack("MLI"))
        self.environment = environment(database)
        self.token = subprocess.run(
            [sys.executable, "-m", "tests.server.drills.prepare", str(self.workspace)],
            env=self.environment | {"AZALAI_HOME": str(self.home)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        self.form_id = str(
            query(self.home, database, "SELECT form_id FROM server_form WHERE kind = 'flow'")[0][0]
        )

    def copied(self, place: Path) -> Home:
        """The same on SQLite, in another folder."""
        shutil.copytree(self.place, place)
        made = Home.__new__(Home)
        made.place, made.workspace, made.home = place, place / "mali", place / "home"
        made.database, made.environment = "", environment()
        made.token, made.form_id = self.token, self.form_id
        with contextlib.closing(sqlite3.connect(made.home / "server.sqlite3")) as opened, opened:
            opened.execute("UPDATE server_mission SET path = ?", [str(made.workspace)])
        return made

    @contextlib.contextmanager
    def serving(self) -> Iterator[int]:
        """A server; its port. Its log stays in the place."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = int(free.getsockname()[1])
        with (self.place / "log").open("ab") as log:
            process = subprocess.Popen(
                [
                    sys.executable, "-m", "azalai", "serve", "--home", str(self.home),
                    "--workspace", str(self.workspace), "--port", str(port),
                ],
                env=self.environment | {"AZALAI_LOG": "DEBUG"}, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            wait_for(port, process)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Until somebody answers there: the door is open some time before."""
    until = time.monotonic() + seconds
    while True:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
        with contextlib.suppress(OSError), contextlib.closing(asked):
            asked.request("HEAD", "/")
            asked.getresponse()
            return
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.02)


def environment(database: str = "") -> dict[str, str]:
    """Of a program of its own."""
    found = os.environ | {"AZALAI_PASSPHRASE": PASSPHRASE, "LANGUAGE": "en"}
    for name in ("AZALAI_HOME", "AZALAI_DATABASE", "AZALAI_URL"):
        found.pop(name, None)
    return found | ({"AZALAI_DATABASE": database} if database else {})


@pytest.fixture(scope="session")
def first_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home on SQLite to be copied: making one compiles five forms."""
    return Home(tmp_path_factory.mktemp("first") / "place", "")


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """A home on each kind of database."""
    database = ""
    if request.param == "sqlite":
        return request.getfixturevalue("first_home").copied(tmp_path / "place")
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        database = server.new_database()
    return Home(tmp_path / "place", database)


@pytest.fixture
def azalai(home: Home, request: pytest.FixtureRequest) -> Callable[..., str]:
    """The command line; ``code`` is what it is to end with, ``database`` another than the home's.

    A restore on PostgreSQL goes into a database of its own.
    """
    elsewhere = home.database
    if home.database:
        elsewhere = request.getfixturevalue("postgres").new_database()

    def run(*words: str | Path, code: int = 0, lang: str = "en", secret: str = "") -> str:
        away = any(str(word).startswith(str(home.place.parent / "back")) for word in words)
        done = subprocess.run(
            [sys.executable, "-m", "azalai", *map(str, words), "--lang", lang],
            env=environment(elsewhere if away else home.database)
            | ({"AZALAI_PASSPHRASE": secret} if secret else {}),
            capture_output=True,
            text=True,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    run.database = elsewhere  # type: ignore[attr-defined]
    return run
