"""A crisis on its dates: phases as bands, what happened and what hindered movement as marks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from azalai.drawing.lettered import Lettering, line_layer, text_layers
from azalai.drawing.lettering import text_width, wrapped
from azalai.drawing.marks import CLOSURE_FILL, Bar, bar_layers
from azalai.drawing.mercator import XY
from azalai.drawing.placement import Box
from azalai.drawing.scales import Calendar
from azalai.drawing.stock_plot import FLAG, flag_layer, flag_number
from azalai.drawing.strokes import apart, dot_layer
from azalai.drawing.style import BAND, INK, MUTED, PAPER, RULE, Spec, finished

__all__ = ["Band", "Happening", "TimelineTexts", "crisis_timeline", "timeline_boxes"]

_ROW = 2 * FLAG + 4.5
_TINTS = ("#EEF1F6", "#D8E0EC", "#EEF1F6")
_HEAD = 9.5
_NARROWEST = 84.0  # pixels of a title, however narrow its phase


@dataclass(frozen=True, slots=True)
class Band:
    """A phase; the first may have no beginning, the last no end."""

    title: str
    first: datetime.date | None
    last: datetime.date | None


@dataclass(frozen=True, slots=True)
class Happening:
    """A dated fact, by the number it has in the list beside the chart.

    Parameters
    ----------
    last : date or None
        The end of what lasted; `None` for what happened at once.
    lasting : bool
        Whether no end is known: its bar runs on and ends in an arrow.
    latest : date or None
        Where its beginning is known to the month or the year only: the last day it may have been.
    """

    count: int
    first: datetime.date
    last: datetime.date | None = None
    kind: Literal["event", "obstacle"] = "event"
    lasting: bool = False
    latest: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class TimelineTexts:
    """Words of the key, in one language, and the twelve short names of months."""

    lang: str
    months: tuple[str, ...]
    event: str
    obstacle: str
    lasting: str = ""
    vague: str = ""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A mark with its row and its reach."""

    item: Happening
    row: int
    x: float
    right: float
    flag: float


def crisis_timeline(
    bands: Sequence[Band],
    happenings: Sequence[Happening],
    texts: TimelineTexts,
    *,
    first: datetime.date,
    last: datetime.date,
    width: float = 505,
) -> Spec:
    """Phases, events and obstacles between two dates; the height follows from their number.

    What began before the first date stands at the left edge, behind an arrow; what lies wholly
    outside is left out, because the list beside the chart has it.
    """
    wide = width - 4
    days = Calendar(first, last, 1, wide - 1)
    titles = [(band, *_reach(days, band)) for band in bands]
    titles = [title for title in titles if title[2] > title[1]]
    heads = _titles(titles, wide)
    head = 12.0 * max((len(parts) for _, parts in heads), default=0) + 4
    placed = _placed(days, happenings)
    rows = max((mark.row for mark in placed), default=-1) + 1
    key = 17.0
    top = key + head + 4
    foot = top + rows * _ROW + 3

    ground = [
        Bar(left, key + head, right, foot, _TINTS[index % len(_TINTS)])
        for index, (_, left, right) in enumerate(titles)
    ]
    words = [
        Lettering(middle, key + head - 9 - 12 * (len(parts) - 1 - row), part, _HEAD, 600, BAND,
                  "middle")
        for middle, parts in heads
        for row, part in enumerate(parts)
    ]  # fmt: skip
    months = [((x, top), (x, foot)) for day, x, _ in days.months() if day > first]
    layers = [*bar_layers(ground), line_layer(months, colour=PAPER, width=0.8)]
    edges = [((left, key + head), (left, foot)) for _, left, _ in titles[1:]]
    caps = [((left + 1, key + head), (right - 1, key + head)) for _, left, right in titles]
    if titles:
        layers.append(line_layer([*edges, *caps], colour=BAND, width=1.2))
    layers += _marks(days, placed, top, words)
    base = ((1.0, foot), (wide - 1, foot))
    layers.append(line_layer([base, *days.ticks(foot)], colour=RULE))
    words += days.lettering(texts.months, foot + 9)
    layers += _key(texts, placed, words)
    layers = [layer for layer in layers if layer["data"]["values"]]
    body = {"width": wide, "height": foot + 28}
    return finished({**body, "layer": [*layers, *text_layers(words)]}, texts.lang)


def timeline_boxes(
    happenings: Sequence[Happening],
    *,
    first: datetime.date,
    last: datetime.date,
    width: float = 505,
) -> list[Box]:
    """The flags of `crisis_timeline`, from the top of their rows."""
    placed = _placed(Calendar(first, last, 1, width - 5), happenings)
    return [_flag_box(mark, 0) for mark in placed]


def _reach(days: Calendar, band: Band) -> XY:
    left = days.left if band.first is None else days.at(band.first)
    right = days.right if band.last is None else days.at(band.last, ended=True)
    return left, right


def _titles(
    titles: Sequence[tuple[Band, float, float]], wide: float
) -> list[tuple[float, list[str]]]:
    """Middles and lines of the phases' titles: over their bands, or beside each other where a
    band is narrower than its title."""
    lines = [
        wrapped(band.title, _HEAD, max(_NARROWEST, right - left - 6))
        for band, left, right in titles
    ]
    widths = [max(text_width(part, _HEAD, bold=True) for part in parts) + 8 for parts in lines]
    wanted = [(left + right) / 2 for _, left, right in titles]
    return list(zip(apart(wanted, widths, 0, wide), lines, strict=True))


def _placed(days: Calendar, happenings: Sequence[Happening]) -> list[_Placed]:
    """Marks in their order, each in the first row where it has room."""
    found: list[_Placed] = []
    free: list[float] = []
    for item in sorted(happenings, key=lambda item: (item.first, item.count)):
        end = days.last if item.lasting else item.last or item.latest or item.first
        if item.first > days.last or end < days.first:
            continue
        x = days.at(item.first)
        right = days.right if item.lasting else days.at(end, ended=True)
        if item.last is None and item.latest is None and not item.lasting:
            right = x
        flag = min(max(x, days.left + FLAG), days.right - FLAG)
        if item.latest is not None:
            # The number stands in the middle of the days on which it may have begun.
            flag = (x + days.at(item.latest, ended=True)) / 2
            flag = min(max(flag, days.left + FLAG), days.right - FLAG)
        left = min(x, flag - FLAG) - 2
        row = next((row for row, taken in enumerate(free) if taken <= left), len(free))
        if row == len(free):
            free.append(0.0)
        free[row] = max(right, flag + FLAG) + 2
        found.append(_Placed(item, row, x, right, flag))
    return found


def _flag_box(mark: _Placed, top: float) -> Box:
    return Box.centred(mark.flag, top + mark.row * _ROW + _ROW / 2, 2 * FLAG, 2 * FLAG)


def _marks(
    days: Calendar, placed: Sequence[_Placed], top: float, words: list[Lettering]
) -> list[Spec]:
    layers: list[Spec] = []
    bars: dict[str, list[Bar]] = {"event": [], "obstacle": []}
    vague, tips, tails, rules = [], [], [], []
    for mark in placed:
        item, y = mark.item, top + mark.row * _ROW + _ROW / 2
        if item.last is not None or item.lasting:
            fill = CLOSURE_FILL if item.kind == "obstacle" else "#B9C6DB"
            right = mark.right - 7 if item.lasting else max(mark.right, mark.x + 1)
            bars[item.kind].append(Bar(mark.x, y - 4.5, right, y + 4.5, fill))
            edge = MUTED if item.kind == "obstacle" else BAND
            rules += [(colour, line) for colour, line in _edges(mark.x, right, y, edge)]
            if item.lasting:
                tips.append((mark.right - 5, y))
        if item.latest is not None:
            vague.append(((mark.x, y), (days.at(item.latest, ended=True), y)))
        if item.first < days.first:
            tails.append((days.left + 2 * FLAG + 3, y))
        box = _flag_box(mark, top)
        layers.append(flag_layer(box, dark=item.kind == "event"))
        words.append(flag_number(box, item.count, dark=item.kind == "event"))
    lines = [line_layer(vague, colour=INK, width=2, dash=(1.5, 1.5))] if vague else []
    for colour in (MUTED, BAND):
        own = [line for other, line in rules if other == colour]
        lines += [line_layer(own, colour=colour, width=1)] if own else []
    if tips:
        lines.append(dot_layer(tips, colour=MUTED, shape="triangle-right", size=36))
    if tails:
        lines.append(dot_layer(tails, colour=MUTED, shape="triangle-left", size=24))
    return [*bar_layers(bars["obstacle"]), *bar_layers(bars["event"]), *lines, *layers]


def _edges(left: float, right: float, y: float, colour: str) -> list[tuple[str, tuple[XY, XY]]]:
    """Upper and lower edge of a bar: paler than a frame, and seen in black and white."""
    return [(colour, ((left, y + side), (right, y + side))) for side in (-4.5, 4.5)]


def _key(texts: TimelineTexts, placed: Sequence[_Placed], words: list[Lettering]) -> list[Spec]:
    y, x = 7.0, 0.0
    layers: list[Spec] = []
    kinds = {mark.item.kind for mark in placed}
    for kind, label in (("event", texts.event), ("obstacle", texts.obstacle)):
        if kind in kinds:
            layers.append(flag_layer(Box.centred(x + 5, y, 9, 9), dark=kind == "event"))
            words.append(Lettering(x + 14, y, label, 9.5))
            x += 14 + text_width(label, 9.5) + 14
    if texts.lasting and any(mark.item.lasting for mark in placed):
        layers += bar_layers([Bar(x, y - 4.5, x + 13, y + 4.5, CLOSURE_FILL)])
        edges = [line for _, line in _edges(x, x + 13, y, MUTED)]
        layers.append(line_layer(edges, colour=MUTED, width=1))
        layers.append(dot_layer([(x + 14.5, y)], colour=MUTED, shape="triangle-right", size=36))
        words.append(Lettering(x + 22, y, texts.lasting, 9.5))
        x += 22 + text_width(texts.lasting, 9.5) + 14
    if texts.vague and any(mark.item.latest is not None for mark in placed):
        rule = ((x, y), (x + 16, y))
        layers.append(line_layer([rule], colour=INK, width=2, dash=(1.5, 1.5)))
        words.append(Lettering(x + 21, y, texts.vague, 9.5))
    return layers
