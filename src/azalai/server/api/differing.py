"""What an edit changed, answer by answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from azalai.forms.instance import answer_of
from azalai.server.api.fields import Field

_OWN = ("instanceID", "deprecatedID")


def differences(root: Field, before: Element, after: Element) -> Iterator[dict[str, Any]]:
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


def _answers(field: Field, node: Element, path: Path) -> Iterator[tuple[Path, str]]:
    numbers: dict[str, int] = {}
    for child in node:
        known = field.children.get(child.tag)
        if known is None:
            continue
        if known.type == "repeat":
            numbers[child.tag] = number = numbers.get(child.tag, 0) + 1
            yield from _answers(known, child, (*path, (child.tag, number)))
        elif known.type == "structure":
            yield from _answers(known, child, (*path, child.tag))
        else:
            yield (*path, child.tag), answer_of(child)
