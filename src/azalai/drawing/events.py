"""What happened to a series, placed on its axis: closures as shade, breaks as dashed rules."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from azalai.drawing.lettered import Lettering, line_layer, panel_layer
from azalai.drawing.marks import CLOSURE_FILL, Bar, KeyEntry
from azalai.drawing.mercator import XY
from azalai.drawing.placement import Box
from azalai.drawing.series_model import DayValue, MonthValue, Note, SeriesTexts
from azalai.drawing.style import BAND, INK, MUTED, PAPER, Spec
from azalai.drawing.timeline import Plot
from azalai.model.periods import Month

FLAG = 6.5
"""Half the size of a note's flag."""

_ROW = 2 * FLAG + 2


@dataclass(frozen=True, slots=True)
class Event:
    """A note on an axis: from where to where, in slots since the first.

    Parameters
    ----------
    count : int
        The number on its flag.
    begins : bool
        Whether it began on this axis; a closure that was there before has shade and no flag.
    """

    count: int
    note: Note
    first: float
    last: float
    begins: bool = True

    @property
    def shaded(self) -> bool:
        """Whether it is drawn over everything the series counts."""
        return self.note.kind == "closure" and self.note.whole


def events_of_months(notes: Sequence[Note], months: Sequence[MonthValue]) -> list[Event]:
    """Notes that touch the months shown, numbered in their order, each at its day.

    A break stands where its day stands within its month. A closure that began before the first
    month has its flag at the first.
    """
    place = {value.month: index for index, value in enumerate(months)}
    found: list[Event] = []
    for note in notes:
        span = _clipped(note, months[0].month.first, months[-1].month.last) if months else None
        if span is not None:
            found.append(
                Event(len(found) + 1, note, _moment(span[0], place, 0), _moment(span[1], place, 1))
            )
    return found


def events_of_days(notes: Sequence[tuple[int, Note]], days: Sequence[DayValue]) -> list[Event]:
    """Numbered notes that begin or end between the days shown.

    What holds for all of them says nothing about one day rather than another.
    """
    found = []
    for count, note in notes:
        span = _clipped(note, days[0].date, days[-1].date) if days else None
        if span is None:
            continue
        begins = days[0].date < note.first
        if begins or (note.last is not None and note.last < days[-1].date):
            first, last = ((day - days[0].date).days for day in span)
            found.append(Event(count, note, first, last + 1, begins))
    return found


def _clipped(
    note: Note, first: datetime.date, last: datetime.date
) -> tuple[datetime.date, datetime.date] | None:
    """The days of a note that lie between two days; `None` where none does."""
    end = note.last or last
    if note.kind != "closure":
        end = note.first
    begin, end = max(note.first, first), min(end, last)
    return (begin, end) if begin <= end else None


def _moment(day: datetime.date, place: dict[Month, int], passed: int) -> float:
    """Where a day begins (or, `passed`, ends) among months, in months since the first."""
    month = Month.of(day)
    return place[month] + (day.day - 1 + passed) / month.days


def key_entries(events: Sequence[Event], texts: SeriesTexts) -> list[KeyEntry]:
    """What the shade and the dashed rules of a chart mean."""
    entries = []
    if texts.closure and any(event.shaded for event in events):
        entries.append(KeyEntry(texts.closure, CLOSURE_FILL))
    if texts.broken and any(event.note.kind != "closure" for event in events):
        entries.append(KeyEntry(texts.broken, INK, "broken"))
    return entries


@dataclass(frozen=True, slots=True)
class Flag:
    """The flag of an event: its row above the plot, and to which side of its rule it hangs."""

    event: Event
    row: int
    left: bool


def raised(events: Sequence[Event], slots: int, wide: float) -> list[Flag]:
    """Flags of the events that begin on an axis, no two over each other.

    Parameters
    ----------
    wide : float
        Pixels the axis has at least: on a wider one the flags only move apart.
    """
    found: list[Flag] = []
    taken: list[list[float]] = []
    for event in events:
        if not event.begins:
            continue
        x = event.first * wide / max(slots, 1)
        # Near the right edge a flag hangs to the left of its rule.
        left = x + 2 * FLAG > wide
        start = x - 2 * FLAG if left else x
        row = 0
        while row < len(taken) and any(abs(start - other) < _ROW for other in taken[row]):
            row += 1
        if row == len(taken):
            taken.append([])
        taken[row].append(start)
        found.append(Flag(event, row, left))
    return found


def rise_of(flags: Sequence[Flag]) -> float:
    """Room above the plot that flags need."""
    return max((flag.row + 1) * _ROW + 2 for flag in flags) if flags else 0.0


def shades(plot: Plot, events: Sequence[Event]) -> list[Bar]:
    """The ground of closures, to lie under everything else."""
    return [
        Bar(plot.at(event.first), 0, plot.at(event.last), plot.tall, CLOSURE_FILL)
        for event in events
        if event.shaded
    ]


def flag_layers(plot: Plot, flags: Sequence[Flag]) -> tuple[list[Spec], list[Lettering]]:
    """Rules with numbered flags: dashed for a break in the series, thin for a closure."""
    dashed: list[tuple[XY, XY]] = []
    thin: list[tuple[XY, XY]] = []
    panels, words = [], []
    for flag in flags:
        x = plot.at(flag.event.first)
        rule = ((x, -plot.rise), (x, plot.tall))
        (thin if flag.event.note.kind == "closure" else dashed).append(rule)
        left = x - 2 * FLAG if flag.left else x
        y = -plot.rise + FLAG + flag.row * _ROW
        box = Box(left, y - FLAG, left + 2 * FLAG, y + FLAG)
        panels.append(panel_layer(box, fill=BAND, edge=None, opacity=1))
        count = str(flag.event.count)
        words.append(Lettering(left + FLAG, y, count, 9, 600, PAPER, "middle"))
    layers = [line_layer(thin, colour=MUTED, width=0.7)] if thin else []
    layers += [line_layer(dashed, colour=INK, width=1, dash=(3, 2))] if dashed else []
    return [*layers, *panels], words
