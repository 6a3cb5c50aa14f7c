"""What a server has to know of a form's questions, kept as JSON beside each version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

_LANGUAGE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a list.

    Attributes
    ----------
    labels : mapping
        Language code -> text; ``""`` where the form has one language without a name.
    """

    value: str
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """A leaf of the form: something answered, or computed.

    Attributes
    ----------
    path : str
        Names from below the root, joined by ``/``: ``visit/point``.
    type : str
        ``text``, ``integer``, ``decimal``, ``date``, ``time``, ``dateTime``, ``select_one``,
        ``select_multiple``, ``rank``, ``geopoint``, ``geotrace``, ``geoshape``, ``binary``,
        ``barcode``, ``acknowledge``, ``note``, ``calculate`` (nobody is asked) or ``meta``.
    repeat : str
        Path of the repeat it stands in; empty for none.
    multiple : bool
        Whether several answers stand in it, parted by spaces.
    choices : tuple of Choice
        Of lists inside the form; a list from a file is named in `file`.
    """

    path: str
    type: str
    repeat: str = ""
    multiple: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    file: str = ""

    @property
    def name(self) -> str:
        """Its own name, without the groups around it."""
        return self.path.rpartition("/")[2]

    def label(self, language: str) -> str:
        """What it asks, in a language or in any other; its name where it asks nothing."""
        return _in(self.labels, language) or self.name

    def said(self, value: str, language: str) -> str:
        """What an answer says in a language: labels for codes, the text itself otherwise."""
        known = {item.value: item for item in self.choices}
        words = value.split() if self.multiple else [value]
        return ", ".join(
            _in(known[word].labels, language) or word if word in known else word for word in words
        )


@dataclass(frozen=True, slots=True)
class Outline:
    """A form version, as far as a server needs to know it.

    Attributes
    ----------
    questions : tuple of Question
        In the order of the form; what phones add to every record (``meta/…``) at the end.
    groups : mapping
        Path of a group or repeat -> its labels.
    repeats : tuple of str
        Paths of repeats, outer ones first.
    files : tuple of str
        Names of the CSV files it reads.
    languages : tuple of str
        Codes, the default language first.
    """

    form_id: str
    version: str
    title: str
    root: str
    questions: tuple[Question, ...]
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    repeats: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def media(self) -> tuple[Question, ...]:
        """The questions whose answer is the name of an attachment."""
        return tuple(item for item in self.questions if item.type == "binary")

    def question(self, path: str) -> Question | None:
        """The question of a path."""
        return next((item for item in self.questions if item.path == path), None)

    def as_json(self) -> dict[str, Any]:
        """Dictionaries, lists and texts; `from_json` reads them back."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Outline:
        """The outline that `as_json` wrote."""
        questions = tuple(
            Question(
                **{
                    **item,
                    "choices": tuple(Choice(**choice) for choice in item["choices"]),
                }
            )
            for item in said["questions"]
        )
        texts = {name: tuple(said[name]) for name in ("repeats", "files", "languages")}
        return cls(**{**said, **texts, "questions": questions})


def outline(xform: str) -> Outline:
    """Read the outline of an XForm.

    Raises
    ------
    InputError
        ``form_no_xform`` where the text is none.
    """
    from azalai.forms.xform import read_outline

    return read_outline(xform)


def language_code(name: str) -> str:
    """The code of a language as XLSForm names it; the name where it has none.

    Examples
    --------
    >>> language_code("Français (fr)"), language_code("English"), language_code("default")
    ('fr', 'English', '')
    """
    found = _LANGUAGE.search(name)
    return found[1].lower() if found else "" if name == "default" else name


def _in(labels: Mapping[str, str], language: str) -> str:
    return labels.get(language) or next(iter(labels.values()), "")
