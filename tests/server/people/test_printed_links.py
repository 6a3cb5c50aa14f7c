"""A link that a terminal prints can be opened: it begins with an address."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx


def _say(running: Any, *words: str) -> str:
    command = [sys.executable, "-m", "azalai", "server", *words, "--home", str(running.home)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_link_begins_with_the_address_of_the_server_that_runs(serving: Callable[..., Any]) -> None:
    running = serving()
    said = _say(running, "add-user", "fanta", "--role", "reader")
    link = re.search(r"http\S+/welcome/\S+", said)
    assert link is not None, said
    assert link[0].startswith(running.address)
    assert httpx.get(link[0]).status_code == 200

    # While none runs, and no public address is set, it is said that the address is missing.
    running.process.terminate()
    running.process.wait()
    said = _say(running, "password", "fanta", "--link", "--lang", "en")
    assert "the address of the server, followed by /welcome/" in said
