"""One plot of stocks over time: its axes, lines, dots, marks and names at the lines' ends."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from azalai.drawing.lettered import Lettering, line_layer, panel_layer
from azalai.drawing.lettering import text_width, wrapped
from azalai.drawing.mercator import XY
from azalai.drawing.people import colour_of, shape_of, text_colour_of
from azalai.drawing.placement import Box
from azalai.drawing.scales import Calendar, Persons
from azalai.drawing.stock_model import Mark, StockLine, Stretches
from azalai.drawing.strokes import apart, dot_layer, path_layer
from azalai.drawing.style import BAND, GRID, INK, MUTED, PAPER, RULE, Spec

FLAG = 6.5
"""Half the size of a mark's flag."""

NAME_SIZE = 9.0
_LINE = 10.5

# Lines of one population are told apart by dashes and marks, lines of none by their shades.
_SHADES = ("#7A2E68", "#2F7F7A", "#6B6218", "#3F4856", "#B0609C", "#6F7B8B")
_DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2.5), (1.5, 2), (7, 2, 1.5, 2), (3, 3), (9, 3))
_MARKS = ("circle", "diamond", "square", "triangle-up", "cross", "triangle-down")


@dataclass(frozen=True, slots=True)
class Look:
    """How a line is drawn."""

    colour: str
    text: str
    shape: str
    dash: tuple[float, ...] = ()


def looks(lines: Sequence[StockLine]) -> list[Look]:
    """A look for each line; the first of a population has its colour.

    Examples
    --------
    >>> one, other = looks([StockLine("a", (), "idp"), StockLine("b", (), "idp")])
    >>> one.colour == other.colour, one.dash, other.dash
    (True, (), (5, 2.5))
    """
    found = []
    seen: dict[str, int] = {}
    for index, line in enumerate(lines):
        order = seen.get(line.population, 0)
        seen[line.population] = order + 1
        if line.population:
            shape = shape_of(line.population) if not order else _MARKS[order % len(_MARKS)]
            found.append(
                Look(
                    colour_of(line.population),
                    text_colour_of(line.population),
                    shape,
                    _DASHES[order % len(_DASHES)],
                )
            )
        else:
            shade = _SHADES[index % len(_SHADES)]
            dash = _DASHES[index // len(_SHADES) % len(_DASHES)]
            found.append(Look(shade, shade, _MARKS[index % len(_MARKS)], dash))
    return found


def end_lines(line: StockLine, width: float) -> list[str]:
    """The name at a line's end, in lines no wider than so many pixels, and its last figure."""
    named = wrapped(line.name, NAME_SIZE, width)
    if not line.last_text:
        return named
    joined = f"{named[-1]} {line.last_text}"
    if len(named) == 1 and text_width(joined, NAME_SIZE) <= width:
        return [joined]
    return [*named, line.last_text]


@dataclass(slots=True)
class StockPlot:
    """The drawing of some lines between two axes.

    Attributes
    ----------
    layers, words : lists
        What has been drawn so far.
    """

    days: Calendar
    axis: Persons
    lang: str
    layers: list[Spec] = field(default_factory=list)
    words: list[Lettering] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def ground(self, months: Sequence[str], *, numbers: bool = True, names: bool = True) -> None:
        """Grid, base line, and the words of the axes."""
        left, right = self.days.left, self.days.right
        self.layers.append(line_layer(self.axis.grid(left, right), colour=GRID))
        base = ((left, self.axis.lower), (right, self.axis.lower))
        self.layers.append(
            line_layer([base, *self.days.ticks(self.axis.lower, years=names)], colour=RULE)
        )
        if numbers:
            self.words += self.axis.lettering(left - 5, self.lang)
        if names:
            self.words += self.days.lettering(months, self.axis.lower + 9)

    def line(self, line: StockLine, look: Look, *, longest: int, stepped: bool) -> None:
        """A line with its dots; a gap is dotted, and an unknown figure breaks it."""
        parts = Stretches.of(line.points, longest)
        full = [[self.at(*place) for place in part] for part in parts.full if len(part) > 1]
        gaps = [[self.at(*place) for place in gap] for gap in parts.gaps]
        if gaps:
            self.layers.append(
                path_layer(gaps, colour=look.colour, width=1, dash=(1, 2.5), stepped=stepped)
            )
        if full:
            self.layers.append(
                path_layer(full, colour=look.colour, width=1.7, dash=look.dash, stepped=stepped)
            )
        known = [place for place in line.known if self.days.holds(place[0])]
        if known:
            # Where reports follow day on day, dots would hide the line they stand on.
            gap = (self.days.right - self.days.left) / max(1, len(known))
            size = 20 if gap > 9 else 9 if gap > 4 else 5
            self.layers.append(
                dot_layer(
                    [self.at(*place) for place in known],
                    [value for _, value in known],
                    colour=look.colour,
                    shape=look.shape,
                    size=size,
                    edge=PAPER if size > 9 else None,
                    edge_width=0.6 if size > 9 else 0,
                )
            )

    def at(self, day: datetime.date, value: float) -> XY:
        """Where a number stands on its day."""
        return self.days.at(day), self.axis.at(value)

    def names(self, lines: Sequence[StockLine], styles: Sequence[Look], width: float) -> None:
        """Names beside the lines' ends, moved apart where they would cover each other."""
        shown = [(line, look) for line, look in zip(lines, styles, strict=True) if line.known]
        texts = [end_lines(line, width) for line, _ in shown]
        ends = [self.at(*line.known[-1]) for line, _ in shown]
        heights = [_LINE * len(text) + 1 for text in texts]
        places = apart([y for _, y in ends], heights, self.axis.upper - 8, self.axis.lower + 8)
        leaders = []
        x = self.days.right + 9
        for (_, look), text, (end_x, end_y), middle in zip(shown, texts, ends, places, strict=True):
            if self.days.right - end_x > 3 or abs(middle - end_y) > 2:
                leaders.append(((end_x + 3, end_y), (x - 2, middle)))
            top = middle - _LINE * (len(text) - 1) / 2
            for index, part in enumerate(text):
                y = top + _LINE * index
                self.words.append(Lettering(x, y, part, NAME_SIZE, 600, look.text))
                wide = text_width(part, NAME_SIZE, bold=True)
                self.boxes.append(Box(x, y - _LINE / 2, x + wide, y + _LINE / 2))
        if leaders:
            self.layers.append(line_layer(leaders, colour=MUTED, width=0.5))

    def marks(self, marks: Sequence[Mark], top: float) -> None:
        """Numbered flags over the plot with rules down to its foot, no two over each other.

        Dashed rules and dark flags are events; full rules and white flags are verifications.
        """
        taken: list[list[float]] = []
        for kind in ("event", "verification"):
            rules = []
            for mark in (m for m in marks if m.kind == kind and self.days.holds(m.day)):
                x = self.days.at(mark.day)
                middle = min(max(x, self.days.left + FLAG), self.days.right - FLAG)
                row = flag_row(middle, taken)
                y = top - FLAG - row * (2 * FLAG + 2)
                rules.append(((x, y + FLAG), (x, self.axis.lower)))
                box = Box.centred(middle, y, 2 * FLAG, 2 * FLAG)
                self.boxes.append(box)
                self._flag(box, mark)
            if rules:
                dash = (3, 2) if kind == "event" else ()
                colour, width = (INK, 0.9) if kind == "event" else (BAND, 0.8)
                self.layers.append(line_layer(rules, colour=colour, width=width, dash=dash))

    def _flag(self, box: Box, mark: Mark) -> None:
        dark = mark.kind == "event"
        self.layers.append(flag_layer(box, dark=dark))
        if mark.count:
            self.words.append(flag_number(box, mark.count, dark=dark))


def flag_row(middle: float, taken: list[list[float]]) -> int:
    """The lowest row in which a flag has room; it is taken there."""
    row = 0
    while row < len(taken) and any(abs(middle - other) < 2 * FLAG + 1.5 for other in taken[row]):
        row += 1
    if row == len(taken):
        taken.append([])
    taken[row].append(middle)
    return row


def flag_rows(days: Calendar, marks: Sequence[Mark]) -> int:
    """How many rows of flags the marks of a plot need."""
    taken: list[list[float]] = []
    for kind in ("event", "verification"):
        for mark in (m for m in marks if m.kind == kind and days.holds(m.day)):
            flag_row(min(max(days.at(mark.day), days.left + FLAG), days.right - FLAG), taken)
    return len(taken)


def flag_layer(box: Box, *, dark: bool) -> Spec:
    """A numbered flag's ground: dark, or white with an edge."""
    return panel_layer(box, fill=BAND if dark else PAPER, edge=None if dark else BAND, opacity=1)


def flag_number(box: Box, count: int, *, dark: bool) -> Lettering:
    """The number on a flag."""
    x, y = box.middle
    return Lettering(x, y, str(count), 8.5, 600, PAPER if dark else BAND, "middle")
