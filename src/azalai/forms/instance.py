"""A filled-in form as a phone or a browser sends it: XML read into plain nodes, within bounds.

Names are local ones: JavaRosa declares namespaces and prefixes, Web Forms declares none, and both
mean the same record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NoReturn
from xml.parsers import expat

from azalai.model.errors import InputError

LARGEST: Final = 4 * 2**20
"""Bytes of one instance."""
_DEPTH: Final = 64
_ELEMENTS: Final = 50_000
_ATTRIBUTES: Final = 64
_TEXT: Final = 2**20
LONGEST_ID: Final = 249
"""Characters that form ids, versions and instance ids may have: what OpenRosa asks for."""


@dataclass(slots=True)
class Node:
    """An element.

    Attributes
    ----------
    name : str
        Without prefix.
    text : str
        As it stands; empty where there are only children.
    """

    name: str
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def child(self, name: str) -> Node | None:
        """The first child of that name."""
        for one in self.children:
            if one.name == name:
                return one
        return None

    def leaves(self) -> Iterator[Node]:
        """Every element below without children, itself included; in the document's order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node.children:
                waiting.extend(reversed(node.children))
            else:
                yield node


@dataclass(frozen=True, slots=True)
class Instance:
    """A filled-in form.

    Attributes
    ----------
    form_id, version : str
        As its root says; empty where it says nothing.
    instance_id, deprecated_id : str
        Of ``meta``; empty where it has none. `deprecated_id` names the instance that it replaces.
    encrypted : bool
        Whether it is only the envelope of an encrypted one.
    """

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str
    encrypted: bool
    root: Node


class _Reading:
    """What expat calls: thousands of times a second on a busy day, so kept bare."""

    __slots__ = ("_elements", "_stack", "attributes", "document")

    def __init__(self) -> None:
        self.document = Node("")
        self.attributes: dict[str, str] | None = None
        self._stack = [self.document]
        self._elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > _ELEMENTS:
            raise InputError("xml_too_many", limit=_ELEMENTS)
        if attributes:
            if len(attributes) > _ATTRIBUTES:
                raise InputError("xml_too_many", limit=_ATTRIBUTES)
            if self._elements == 1:
                self.attributes = attributes
        stack = self._stack
        node = Node(name.rpartition(":")[2] if ":" in name else name, "", [])
        stack[-1].children.append(node)
        stack.append(node)
        if len(stack) > _DEPTH:
            raise InputError("xml_too_deep", limit=_DEPTH)

    def end(self, name: str) -> None:
        node = self._stack.pop()
        if node.children and node.text:
            node.text = node.text.strip()

    def text(self, data: str) -> None:
        node = self._stack[-1]
        node.text = node.text + data if node.text else data
        if len(node.text) > _TEXT:
            raise InputError("xml_too_large", limit=_TEXT)


def _no_declarations(*_: object) -> NoReturn:
    raise InputError("xml_dtd")


def read_instance(xml: bytes) -> Instance:
    """Read a filled-in form.

    Raises
    ------
    InputError
        ``xml_malformed``; ``xml_dtd`` where it declares a document type; ``xml_too_deep``,
        ``xml_too_many``, ``xml_too_large`` beyond what any form fills; ``xml_id_too_long``.

    Examples
    --------
    >>> read = read_instance(b'<data id="flows" version="3"><n>7</n><orx:meta>'
    ...                      b'<orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>')
    >>> read.form_id, read.version, read.instance_id, read.root.child("n").text
    ('flows', '3', 'uuid:1', '7')
    """
    if len(xml) > LARGEST:
        raise InputError("xml_too_large", limit=LARGEST)
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 2**16
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = _no_declarations
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError) as problem:
        # The other two: an encoding that is unknown, or not of one byte a character.
        raise InputError("xml_malformed", line=getattr(problem, "lineno", 1)) from None
    (root,) = reading.document.children
    said = reading.attributes or {}
    attributes = {name.rpartition(":")[2]: value for name, value in said.items()}
    meta = root.child("meta")
    read = Instance(
        form_id=attributes.get("id", ""),
        version=attributes.get("version", ""),
        instance_id=_meta(meta, "instanceID") or attributes.get("instanceID", "").strip(),
        deprecated_id=_meta(meta, "deprecatedID"),
        encrypted=attributes.get("encrypted", "") == "yes",
        root=root,
    )
    for one in (read.form_id, read.version, read.instance_id, read.deprecated_id):
        if len(one) > LONGEST_ID:
            raise InputError("xml_id_too_long", limit=LONGEST_ID)
    return read


def _meta(meta: Node | None, name: str) -> str:
    found = meta.child(name) if meta else None
    return found.text.strip() if found else ""
