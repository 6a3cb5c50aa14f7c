"""Bars of one month: directions by point, and shares of one thing within another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from azalai.drawing.lettered import Lettering, text_layers
from azalai.drawing.lettering import text_width, wrapped
from azalai.drawing.marks import Bar, KeyEntry, bar_layers, key, readable_on
from azalai.drawing.style import (
    INCOMING,
    INCOMING_TEXT,
    MUTED,
    OTHER,
    OUTGOING,
    RAMP,
    Spec,
    finished,
)

_ROW = 19.0
_THICK = 11.0
_GAP = 5.0


@dataclass(frozen=True, slots=True)
class MirrorRow:
    """A row of two facing bars; a value of `None` has its text but no bar (protected, n/a)."""

    label: str
    left: float | None
    right: float | None
    left_text: str
    right_text: str


@dataclass(frozen=True, slots=True)
class CrossRow:
    """A row of a 100 % chart: shares in per cent in the order of the series, and its base."""

    label: str
    shares: tuple[float, ...]
    texts: tuple[str, ...]
    base_text: str = ""


def direction_bars(
    rows: Sequence[MirrorRow],
    *,
    incoming: str,
    outgoing: str,
    unit: str,
    lang: str,
    width: float = 250,
) -> Spec:
    """Incoming and outgoing persons by point, in facing bars on one scale.

    Incoming grows to the left and outgoing to the right of the points' names, so the side says
    what the colour says.
    """
    heads = ((incoming, INCOMING, INCOMING_TEXT), (outgoing, OUTGOING, OUTGOING))
    size = 10.0
    names = max((text_width(row.label, size) for row in rows), default=0) + 14
    numbers = max(
        (text_width(text, size) for row in rows for text in (row.left_text, row.right_text)),
        default=0,
    )
    longest = max(8.0, (width - names) / 2 - numbers - _GAP)
    largest = max((value or 0 for row in rows for value in (row.left, row.right)), default=0) or 1
    middle = width / 2
    start, end = middle - names / 2, middle + names / 2
    head = 18.0
    bars: list[Bar] = []
    texts = [
        Lettering(start, head / 2, heads[0][0], size, 600, heads[0][2], "end"),
        Lettering(end, head / 2, heads[1][0], size, 600, heads[1][2], "start"),
    ]
    for index, row in enumerate(rows):
        y = head + _ROW * (index + 0.5)
        texts.append(Lettering(middle, y, row.label, size, anchor="middle"))
        for value, text, edge, way, colour in (
            (row.left, row.left_text, start, -1, heads[0][1]),
            (row.right, row.right_text, end, 1, heads[1][1]),
        ):
            # A count of one is still a bar of half a pixel: it is not nothing.
            length = max(0.5, longest * value / largest) if value else 0.0
            tip = edge + way * length
            if length:
                bars.append(
                    Bar(min(edge, tip), y - _THICK / 2, max(edge, tip), y + _THICK / 2, colour)
                )
            anchor = "start" if way > 0 else "end"
            texts.append(Lettering(tip + way * 4, y, text, size, anchor=anchor))
    foot = head + _ROW * len(rows)
    texts.append(Lettering(middle, foot + 7, unit, 9, colour=MUTED, anchor="middle"))
    return _chart([*bar_layers(bars), *text_layers(texts)], width, foot + 14, lang)


def crossed_bars(
    rows: Sequence[CrossRow],
    *,
    series: Sequence[str],
    unit: str,
    lang: str,
    width: float = 520,
    rest: int | None = None,
) -> Spec:
    """Two dimensions crossed: each row a whole of 100 %, cut in the order of the series.

    A figure is printed inside its part where it fits; the base of each row stands at its end.
    `rest` is the position of *other* among the series: grey, as in every chart.
    """
    size = 10.0
    names = min(max((text_width(row.label, size) for row in rows), default=0) + 8, width * 0.32)
    bases = max((text_width(row.base_text, 9.5) for row in rows), default=0)
    bases += 8 if bases else 0
    ramp = [colour for colour in RAMP if colour != OTHER or rest is None]
    colours = [ramp[index % len(ramp)] for index in range(len(series))]
    if rest is not None:
        colours[rest] = OTHER
    entries = [KeyEntry(name, colour) for name, colour in zip(series, colours, strict=True)]
    legend = key(entries, left=0, top=0, width=width, lead=unit)
    bars, texts = list(legend.bars), list(legend.texts)
    whole = width - names - bases
    y = legend.height + 3
    for row in rows:
        lines = wrapped(row.label, size, names - 6)
        tall = max(19.0, 12.0 * len(lines) + 5)
        middle = y + tall / 2
        for index, line in enumerate(lines):
            shift = (index - (len(lines) - 1) / 2) * 12
            texts.append(Lettering(0, middle + shift, line, size))
        x = names
        total = sum(row.shares) or 1
        for share, text, colour in zip(row.shares, row.texts, colours, strict=True):
            across = whole * share / total
            if share:
                right = max(x + 0.5, x + across - 0.8)
                bars.append(Bar(x, middle - 7.5, right, middle + 7.5, colour))
                if text_width(text, 9.5) + 6 <= across:
                    texts.append(
                        Lettering(
                            x + across / 2, middle, text, 9.5, 600, readable_on(colour), "middle"
                        )
                    )
            x += across
        if row.base_text:
            texts.append(Lettering(width, middle, row.base_text, 9.5, colour=MUTED, anchor="end"))
        y += tall
    return _chart([*bar_layers(bars), *text_layers(texts)], width, y, lang)


def _chart(layers: list[Spec], width: float, height: float, lang: str) -> Spec:
    return finished({"width": width, "height": height, "layer": layers}, lang)
