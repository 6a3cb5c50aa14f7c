"""Pages of the documentation as things that can be walked: their code blocks are what tests run.

In a page, a fenced block says after its language what it is:

``file=PATH``     the whole content of a file, made at that path
``append=PATH``   lines to add at the end of a file
``replace=PATH``  entries of a catalogue that take the place of those with the same ``msgid``
``sh``            commands to run, in order
``output``        what the commands just above it print on standard output, word for word
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(
    r"^```(?P<language>\w+)(?P<words>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    words: dict[str, str]
    body: str


@dataclass(frozen=True)
class Ran:
    """What a command printed."""

    command: str
    code: int
    out: str
    err: str


class Walk:
    """A folder, and the commands that a reader of a page types in it."""

    def __init__(self, folder: Path, source: Path) -> None:
        self.folder = folder
        bin_folder = Path(sys.executable).parent
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")},
            "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(source),
            "AZALAI_LANG": "en",
            "COLUMNS": "90",
        }
        self._environment.pop("AZALAI_WORKSPACE", None)

    def run(self, command: str) -> Ran:
        """Run commands in a shell that stops at the first that fails."""
        done = subprocess.run(
            ["bash", "-euc", command],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return Ran(command, done.returncode, done.stdout, done.stderr)

    def page(self, name: str) -> list[Ran]:
        """Follow a page of ``docs/`` from top to bottom; every command has to go green."""
        ran: list[Ran] = []
        for block in blocks(ROOT / "docs" / name):
            if "replace" in block.words:
                replace_entries(self.folder / block.words["replace"], block.body)
            elif "file" in block.words or "append" in block.words:
                path = self.folder / (block.words.get("file") or block.words["append"])
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("a" if "append" in block.words else "w", encoding="utf-8") as file:
                    file.write(block.body)
            elif block.language == "sh":
                ran.append(self.run(block.body))
                assert ran[-1].code == 0, f"{name}: {block.body}\n{ran[-1].out}\n{ran[-1].err}"
            elif "output" in block.words:
                shown = ran[-1].out.replace(str(self.folder.resolve()), "…")
                assert shown == block.body, f"{name}: {ran[-1].command}"
        return ran


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    for found in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        words = dict(word.partition("=")[::2] for word in found["words"].split())
        yield Block(found["language"], words, found["body"])


def replace_entries(catalogue: Path, entries: str) -> None:
    """Put translated entries in the place of those that stand in a catalogue."""
    text = catalogue.read_text(encoding="utf-8")
    for entry in entries.strip().split("\n\n"):
        first = entry.splitlines()[0]
        before, found, after = text.partition(f"{first}\n")
        assert found, f"{catalogue}: no {first}"
        _, blank, rest = after.partition("\n\n")
        text = before + entry + blank + rest
    catalogue.write_text(text, encoding="utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Walk:
    """A copy of the source tree, without compiled catalogues, as after a first ``git clone``."""
    home = tmp_path / "azalai"
    left_out = shutil.ignore_patterns("*.mo", "__pycache__")
    for name in ("src", "tests/wording"):
        shutil.copytree(ROOT / name, home / name, ignore=left_out)
    for name in ("pyproject.toml", "tests/conftest.py"):
        shutil.copy(ROOT / name, home / name)
    return Walk(home, home / "src")


@pytest.fixture
def desk(tmp_path: Path) -> Callable[[], Walk]:
    """An empty folder of somebody who uses the program and does not touch its source."""

    def made() -> Walk:
        return Walk(tmp_path, ROOT / "src")

    return made
