"""The answers of a content, each at an address of its own: read, compared, and written back.

An address is a question's path with the number of each repeat it stands in: ``visit/point``,
``nat[2]/nationality``. Comparing two contents is comparing two dictionaries.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from azalai.forms.instance import answer_of, read_instance
from azalai.forms.outline import Outline

Answers = dict[str, str]
"""Address -> text, in the order of the content."""

_NUMBER = re.compile(r"\[(\d+)\]")
_NOT_ANSWERS = ("meta/instanceID", "meta/deprecatedID")


def path_of(address: str) -> str:
    """The path of the question at an address.

    Examples
    --------
    >>> path_of("trip/nat[2]/nationality")
    'trip/nat/nationality'
    """
    return _NUMBER.sub("", address)


def rows_of(answers: Iterable[str], repeat: str) -> list[str]:
    """The addresses of a repeat's rows that hold something, in order.

    Examples
    --------
    >>> rows_of(["n", "nat[1]/who", "nat[1]/n", "nat[2]/n"], "nat")
    ['nat[1]', 'nat[2]']
    """
    found: dict[str, None] = {}
    depth = repeat.count("/") + 1
    for address in answers:
        row = "/".join(address.split("/")[:depth])
        if row.endswith("]") and path_of(row) == repeat:
            found[row] = None
    return sorted(found, key=_order)


def read_answers(xml: bytes, outline: Outline | None) -> Answers:
    """What a content answers, empty answers included.

    Parameters
    ----------
    outline : Outline or None
        Says which elements are repeats; without it, those that stand several times are.
    """
    repeats = frozenset(outline.repeats) if outline else None
    found: Answers = {}
    _walk(read_instance(xml).root, "", "", repeats, found)
    return found


def _walk(
    node: Element, path: str, address: str, repeats: frozenset[str] | None, found: Answers
) -> None:
    names = Counter(child.tag for child in node)
    numbers: Counter[str] = Counter()
    for child in node:
        here = f"{path}/{child.tag}".lstrip("/")
        at = f"{address}/{child.tag}".lstrip("/")
        if here in repeats if repeats is not None else names[child.tag] > 1:
            numbers[child.tag] += 1
            at = f"{at}[{numbers[child.tag]}]"
        if len(child):
            _walk(child, here, at, repeats, found)
        elif at not in _NOT_ANSWERS:
            found.setdefault(at, answer_of(child))


def write_answers(
    answers: Mapping[str, str],
    outline: Outline | None,
    *,
    form_id: str,
    version: str,
    instance_id: str,
    deprecated_id: str,
) -> bytes:
    """A content that says these answers: XML as a phone would send it.

    Parameters
    ----------
    answers : mapping
        Address -> text. Rows of repeats are numbered anew; answers that the form does not know
        are kept, behind those that it does.
    """
    order = {item.path: place for place, item in enumerate(outline.questions)} if outline else {}
    root = Element(outline.root if outline and outline.root else "data")
    root.set("id", form_id)
    if version:
        root.set("version", version)
    made: dict[str, Element] = {"": root}

    def rank(address: str) -> tuple[object, ...]:
        path = path_of(address)
        # A repeat stands where its first question does; inside it, row by row.
        head = path_of(address.split("[")[0]) if "[" in address else path
        first = min((n for p, n in order.items() if p == head or p.startswith(f"{head}/")),
                    default=len(order))  # fmt: skip
        return (first, _order(address) if "[" in address else (), order.get(path, len(order)))

    for address in sorted(answers, key=rank):
        if answers[address] or "[" not in address:
            _element(made, address).text = answers[address]
    meta = _element(made, "meta")
    root.remove(meta)
    root.append(meta)
    for name, text in (("instanceID", instance_id), ("deprecatedID", deprecated_id)):
        if text:
            SubElement(meta, name).text = text
    said: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + said


def _element(made: dict[str, Element], address: str) -> Element:
    if address not in made:
        parent, _, name = address.rpartition("/")
        made[address] = SubElement(_element(made, parent), path_of(name))
    return made[address]


def _order(address: str) -> tuple[object, ...]:
    """Row 10 comes after row 2."""
    return tuple(int(number) for number in _NUMBER.findall(address))


def differing(*contents: Mapping[str, str]) -> list[str]:
    """The addresses at which contents do not all say the same; nothing and empty are the same.

    Examples
    --------
    >>> differing({"n": "7", "who": ""}, {"n": "9"})
    ['n']
    """
    addresses = dict.fromkeys(address for one in contents for address in one)
    return [
        address
        for address in addresses
        if len({one.get(address, "") for one in contents}) > 1 and not address.startswith("meta/")
    ]


def merged(base: Mapping[str, str], theirs: Mapping[str, str], mine: Mapping[str, str]) -> Answers:
    """What two edits of one content make together; where both changed one answer, theirs.

    Examples
    --------
    >>> merged({"a": "1", "b": "1", "c": "1"}, {"a": "2", "b": "1", "c": "2"},
    ...        {"a": "1", "b": "3", "c": "3"})
    {'a': '2', 'b': '3', 'c': '2'}
    """
    made = dict(theirs)
    for address in differing(base, mine):
        if theirs.get(address, "") == base.get(address, ""):
            made[address] = mine.get(address, "")
    return made
