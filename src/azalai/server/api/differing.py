"""What an edit changed, answer by answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from azalai.forms.instance import Node
from azalai.server.api.fields import Field

_OWN = ("instanceID", "deprecatedID")


def differences(root: Field, before: Node, after: Node) -> Iterator[dict[str, Any]]:
    """Path, old and new text of every answer that differs; a repeat's number stands in its path.

    Answers of questions that are not among the fields (hidden ones) are left out.
    """
    old, new = dict(_answers(root, before, ())), dict(_answers(root, after, ()))
    for path in dict.fromkeys((*old, *new)):
        was, now = old.get(path) or None, new.get(path) or None
        if was != now and path[-1] not in _OWN:
            yield {"path": [_step(one) for one in path], "old": was, "new": now}


Path = tuple[str | tuple[str, int], ...]


def _step(step: str | tuple[str, int]) -> Any:
    return step if isinstance(step, str) else list(step)


def _answers(field: Field, node: Node, path: Path) -> Iterator[tuple[Path, str]]:
    numbers: dict[str, int] = {}
    for child in node.children:
        known = field.children.get(child.name)
        if known is None:
            continue
        if known.type == "repeat":
            numbers[child.name] = number = numbers.get(child.name, 0) + 1
            yield from _answers(known, child, (*path, (child.name, number)))
        elif known.type == "structure":
            yield from _answers(known, child, (*path, child.name))
        else:
            yield (*path, child.name), child.text.strip()
