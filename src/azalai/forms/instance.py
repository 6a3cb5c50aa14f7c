"""A filled-in form as a phone or a browser sends it: XML read into elements, within bounds.

Names are local ones: JavaRosa declares namespaces and prefixes, Web Forms declares none, and both
mean the same record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from azalai.model.errors import InputError

LARGEST: Final = 4 * 2**20
"""Bytes of one instance."""
_DEPTH: Final = 64
_ELEMENTS: Final = 50_000
_SMALL: Final = 4 * _ELEMENTS
"""Bytes that cannot hold more elements than that: each takes four at least."""
_ATTRIBUTES: Final = 64
_PATH: Final = 2000
"""Characters of the names on the way to an answer: its column is called after them."""
_TEXT: Final = 2**20
LONGEST_ID: Final = 249
"""Characters that form ids, versions and instance ids may have: what OpenRosa asks for."""


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
    root : Element
        Tags without prefixes; of what has no children, the text is the answer (`answer_of`).
    """

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str
    encrypted: bool
    root: Element


def answer_of(element: Element | None) -> str:
    """What an element says, without space around it; nothing where there is none."""
    return (element.text or "").strip() if element is not None else ""


def leaves(root: Element) -> Iterator[Element]:
    """Every element without children, in the document's order."""
    return (one for one in root.iter() if not len(one))


def read_instance(xml: bytes) -> Instance:
    """Read a filled-in form.

    Raises
    ------
    InputError
        ``xml_malformed``; ``xml_dtd`` where it declares a document type; ``xml_too_deep``,
        ``xml_path_too_long``, ``xml_too_many``, ``xml_too_large`` beyond what any form fills;
        ``xml_id_too_long``.

    Examples
    --------
    >>> read = read_instance(b'<data id="flows" version="3"><n>7</n><orx:meta>'
    ...                      b'<orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>')
    >>> read.form_id, read.version, read.instance_id, answer_of(read.root.find("n"))
    ('flows', '3', 'uuid:1', '7')
    """
    root = _tree(xml)
    attributes = {name.rpartition(":")[2]: value for name, value in root.items()}
    meta = root.find("meta")
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


def _meta(meta: Element | None, name: str) -> str:
    return answer_of(meta.find(name)) if meta is not None else ""


def _tree(xml: bytes) -> Element:
    """The root. Thousands of times a second on a busy day: what builds it is C, and what might be
    too much for it is refused before it is built."""
    if len(xml) > LARGEST:
        raise InputError("xml_too_large", limit=LARGEST)
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 2**16
    small = len(xml) <= _SMALL
    parser.StartElementHandler = builder.start if small else _bounded(builder.start)
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _no_declarations
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError) as problem:
        # The other two: an encoding that is unknown, or not of one byte a character.
        raise InputError("xml_malformed", line=getattr(problem, "lineno", 1)) from None
    root: Element = builder.close()
    root.tag = root.tag.rpartition(":")[2]
    # What has children, and how many characters its path has.
    level = [(root, 0)]
    for _ in range(_DEPTH - 1):
        below = []
        for parent, length in level:
            for one in parent:
                if ":" in one.tag:
                    one.tag = one.tag.rpartition(":")[2]
                if len(one):
                    inside = length + len(one.tag) + 1
                    if inside > _PATH:
                        raise InputError("xml_path_too_long", limit=_PATH)
                    below.append((one, inside))
        level = below
    if level:
        raise InputError("xml_too_deep", limit=_DEPTH)
    if len(xml) > _TEXT and any(len(text) > _TEXT for text in root.itertext()):
        raise InputError("xml_too_large", limit=_TEXT)
    return root


_Start = Callable[[str, dict[str, str]], object]


def _bounded(start: _Start) -> _Start:
    """The same, up to as many elements and attributes as any form fills."""
    elements = 0

    def counted(name: str, attributes: dict[str, str]) -> None:
        nonlocal elements
        elements += 1
        if elements > _ELEMENTS or len(attributes) > _ATTRIBUTES:
            limit = _ELEMENTS if elements > _ELEMENTS else _ATTRIBUTES
            raise InputError("xml_too_many", limit=limit)
        start(name, attributes)

    return counted


def _no_declarations(*_: object) -> NoReturn:
    raise InputError("xml_dtd")
