"""Series over time: the days of one month, and the months since the points opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from azalai.drawing.lettered import Lettering, line_layer, panel_layer, text_layers
from azalai.drawing.marks import (
    MARKS,
    MISSING_FILL,
    PROTECTED_FILL,
    Bar,
    KeyEntry,
    Style,
    bar_layers,
)
from azalai.drawing.placement import Box
from azalai.drawing.series_model import DayValue, MonthValue, Note, SeriesTexts, Status
from azalai.drawing.style import BAND, DIRECTION_COLOURS, INK, MUTED, PAPER, Spec
from azalai.drawing.timeline import ORDER, Plot

__all__ = [
    "DayValue",
    "MonthValue",
    "Note",
    "SeriesTexts",
    "daily_series",
    "monthly_series",
    "note_captions",
]

_FILLS = {"missing": MISSING_FILL, "protected": PROTECTED_FILL}
_FLAG = 6.5  # half the size of a note's flag


def daily_series(
    days: Sequence[DayValue], texts: SeriesTexts, *, width: float = 520, height: float = 110
) -> Spec:
    """Persons by day and direction through one month, days without collection marked.

    Parameters
    ----------
    width, height : float
        Pixels over all, key and labels included.
    """
    known = [day for day in days if day.status == "collected"]
    tallest = max((day.incoming + day.outgoing + day.unknown for day in known), default=0)
    styles: dict[str, Style] = {"": "solid"}
    used = {
        "in": True,
        "out": True,
        "unknown": any(day.unknown for day in known),
    }
    entries = _direction_entries(texts, used)
    entries += _empty_entries(texts, {day.status for day in days})
    plot = Plot(width, height, tallest, len(days), texts, entries, foot=14)
    stacks, ground, words = [], [], []
    for index, day in enumerate(days):
        left, right = plot.slot(index)
        if day.status in _FILLS:
            fill, sign = _FILLS[day.status], MARKS[day.status]
            ground.append(Bar(left - plot.gap / 2, 0, right + plot.gap / 2, plot.tall, fill))
            words.append(
                Lettering((left + right) / 2, plot.tall - 6, sign, 10, 600, MUTED, "middle")
            )
        else:
            parts = dict(zip(ORDER, (day.incoming, day.outgoing, day.unknown), strict=True))
            stacks += plot.stack(left, right, parts, "", day.date.isoformat())
            if not sum(parts.values()):
                words.append(
                    Lettering((left + right) / 2, plot.tall - 5, "0", 8.5, 400, MUTED, "middle")
                )
        if day.date.day == 1 or day.date.day % 5 == 0:
            middle = (left + right) / 2
            words.append(Lettering(middle, plot.tall + 9, str(day.date.day), 9.5, anchor="middle"))
    return plot.drawn(
        [*bar_layers(ground), *plot.stack_layers(stacks, styles), *text_layers(words)]
    )


def monthly_series(
    months: Sequence[MonthValue],
    texts: SeriesTexts,
    notes: Sequence[Note] = (),
    *,
    width: float = 520,
    height: float = 150,
    captions: bool = True,
) -> Spec:
    """Average persons per day since the points opened, with everything that breaks the series.

    Months by others are hollow, months without data are marked and empty, closures are spans and
    breaks are dashed rules; each note has a numbered flag, explained in a list under the chart.

    Parameters
    ----------
    months : sequence of MonthValue
        In order; from three to some hundred.
    notes : sequence of Note
        Breaks, changes of method and closures; those outside the months shown are left out.
    width, height : float
        Pixels over all, but for the list of notes.
    captions : bool
        Draw the list under the chart; without it the page prints `note_captions` itself.
    """
    shown = [note for note in notes if _span(note, months)]
    spans = [_span(note, months) or (0, 0) for note in shown]
    tallest = max((month.average or 0 for month in months), default=0)
    used = {
        "in": any(month.incoming for month in months),
        "out": any(month.outgoing for month in months),
        "unknown": any(month.average and not _directions(month) for month in months)
        or any(month.unknown for month in months),
    }
    entries = _direction_entries(texts, used)
    statuses: tuple[tuple[Status, str], ...] = (
        ("published", texts.published),
        ("derived", texts.derived),
        ("open", texts.open),
    )
    styles: dict[str, Style] = {"": "solid"}
    for status, label in statuses:
        if status and any(month.status == status and month.average for month in months):
            styles[status] = status
            entries.append(KeyEntry(label, MUTED, status))
    entries += _empty_entries(
        texts, {_emptiness(month) for month in months if month.average is None}
    )

    levels = _flag_levels([first for first, _ in spans], width / max(len(months), 1))
    rise = (max(levels) + 1) * (2 * _FLAG + 2) + 2 if levels else 0
    rise = max(rise, 12 if len(months) <= 15 else 0)
    plot = Plot(width, height, tallest, len(months), texts, entries, foot=28, rise=rise)

    ground, stacks, words = [], [], []
    for note, (first, last) in zip(shown, spans, strict=True):
        if note.kind == "closure":
            left, right = plot.edge(first), plot.edge(last + 1)
            ground.append(Bar(left, 0, right, plot.tall, "#FCEBCF"))
    crosses = max(1, int(8 // plot.step) if plot.step else 1)
    for index, month in enumerate(months):
        left, right = plot.slot(index)
        middle = (left + right) / 2
        if month.average is None:
            fill, sign = _FILLS[_emptiness(month)], MARKS[_emptiness(month)]
            ground.append(Bar(plot.edge(index), 0, plot.edge(index + 1), plot.tall, fill))
            if index % crosses == 0 or month.status == "protected":
                words.append(Lettering(middle, plot.tall - 6, sign, 9.5, 600, MUTED, "middle"))
            continue
        parts = _directions(month) or {"unknown": 1}
        whole = sum(parts.values())
        heights = {name: month.average * value / whole for name, value in parts.items()}
        stacks += plot.stack(left, right, heights, month.status, str(month.month))
        if len(months) <= 15 and plot.step >= 22 and month.text:
            top = plot.height_of(month.average) - 7
            words.append(Lettering(middle, top, month.text, 10, 600, INK, "middle"))
    words += plot.month_labels(months)
    flags = [
        (index + 1, plot.edge(first), level)
        for index, ((first, _), level) in enumerate(zip(spans, levels, strict=True))
    ]
    rules = [((x, -plot.rise), (x, plot.tall)) for _, x, _ in flags]
    layers = [*bar_layers(ground), *plot.stack_layers(stacks, styles)]
    if rules:
        layers.append(line_layer(rules, colour=INK, width=1, dash=(3, 2)))
    for count, x, level in flags:
        y = -plot.rise + _FLAG + level * (2 * _FLAG + 2)
        box = Box(x, y - _FLAG, x + 2 * _FLAG, y + _FLAG)
        layers.append(panel_layer(box, fill=BAND, edge=None, opacity=1))
        words.append(Lettering(x + _FLAG, y, str(count), 9, 600, PAPER, "middle"))
    if captions:
        words += plot.captions(note_captions(notes, months))
    return plot.drawn([*layers, *text_layers(words)])


def note_captions(notes: Sequence[Note], months: Sequence[MonthValue]) -> list[tuple[int, str]]:
    """The number on each note's flag and its words, for the months shown."""
    shown = [note for note in notes if _span(note, months)]
    return [(index + 1, note.label) for index, note in enumerate(shown)]


def _emptiness(month: MonthValue) -> Literal["missing", "protected"]:
    return "protected" if month.status == "protected" else "missing"


def _empty_entries(texts: SeriesTexts, found: set[str]) -> list[KeyEntry]:
    entries = []
    if "missing" in found:
        entries.append(KeyEntry(texts.missing, MISSING_FILL, "missing"))
    if "protected" in found:
        entries.append(KeyEntry(texts.protected, PROTECTED_FILL, "protected"))
    return entries


def _directions(month: MonthValue) -> dict[str, int]:
    parts = zip(ORDER, (month.incoming, month.outgoing, month.unknown), strict=True)
    return {name: value for name, value in parts if value}


def _span(note: Note, months: Sequence[MonthValue]) -> tuple[int, int] | None:
    """First and last position of a note among the months; `None` where it touches none."""
    if note.kind == "closure":
        inside = [
            index
            for index, value in enumerate(months)
            if note.first <= value.month and (note.last is None or value.month <= note.last)
        ]
        return (inside[0], inside[-1]) if inside else None
    return next(
        ((index, index) for index, value in enumerate(months) if value.month == note.first), None
    )


def _flag_levels(positions: Sequence[int], step: float) -> list[int]:
    """Rows for flags, so that flags in neighbouring months do not cover each other."""
    taken: list[list[float]] = []
    levels = []
    for position in positions:
        x = position * step
        level = 0
        while level < len(taken) and any(abs(x - other) < 2 * _FLAG + 2 for other in taken[level]):
            level += 1
        if level == len(taken):
            taken.append([])
        taken[level].append(x)
        levels.append(level)
    return levels


def _direction_entries(texts: SeriesTexts, used: dict[str, bool]) -> list[KeyEntry]:
    names = {"in": texts.incoming, "out": texts.outgoing, "unknown": texts.unknown}
    return [KeyEntry(names[d], DIRECTION_COLOURS[d]) for d in ORDER if used[d]]
