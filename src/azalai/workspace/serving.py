"""Who writes into a workspace while a server is fed from it: that server alone.

A serving process holds an operating system's lock on ``.served.lock`` for as long as it lives: it
needs not be taken back after a crash, for it ends with the process. Several processes of one server
share it. Who serves, and where, stands in ``.served`` beside it. Reading is free for everybody.
"""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

from azalai.model.errors import WorkspaceError

_LOCK = ".served.lock"
_WHO = ".served"

_held: dict[Path, int] = {}
"""Workspaces that this process serves -> the open lock."""


def hold(root: Path, server: str, address: str) -> None:
    """Take a workspace into this process's care until it ends; repeatable.

    Must be called with the workspace's write lock held (`store.serve`): two that come at once are
    answered one after the other.

    Parameters
    ----------
    server : str
        What tells this server from others: processes that name the same may all write.
    address : str
        Where people reach it.

    Raises
    ------
    WorkspaceError
        ``workspace_served`` where another server has it.
    """
    if root in _held:
        _say(root, server, address)
        return
    descriptor = os.open(root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not _take(descriptor, fcntl.LOCK_EX) and _who(root).get("server") != server:
            raise _served(root)
        # Shared: another process of this server may have it as well.
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    except BaseException:
        os.close(descriptor)
        raise
    _held[root] = descriptor
    _say(root, server, address)


def let_go(root: Path) -> None:
    """Give a workspace back before the process ends."""
    descriptor = _held.pop(root, None)
    if descriptor is not None:
        os.close(descriptor)


def is_held(root: Path) -> bool:
    """Whether this process serves the workspace."""
    return root in _held


def check_free(root: Path) -> None:
    """That this process may write.

    Raises
    ------
    WorkspaceError
        ``workspace_served``, with the address, while a server has the workspace and this process is
        none of its.
    """
    if root in _held or not (root / _LOCK).exists():
        return
    descriptor = os.open(root / _LOCK, os.O_RDWR | os.O_CLOEXEC)
    try:
        if not _take(descriptor, fcntl.LOCK_EX):
            raise _served(root)
    finally:
        os.close(descriptor)


def served_at(root: Path) -> str:
    """The address of the server that has the workspace now; empty where none has."""
    if root in _held:
        return _who(root).get("address", "")
    try:
        check_free(root)
    except WorkspaceError:
        return _who(root).get("address", "")
    return ""


def _take(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _say(root: Path, server: str, address: str) -> None:
    pending = root / f"{_WHO}.{os.getpid()}"
    pending.write_text(json.dumps({"server": server, "address": address}), encoding="utf-8")
    pending.replace(root / _WHO)


def _who(root: Path) -> dict[str, str]:
    try:
        found = json.loads((root / _WHO).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _served(root: Path) -> WorkspaceError:
    return WorkspaceError(
        "workspace_served", path=str(root), address=_who(root).get("address", "?")
    )
