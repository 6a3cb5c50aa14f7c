"""XML made of answers that a server gives as rows or JSON: what a phone would have sent.

The same answers always give the same bytes, so that a record that comes again is known again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Union
from xml.sax.saxutils import escape, quoteattr

from azalai.forms.outline import Outline

Answers = dict[str, Union[str, "Answers", list["Answers"]]]
"""Name -> text, a group's answers, or the rows of a repeat."""

_NO_NAME = re.compile(r"[^\w.-]", re.ASCII)
_NO_START = re.compile(r"^(?![A-Za-z_])")
# What XML 1.0 cannot hold at all.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_of(
    answers: Answers,
    form_id: str,
    version: str,
    instance_id: str,
    deprecated_id: str = "",
    outline: Outline | None = None,
) -> bytes:
    """A record's XML.

    Parameters
    ----------
    outline : Outline, optional
        Of the form: its questions stand in its order, and those without an answer as well. What it
        does not know comes after them, as it came.

    Examples
    --------
    >>> made = xml_of({"grp": {"total": "7"}}, "flows", "3", "uuid:1").decode()
    >>> made.splitlines()[1].partition("<meta>")[0]
    '<data id="flows" version="3"><grp><total>7</total></grp>'
    """
    root = _name(outline.root) if outline is not None and outline.root else "data"
    told = f" version={quoteattr(_clean(version))}" if version else ""
    own: Answers = {"instanceID": instance_id}
    if deprecated_id:
        own["deprecatedID"] = deprecated_id
    kept = dict(answers)
    meta = kept.pop("meta", {})
    if isinstance(meta, dict):
        own |= {
            name: value for name, value in meta.items()
            if name not in ("instanceID", "deprecatedID", "rootUuid") and value
        }  # fmt: skip
    order = _Order(outline)
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f"<{root} id={quoteattr(_clean(form_id))}{told}>",
        *_inside(kept, "", order),
        *_inside({"meta": own}, "", _Order(None)),
        f"</{root}>",
    ]
    return "".join(parts).encode()


class _Order:
    """In which order a form asks."""

    def __init__(self, outline: Outline | None) -> None:
        self.children: dict[str, dict[str, None]] = {}
        self.repeats = frozenset(outline.repeats if outline is not None else ())
        for question in outline.questions if outline is not None else ():
            path = ""
            for step in question.path.split("/"):
                self.children.setdefault(path, {})[step] = None
                path = f"{path}/{step}".lstrip("/")

    def of(self, path: str, answers: Mapping[str, object]) -> Iterable[str]:
        names = dict.fromkeys(self.children.get(path, ()))
        names.update(dict.fromkeys(answers))
        return names


def _inside(answers: Answers, path: str, order: _Order) -> Iterator[str]:
    for name in order.of(path, answers):
        here = f"{path}/{name}".lstrip("/")
        value = answers.get(name)
        if name == "meta" and not path and here in order.children:
            continue
        tag = _name(name)
        if isinstance(value, list):
            for row in value:
                yield f"<{tag}>"
                yield from _inside(row, here, order)
                yield f"</{tag}>"
        elif isinstance(value, dict) or (value is None and here in order.children):
            if here in order.repeats:
                continue
            yield f"<{tag}>"
            yield from _inside(value if isinstance(value, dict) else {}, here, order)
            yield f"</{tag}>"
        elif value:
            yield f"<{tag}>{escape(_clean(value))}</{tag}>"
        else:
            yield f"<{tag}/>"


def _name(text: str) -> str:
    """A name as XML allows it."""
    return _NO_START.sub("_", _NO_NAME.sub("_", text))[:200] or "_"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)


def within(answers: Answers, groups: Sequence[str]) -> Answers:
    """The answers of a group, made where it is not there yet."""
    here = answers
    for group in groups:
        inner = here.setdefault(group, {})
        if not isinstance(inner, dict):
            inner = here[group] = {}
        here = inner
    return here


def put(answers: Answers, path: Iterable[str], text: str) -> None:
    """Set an answer by its path; what stands in the way of a group gives way to it.

    Examples
    --------
    >>> found: Answers = {}
    >>> put(found, ("grp", "total"), "7")
    >>> found
    {'grp': {'total': '7'}}
    """
    *groups, name = path
    here = within(answers, groups)
    if not isinstance(here.get(name), (dict, list)):
        here[name] = text
