"""Writing: whole or not at all.

WS-05  a crash at any step leaves all of an operation or nothing of it
WS-06  never two writers at once
WS-07  an error inside the block discards what was staged
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from azalai.model.errors import WorkspaceError
from azalai.workspace import store

BEFORE = {"a.txt": "old a", "deep/b.txt": "old b", "gone.txt": "old"}
AFTER = {"a.txt": "new a", "deep/b.txt": "new b", "new/c.txt": "new c"}


def content(root: Path) -> dict[str, str]:
    """Every file of a folder but the lock."""
    return {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def prepared(root: Path) -> Path:
    """A folder as it stands before the operation."""
    for name, text in BEFORE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def operation(root: Path) -> None:
    """Two files rewritten, one new, one removed."""
    with store.writing(root) as transaction:
        for name, text in AFTER.items():
            transaction.write(name, text)
        transaction.remove("gone.txt")


class Crash(BaseException):
    """The power goes."""


@contextmanager
def crashing_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Let the n-th change to the disk not happen, nor any after it."""
    done: list[str] = []

    def stop(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            if len(done) >= step:
                raise Crash
            done.append(name)
            return real(*given, **named)

        return call

    with monkeypatch.context() as patch:
        for owner, name in (
            (os, "fsync"), (Path, "rename"), (Path, "replace"), (Path, "unlink"), (Path, "mkdir"),
            (Path, "write_bytes"), (Path, "write_text"), (os, "unlink"), (os, "rmdir"),
        ):  # fmt: skip
            patch.setattr(owner, name, stop(name, getattr(owner, name)))
        # Tidying up swallows the errors of a disk; after a power cut there is no tidying up.
        patch.setattr(
            shutil, "rmtree", stop("rmtree", shutil.rmtree) if step % 2 else shutil.rmtree
        )
        yield done


def test_ws05_a_crash_at_any_step_leaves_all_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = []
    for step in range(200):
        root = prepared(tmp_path / str(step))
        finished = False
        with crashing_at(step, monkeypatch) as done:
            try:
                operation(root)
                finished = True
            except Crash:
                pass
        store.recover(root)
        assert not store.needs_recovery(root)
        found = content(root)
        assert found in (BEFORE, AFTER), f"half done after {done}"
        outcomes.append(found == AFTER)
        if finished:
            break
    assert finished
    assert outcomes[0] is False
    assert outcomes[-1] is True
    # Once it has happened it stays: no later crash takes it back.
    assert outcomes == sorted(outcomes)
    assert sum(outcomes) > 5


def test_ws05_recovering_twice_is_recovering_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second crash, in the middle of the recovery from the first."""
    whole = prepared(tmp_path / "count")
    with crashing_at(10_000, monkeypatch) as done:
        operation(whole)
    committed = done.index("rename") + 2
    for second in range(12):
        root = prepared(tmp_path / str(second))
        with crashing_at(committed, monkeypatch), pytest.raises(Crash):
            operation(root)
        with crashing_at(second, monkeypatch), suppress(Crash):
            store.recover(root)
        store.recover(root)
        assert content(root) == AFTER


def test_ws07_an_error_in_the_block_discards_it(tmp_path: Path) -> None:
    root = prepared(tmp_path)
    with pytest.raises(ZeroDivisionError), store.writing(root) as transaction:
        transaction.write("a.txt", "half")
        raise ZeroDivisionError
    assert content(root) == BEFORE
    operation(root)
    assert content(root) == AFTER


def test_ws07_a_log_grows_by_one_line(tmp_path: Path) -> None:
    for line in ("one", "two"):
        with store.writing(tmp_path) as transaction:
            transaction.append("log.csv", line, "header")
    assert (tmp_path / "log.csv").read_text(encoding="utf-8") == "header\none\ntwo\n"


HOLD = """
import sys, time
from pathlib import Path
from azalai.workspace import store
with store.writing(Path(sys.argv[1])) as transaction:
    transaction.write("a.txt", "theirs")
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def started(script: str, *words: str) -> subprocess.Popen[str]:
    """Another Python, at work."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *words], stdout=subprocess.PIPE, text=True
    )


def test_ws06_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    prepared(tmp_path)
    with started(HOLD, str(tmp_path), "60") as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == "held\n"
            with pytest.raises(WorkspaceError) as caught:
                operation(tmp_path)
            assert caught.value.code == "workspace_locked"
        finally:
            other.kill()
    # The lock of a killed program is no lock, and what it staged never happened.
    operation(tmp_path)
    assert content(tmp_path) == AFTER


def test_ws06_writers_that_wait_for_each_other_lose_nothing(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom azalai.workspace import store\n"
        "for n in range(5):\n"
        "    with store.writing(Path(sys.argv[1])) as t:\n"
        "        t.append('log.csv', f'{sys.argv[2]} {n}', 'header')\n"
    )
    writers = [started(script, str(tmp_path), name) for name in ("x", "y")]
    assert [writer.wait(30) for writer in writers] == [0, 0]
    for writer in writers:
        assert writer.stdout is not None
        writer.stdout.close()
    lines = (tmp_path / "log.csv").read_text(encoding="utf-8").splitlines()
    assert sorted(lines[1:]) == [f"{name} {n}" for name in "xy" for n in range(5)]
