"""Azalai: from roadside counts of travellers to a published, traceable monthly bulletin.

    >>> import azalai
    >>> workspace = azalai.open_workspace(getfixture("mali"))
    >>> june = workspace.release("2020-06")
    >>> top = june.top("nationalities", place="MLI")
    >>> [(row.category, row.share, row.change) for row in top][:2]
    [('BFA', 70, 15), ('MLI', 9, -9)]

Errors are `AzalaiError` and its kinds::

    AzalaiError
    ├── InputError       a file, a mapping or an argument that cannot be used
    ├── WorkspaceError   a workspace missing, locked, newer, or damaged
    └── ReleaseError     a month that cannot be closed, opened or explained
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from azalai.model.errors import AzalaiError, InputError, ReleaseError, WorkspaceError

if TYPE_CHECKING:
    from azalai.library import Workspace, open_workspace
    from azalai.release import Release

__all__ = [
    "AzalaiError",
    "InputError",
    "Release",
    "ReleaseError",
    "Workspace",
    "WorkspaceError",
    "open_workspace",
]

_LAZY = {
    "Release": "azalai.release",
    "Workspace": "azalai.library",
    "open_workspace": "azalai.library",
}


def __getattr__(name: str) -> object:
    # The command line imports this package before it knows what it will need: nothing heavy here.
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
