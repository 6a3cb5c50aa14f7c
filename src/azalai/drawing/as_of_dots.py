"""The dates inside a total: a dot for each part on its own day, and the date the total bears."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass

from azalai.drawing.lettered import Lettering, line_layer, text_layers
from azalai.drawing.lettering import text_width
from azalai.drawing.people import colour_of, shape_of
from azalai.drawing.placement import Box
from azalai.drawing.scales import Calendar
from azalai.drawing.strokes import dot_layer
from azalai.drawing.style import INK, MUTED, PAPER, RULE, UNKNOWN, Spec, finished

__all__ = ["DatedPart", "DotsTexts", "as_of_boxes", "as_of_dots"]

_SIZE = 9.0
_DATE_SIZE = 8.5
_ROW = 14.5
_HEAD = 32.0
_LARGEST = 6.2


@dataclass(frozen=True, slots=True)
class DatedPart:
    """A part of a total with the day its figure speaks of.

    Parameters
    ----------
    day : date or None
        `None` where the part has no date: its words stand in the row and no dot.
    value : float or None
        Persons; a part whose figure is unknown has a small ring.
    until : date or None
        Where the date is known to the month or the year only: its last possible day.
    """

    name: str
    day: datetime.date | None
    value: float | None
    text: str
    date_text: str = ""
    until: datetime.date | None = None
    population: str = "idp"


@dataclass(frozen=True, slots=True)
class DotsTexts:
    """Words of the chart, in one language, and the twelve short names of months.

    `stated` stands at the total's date, `span` under the distance from the first part to the
    last, `size` explains the dots, and `populations` names those that are told apart by colour:
    pairs of a code and its name.
    """

    lang: str
    months: tuple[str, ...]
    stated: str
    span: str = ""
    size: str = ""
    populations: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Laid:
    rows: list[DatedPart]
    days: Calendar
    per_root: float
    stated: float

    def middle(self, index: int) -> float:
        return _HEAD + _ROW * (index + 0.5)

    def reach(self, part: DatedPart) -> tuple[float, float]:
        """Where a part's dot, or the days on which it may lie, leaves off on either side."""
        assert part.day is not None
        air = self.radius(part.value) + 4
        if part.until is None:
            return self.days.at(part.day) - air, self.days.at(part.day) + air
        return self.days.at(part.day) - 4, self.days.at(part.until, ended=True) + 4

    def radius(self, value: float | None) -> float:
        return max(2.6, self.per_root * math.sqrt(value)) if value else 2.6


def as_of_dots(
    parts: Sequence[DatedPart],
    texts: DotsTexts,
    *,
    stated: datetime.date,
    width: float = 505,
) -> Spec:
    """A row for each part, the oldest first, and a rule at the date the total states.

    The area of a dot is in proportion to persons. Parts without a date stand last.
    """
    wide = width - 4
    laid = _laid(parts, wide, stated)
    days, rows = laid.days, laid.rows
    foot = _HEAD + _ROW * len(rows) + 3
    line = days.at(stated)
    layers = _lanes(laid)
    layers.append(line_layer([((line, 26.0), (line, foot))], colour=INK, width=1.1))
    base = ((days.left, foot), (days.right, foot))
    layers.append(line_layer([base, *days.ticks(foot)], colour=RULE))
    vague = [
        ((days.at(part.day), laid.middle(i)), (days.at(part.until, ended=True), laid.middle(i)))
        for i, part in enumerate(rows)
        if part.day is not None and part.until is not None
    ]
    if vague:
        layers.append(line_layer(vague, colour=MUTED, width=2, dash=(1.5, 1.5)))
    layers += _dots(laid)
    words = [text for index in range(len(rows)) for text in _words(laid, index, wide)]
    words.append(_stated(texts.stated, line, days))
    words += days.lettering(texts.months, foot + 9)
    layers += _key(texts, words)
    height = foot + 27
    dated = [part.day for part in rows if part.day is not None]
    if texts.span and len(dated) > 1:
        height += 13
        left, right = days.at(min(dated)), days.at(max(part.until or part.day or stated
                                                      for part in rows if part.day))  # fmt: skip
        y = height - 5
        half = text_width(texts.span, 9.5, bold=True) / 2 + 4
        middle = min(max((left + right) / 2, days.left + half), days.right - half)
        bracket = [((x, y - 4), (x, y + 4)) for x in (left, right)]
        bracket += [((left, y), (middle - half, y)), ((middle + half, y), (right, y))]
        drawn = [pair for pair in bracket if pair[1][0] >= pair[0][0]]
        layers.append(line_layer(drawn, colour=INK, width=0.9))
        words.append(Lettering(middle, y, texts.span, 9.5, 600, INK, "middle"))
    body = {"width": wide, "height": height}
    return finished({**body, "layer": [*layers, *text_layers(words)]}, texts.lang)


def as_of_boxes(
    parts: Sequence[DatedPart], *, stated: datetime.date, width: float = 505
) -> list[Box]:
    """Where `as_of_dots` sets names, dates and numbers."""
    laid = _laid(parts, width - 4, stated)
    found = []
    for index in range(len(laid.rows)):
        for text in _words(laid, index, width - 4):
            wide = text_width(text.text, text.size, bold=text.weight > 400)
            start = text.x if text.anchor == "start" else text.x - wide
            found.append(Box(start, text.y - 5, start + wide, text.y + 5))
    return found


def _laid(parts: Sequence[DatedPart], wide: float, stated: datetime.date) -> _Laid:
    rows = sorted(
        parts, key=lambda part: (part.day is None, part.day or stated, -(part.value or 0))
    )
    names = max((text_width(part.name, _SIZE) for part in rows), default=0)
    numbers = max((text_width(part.text, _SIZE) for part in rows), default=0)
    dated = [part.day for part in rows if part.day is not None]
    ends = [part.until for part in rows if part.until is not None]
    first, last = min([*dated, stated]), max([*dated, *ends, stated])
    air = datetime.timedelta(days=max(4, (last - first).days // 25))
    days = Calendar(first - air, last + air, names + 10, wide - numbers - 12)
    largest = max((part.value or 0 for part in rows), default=0)
    per_root = _LARGEST / math.sqrt(max(largest, 1))
    return _Laid(rows, days, per_root, days.at(stated))


def _dots(laid: _Laid) -> list[Spec]:
    layers = []
    for population in sorted({part.population for part in laid.rows}):
        for known in (True, False):
            members = [
                (index, part)
                for index, part in enumerate(laid.rows)
                if part.population == population
                and part.day is not None
                and (part.value is not None) == known
            ]
            if not members:
                continue
            colour = colour_of(population)
            layers.append(
                dot_layer(
                    [(_centre(laid, part), laid.middle(index)) for index, part in members],
                    [None if part.value is None else float(part.value) for _, part in members],
                    colour=colour if known else PAPER,
                    shape=shape_of(population),
                    size=[math.pi * laid.radius(part.value) ** 2 for _, part in members],
                    edge=PAPER if known else colour,
                    edge_width=0.8 if known else 1.4,
                )
            )
    return layers


def _key(texts: DotsTexts, words: list[Lettering]) -> list[Spec]:
    """What the area of a dot says, and whose dots they are."""
    layers, x = [], 0.0
    if texts.size:
        words.append(Lettering(0, 6, texts.size, _SIZE, 400, MUTED))
        x = text_width(texts.size, _SIZE) + 14
    for population, name in texts.populations:
        colour, shape = colour_of(population), shape_of(population)
        layers.append(dot_layer([(x + 5, 6)], colour=colour, shape=shape, size=50))
        words.append(Lettering(x + 13, 6, name, _SIZE))
        x += 13 + text_width(name, _SIZE) + 12
    return layers


def _centre(laid: _Laid, part: DatedPart) -> float:
    assert part.day is not None
    if part.until is None:
        return laid.days.at(part.day)
    return (laid.days.at(part.day) + laid.days.at(part.until, ended=True)) / 2


def _lanes(laid: _Laid) -> list[Spec]:
    """From each name to its dot a faint line, from the dot to the total's date its age."""
    faint, ages = [], []
    for index, part in enumerate(laid.rows):
        if part.day is None:
            continue
        y, (left, right) = laid.middle(index), laid.reach(part)
        label = _date_label(laid, index)
        if label is not None and label.anchor == "end":
            left = label.x - text_width(label.text, label.size) - 3
        elif label is not None:
            right = label.x + text_width(label.text, label.size) + 3
        if left > laid.days.left:
            faint.append(((laid.days.left, y), (left, y)))
        if right < laid.stated:
            ages.append(((right, y), (laid.stated, y)))
    layers = [line_layer(faint, colour=RULE, width=0.7, dash=(1, 3))] if faint else []
    return layers + ([line_layer(ages, colour=UNKNOWN, width=1)] if ages else [])


def _words(laid: _Laid, index: int, wide: float) -> list[Lettering]:
    part, y = laid.rows[index], laid.middle(index)
    label = _date_label(laid, index)
    return [
        Lettering(0, y, part.name, _SIZE),
        Lettering(wide, y, part.text, _SIZE, 400, INK, "end"),
        *([label] if label else []),
    ]


def _date_label(laid: _Laid, index: int) -> Lettering | None:
    """A part's date in words: before its dot, or behind it where the plot begins too near."""
    part, y = laid.rows[index], laid.middle(index)
    if not part.date_text:
        return None
    if part.day is None:
        x = laid.days.left + 4
        return Lettering(x, y, part.date_text, _DATE_SIZE, 400, MUTED, italic=True)
    left, right = laid.reach(part)
    if left - text_width(part.date_text, _DATE_SIZE) >= laid.days.left:
        return Lettering(left, y, part.date_text, _DATE_SIZE, 400, MUTED, "end")
    return Lettering(right, y, part.date_text, _DATE_SIZE, 400, MUTED)


def _stated(text: str, line: float, days: Calendar) -> Lettering:
    """The words at the total's date: over its rule, inside the plot."""
    half = text_width(text, _SIZE, bold=True) / 2
    middle = min(max(line, days.left + half), days.right - half)
    return Lettering(middle, 20, text, _SIZE, 600, INK, "middle")
