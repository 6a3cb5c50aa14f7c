"""The map's legend: both directions, both kinds of point, three arrow widths."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from azalai.drawing.arrows import ArrowScale, arrow_feature, arrow_ring
from azalai.drawing.lettered import Lettering, panel_layer, symbol_layers, text_layers
from azalai.drawing.lettering import text_width, wrapped
from azalai.drawing.map_model import MapTexts
from azalai.drawing.mercator import XY, Frame
from azalai.drawing.placement import Box
from azalai.drawing.style import INCOMING, MUTED, OUTGOING, PAPER, UNKNOWN, Spec, number

_ROW = 17.0
_EDGE = 9.0
_TEXT_AT = 54.0
_SIZE = 10.5
_SAMPLE = 38.0
_WIDEST = 98.0  # pixels of a row, before it wraps
_LINE = 12.0


@dataclass(frozen=True, slots=True)
class Legend:
    """Size of the legend, and what it shows."""

    texts: MapTexts
    scale: ArrowScale
    samples: tuple[int, ...]
    transit: bool

    @property
    def rows(self) -> list[str]:
        """Labels from the top."""
        rows = [self.texts.incoming, self.texts.outgoing] if self.samples else []
        return [*rows, self.texts.entry_exit, *([self.texts.transit] if self.transit else [])]

    @property
    def lines(self) -> list[list[str]]:
        """Each label in the lines it takes: a narrow legend covers less of the map."""
        return [wrapped(row, _SIZE, _WIDEST) for row in self.rows]

    @property
    def width_lines(self) -> list[str]:
        """What the widths of arrows mean, in lines."""
        return wrapped(self.texts.arrow_width, 10, 3 * _SAMPLE + 20)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in pixels."""
        widest = max(text_width(line, _SIZE) for row in self.lines for line in row)
        across = _TEXT_AT + widest + _EDGE
        down = 2 * _EDGE + sum(_tall(row) for row in self.lines)
        if self.samples:
            across = max(
                across,
                max(text_width(line, 10) for line in self.width_lines) + 2 * _EDGE,
                len(self.samples) * (_SAMPLE + 10) + 2 * _EDGE - 10,
            )
            down += 46 + _LINE * len(self.width_lines)
        return across, down


def _tall(lines: list[str]) -> float:
    return _ROW + _LINE * (len(lines) - 1)


def sample_persons(largest: int) -> tuple[int, ...]:
    """Three round numbers for the legend's arrows, the largest near the largest on the map.

    Examples
    --------
    >>> sample_persons(5924)
    (100, 1000, 6000)
    >>> sample_persons(3)
    (1, 3)
    """
    wanted = (largest / 60, largest / 6, largest)
    return tuple(sorted({_one_digit(value) for value in wanted if value >= 0.5}))


def _one_digit(value: float) -> int:
    power: int = 10 ** max(0, math.floor(math.log10(value)))
    return max(1, int(value / power + 0.5) * power)


def layers(legend: Legend, box: Box, frame: Frame) -> list[Spec]:
    """The legend in its box."""
    left, top = box.left + _EDGE, box.top + _EDGE
    arrows: list[dict[str, Any]] = []
    words: list[Lettering] = []
    filled: list[XY] = []
    hollow: list[XY] = []
    for index, lines in enumerate(legend.lines):
        y = top + _tall(lines) / 2
        top += _tall(lines)
        for count, line in enumerate(lines):
            shift = (count - (len(lines) - 1) / 2) * _LINE
            words.append(Lettering(box.left + _TEXT_AT, y + shift, line, _SIZE))
        what = index if legend.samples else index + 2
        if what < 2:
            # Arriving at a point, and leaving one: the arrow says what the colour says.
            incoming = what == 0
            dot = left + (32 if incoming else 4)
            start, end = (left, left + 26) if incoming else (left + 10, left + 36)
            ring = arrow_ring((start, y), (end, y), 4.5)
            colour = INCOMING if incoming else OUTGOING
            arrows.append(arrow_feature(ring, frame, {"colour": colour}))
            filled.append((dot, y))
        else:
            (filled if what == 2 else hollow).append((left + 18, y))
    if legend.samples:
        y = top + 9 - _LINE
        for line in legend.width_lines:
            y += _LINE
            words.append(Lettering(left, y, line, 10, colour=MUTED))
        for index, persons in enumerate(legend.samples):
            x = left + index * (_SAMPLE + 10)
            ring = arrow_ring((x, y + 22), (x + _SAMPLE, y + 22), legend.scale.width(persons))
            arrows.append(arrow_feature(ring, frame, {"colour": UNKNOWN}))
            shown = number(persons, legend.texts.lang)
            words.append(Lettering(x + _SAMPLE / 2, y + 42, shown, 10, anchor="middle"))
    return [
        panel_layer(box, edge=None, opacity=0.97),
        arrow_layer(arrows, frame),
        *symbol_layers(filled, hollow),
        *text_layers(words),
    ]


def arrow_layer(features: list[dict[str, Any]], frame: Frame) -> Spec:
    """Arrows, each in its ``colour``, all over one white edge that keeps them off the borders."""
    colour = {"field": "properties.colour", "type": "nominal", "scale": None, "legend": None}
    return {
        "data": {"values": features},
        "projection": frame.projection(),
        "layer": [
            {"mark": {"type": "geoshape", "fill": PAPER, "stroke": PAPER, "strokeWidth": 2}},
            {"mark": {"type": "geoshape", "stroke": None}, "encoding": {"fill": colour}},
        ],
    }
