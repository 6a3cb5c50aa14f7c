"""Stocks over time: several lines on real dates."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from azalai.drawing.lettered import Lettering, text_layers
from azalai.drawing.lettering import text_width
from azalai.drawing.placement import Box
from azalai.drawing.scales import Calendar, Persons
from azalai.drawing.stock_model import (
    Mark,
    StockLine,
    StockPoint,
    StockTexts,
    Stretches,
)
from azalai.drawing.stock_plot import (
    FLAG,
    NAME_SIZE,
    StockPlot,
    end_lines,
    flag_layer,
    flag_rows,
    looks,
)
from azalai.drawing.strokes import path_layer
from azalai.drawing.style import INK, MUTED, Spec, finished

__all__ = ["Mark", "StockLine", "StockPoint", "StockTexts", "stock_series"]

ROW = 2 * FLAG + 2
_FOOT = 30.0
_KEY = 15.0


def stock_series(
    lines: Sequence[StockLine],
    texts: StockTexts,
    *,
    marks: Sequence[Mark] = (),
    first: datetime.date | None = None,
    last: datetime.date | None = None,
    longest: int = 45,
    stepped: bool = False,
    width: float = 505,
    height: float = 190,
) -> Spec:
    """Several stocks over time on one axis, each named at its end.

    Every figure is a dot on its own day. Dots are joined where at most `longest` days lie between
    them; longer gaps are dotted, and nothing is drawn across an unknown figure.

    Parameters
    ----------
    first, last : date, optional
        The ends of the axis; without them, those of the figures. What lies outside is not drawn,
        and a name stands without its last figure where that is cut off.
    stepped : bool
        A stock holds until the next report, instead of changing evenly.
    """
    return drawn(_series(lines, texts, marks, first, last, longest, stepped, width, height),
                  texts, width, height)  # fmt: skip


def series_boxes(
    lines: Sequence[StockLine],
    texts: StockTexts,
    *,
    marks: Sequence[Mark] = (),
    width: float = 505,
    height: float = 190,
) -> list[Box]:
    """Where `stock_series` sets its names and flags."""
    return _series(lines, texts, marks, None, None, 45, False, width, height).boxes


def _series(
    lines: Sequence[StockLine],
    texts: StockTexts,
    marks: Sequence[Mark],
    first: datetime.date | None,
    last: datetime.date | None,
    longest: int,
    stepped: bool,
    width: float,
    height: float,
) -> StockPlot:
    wide = width - 4
    named = min(
        0.3 * wide,
        max((text_width(f"{line.name} {line.last_text}", NAME_SIZE, bold=True) + 1
             for line in lines), default=0),
    )  # fmt: skip
    # A name is wrapped at spaces, so a long word may need more than a third of the width.
    taken = max(
        (text_width(part, NAME_SIZE, bold=True) for line in lines
         for part in end_lines(line, named / 1.08)), default=0
    )  # fmt: skip
    begin, end = ends(lines, first, last)
    lines = [line.between(begin, end) for line in lines]
    tallest = max((value for line in lines for _, value in line.known), default=0)
    axis = Persons.upto(tallest, 0, height)
    left, right = axis.width(texts.lang), wide - taken - 11
    days = Calendar(begin, end, left, right)
    rise = flag_rows(days, marks) * ROW
    gaps = any(Stretches.of(line.points, longest).gaps for line in lines)
    plot = StockPlot(days, axis, texts.lang)
    shown = [mark for mark in marks if days.holds(mark.day)]
    upper = key_rows(plot, texts, shown, gaps, wide) + max(rise + 2, 6)
    plot.axis = Persons.upto(tallest, upper, height - 4 - _FOOT)
    plot.ground(texts.months)
    plot.marks(marks, upper - 2)
    styles = looks(lines)
    for line, look in zip(lines, styles, strict=True):
        plot.line(line, look, longest=longest, stepped=stepped)
    plot.names(lines, styles, named / 1.08)
    return plot


def ends(
    lines: Sequence[StockLine], first: datetime.date | None, last: datetime.date | None
) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of an axis: those asked for, or those of the figures."""
    known = [day for line in lines for day, _ in line.known]
    begin = first or min(known, default=datetime.date(2000, 1, 1))
    return begin, max(last or max(known, default=begin), begin)


def key_rows(
    plot: StockPlot, texts: StockTexts, marks: Sequence[Mark], gaps: bool, wide: float
) -> float:
    """The unit, and what dotted stretches and flags mean, in rows from the top; their height."""
    entries = [("", texts.unit)]
    if gaps:
        entries.append(("gap", texts.gap))
    for kind, label in (("verification", texts.verification), ("event", texts.event)):
        if any(mark.kind == kind for mark in marks):
            entries.append((kind, label))
    x, y = 0.0, _KEY / 2
    for kind, label in entries:
        sign = {"": 0.0, "gap": 20.0}.get(kind, 13.0)
        across = sign + text_width(label, 9.5)
        if not label:
            continue
        if x and x + across > wide:
            x, y = 0.0, y + _KEY
        if kind == "gap":
            dots = [(x + 1, y), (x + 16, y)]
            plot.layers.append(path_layer([dots], colour=INK, width=1, dash=(1, 2.5)))
        elif kind:
            plot.layers.append(flag_layer(Box.centred(x + 5, y, 9, 9), dark=kind == "event"))
        plot.words.append(Lettering(x + sign, y, label, 9.5, 400, INK if kind else MUTED))
        x += across + 14
    return y + _KEY / 2 + 4


def drawn(plot: StockPlot, texts: StockTexts, width: float, height: float) -> Spec:
    """The spec of everything on a plot, so wide and high over all."""
    layers = [layer for layer in plot.layers if layer["data"]["values"]]
    body = {"width": width - 4, "height": height - 4}
    return finished({**body, "layer": [*layers, *text_layers(plot.words)]}, texts.lang)
