"""Real servers, as processes, on the home and database of the test."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from azalai.server.models import Mission
from azalai.server.people.actors import SYSTEM
from azalai.server.people.tokens import new_device

Address = tuple[str, int]


@pytest.fixture
def token(mission: Mission) -> str:
    """Of a device that may send to the mission."""
    return new_device(mission, "raw socket", actor=SYSTEM)[1]


@pytest.fixture
def waitress(mission: Mission, serving: Callable[..., object]) -> Address:
    """``azalai serve`` on the test's own home."""
    running = serving(home=settings.HOME.root)
    host, _, port = running.address.removeprefix("http://").rpartition(":")  # type: ignore[attr-defined]
    return host, int(port)


@pytest.fixture
def gunicorn(mission: Mission) -> Iterator[Address]:
    """gunicorn with the settings for teams, on the test's own home."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:azalai.server.gunicorn"],
        env=os.environ
        | {
            "AZALAI_HOME": str(settings.HOME.root),
            "AZALAI_BIND": f"127.0.0.1:{port}",
            # Several processes are for PostgreSQL; SQLite lets them wait for each other.
            "AZALAI_WORKERS": "2" if os.environ.get("AZALAI_DATABASE") else "1",
            "DJANGO_SETTINGS_MODULE": "azalai.server.settings",
        },
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            assert process.poll() is None
            time.sleep(0.1)
    yield "127.0.0.1", port
    process.terminate()
    process.wait(timeout=30)
