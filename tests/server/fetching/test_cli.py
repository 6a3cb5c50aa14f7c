"""`azalai collect` beside a server that runs, and killed in the middle."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.server.api.conftest import record
from tests.server.fetching.speaking import Foreign, There, speaking


def command(workspace: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "azalai", "collect", *words, "--workspace", str(workspace)]


def central(workspace: Path, address: str) -> list[str]:
    return command(workspace, "central", "--from", address, "--project", "3", "--form", "flows",
                   "--user", "awa@example.org")  # fmt: skip


SECRETS = os.environ | {"AZALAI_CENTRAL_PASSWORD": "secret", "AZALAI_KOBO_TOKEN": "s3cret"}


def count(workspace: Path) -> int:
    path = workspace / "server" / "server.sqlite3"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return int(database.execute("SELECT count(*) FROM server_submission").fetchone()[0])


@pytest.mark.skipif("AZALAI_DATABASE" in os.environ, reason="counts rows in the SQLite file")
def test_killed_in_the_middle_beside_a_running_server_and_finished(
    workspace: Path, serving: Callable[..., Any]
) -> None:
    serving()
    foreign = Foreign(
        central=[There([(f"uuid:{n}", record(f"uuid:{n}"))]) for n in range(300)], page=50
    )
    with speaking(foreign) as address:
        kills = 0
        for wanted in (20, 120):
            process = subprocess.Popen(
                central(workspace, address), env=SECRETS, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip
            deadline = time.monotonic() + 60
            while count(workspace) < wanted and process.poll() is None:
                assert time.monotonic() < deadline
                time.sleep(0.005)
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                kills += 1
            process.wait()
        assert kills
        done = subprocess.run(
            central(workspace, address), env=SECRETS, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    assert "300 records seen" in done.stdout
    assert count(workspace) == 300
    path = workspace / "server" / "server.sqlite3"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        assert database.execute("SELECT count(*) FROM server_content").fetchone() == (300,)
        lines = "SELECT count(*) FROM server_auditentry WHERE action = 'submission.received'"
        assert database.execute(lines).fetchone() == (300,)


def test_a_server_that_was_never_there_is_said(workspace: Path) -> None:
    done = subprocess.run(
        central(workspace, "http://127.0.0.1:9"), env=SECRETS, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "server" in done.stderr and "Traceback" not in done.stderr


def test_what_is_missing_is_named(workspace: Path) -> None:
    for words in (("central",), ("kobo",), ("kobo", "some.xlsx")):
        done = subprocess.run(
            command(workspace, *words), env=SECRETS, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1 and "--form" in done.stderr + "--form" * (words == ("kobo",))
