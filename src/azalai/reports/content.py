"""What a report says, before anybody typesets it: sections and blocks.

One model feeds every report and every medium: Typst sets it as PDF, others write it as DOCX or
HTML. Every number in it is already text of its language, and every text is plain: no markup,
nothing to escape but what the medium itself asks for.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, Literal

from azalai.drawing.style import Spec

Tone = Literal["", "in", "out", "total", "quiet"]
"""What a colour stands for: orange incoming, blue outgoing, deep blue both, grey the rest."""

Align = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text."""

    text: str
    bold: bool = False


Words = tuple[Run, ...]
"""A sentence or a paragraph, in runs."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text.

    Attributes
    ----------
    style : str
        ``note`` is small print; ``officer`` was written by a person, not generated.
    """

    words: Words
    style: Literal["", "note", "officer"] = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without order."""

    items: tuple[Words, ...]
    style: Literal["", "note"] = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    """Notes to a chart, with the numbers that stand on its flags."""

    items: tuple[tuple[int, Words], ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """Terms and what they mean."""

    items: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number in large type, what it counts, and what it must not be read without.

    Attributes
    ----------
    source : str
        Who states it and when, where the page does not say it of all of them.
    """

    value: str
    label: str
    detail: str = ""
    tone: Tone = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A row of key figures; small ones stand on a point's profile."""

    tiles: tuple[KeyFigure, ...]
    small: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart or map: `name` is its key in `Document.charts`.

    Attributes
    ----------
    alt : str
        What the picture shows, with its main numbers.
    source : str
        Printed under it and read aloud; empty where the section says it.
    """

    name: str
    alt: str
    caption: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` in parts of the line, 0 for as wide as its text."""

    label: str
    align: Align = "end"
    width: float = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes
    ----------
    bar : float, optional
        Length from 0 to 1 of a bar beside the text: an ornament, never the number itself.
    span : int
        Columns it takes; a row's spans add up to the table's columns.
    """

    text: str
    bar: float | None = None
    tone: Tone = ""
    span: int = 1


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table with a header row; the first cell of each row names the row.

    Attributes
    ----------
    source : str
        Of all its numbers, in a line under it; empty where each row has its own, or the section.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    small: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Callout:
    """Words set apart: what is missing, what must not be overlooked."""

    words: Words


@dataclass(frozen=True, slots=True)
class Columns:
    """Blocks side by side; read from the first column to the last."""

    parts: tuple[tuple[Block, ...], ...]
    widths: tuple[float, ...]


Prose = Paragraph | Bullets | Numbered | Definitions | Callout
Block = Prose | KeyFigures | Figure | DataTable | Columns


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part.

    Attributes
    ----------
    key : str
        Name of the section in officers' files and in links: ``nationalities``, or a point's code.
    lead : str
        Words beside the title: a point's role and place.
    profile : bool
        Whether it is the profile of one point.
    fresh : bool
        Whether it begins a page where sections flow over pages.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]
    lead: str = ""
    profile: bool = False
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A CSV file that the document carries: its name, and what it holds."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Labels:
    """Words the medium itself needs.

    Attributes
    ----------
    period : str
        The days a report speaks of, on its front page.
    explain : str
        Before the sections of a page, where an explanation of its numbers is published.
    explain_hint : str
        Where else to find how a number came about, at the foot of every page.
    identity : str
        What tells this very edition from others.
    """

    kicker: str
    subtitle: str
    period: str
    page: str
    explain_hint: str
    identity: str
    explain: str = ""
    code_alt: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report in one language: a bulletin, a crisis report.

    Attributes
    ----------
    period : str
        The month or the day it is about, beside the place.
    edition : str
        Its identity: a release, a crisis and its day.
    label : str
        Printed on every page: what kind of data these are.
    charts : dict of str to Spec
        Vega-Lite specs by the name that a `Figure` gives; drawn once, by whoever sets the pages.
    date : date
        The last day it is about: nothing in a document depends on today.
    flowing : bool
        Whether sections follow each other over the pages; else pages are planned, each with its
        sections whole and a link to their explanation.
    attachments : tuple of Attachment
        The tables that the file carries.
    explanation : str
        Address of the page that explains the numbers; each section's key is a place in it. Empty
        where the document itself gives every number's source.
    without_network : str
        How to find the explanation where it is not published; empty where it is.
    sections : tuple of Section
        In reading order; the first two share the front page.
    """

    lang: str
    title: str
    place: str
    period: str
    label: str
    publisher: str
    edition: str
    date: datetime.date
    labels: Labels
    sections: tuple[Section, ...]
    charts: dict[str, Spec] = field(default_factory=dict)
    explanation: str = ""
    without_network: str = ""
    flowing: bool = False
    attachments: tuple[Attachment, ...] = ()

    def link(self, key: str) -> str:
        """Where the numbers of a section are explained; empty where the document says it."""
        return f"{self.explanation}#{key}" if self.explanation else ""


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block, those in columns included, in reading order."""
    for block in blocks:
        yield block
        if isinstance(block, Columns):
            for part in block.parts:
                yield from walk(part)


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    """Names of a dataclass's fields, looked up once."""
    return tuple(item.name for item in fields(kind))


def plain(part: Any) -> Any:
    """The model as JSON values; each object says in ``is`` what it is.

    Examples
    --------
    >>> plain(Run("12,414", bold=True))
    {'is': 'run', 'text': '12,414', 'bold': True}
    """
    if isinstance(part, str | int | float) or part is None:
        return part
    if is_dataclass(part) and not isinstance(part, type):
        values = {name: plain(getattr(part, name)) for name in _names_of(type(part))}
        return {"is": type(part).__name__.lower(), **values}
    if isinstance(part, tuple | list):
        return [plain(item) for item in part]
    if isinstance(part, dict):
        return {key: plain(value) for key, value in part.items()}
    return part.isoformat() if isinstance(part, datetime.date) else part


def texts_of(part: Any) -> Iterator[str]:
    """Every string of a plain document, the charts' own included."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from texts_of(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from texts_of(value)
