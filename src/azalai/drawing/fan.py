"""A projection as a fan: bands of likely numbers, scenarios named at their ends, the outcome."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from azalai.drawing.circles import leader
from azalai.drawing.lettered import Lettering, line_layer, text_layers
from azalai.drawing.lettering import text_width
from azalai.drawing.marks import KeyEntry, bar_layers, key
from azalai.drawing.people import colour_of, tint
from azalai.drawing.placement import Box, Obstacles, best_place
from azalai.drawing.scales import Calendar, Persons
from azalai.drawing.stock_model import StockLine, StockPoint
from azalai.drawing.stock_plot import Look, StockPlot, end_lines
from azalai.drawing.strokes import area_layer, dot_layer, path_layer
from azalai.drawing.style import INK, PAPER, Spec, finished

__all__ = ["FanBand", "FanLine", "FanTexts", "Known", "fan", "fan_boxes"]

_PARTS = (0.18, 0.4, 0.6)  # of the colour in a band, the widest first
_DASHES: tuple[tuple[float, ...], ...] = ((), (6, 2.5), (2, 2), (8, 2, 2, 2), (4, 4))
_SIZE = 9.0
_LONGEST = 45  # days bridged by a full line before the origin


@dataclass(frozen=True, slots=True)
class FanBand:
    """Between which numbers so many of a hundred runs lie, one pair for each day; widest first."""

    label: str
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True, slots=True)
class FanLine:
    """A scenario: one number for each day, `None` where it says nothing."""

    label: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Known:
    """A stated figure on its day, and the words printed beside it."""

    day: datetime.date
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class FanTexts:
    """Words of a fan, in one language, and the twelve short names of months."""

    lang: str
    unit: str
    months: tuple[str, ...]


def fan(
    days: Sequence[datetime.date],
    bands: Sequence[FanBand],
    lines: Sequence[FanLine],
    texts: FanTexts,
    *,
    origin: Known,
    outcome: Known | None = None,
    before: Sequence[Known] = (),
    population: str = "idp",
    width: float = 505,
    height: float = 230,
) -> Spec:
    """A fan of projections on an axis of persons that starts at zero.

    Parameters
    ----------
    days : sequence of date
        Of the bands' and lines' values.
    origin : Known
        The figure the projection sets out from.
    outcome : Known, optional
        What happened, a hollow diamond, where it is known.
    before : sequence of Known
        Figures before the origin; their words are not printed.
    """
    plot = _laid(days, bands, lines, texts, origin, outcome, before, population, width, height)
    layers = [layer for layer in plot.layers if layer["data"]["values"]]
    body = {"width": width - 4, "height": height - 4}
    return finished({**body, "layer": [*layers, *text_layers(plot.words)]}, texts.lang)


def fan_boxes(
    days: Sequence[datetime.date],
    bands: Sequence[FanBand],
    lines: Sequence[FanLine],
    texts: FanTexts,
    *,
    origin: Known,
    outcome: Known | None = None,
    width: float = 505,
    height: float = 230,
) -> list[Box]:
    """Where `fan` sets the names of scenarios and the words of known figures."""
    return _laid(days, bands, lines, texts, origin, outcome, (), "idp", width, height).boxes


def _laid(
    days: Sequence[datetime.date],
    bands: Sequence[FanBand],
    lines: Sequence[FanLine],
    texts: FanTexts,
    origin: Known,
    outcome: Known | None,
    before: Sequence[Known],
    population: str,
    width: float,
    height: float,
) -> StockPlot:
    wide = width - 4
    shown = [
        StockLine(
            line.label,
            [StockPoint(day, value) for day, value in zip(days, line.values, strict=True)],
        )
        for line in lines
    ]
    room = min(0.28 * wide, max((text_width(line.label, _SIZE) for line in lines), default=0) + 1)
    taken = max(
        (text_width(part, _SIZE, bold=True) for line in shown for part in end_lines(line, room)),
        default=0,
    )
    stated = [*before, origin, *([outcome] if outcome else [])]
    tallest = max(
        [float(known.value) for known in stated]
        + [value for band in bands for value in band.high]
        + [value for line in shown for _, value in line.known]
    )
    tints = [tint(colour_of(population), _PARTS[i % len(_PARTS)]) for i in range(len(bands))]
    entries = [KeyEntry(band.label, shade) for band, shade in zip(bands, tints, strict=True)]
    legend = key(entries, left=0, top=0, width=wide, lead=texts.unit)
    upper = legend.height + 10
    axis = Persons.upto(tallest, upper, height - 4 - 30)
    first = min([known.day for known in stated] + list(days))
    last = max([known.day for known in stated] + list(days))
    calendar = Calendar(first, last, axis.width(texts.lang), wide - taken - (11 if taken else 4))
    plot = StockPlot(calendar, axis, texts.lang)
    for band, shade in zip(bands, tints, strict=True):
        _band(plot, days, band, origin, shade)
    plot.ground(texts.months)
    plot.layers += bar_layers(legend.bars)
    plot.words += legend.texts
    looks = [Look(INK, INK, "circle", _DASHES[i % len(_DASHES)]) for i in range(len(shown))]
    for line, look in zip(shown, looks, strict=True):
        start = [(origin.day, float(origin.value))] if line.known else []
        path = [plot.at(*place) for place in [*start, *line.known] if place[0] >= origin.day]
        plot.layers.append(path_layer([path], colour=INK, width=1.3, dash=look.dash))
    plot.names(shown, looks, room)
    _stated(plot, shown, origin, outcome, before, colour_of(population))
    return plot


def _band(
    plot: StockPlot, days: Sequence[datetime.date], band: FanBand, origin: Known, shade: str
) -> None:
    """A band, which opens at the origin."""
    upper = [(plot.days.at(origin.day), plot.axis.at(float(origin.value)))]
    lower = [plot.axis.at(float(origin.value))]
    for day, low, high in zip(days, band.low, band.high, strict=True):
        if day > origin.day:
            upper.append((plot.days.at(day), plot.axis.at(high)))
            lower.append(plot.axis.at(low))
    layer = area_layer(upper, lower, colour=shade, opacity=1)
    values = [(origin.value, origin.value)] + [
        (low, high) for day, low, high in zip(days, band.low, band.high, strict=True)
        if day > origin.day
    ]  # fmt: skip
    for row, (low, high) in zip(layer["data"]["values"], values, strict=True):
        row["low"], row["high"] = round(float(low), 1), round(float(high), 1)
    plot.layers.append(layer)


def _stated(
    plot: StockPlot,
    lines: Sequence[StockLine],
    origin: Known,
    outcome: Known | None,
    before: Sequence[Known],
    colour: str,
) -> None:
    """Dots of stated figures with their words, clear of the scenarios."""
    taken = Obstacles(list(plot.boxes))
    for line in lines:
        path = [(origin.day, float(origin.value)), *line.known]
        taken.add_outline([plot.at(*place) for place in path], 5)
    page = Box(plot.days.left + 2, plot.axis.upper - 6, plot.days.right + 2, plot.axis.lower - 2)
    points = [StockPoint(known.day, float(known.value)) for known in (*before, origin)]
    look = Look(colour, colour, "circle")
    plot.line(StockLine("", points), look, longest=_LONGEST, stepped=False)
    start = plot.at(origin.day, float(origin.value))
    plot.layers.append(
        dot_layer([start], [float(origin.value)], colour=colour, size=40, edge=PAPER)
    )
    marked = [(origin, start, colour)]
    if outcome is not None:
        place = plot.at(outcome.day, float(outcome.value))
        plot.layers.append(
            dot_layer(
                [place],
                [float(outcome.value)],
                colour=PAPER,
                shape="diamond",
                size=70,
                edge=INK,
                edge_width=1.8,
            )
        )
        marked.append((outcome, place, INK))
    for _, place, _ in marked:
        taken.add(Box.centred(*place, 10, 10))
    for known, place, ink in marked:
        size = text_width(known.text, _SIZE, bold=True), 11.0
        label = best_place(*place, *size, taken, page)
        taken.add(label.box)
        plot.boxes.append(label.box)
        if join := leader(place, 5, label.box):
            plot.layers.append(line_layer([join], colour=INK, width=0.6))
        plot.words.append(
            Lettering(label.x, label.y, known.text, _SIZE, 600, ink, label.anchor, halo=True)
        )
