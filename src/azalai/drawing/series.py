"""Series over time: the days of one month, and the months since the points opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from azalai.drawing.events import (
    events_of_days,
    events_of_months,
    flag_layers,
    key_entries,
    raised,
    rise_of,
    shades,
)
from azalai.drawing.lettered import Lettering, line_layer, text_layers
from azalai.drawing.marks import (
    MARKS,
    MISSING_FILL,
    PROTECTED_FILL,
    Bar,
    KeyEntry,
    Style,
    bar_layers,
)
from azalai.drawing.series_model import DayValue, MonthValue, Note, SeriesTexts
from azalai.drawing.style import DIRECTION_COLOURS, INK, MUTED, RULE, Spec
from azalai.drawing.timeline import ORDER, Plot

__all__ = [
    "DayValue",
    "MonthValue",
    "Note",
    "SeriesTexts",
    "daily_series",
    "monthly_series",
    "numbered",
    "unseen",
]

_FILLS = {"missing": MISSING_FILL, "protected": PROTECTED_FILL}
_AXIS = 56.0  # more than the numbers of an axis take from a chart's width
_VISIBLE = 2.0  # pixels of grey that can be seen between two colours
_PLOT = 0.6  # of a chart's height that its bars have, more or less


def daily_series(
    days: Sequence[DayValue],
    texts: SeriesTexts,
    notes: Sequence[tuple[int, Note]] = (),
    *,
    width: float = 520,
    height: float = 110,
) -> Spec:
    """Persons by day and direction through one month, days without collection marked.

    Parameters
    ----------
    notes : sequence of (int, Note)
        With their numbers; drawn are those that begin or end among the days.
    width, height : float
        Pixels over all, key and labels included.
    """
    known = [day for day in days if day.status == "collected"]
    tallest = max((day.incoming + day.outgoing + day.unknown for day in known), default=0)
    styles: dict[str, Style] = {"": "solid"}
    entries = _direction_entries(
        texts, ["in", "out", *(["unknown"] if _grey(days, height) else [])]
    )
    entries += _empty_entries(texts, {day.status for day in days})
    events = events_of_days(notes, days)
    entries += key_entries(events, texts)
    flags = raised(events, len(days), width - _AXIS)
    plot = Plot(width, height, tallest, len(days), texts, entries, foot=14, rise=rise_of(flags))
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
    raised_layers, numbers = flag_layers(plot, flags)
    ground += shades(plot, events)
    layers = [*bar_layers(ground), *plot.stack_layers(stacks, styles), *raised_layers]
    return plot.drawn([*layers, *text_layers([*words, *numbers])])


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

    Months by others are hollow, months without data are marked and empty, closures are shade and
    breaks are dashed rules, each at its day within the month. Each note has a numbered flag,
    explained in a list under the chart. Months outside a point's opening are left blank.

    Parameters
    ----------
    months : sequence of MonthValue
        In order; from three to some hundred.
    notes : sequence of Note
        Breaks, changes of method and closures; those outside the months shown are left out.
    width, height : float
        Pixels over all, but for the list of notes.
    captions : bool
        Draw the list under the chart; without it the page prints those of `numbered` itself.
    """
    events = events_of_months(notes, months)
    tallest = max((month.average or 0 for month in months), default=0)
    used = [way for way in ("in", "out") if any(_directions(month).get(way) for month in months)]
    grey = ["unknown"] if _grey(months, height) else []
    entries = _direction_entries(texts, [*used, *grey])
    statuses: tuple[tuple[Literal["published", "derived", "open"], str], ...] = (
        ("published", texts.published),
        ("derived", texts.derived),
        ("open", texts.open),
    )
    styles: dict[str, Style] = {"": "solid"}
    for status, label in statuses:
        if any(month.status == status and month.average for month in months):
            styles[status] = status
            entries.append(KeyEntry(label, MUTED, status))
    entries += _empty_entries(texts, {_emptiness(value) for value in months})
    entries += key_entries(events, texts)
    flags = raised(events, len(months), width - _AXIS)
    rise = max(rise_of(flags), 12 if len(months) <= 15 else 0)
    plot = Plot(width, height, tallest, len(months), texts, entries, foot=28, rise=rise)

    ground, stacks, words = [], [], []
    crosses = max(1, int(8 // plot.step) if plot.step else 1)
    for index, month in enumerate(months):
        left, right = plot.slot(index)
        middle = (left + right) / 2
        if month.average is None:
            kind = _emptiness(month)
            if kind not in _FILLS:
                continue
            box = (plot.edge(index), 0, plot.edge(index + 1), plot.tall)
            ground.append(Bar(*box, _FILLS[kind]))
            if index % crosses == 0 or kind == "protected":
                sign = MARKS[kind]
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
    raised_layers, numbers = flag_layers(plot, flags)
    # The shade lies over months without data too: it says why they have none.
    ground += shades(plot, events)
    layers = [*bar_layers(ground), *plot.stack_layers(stacks, styles)]
    if years := plot.year_rules(months):
        layers.append(line_layer(years, colour=RULE, width=0.8))
    layers += raised_layers
    if captions:
        words += plot.captions([(event.count, event.note.label) for event in events])
    return plot.drawn([*layers, *text_layers([*words, *numbers])])


def numbered(notes: Sequence[Note], months: Sequence[MonthValue]) -> list[tuple[int, Note]]:
    """The notes that the months shown have flags for, with the numbers on them."""
    return [(event.count, event.note) for event in events_of_months(notes, months)]


def unseen(values: Sequence[DayValue] | Sequence[MonthValue], height: float) -> bool:
    """Whether people of unknown direction are in the bars, but too few to be seen there.

    The key of a chart so high leaves grey out then, and the page has to say it.
    """
    return any(_unknown_part(value) for value in values) and not _grey(values, height)


def _grey(values: Sequence[DayValue] | Sequence[MonthValue], height: float) -> bool:
    """Whether a bar has a part of unknown direction that is high enough to be seen."""
    tallest = max((_height(value) for value in values), default=0)
    least = _VISIBLE / (_PLOT * height) * tallest
    return any(_unknown_part(value) > least for value in values)


def _height(value: DayValue | MonthValue) -> float:
    if isinstance(value, MonthValue):
        return value.average or 0
    return (value.incoming + value.outgoing + value.unknown) * (value.status == "collected")


def _unknown_part(value: DayValue | MonthValue) -> float:
    """Height of the grey part of a bar."""
    if isinstance(value, DayValue):
        return value.unknown * (value.status == "collected")
    parts = _directions(value) or {"unknown": 1}
    return (value.average or 0) * parts.get("unknown", 0) / sum(parts.values())


def _emptiness(month: MonthValue) -> Literal["", "missing", "protected", "outside"]:
    if month.average is not None:
        return ""
    if month.status == "protected" or month.status == "outside":
        return month.status
    return "missing"


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


def _direction_entries(texts: SeriesTexts, used: Sequence[str]) -> list[KeyEntry]:
    names = {"in": texts.incoming, "out": texts.outgoing, "unknown": texts.unknown}
    return [KeyEntry(names[d], DIRECTION_COLOURS[d]) for d in ORDER if d in used]
