"""A form as a tree of fields, all its versions together: tables, columns and types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from azalai.forms.outline import Outline, Question
from azalai.server.models import Form

_NOT_FIRST = re.compile(r"^([^A-Za-z_])")
_NOT_INSIDE = re.compile(r"[^A-Za-z0-9_]+")

XFORM_TYPES: Final[Mapping[str, str]] = {
    "integer": "int", "decimal": "decimal", "date": "date", "time": "time",
    "dateTime": "dateTime", "geopoint": "geopoint", "geotrace": "geotrace",
    "geoshape": "geoshape", "binary": "binary", "barcode": "barcode",
    "select_multiple": "string", "rank": "odk:rank",
}  # fmt: skip
"""Type of a question -> as Central's list of fields names it; anything else is a string."""


def identifier(name: str) -> str:
    """A name as OData allows it, by Central's rule.

    Examples
    --------
    >>> identifier("q1.8-name"), identifier("1st"), identifier("total")
    ('q1_8_name', '_1st', 'total')
    """
    return _NOT_INSIDE.sub("_", _NOT_FIRST.sub(r"_\1", name))


@dataclass(slots=True)
class Field:
    """A question, a group or a repeat.

    Attributes
    ----------
    path : str
        Below the root, joined by ``/``; empty for the root itself.
    type : str
        ``structure``, ``repeat``, or one of `XFORM_TYPES`.
    children : dict
        Name -> field, in the order of the form.
    """

    path: str
    type: str
    question: Question | None = None
    children: dict[str, Field] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path.rpartition("/")[2]

    @property
    def odata(self) -> str:
        """Its name in OData."""
        return identifier(self.name)

    def walk(self) -> Iterator[Field]:
        """Everything below, in the order of the form, groups before what stands in them."""
        for child in self.children.values():
            yield child
            yield from child.walk()

    def repeats(self) -> Iterator[Field]:
        """Every repeat below."""
        return (item for item in self.walk() if item.type == "repeat")


def tree(outlines: Iterable[Outline], hidden: frozenset[str] = frozenset()) -> Field:
    """The fields of several versions of a form, the newest first.

    What a later version dropped stands at the end: its answers are still there. (Central leaves
    them out of OData.)

    Parameters
    ----------
    hidden : frozenset of str
        Paths that are not there for whoever asks.
    """
    root = Field("", "structure")
    for outline in outlines:
        repeats = frozenset(outline.repeats)
        for question in outline.questions:
            if question.type != "note" and question.path not in hidden:
                _put(root, question, repeats)
    return root


def _put(root: Field, question: Question, repeats: frozenset[str]) -> None:
    *groups, name = question.path.split("/")
    here, path = root, ""
    for group in groups:
        path = f"{path}/{group}".lstrip("/")
        kind = "repeat" if path in repeats else "structure"
        here = here.children.setdefault(group, Field(path, kind))
    if name not in here.children:
        kind = XFORM_TYPES.get(question.type, "string")
        here.children[name] = Field(question.path, kind, question)


def outlines_of(form: Form) -> list[Outline]:
    """Of every version, the newest first."""
    ids = form.versions.order_by("-published_at", "-pk").values_list("pk", flat=True)
    return [found for pk in ids if (found := _outline(pk)) is not None]


@lru_cache(64)
def _outline(pk: int) -> Outline | None:
    # A published version never changes.
    from azalai.server.models import FormVersion

    said = FormVersion.objects.values_list("outline", flat=True).get(pk=pk)
    return Outline.from_json(said) if said else None


def table_of(root: Field, name: str) -> Field | None:
    """The table that an address names: ``Submissions``, ``Submissions.visit.nationality``."""
    first, *names = name.split(".")
    if first != "Submissions":
        return None
    here = root
    for one in names:
        found = next((f for f in here.children.values() if f.odata == one), None)
        if found is None:
            return None
        here = found
    return here if not names or here.type == "repeat" else None


def table_name(repeat: Field) -> str:
    """The name of a repeat's table."""
    return ".".join(("Submissions", *(identifier(one) for one in repeat.path.split("/"))))
