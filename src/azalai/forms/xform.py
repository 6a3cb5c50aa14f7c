"""Reading an XForm for its outline.

Everything is found by local names: prefixes differ between the programs that write XForms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from azalai.forms.outline import Choice, Outline, Question, language_code
from azalai.model.errors import InputError

_ITEXT = re.compile(r"jr:itext\('([^']+)'\)")
_INSTANCE = re.compile(r"instance\('([^']+)'\)")


def read_outline(xform: str) -> Outline:
    """The outline of an XForm (`azalai.forms.outline.outline`).

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
