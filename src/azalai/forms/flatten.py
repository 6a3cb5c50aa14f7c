"""A record as rows: the columns that ODK Central writes into its CSV files, from the record's XML.

Because the columns are the same, one mapping serves the export of another server and the live form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from azalai.forms.instance import answer_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from azalai.forms.instance import Instance
    from azalai.forms.outline import Outline, Question

KEY, PARENT_KEY = "KEY", "PARENT_KEY"
_GEO = ("Latitude", "Longitude", "Altitude", "Accuracy")
_SPECIAL = frozenset({"note", "geopoint", "select_multiple", "binary"})
_FILE_NAME = re.compile(
    r"[^/\\]{1,200}\.(jpe?g|png|webp|gif|bmp|mp4|3gpp?|mov|mp3|m4a|amr|aac|wav|ogg|pdf|docx?|xlsx?"
    r"|csv|zip|enc)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Flat:
    """One record as tables.

    Attributes
    ----------
    main : dict
        Column -> answer: groups joined by ``-`` (``visit-point``), a column for each answer of a
        multiple choice (``reason/work``: 1 or 0, empty where nothing was answered), ``KEY``.
    repeats : dict
        Path of a repeat joined by ``-`` -> its rows, with ``KEY`` and ``PARENT_KEY``.
    media : tuple of str
        Names of the attachments that the record speaks of.
    """

    main: dict[str, str]
    repeats: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    media: tuple[str, ...] = ()


def flatten(instance: Instance, outline: Outline | None = None, root_id: str = "") -> Flat:
    """Turn a record into rows.

    Parameters
    ----------
    outline : Outline, optional
        Of the version it was filled with. With it every column of the form is there, answered or
        not, in the form's order. Without it only what the record holds is known: what stands twice
        is a repeat, and what looks like the name of a file is an attachment.
    root_id : str
        The id under which the record first arrived, which is its ``KEY`` for good; the instance's
        own id unless given.
    """
    shape = _shape_of(outline)
    key = root_id or instance.instance_id
    flat = Flat(shape.empty_row(""), {name: [] for name in shape.tables})
    media: list[str] = []
    writer = _Writer(shape, flat, media)
    writer.write(instance.root, "", "", flat.main, key)
    flat.main[KEY] = key
    return Flat(flat.main, flat.repeats, tuple(dict.fromkeys(media)))


def columns(outline: Outline) -> tuple[list[str], dict[str, list[str]]]:
    """The columns of the main table and of each repeat's, as `flatten` fills them.

    Returns
    -------
    main : list of str
    repeats : dict
        Table -> columns.
    """
    shape = _shape_of(outline)
    main = [*shape.empty_row(""), KEY]
    return main, {
        name: [*shape.empty_row(path), PARENT_KEY, KEY] for name, path in shape.tables.items()
    }


class _Shape:
    """What an outline says of columns; nothing where there is none."""

    def __init__(self, outline: Outline | None) -> None:
        self.known: dict[str, Question] = (
            {item.path: item for item in outline.questions} if outline else {}
        )
        self.repeats = frozenset(outline.repeats if outline else ())
        self.guess = outline is None
        self.tables = {path.replace("/", "-"): path for path in sorted(self.repeats)}
        self.plain = {
            path: column_of(item) for path, item in self.known.items() if item.type not in _SPECIAL
        }
        """Path -> column of every question whose answer is written down as it stands."""
        self._blank: dict[str, dict[str, str]] = {path: {} for path in ("", *self.repeats)}
        for item in self.known.values():
            if item.type != "note":
                self._blank[item.repeat].update(dict.fromkeys(_columns_of(item), ""))

    def empty_row(self, repeat: str) -> dict[str, str]:
        """Every column of a table, blank."""
        return dict(self._blank.get(repeat, ()))


_SHAPES_KEPT = 100
_shapes: dict[int, tuple[Outline, _Shape]] = {}


def _shape_of(outline: Outline | None) -> _Shape:
    """The shape of an outline; records come by the thousand, and outlines do not change."""
    if outline is None:
        return _Shape(None)
    found = _shapes.get(id(outline))
    if found is not None and found[0] is outline:
        return found[1]
    shape = _Shape(outline)
    if len(_shapes) >= _SHAPES_KEPT:
        _shapes.clear()
    _shapes[id(outline)] = outline, shape
    return shape


def _columns_of(question: Question) -> Iterator[str]:
    column = column_of(question)
    if question.type == "geopoint":
        yield from (f"{column}-{part}" for part in _GEO)
        return
    yield column
    if question.type == "select_multiple":
        yield from (f"{column}/{choice.value}" for choice in question.choices)


def column_of(question: Question) -> str:
    """The column of a question's answer, in the table of its repeat.

    Examples
    --------
    >>> from azalai.forms.outline import Question
    >>> column_of(Question("visit/point", "text")), column_of(Question("nat/who", "text", "nat"))
    ('visit-point', 'who')
    """
    return _column(question.path, question.repeat)


def _column(path: str, repeat: str) -> str:
    inside = path[len(repeat) + 1 :] if repeat else path
    return inside.replace("/", "-")


class _Writer:
    """Fills the tables of one record."""

    def __init__(self, shape: _Shape, flat: Flat, media: list[str]) -> None:
        self._shape, self._flat, self._media = shape, flat, media

    def write(self, node: Element, path: str, repeat: str, row: dict[str, str], key: str) -> None:
        """Everything below a node."""
        shape = self._shape
        # Most of what is flattened is this: an answer that the form knows, once, as it stands.
        plain, prefix = shape.plain, f"{path}/" if path else ""
        names = Counter(child.tag for child in node) if shape.guess else {}
        numbers: Counter[str] = Counter()
        for child in node:
            here = prefix + child.tag
            if (column := plain.get(here)) is not None and not len(child):
                row[column] = row.get(column) or (child.text or "").strip()
            elif here in shape.repeats or names.get(child.tag, 1) > 1:
                numbers[child.tag] += 1
                self._row(child, here, key, numbers[child.tag])
            elif len(child):
                self.write(child, here, repeat, row, key)
            else:
                self._answer(child, here, repeat, row)

    def _row(self, node: Element, path: str, parent: str, number: int) -> None:
        key = f"{parent}/{node.tag}[{number}]"
        row = self._shape.empty_row(path)
        if len(node):
            self.write(node, path, path, row, key)
        elif self._shape.guess and node.text:
            row[node.tag] = node.text
        row[PARENT_KEY], row[KEY] = parent, key
        self._flat.repeats.setdefault(path.replace("/", "-"), []).append(row)

    def _answer(self, node: Element, path: str, repeat: str, row: dict[str, str]) -> None:
        question = self._shape.known.get(path)
        text = answer_of(node)
        column = _column(path, repeat)
        if question is not None and question.type == "note":
            return
        if question is not None and question.type == "geopoint":
            for part, value in zip(_GEO, [*text.split(), "", "", "", ""], strict=False):
                row[f"{column}-{part}"] = value
            return
        # A name that stands twice where the form has it once: the first holds, nothing is joined.
        row[column] = row.get(column) or text
        if question is not None and question.type == "select_multiple" and text:
            chosen = text.split()
            for choice in question.choices:
                row[f"{column}/{choice.value}"] = "1" if choice.value in chosen else "0"
        if text and (
            question.type == "binary" if question is not None else _FILE_NAME.fullmatch(text)
        ):
            self._media.append(text)
