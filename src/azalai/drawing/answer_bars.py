"""Answers of a survey: one bar each from nothing to everybody, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from azalai.drawing.lettered import Lettering, line_layer, text_layers
from azalai.drawing.lettering import text_width, wrapped
from azalai.drawing.marks import Bar, bar_layers
from azalai.drawing.mercator import XY
from azalai.drawing.people import colour_of
from azalai.drawing.placement import Box
from azalai.drawing.strokes import rounded
from azalai.drawing.style import GRID, INK, MUTED, PAPER, RULE, Spec, finished

__all__ = ["Answer", "answer_bars", "answer_boxes"]

_SIZE = 9.5
_SMALL = 8.5
_LINE = 11.0
_THICK = 9.0
_TRACK = "#EDEFF2"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its share of those who were asked, in per cent.

    Parameters
    ----------
    share : float or None
        `None` where it is not known or may not be shown: its words stand alone.
    low, high : float or None
        The ends of the interval, where there is one.
    base : str
        How many were asked, in words.
    """

    label: str
    share: float | None
    text: str
    low: float | None = None
    high: float | None = None
    base: str = ""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Places of the rows, and of the scale."""

    left: float
    right: float
    tops: list[float]
    talls: list[float]
    lines: list[list[str]]

    def at(self, share: float) -> float:
        return self.left + (self.right - self.left) * share / 100


def answer_bars(
    answers: Sequence[Answer],
    *,
    lang: str,
    note: str = "",
    interval: str = "",
    population: str = "idp",
    width: float = 245,
) -> Spec:
    """Shares of answers, each on its own track from 0 to 100 %.

    The bars are never stacked: where several answers are possible, their shares add to more than
    the whole, and `note` has to say so.

    Parameters
    ----------
    note : str
        Words under the bars.
    interval : str
        What the whiskers show; printed only where there are any.
    """
    wide = width - 4
    rows = _laid(answers, wide)
    foot = rows.tops[-1] + rows.talls[-1] if answers else 0.0
    track, bars, values, edges, words = [], [], [], [], []
    whiskers: list[tuple[XY, XY]] = []
    for index, answer in enumerate(answers):
        middle = rows.tops[index] + rows.talls[index] / 2
        words += _words(answer, rows, index, wide)
        if answer.share is None:
            continue
        up, down = middle - _THICK / 2, middle + _THICK / 2
        track.append(Bar(rows.left, up, rows.right, down, _TRACK))
        tip = rounded(rows.at(answer.share))
        if answer.share:
            bars.append(Bar(rows.left, up, tip, down, colour_of(population)))
            values.append(float(answer.share))
        if answer.low is not None and answer.high is not None:
            low, high = rounded(rows.at(answer.low)), rounded(rows.at(answer.high))
            whiskers.append(((low, middle), (high, middle)))
            whiskers += [((x, middle - 3), (x, middle + 3)) for x in (low, high)]
            edges.append((low, high))
    ticks = [((rows.at(share), 0.0), (rows.at(share), foot)) for share in (0, 50, 100)]
    layers = [line_layer(ticks[1:], colour=GRID), line_layer(ticks[:1], colour=RULE)]
    layers = [*bar_layers(track), *(layers if answers else []), *bar_layers(bars)]
    if bars:
        for row, value in zip(layers[-1]["data"]["values"], values, strict=True):
            row["value"] = value
    if whiskers:
        # A white edge under the whisker keeps it apart from its bar.
        layers.append(line_layer(whiskers, colour=PAPER, width=3))
        layers.append(line_layer(whiskers, colour=INK, width=1.1))
    for share in (0, 50, 100):
        mark = "%" if lang == "en" else "\u202f%"
        words.append(Lettering(rows.at(share), foot + 8, f"{share}{mark}", _SMALL, 400, MUTED,
                               "middle"))  # fmt: skip
    height = foot + 16
    if interval and whiskers:
        sample = [((2.0, height + 4), (18.0, height + 4))]
        sample += [((x, height + 1), (x, height + 7)) for x in (2.0, 18.0)]
        layers.append(line_layer(sample, colour=INK, width=1.1))
        words.append(Lettering(23, height + 4, interval, _SMALL, 400, MUTED))
        height += 13
    for line in wrapped(note, _SMALL, wide) if note else []:
        words.append(Lettering(0, height + 4, line, _SMALL, 400, MUTED))
        height += _LINE
    body = {"width": wide, "height": max(height, 1)}
    return finished({**body, "layer": [*layers, *text_layers(words)]}, lang)


def answer_boxes(answers: Sequence[Answer], *, width: float = 245) -> list[Box]:
    """Where `answer_bars` sets its labels and numbers."""
    rows = _laid(answers, width - 4)
    found = []
    for index, answer in enumerate(answers):
        for text in _words(answer, rows, index, width - 4):
            wide = text_width(text.text, text.size, bold=text.weight > 400)
            start = text.x if text.anchor == "start" else text.x - wide
            found.append(Box(start, text.y - 4.5, start + wide, text.y + 4.5))
    return found


def _laid(answers: Sequence[Answer], wide: float) -> _Rows:
    numbers = max(
        [
            text_width(answer.text, _SIZE, bold=True)
            for answer in answers
            if answer.share is not None
        ]
        + [text_width(answer.base, _SMALL) for answer in answers]
        + [0.0]
    )
    room = max(0.38 * wide, 60)
    lines = [wrapped(answer.label, _SIZE, room) for answer in answers]
    labels = max((text_width(part, _SIZE) for parts in lines for part in parts), default=0)
    tops, talls, top = [], [], 0.0
    for answer, parts in zip(answers, lines, strict=True):
        count = max(len(parts), 2 if answer.base else 1)
        talls.append(max(_THICK + 8, _LINE * count + 5))
        tops.append(top)
        top += talls[-1]
    # "100 %" under the right end of the scale needs half its width beside it.
    beside = max(numbers + 8, text_width("100\u202f%", _SMALL) / 2 + 2)
    left = max(labels + 8, text_width("0\u202f%", _SMALL) / 2)
    return _Rows(left, wide - beside, tops, talls, lines)


def _words(answer: Answer, rows: _Rows, index: int, wide: float) -> list[Lettering]:
    middle = rows.tops[index] + rows.talls[index] / 2
    parts = rows.lines[index]
    found = [
        Lettering(0, middle + _LINE * (row - (len(parts) - 1) / 2), part, _SIZE)
        for row, part in enumerate(parts)
    ]
    rise = 5.0 if answer.base else 0.0
    if answer.share is None:
        found.append(Lettering(rows.left + 4, middle, answer.text, _SIZE, 400, MUTED, italic=True))
    else:
        found.append(Lettering(wide, middle - rise, answer.text, _SIZE, 600, INK, "end"))
    if answer.base:
        found.append(Lettering(wide, middle + 6, answer.base, _SMALL, 400, MUTED, "end"))
    return found
