"""Writing to disk: whole or not at all, and never two writers at once.

Everything an operation writes is first staged in one folder, synced, and listed in a *commit
record*. The moment that record is renamed into place, the operation has happened; the moves that
follow can be repeated after a crash, and are when the workspace is next opened. Before that
moment nothing has happened, and the staging folder is thrown away.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from azalai.model.errors import WorkspaceError
from azalai.workspace import serving

_STAGING = ".staging"
_COMMIT = "commit.json"


def sync(path: Path) -> None:
    """A file or a folder reaches the disk, whoever wrote it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folders(paths: set[Path], root: Path) -> None:
    """Each of the folders, and those above it up to `root`, once; the inner ones first."""
    found = set()
    for path in paths:
        while path != root.parent:
            found.add(path)
            path = path.parent
    for path in sorted(found, key=lambda folder: (-len(folder.parts), folder)):
        sync(path)


class Transaction:
    """Collects files to write and paths to remove; all become visible together.

    Paths are relative to the workspace. Bytes and text are staged at once, larger files are
    written by the caller to the path that `staged` returns.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / _STAGING
        self._writes: list[str] = []
        self._removals: list[str] = []
        self._folder.mkdir(exist_ok=True)

    def staged(self, path: str) -> Path:
        """Where to write the future content of `path`."""
        target = self._folder / "files" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if path not in self._writes:
            self._writes.append(path)
        if path in self._removals:
            self._removals.remove(path)
        return target

    @property
    def writes(self) -> tuple[str, ...]:
        """Paths that will have new content."""
        return tuple(self._writes)

    def current(self, path: str) -> Path | None:
        """Where the content of `path` stands now, staged or on disk; None where it goes."""
        if path in self._writes:
            return self._folder / "files" / path
        return None if path in self._removals else self._root / path

    def write(self, path: str, content: bytes | str) -> None:
        """Stage the whole content of a file."""
        data = content.encode() if isinstance(content, str) else content
        self.staged(path).write_bytes(data)

    def append(self, path: str, line: str, header: str) -> None:
        """Stage a text file with one more line (with its header where it is new)."""
        current = self.current(path)
        there = current is not None and current.exists()
        before = current.read_text(encoding="utf-8") if current and there else header + "\n"
        self.write(path, before + line + "\n")

    def remove(self, path: str) -> None:
        """Stage the removal of a file; removals come last, so that repeating them is harmless."""
        if path in self._writes:
            self._writes.remove(path)
            (self._folder / "files" / path).unlink(missing_ok=True)
        self._removals.append(path)

    def commit(self) -> None:
        """Make everything durable, then visible."""
        for path in self._writes:
            sync(self._folder / "files" / path)
        _sync_folders(
            {(self._folder / "files" / path).parent for path in self._writes}, self._folder
        )
        record = json.dumps({"writes": self._writes, "removals": self._removals})
        pending = self._folder / "commit.tmp"
        pending.write_text(record, encoding="utf-8")
        sync(pending)
        pending.rename(self._folder / _COMMIT)
        sync(self._folder)
        _finish(self._root)


def _finish(root: Path) -> None:
    """Carry out a committed record; every step may be repeated."""
    folder = root / _STAGING
    record = json.loads((folder / _COMMIT).read_text(encoding="utf-8"))
    touched = set()
    for path in record["writes"]:
        source, target = folder / "files" / path, root / path
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
        touched.add(target.parent)
    for path in record["removals"]:
        if path not in record["writes"]:
            (root / path).unlink(missing_ok=True)
    _sync_folders(touched, root)
    shutil.rmtree(folder)


def recover(root: Path) -> None:
    """Finish a committed operation that was cut off; forget one that was not committed."""
    folder = root / _STAGING
    if (folder / _COMMIT).exists():
        _finish(root)
    elif folder.exists():
        shutil.rmtree(folder)


@contextmanager
def writing(root: Path) -> Iterator[Transaction]:
    """Hold the workspace's lock and commit what the block stages; an error discards it all.

    Raises
    ------
    WorkspaceError
        ``workspace_locked`` when another program is writing; ``workspace_served`` while a server
        has the workspace in its care and this process is none of its.
    """
    with locked(root, _patience(root)):
        serving.check_free(root)
        recover(root)
        transaction = Transaction(root)
        try:
            yield transaction
            transaction.commit()
        except BaseException:
            if not (root / _STAGING / _COMMIT).exists():
                shutil.rmtree(root / _STAGING, ignore_errors=True)
            raise


def mend(root: Path) -> None:
    """Do what `recover` does, now; a reader may, whoever serves the workspace."""
    with locked(root, _patience(root)):
        recover(root)


def serve(root: Path, server: str, address: str) -> None:
    """Take a workspace into this process's care (`serving.hold`)."""
    with locked(root, _patience(root)):
        serving.hold(root, server, address)


@contextmanager
def locked(root: Path, patience: float) -> Iterator[None]:
    """Nobody else writes meanwhile; ``workspace_locked`` where somebody does for too long.

    Parameters
    ----------
    patience : float
        Seconds to wait for whoever writes now.
    """
    lock = FileLock(root / ".lock", timeout=patience)
    try:
        lock.acquire()
    except Timeout:
        raise WorkspaceError("workspace_locked", path=str(root)) from None
    try:
        yield
    finally:
        lock.release()


def _patience(root: Path) -> float:
    """Who serves has several hands, and a person before the screen who would only try again."""
    return 60 if serving.is_held(root) else 2


def needs_recovery(root: Path) -> bool:
    """Whether a committed operation is still to be finished.

    What was staged and never committed may belong to a writer at work: it is left alone, the next
    writer throws it away.
    """
    return (root / _STAGING / _COMMIT).exists()
