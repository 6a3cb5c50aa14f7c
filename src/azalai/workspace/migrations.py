"""Older folders are brought to today's layout step by step; newer ones are left alone.

A step takes the workspace's transaction and root and stages what changes. `STEPS[n]` leads from
layout n to n + 1; nothing else may know what an old layout looked like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from azalai.model.errors import WorkspaceError
from azalai.workspace.config import LAYOUT, read_toml
from azalai.workspace.store import Transaction, writing

Step = Callable[[Transaction, Path], None]

STEPS: Mapping[int, Step] = {}
"""Layout 1 is the first; there is nothing to migrate from yet."""

_LAYOUT_LINE = re.compile(r"^layout\s*=\s*\d+", re.MULTILINE)


def layout_of(root: Path) -> int:
    """The layout's version that a folder states."""
    layout = read_toml(root / "azalai.toml").get("layout")
    if not isinstance(layout, int):
        raise WorkspaceError(
            "bad_setting", path=str(root / "azalai.toml"), problem=f"layout = {layout!r}"
        )
    return layout


def migrate(root: Path, steps: Mapping[int, Step] = STEPS, target: int = LAYOUT) -> list[int]:
    """Bring a folder to `target`; each step is one transaction. Returns the steps taken."""
    taken = []
    layout = layout_of(root)
    if layout > target:
        raise WorkspaceError("layout_newer", path=str(root), layout=layout, known=target)
    while layout < target:
        if layout not in steps:
            raise WorkspaceError("layout_unknown", path=str(root), layout=layout)
        with writing(root) as transaction:
            # Taking the lock may have finished a step that a crash, or another program, began.
            if layout_of(root) != layout:
                layout = layout_of(root)
                continue
            steps[layout](transaction, root)
            text = (root / "azalai.toml").read_text(encoding="utf-8")
            transaction.write("azalai.toml", _LAYOUT_LINE.sub(f"layout = {layout + 1}", text, 1))
        taken.append(layout)
        layout += 1
    return taken
