"""A server that is killed and started again, many times a minute."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from azalai.workspace import create
from azalai.workspace.packs import country_pack, example
from tests.server.postgres import Postgres, postgres  # noqa: F401

LONG = bool(os.environ.get("AZALAI_DRILL"))
"""Whether the long form of the drills is asked for."""


class Drilled:
    """One home, and the servers that it has had.

    Parameters
    ----------
    database : str
        Address of a PostgreSQL database; empty for SQLite.
    """

    def __init__(self, place: Path, database: str) -> None:
        self.workspace, self.home, self.database = place / "mali", place / "home", database
        create(self.workspace, example("mali_2020"), country_pack("MLI"))
        self.environment = os.environ | {"AZALAI_HOME": str(self.home), "AZALAI_LOG": "ERROR"}
        self.environment.pop("AZALAI_DATABASE", None)
        if database:
            self.environment["AZALAI_DATABASE"] = database
        self.token = subprocess.run(
            [sys.executable, "-m", "tests.server.drills.prepare", str(self.workspace)],
            env=self.environment, check=True, capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.said = place / "said"
        self.pid = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.server.drills.zygote"], env=self.environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    @property
    def _words(self) -> list[str]:
        return [
            "--workspace", str(self.workspace), "--home", str(self.home), "--port", str(self.port),
        ]  # fmt: skip

    def start(self, whole: bool = False) -> None:
        """Start a server, and wait until it listens.

        Parameters
        ----------
        whole : bool
            As a person does; else forked from a process that has everything loaded.
        """
        if whole:
            with self.said.open("ab") as said:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "azalai", "serve", *self._words],
                    env=self.environment, stdout=said, stderr=said,
                )  # fmt: skip
            self.pid = self._process.pid
        else:
            assert self._zygote.stdin is not None
            assert self._zygote.stdout is not None
            self._process = None
            self._zygote.stdin.write(json.dumps([str(self.said), *self._words]) + "\n")
            self._zygote.stdin.flush()
            self.pid = int(self._zygote.stdout.readline())
        self.wait()

    def wait(self, seconds: float = 60) -> None:
        """Until the server listens."""
        until = time.monotonic() + seconds
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            gone = not Path(f"/proc/{self.pid}").exists()
            if gone or time.monotonic() > until:
                raise AssertionError(self.said.read_text("utf-8", errors="replace")[-2000:])
            time.sleep(0.005)

    def ready(self, seconds: float = 60) -> None:
        """Until the server answers and reaches its database: it is through with starting."""
        until = time.monotonic() + seconds
        while True:
            door = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                door.request("GET", "/healthz")
                if door.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                pass
            finally:
                door.close()
            if not Path(f"/proc/{self.pid}").exists() or time.monotonic() > until:
                raise AssertionError(self.said.read_text("utf-8", errors="replace")[-2000:])
            time.sleep(0.02)

    def kill(self) -> None:
        """``kill -9``, and wait until nothing of it is left."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.gone()

    def gone(self, seconds: float = 30) -> bool:
        """Whether it has ended within so many seconds."""
        until = time.monotonic() + seconds
        while Path(f"/proc/{self.pid}").exists():
            if self._process is not None and self._process.poll() is not None:
                break
            if time.monotonic() > until:
                return False
            time.sleep(0.002)
        return True

    def close(self) -> None:
        """End everything."""
        if self.pid:
            self.kill()
        assert self._zygote.stdin is not None
        self._zygote.stdin.close()
        self._zygote.wait(30)


@pytest.fixture(params=["sqlite", "postgresql"])
def drilled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Drilled]:
    """A home on each kind of database."""
    database = ""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        database = server.new_database()
    drill = Drilled(tmp_path, database)
    yield drill
    drill.close()
