"""What a server has to know of a form's questions, taken out of its XForm once and kept as JSON.

Everything is found by local names: prefixes differ between the programs that write XForms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from azalai.model.errors import InputError

_LANGUAGE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$")
_ITEXT = re.compile(r"jr:itext\('([^']+)'\)")
_INSTANCE = re.compile(r"instance\('([^']+)'\)")


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
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        document = fromstring(xform)
    except (ParseError, DefusedXmlException, ValueError) as problem:
        raise InputError("form_no_xform", problem=str(problem)) from None
    model = next((node for node in document.iter() if _local(node) == "model"), None)
    data = _primary(model) if model is not None else None
    if model is None or data is None:
        raise InputError("form_no_xform", problem="model")
    return _Reader(document, model, data).outline()


def _local(node: Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _primary(model: Element) -> Element | None:
    for node in model:
        if _local(node) == "instance" and len(node):
            return node[0]
    return None


def _in(labels: Mapping[str, str], language: str) -> str:
    return labels.get(language) or next(iter(labels.values()), "")


class _Reader:
    """Walks one XForm."""

    def __init__(self, document: Element, model: Element, data: Element) -> None:
        self._document, self._model, self._data = document, model, data
        self._texts: dict[str, dict[str, str]] = {}
        self._languages: list[str] = []
        self._read_texts()
        self._controls = {
            path: node for node in document.iter() if (path := self._path(node.get("ref", "")))
            and _local(node) != "label" and _local(node) != "hint" and _local(node) != "value"
        }  # fmt: skip
        self._binds = {
            self._path(node.get("nodeset", "")): node for node in model if _local(node) == "bind"
        }
        self._repeats = [
            self._path(node.get("nodeset", ""))
            for node in document.iter()
            if _local(node) == "repeat"
        ]
        self._lists, self._files = self._read_lists()

    def outline(self) -> Outline:
        """All of it."""
        title = next((node.text for node in self._document.iter() if _local(node) == "title"), "")
        found = {item.path: item for item in self._questions(self._data, "", "")}
        ordered = sorted(found.values(), key=lambda item: item.type == "meta")
        groups = {}
        for node in self._document.iter():
            if _local(node) == "group" and (path := self._path(node.get("ref", ""))):
                groups[path] = self._labels(node)
        return Outline(
            form_id=self._data.get("id", ""),
            version=_attribute(self._data, "version"),
            title=title or "",
            root=_local(self._data),
            questions=tuple(ordered),
            groups=groups,
            repeats=tuple(sorted(self._repeats, key=lambda path: path.count("/"))),
            files=tuple(sorted(set(self._files.values()))),
            languages=tuple(self._languages),
        )

    def _path(self, reference: str) -> str:
        prefix = f"/{_local(self._data)}/"
        return reference.removeprefix(prefix) if reference.startswith(prefix) else ""

    def _read_texts(self) -> None:
        for translation in self._model.iter():
            if _local(translation) != "translation":
                continue
            language = language_code(translation.get("lang", ""))
            if translation.get("default"):
                self._languages.insert(0, language)
            else:
                self._languages.append(language)
            for text in translation:
                plain = next((v for v in text if not v.get("form")), None)
                if plain is not None:
                    said = _shown(plain)
                    if said and said != "-":
                        self._texts.setdefault(text.get("id", ""), {})[language] = said

    def _read_lists(self) -> tuple[dict[str, tuple[Choice, ...]], dict[str, str]]:
        lists, files = {}, {}
        for node in self._model:
            name = node.get("id", "")
            if _local(node) != "instance" or not name:
                continue
            source = node.get("src", "")
            if source.startswith("jr://file"):
                files[name] = source.rpartition("/")[2]
            elif not source:
                lists[name] = tuple(_choices(node, self._texts))
        return lists, files

    def _questions(self, node: Element, path: str, repeat: str) -> Iterator[Question]:
        for child in node:
            here = f"{path}/{_local(child)}".lstrip("/")
            inside = here if here in self._repeats else repeat
            if len(child) or here in self._repeats:
                yield from self._questions(child, here, inside)
            else:
                yield self._question(here, repeat)

    def _question(self, path: str, repeat: str) -> Question:
        control, bind = self._controls.get(path), self._binds.get(path)
        said = bind.get("type", "string") if bind is not None else "string"
        kind = _kind(path, control, bind, said.rpartition(":")[2])
        choices: tuple[Choice, ...] = ()
        file = ""
        if control is not None:
            for node in control:
                if _local(node) == "itemset":
                    named = _INSTANCE.search(node.get("nodeset", ""))
                    name = named[1] if named else ""
                    choices, file = self._lists.get(name, ()), self._files.get(name, "")
            choices = choices or tuple(
                Choice(_child_text(node, "value"), self._labels(node))
                for node in control
                if _local(node) == "item"
            )
        return Question(
            path=path,
            type=kind,
            repeat=repeat,
            multiple=kind in ("select_multiple", "rank"),
            labels=self._labels(control) if control is not None else {},
            choices=choices,
            file=file,
        )

    def _labels(self, node: Element) -> dict[str, str]:
        for child in node:
            if _local(child) == "label":
                named = _ITEXT.search(child.get("ref", ""))
                if named:
                    return dict(self._texts.get(named[1], {}))
                said = _shown(child)
                return {"": said} if said else {}
        return {}


def language_code(name: str) -> str:
    """The code of a language as XLSForm names it; the name where it has none.

    Examples
    --------
    >>> language_code("Français (fr)"), language_code("English"), language_code("default")
    ('fr', 'English', '')
    """
    found = _LANGUAGE.search(name)
    return found[1].lower() if found else "" if name == "default" else name


def _attribute(node: Element, name: str) -> str:
    return next((v for k, v in node.attrib.items() if k.rpartition("}")[2] == name), "")


def _shown(node: Element) -> str:
    """The text of a label; what is put in while filling shows as an ellipsis."""
    parts = [node.text or ""]
    for child in node:
        parts += ["…" if _local(child) == "output" else "", child.tail or ""]
    return " ".join("".join(parts).split(" ")).strip()


def _child_text(node: Element, name: str) -> str:
    return next((child.text or "" for child in node if _local(child) == name), "")


def _choices(node: Element, texts: Mapping[str, Mapping[str, str]]) -> Iterator[Choice]:
    for item in node.iter():
        if _local(item) != "item":
            continue
        labelled = texts.get(_child_text(item, "itextId"), {})
        plain = _child_text(item, "label")
        yield Choice(_child_text(item, "name"), dict(labelled) or ({"": plain} if plain else {}))


_CONTROLS = {"select1": "select_one", "select": "select_multiple", "rank": "rank",
             "trigger": "acknowledge", "upload": "binary"}  # fmt: skip
_BINDS = {"string": "text", "int": "integer", "select1": "select_one", "select": "select_multiple",
          "boolean": "text", "intent": "text"}  # fmt: skip


def _kind(path: str, control: Element | None, bind: Element | None, said: str) -> str:
    if said == "binary":
        return "binary"
    if path.startswith("meta/") or (
        bind is not None and _attribute(bind, "preload") and control is None
    ):
        return "meta"
    if control is None:
        return "calculate"
    found = _CONTROLS.get(_local(control)) or _BINDS.get(said, said)
    readonly = bind is not None and bind.get("readonly") == "true()"
    return "note" if readonly and found == "text" else found
