"""An account as a bridge: from the opening stock over its terms to the closing one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from azalai.drawing.lettered import Lettering, line_layer, text_layers
from azalai.drawing.lettering import text_width, wrapped
from azalai.drawing.marks import Bar, bar_layers
from azalai.drawing.mercator import XY
from azalai.drawing.people import colour_of
from azalai.drawing.placement import Box
from azalai.drawing.scales import Persons
from azalai.drawing.strokes import box_ring, hatching, path_layer, rounded
from azalai.drawing.style import GRID, INK, MUTED, RULE, Spec, finished, number

__all__ = ["Term", "account_bridge", "bridge_boxes"]

_SIZE = 9.5
_NOTE = 8.5
_THICK = 13.0
_LINE = 11.0
# What adds to a stock is paler than the stock, what leaves it is paler still and outlined.
_ADDED, _LEFT = 0.55, 0.15


@dataclass(frozen=True, slots=True)
class Term:
    """A row of the account.

    Parameters
    ----------
    value : float or None
        A stock's persons, or a signed change; `None` where it is unknown: its words stand in the
        row and no bar.
    text : str
        The number as it is printed, with its sign.
    kind : str
        ``stock`` stands on zero; ``change`` continues from the row above; ``residual`` does too,
        outlined and hatched, because nothing explains it.
    note : str
        Small print under the label.
    """

    label: str
    value: float | None
    text: str
    kind: Literal["stock", "change", "residual"] = "change"
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    term: Term
    lines: list[str]
    notes: list[str]
    top: float
    tall: float
    start: float
    end: float

    @property
    def middle(self) -> float:
        return self.top + self.tall / 2

    @property
    def half(self) -> float:
        """Half the height of its bar; a row without one lets the link pass through."""
        return _THICK / 2 if self.term.value else 0.0


def account_bridge(
    terms: Sequence[Term], *, lang: str, unit: str, population: str = "idp", width: float = 505
) -> Spec:
    """A bridge from the opening to the closing stock, on an axis that starts at zero.

    Parameters
    ----------
    terms : sequence of Term
        In the order of the account; its first and last are stocks.
    unit : str
        The unit of the axis, in words.
    """
    wide = width - 4
    rows, left, right, axis = _laid(terms, wide)
    colour = colour_of(population)
    foot = rows[-1].top + rows[-1].tall + 2 if rows else 0.0
    grid = [((axis.across(tick, left, right), 0.0), (axis.across(tick, left, right), foot))
            for tick in axis.ticks]  # fmt: skip
    layers = [line_layer(grid[1:], colour=GRID), line_layer(grid[:1], colour=RULE)]
    words: list[Lettering] = []
    links: list[tuple[XY, XY]] = []
    for row in rows:
        layers += _bar(row, left, right, axis, colour)
        words += _words(row, left, right, axis)
    for one, other in pairwise(rows):
        # A stock that its rows do not reach has no link: the missing piece is seen.
        if other.term.kind != "stock" or abs(one.end - other.end) < 0.5:
            x = axis.across(one.end, left, right)
            links.append(((x, one.middle + one.half), (x, other.middle - other.half)))
    if links:
        layers.append(line_layer(links, colour=MUTED, width=0.7))
    for tick in axis.ticks:
        x = axis.across(tick, left, right)
        words.append(Lettering(x, foot + 8, number(tick, lang), 9, 400, MUTED, "middle"))
    words.append(Lettering(right, foot + 20, unit, 9, 400, MUTED, "end"))
    body = {"width": wide, "height": foot + 27}
    return finished({**body, "layer": [*layers, *text_layers(words)]}, lang)


def bridge_boxes(terms: Sequence[Term], *, width: float = 505) -> list[Box]:
    """Where `account_bridge` sets its labels and numbers."""
    rows, left, right, axis = _laid(terms, width - 4)
    found = []
    for row in rows:
        for text in _words(row, left, right, axis):
            wide = text_width(text.text, text.size, bold=text.weight > 400)
            start = {"start": text.x, "end": text.x - wide}[text.anchor]
            found.append(Box(start, text.y - 5, start + wide, text.y + 5))
    return found


def _laid(terms: Sequence[Term], wide: float) -> tuple[list[_Row], float, float, Persons]:
    room = 0.33 * wide
    rows: list[_Row] = []
    top, level = 2.0, 0.0
    for term in terms:
        lines = wrapped(term.label, _SIZE, room / 1.08)
        notes = wrapped(term.note, _NOTE, room) if term.note else []
        tall = max(_THICK + 7, _LINE * (len(lines) + len(notes)) + 5)
        start = 0.0 if term.kind == "stock" else level
        end = level if term.value is None else start + float(term.value)
        rows.append(_Row(term, lines, notes, top, tall, start, end))
        top, level = top + tall, end
    labels = max(
        [text_width(line, _SIZE, bold=True) for row in rows for line in row.lines]
        + [text_width(note, _NOTE) for row in rows for note in row.notes]
        + [0.0]
    )
    texts = max((text_width(row.term.text, _SIZE, bold=True) for row in rows), default=0.0)
    reach = max((max(row.start, row.end) for row in rows), default=1.0)
    return rows, labels + 10, wide - texts - 8, Persons.upto(reach, 0, 1, most=4)


def _bar(row: _Row, left: float, right: float, axis: Persons, colour: str) -> list[Spec]:
    term = row.term
    if term.value is None or not term.value:
        return []
    one, other = sorted(axis.across(value, left, right) for value in (row.start, row.end))
    # A change of a few persons is still a line: it is not nothing.
    box = Box(one, row.middle - _THICK / 2, max(other, one + 0.8), row.middle + _THICK / 2)
    ring = box_ring(box)
    if term.kind == "residual":
        lines = hatching([ring], 4)
        layers = [line_layer(lines, colour=MUTED, width=0.8)] if lines else []
        layers.append(path_layer([ring], colour=INK, width=1, dash=(3, 2)))
        layers[-1]["data"]["values"][0]["value"] = float(term.value)
        return layers
    (layer,) = bar_layers([Bar(box.left, box.top, box.right, box.bottom, colour)])
    for value in layer["data"]["values"]:
        value.update({key: rounded(number) for key, number in value.items()})
        value["value"] = float(term.value)
    if term.kind == "change":
        opacity = _ADDED if term.value > 0 else _LEFT
        layer["mark"] |= {"fillOpacity": opacity, "stroke": colour, "strokeWidth": 1}
    return [layer]


def _words(row: _Row, left: float, right: float, axis: Persons) -> list[Lettering]:
    stock = row.term.kind == "stock"
    count = len(row.lines) + len(row.notes)
    top = row.middle - _LINE * (count - 1) / 2
    found = [
        Lettering(0, top + _LINE * index, line, _SIZE, 600 if stock else 400)
        for index, line in enumerate(row.lines)
    ]
    found += [
        Lettering(0, top + _LINE * (len(row.lines) + index), note, _NOTE, 400, MUTED)
        for index, note in enumerate(row.notes)
    ]
    tip = axis.across(max(row.start, row.end), left, right) + 5
    weight, colour = (600 if stock else 400), (MUTED if row.term.value is None else INK)
    found.append(
        Lettering(tip, row.middle, row.term.text, _SIZE, weight, colour,
                  italic=row.term.value is None, halo=True)
    )  # fmt: skip
    return found
