"""What the drills share: workspaces, and the program that is killed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.drills.operations import OFFICER, prepare

LONG = bool(os.environ.get("AZALAI_DRILL"))
"""Whether the long form of the drills is asked for."""


def tree(root: Path) -> dict[str, bytes]:
    """Every file with its bytes and every folder, but for the lock, what is staged, and the time
    at which a line of the log was written."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if name == ".lock" or name.partition("/")[0] == ".staging":
            continue
        content = path.read_bytes() if path.is_file() else b"folder"
        if name == "log.csv":
            content = b"\n".join(line.partition(b",")[2] for line in content.splitlines())
        found[name] = content
    return found


class Killed:
    """An operation that is carried out, and ended, in a process of its own."""

    def __init__(self, operation: str, place: Path) -> None:
        self.operation, self._place = operation, place
        self.start = prepare(operation, place / "start")
        self.before = tree(self.start)
        self._number = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.drills.killed", operation],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def copy(self) -> Path:
        """A workspace of its own, with the files beside it."""
        self._number += 1
        place = self._place / str(self._number)
        place.mkdir()
        shutil.copytree(self.start, place / "mali")
        (place / "files").symlink_to(self.start.parent / "files")
        return place / "mali"

    def tell(self, words: str) -> dict[str, Any]:
        """Send a line, and hear one."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(words + "\n")
        self._process.stdin.flush()
        said: dict[str, Any] = json.loads(self._process.stdout.readline())
        return said

    def run(self, root: Path, **job: Any) -> dict[str, Any]:
        """Carry it out; how it ended."""
        return self.tell(json.dumps({"root": str(root), "log": str(self.log(root)), **job}))

    def log(self, root: Path) -> Path:
        """Where the changes it made to the disk are written down."""
        return root.with_name("log")

    def changes(self, root: Path) -> list[str]:
        """What it did to the disk, in order."""
        return self.log(root).read_text("utf-8").splitlines()

    def close(self) -> None:
        """Let the process end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(30)


@pytest.fixture
def killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Killed]]:
    """Start an operation's own process."""
    monkeypatch.setenv("AZALAI_USER", OFFICER)
    made: list[Killed] = []

    def start(operation: str) -> Killed:
        place = tmp_path / operation
        place.mkdir()
        made.append(Killed(operation, place))
        return made[-1]

    yield start
    for item in made:
        item.close()


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    errors: str


@pytest.fixture
def azalai(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    """The command line, in English."""
    from azalai.cli import main

    monkeypatch.setenv("LANGUAGE", "")

    def run(*words: str | Path) -> Said:
        capfd.readouterr()
        with pytest.raises(SystemExit) as done:
            main([*map(str, words), "--lang", "en"])
        return Said(int(done.value.code or 0), *capfd.readouterr())

    return run
