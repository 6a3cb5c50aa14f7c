"""The legend of a map of circles: sizes with their unit, and what the other marks mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from azalai.drawing.circles import CircleScale
from azalai.drawing.lettered import Lettering, line_layer, panel_layer, text_layers
from azalai.drawing.lettering import text_width, wrapped
from azalai.drawing.mercator import XY
from azalai.drawing.placement import Box
from azalai.drawing.strokes import dot_layer, path_layer
from azalai.drawing.style import INK, MUTED, PAPER, RULE, Spec, number

RowKind = Literal["unknown", "older", "marked", "camp", "settlement", "entry", "arrow"]

_EDGE = 8.0
_SIZE = 9.0
_LINE = 11.0
_TEXT_AT = 27.0
_WIDEST = 104.0
_BETWEEN = 14.0
ARROW = "#7A7F87"
OLDER: dict[str, Any] = {"edge_width": 1.3, "dash": (3, 2), "opacity": 0.28}
"""How a circle is drawn whose figure is older than the map's others."""


@dataclass(frozen=True, slots=True)
class CircleLegend:
    """What the legend shows, and how much room it takes.

    Parameters
    ----------
    foot : tuple of str
        Lines under everything else.
    columns : int
        Columns of signs beside the circles; none, and the signs stand under them.
    """

    lang: str
    unit: str
    scale: CircleScale
    samples: tuple[int, ...]
    rows: tuple[tuple[RowKind, str], ...]
    colour: str
    foot: tuple[str, ...] = ()
    columns: int = 0

    @property
    def head(self) -> list[str]:
        """The unit, in lines."""
        return wrapped(self.unit, _SIZE, _TEXT_AT + _WIDEST - _EDGE)

    @property
    def tall(self) -> float:
        """Height of the nested circles."""
        if not self.samples:
            return 0.0
        least = _LINE * len(self.samples)
        return max(2 * self.scale.radius(self.samples[-1]), least) + 13

    @property
    def head_size(self) -> tuple[float, float]:
        """Width and height of the unit."""
        across = max((text_width(line, _SIZE) for line in self.head), default=0)
        return across, _LINE * len(self.head)

    @property
    def sizes_size(self) -> tuple[float, float]:
        """Width and height of the unit with the nested circles, beside it in a flat legend."""
        across, down = self.head_size
        if not self.samples:
            return across, down
        widest = max(text_width(number(n, self.lang), _SIZE) for n in self.samples)
        circles = 2 * self.scale.radius(self.samples[-1]) + 14 + widest
        if self.columns > 1:
            return across + 10 + circles, max(down, self.tall)
        return max(across, circles), down + self.tall

    @property
    def parts(self) -> list[list[tuple[RowKind | None, list[str]]]]:
        """Signs and lines of the foot with their words in lines, by column."""
        items: list[tuple[RowKind | None, list[str]]] = [
            (kind, wrapped(label, _SIZE, _WIDEST)) for kind, label in self.rows
        ]
        items += [(None, [line]) for line in self.foot]
        deep = -(-len(items) // max(1, self.columns))
        return [items[at : at + deep] for at in range(0, len(items), max(deep, 1))]

    @property
    def parts_sizes(self) -> list[tuple[float, float]]:
        """Width and height of each column of signs."""
        return [
            (
                max(
                    text_width(line, _SIZE) + (_TEXT_AT - _EDGE if kind else 0)
                    for kind, lines in part
                    for line in lines
                ),
                sum(map(_tall, part)),
            )
            for part in self.parts
        ]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in pixels."""
        wide, tall = self.sizes_size
        across = [width for width, _ in self.parts_sizes]
        down = max((height for _, height in self.parts_sizes), default=0)
        if self.columns:
            return wide + sum(across) + _BETWEEN * len(across) + 2 * _EDGE, (
                max(tall, down) + 2 * _EDGE - 4
            )
        return max([wide, *across]) + 2 * _EDGE, tall + down + 2 * _EDGE - 4


def _tall(item: tuple[RowKind | None, list[str]]) -> float:
    kind, lines = item
    return (15.0 if kind else _LINE) + _LINE * (len(lines) - 1)


def layers(legend: CircleLegend, box: Box, *, framed: bool = True) -> list[Spec]:
    """The legend in its box, framed where it stands on the map."""
    left, y = box.left + _EDGE, box.top + _EDGE - 2
    words: list[Lettering] = []
    marks: list[Spec] = []
    for line in legend.head:
        words.append(Lettering(left, y + _LINE / 2, line, _SIZE, 400, MUTED))
        y += _LINE
    if legend.samples:
        flat = legend.columns > 1
        x = left + legend.head_size[0] + 10 if flat else left
        y = (box.top + _EDGE - 6 if flat else y) + legend.tall
        marks += _nested(legend, x, y - 5, words)
    if legend.columns:
        left, y = left + legend.sizes_size[0] + _BETWEEN, box.top + _EDGE - 2
    top = y
    for part, (across, _) in zip(legend.parts, legend.parts_sizes, strict=True):
        y = top
        for kind, lines in part:
            tall = _tall((kind, lines))
            if kind:
                marks += mark(kind, [(left + 8, y + tall / 2)], legend.colour, words)
            for index, line in enumerate(lines):
                shift = (index - (len(lines) - 1) / 2) * _LINE
                x = left + (_TEXT_AT - _EDGE if kind else 0)
                words.append(Lettering(x, y + tall / 2 + shift, line, _SIZE))
            y += tall
        left += across + _BETWEEN
    return [
        panel_layer(box, edge=RULE if framed else None, opacity=0.97 if framed else 1),
        *marks,
        *text_layers(words),
    ]


def _nested(legend: CircleLegend, left: float, foot: float, words: list[Lettering]) -> list[Spec]:
    """Circles standing in one another on one foot, their numbers at lines from their tops."""
    largest = legend.scale.radius(legend.samples[-1])
    x = left + largest
    edge = left + 2 * largest + 8
    leaders = []
    above = foot + _LINE / 2
    # From the smallest upwards, a number's line is never closer than a line's height.
    for persons in legend.samples:
        radius = legend.scale.radius(persons)
        top = foot - 2 * radius
        above = min(top, above - _LINE)
        leaders.append(((x, top), (edge - 4, top)))
        leaders.append(((edge - 4, top), (edge + 2, above)))
        words.append(Lettering(edge + 4, above, number(persons, legend.lang), _SIZE))
    radii = [legend.scale.radius(persons) for persons in reversed(legend.samples)]
    circles = dot_layer(
        [(x, foot - radius) for radius in radii],
        list(reversed(legend.samples)),
        colour=legend.colour,
        size=[area(radius) for radius in radii],
        opacity=0.12,
    )
    return [circles, line_layer(leaders, colour=MUTED, width=0.6)]


def area(radius: float) -> float:
    """The ``size`` of a circle's mark.

    A point mark of size s is a circle of that area in square pixels.

    >>> round(area(10), 2)
    314.16
    """
    return 3.14159265 * radius * radius


def mark(kind: RowKind, places: Sequence[XY], colour: str, words: list[Lettering]) -> list[Spec]:
    """A sign of the map, as it is drawn there and in the legend."""
    if kind == "unknown":
        words += [Lettering(x, y, "?", 10, 600, INK, "middle") for x, y in places]
        return [dot_layer(places, colour=PAPER, size=area(7.5), edge=INK, dash=(2, 2))]
    if kind == "older":
        return [dot_layer(places, colour=colour, size=area(6.5), **OLDER)]
    if kind == "marked":
        style = {"shape": "square", "size": 46.0, "edge": colour, "edge_width": 2}
        return [dot_layer(places, colour=PAPER, **style)]  # type: ignore[arg-type]
    if kind == "arrow":
        tips = [(x + 6, y) for x, y in places]
        return [
            path_layer([[(x - 8, y), (x + 4, y)] for x, y in places], colour=ARROW, width=1.6),
            dot_layer(tips, colour=ARROW, shape="triangle-right", size=30),
        ]
    shape, fill, size = {
        "camp": ("triangle-up", INK, 38.0),
        "settlement": ("circle", INK, 20.0),
        "entry": ("circle", PAPER, 26.0),
    }[kind]
    return [dot_layer(places, colour=fill, shape=shape, size=size, edge=INK)]
