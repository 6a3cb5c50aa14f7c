"""Workspaces as they are at one moment, while their server goes on writing into them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from azalai.server.safekeeping.agefile import MAGIC
from azalai.workspace import Folder
from azalai.workspace.store import locked

_PATIENCE: Final = 60
_PASSING: Final = frozenset({".lock", ".staging", ".served", ".served.lock", "__pycache__"})
"""What only says who is at work just now."""


@contextmanager
def still(root: Path) -> Iterator[None]:
    """Nobody writes into a workspace while the block lasts, not even its server.

    Raises
    ------
    WorkspaceError
        ``workspace_locked`` where somebody writes for longer than a minute.
    """
    # Whatever was cut off before is finished first.
    Folder(root)
    with locked(root, _PATIENCE):
        yield


def freeze(root: Path, place: Path, leave: tuple[Path, ...] = ()) -> None:
    """Put a workspace's files into a folder, without copying any byte where that can be.

    Azalai replaces files and never writes into one that is there, so a second name for a file
    keeps its content. The caller holds `still`.

    Parameters
    ----------
    leave : tuple of Path
        Folders and files that are no part of it: the server's home, the copy being made.
    """
    left = {path.resolve() for path in leave}
    place.mkdir(parents=True)
    for found, folders, files in os.walk(root):
        here = Path(found)
        folders[:] = sorted(
            name for name in folders if name not in _PASSING and here / name not in left
        )
        for name in folders:
            (place / (here / name).relative_to(root)).mkdir()
        for name in files:
            path = here / name
            if name in _PASSING or path in left or path.is_symlink() or _is_backup(path):
                continue
            target = place / path.relative_to(root)
            try:
                os.link(path, target)
            except OSError:
                shutil.copy2(path, target)


def _is_backup(path: Path) -> bool:
    """A copy of everything in every copy would double them each time."""
    if not path.is_file():
        return True
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC
