"""Attachments on disk: each once, under the SHA-256 of its bytes, durable before it is spoken of.

A name that a client sent never becomes part of a path.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from functools import lru_cache
from pathlib import Path
from types import TracebackType

from django.conf import settings

from azalai.workspace.store import sync

_PENDING = "pending"
_STALE = 24 * 3600


class Writing:
    """A blob in the making; what is not kept is gone.

    Examples
    --------
    ::

        with Writing() as blob:
            blob.write(b"...")
            digest = blob.keep()
    """

    __slots__ = ("_descriptor", "_digest", "_path", "size")

    def __init__(self) -> None:
        folder = _folder(_PENDING)
        self._path: Path | None = folder / secrets.token_hex(16)
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes | memoryview) -> None:
        """Add bytes."""
        self._digest.update(data)
        self.size += len(data)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def finish(self) -> str:
        """No more bytes; their SHA-256. Not durable yet: what is refused needs no sync."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        return self._digest.hexdigest()

    def keep(self) -> str:
        """Make it durable under its SHA-256, and return that."""
        assert self._path is not None
        name = self.finish()
        sync(self._path)
        folder = _folder(name[:2])
        # The same bytes may stand there already: replacing them by themselves harms nobody.
        self._path.replace(folder / name)
        self._path = None
        sync(folder)
        return name

    def __enter__(self) -> Writing:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
        if self._path is not None:
            self._path.unlink(missing_ok=True)


def put(data: bytes) -> str:
    """Keep bytes; their SHA-256 is returned once they are durable."""
    with Writing() as blob:
        blob.write(data)
        return blob.keep()


def path_of(sha256: str) -> Path:
    """Where a blob stands.

    Raises
    ------
    ValueError
        What is asked for is no SHA-256.
    """
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError(sha256)
    return _root() / sha256[:2] / sha256


def read(sha256: str) -> bytes:
    """The bytes of a blob."""
    return path_of(sha256).read_bytes()


def sweep() -> None:
    """Throw away what requests that never ended have left behind."""
    old = time.time() - _STALE
    for path in _folder(_PENDING).iterdir():
        try:
            if path.stat().st_mtime < old:
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            continue


def _root() -> Path:
    return Path(settings.HOME.blobs)


@lru_cache(300)
def _folder(name: str) -> Path:
    """A folder of the blobs; it is there for good once this returns."""
    root = _root()
    folder = root / name
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Whoever made it may not have come to this yet.
    sync(root)
    sync(root.parent)
    return folder
