"""Axes in pixels: real dates across, persons from zero upwards."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass

from azalai.drawing.lettered import Lettering
from azalai.drawing.lettering import text_width
from azalai.drawing.mercator import XY
from azalai.drawing.style import MUTED, number

_SIZE = 9.5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days across the page: the first day begins at the left, the last one ends at the right.

    Examples
    --------
    >>> year = Calendar(datetime.date(2012, 1, 1), datetime.date(2012, 12, 31), 0, 366)
    >>> year.at(datetime.date(2012, 2, 1))
    31.0
    """

    first: datetime.date
    last: datetime.date
    left: float
    right: float

    @property
    def days(self) -> int:
        """How many days the axis has."""
        return (self.last - self.first).days + 1

    def at(self, day: datetime.date, *, ended: bool = False) -> float:
        """Where a day begins (or has `ended`), not farther than the ends of the axis."""
        passed = min(max((day - self.first).days + ended, 0), self.days)
        return self.left + (self.right - self.left) * passed / self.days

    def holds(self, day: datetime.date) -> bool:
        """Whether the axis has the day."""
        return self.first <= day <= self.last

    def months(self) -> list[tuple[datetime.date, float, float]]:
        """Each month's first day, and where its part of the axis begins and ends."""
        found = []
        day = self.first.replace(day=1)
        while day <= self.last:
            later = (day + datetime.timedelta(days=32)).replace(day=1)
            found.append((day, self.at(day), self.at(later)))
            day = later
        return found

    def lettering(self, names: Sequence[str], y: float) -> list[Lettering]:
        """Names of months where they fit, and the years under them.

        Parameters
        ----------
        names : sequence of str
            The twelve short names, January first.
        y : float
            Middle of the line of months; the years stand twelve pixels lower.
        """
        shown = self.months()
        step = (self.right - self.left) * 30.4 / self.days
        widest = max(text_width(name, _SIZE) for name in names) + 7
        stride = next((n for n in (1, 2, 3, 6) if n * step >= widest), 0)
        words = []
        for day, left, right in shown:
            name = names[day.month - 1]
            # A month that is cut by the end of the axis may lack the room for its name.
            room = (right - left) * max(stride, 1) >= text_width(name, _SIZE)
            if stride and (day.month - 1) % stride == 0 and room:
                half = text_width(name, _SIZE) / 2
                middle = min(max((left + right) / 2, self.left + half), self.right - half)
                words.append(Lettering(middle, y, name, _SIZE, anchor="middle"))
        taken = -math.inf
        below = y + 12 if stride else y
        for year in sorted({day.year for day, _, _ in shown}):
            parts = [(left, right) for day, left, right in shown if day.year == year]
            # A year of which little is shown may write over its end, if nothing else is there.
            half = text_width(str(year), _SIZE) / 2 + 2
            middle = (parts[0][0] + parts[-1][1]) / 2
            middle = min(max(middle, self.left + half), self.right - half)
            cut = parts[-1][1] - parts[0][0] < 2 * half
            if middle - half >= taken and not (cut and len(shown) > 60):
                words.append(Lettering(middle, below, str(year), _SIZE, 600, MUTED, "middle"))
                taken = middle + half
        return words

    def ticks(self, y: float, *, years: bool = True) -> list[tuple[XY, XY]]:
        """Short rules where months begin, and a second one beside the `years` where they do.

        Where months are narrow, only years have rules.
        """
        found = []
        narrow = (self.right - self.left) * 30.4 / self.days < 5
        for day, left, _ in self.months():
            if day > self.first and (day.month == 1 or not narrow):
                found.append(((left, y), (left, y + 3.5)))
                if day.month == 1 and years:
                    found.append(((left, y + 15.5), (left, y + 26)))
        return found


@dataclass(frozen=True, slots=True)
class Persons:
    """Persons upwards from zero, between two heights of the page.

    Examples
    --------
    >>> axis = Persons.upto(260665, 0, 100)
    >>> axis.top, axis.ticks, axis.at(150000)
    (300000, (0, 100000, 200000, 300000), 50.0)
    """

    top: int
    step: int
    upper: float
    lower: float

    @classmethod
    def upto(cls, value: float, upper: float, lower: float, most: int | None = None) -> Persons:
        """The axis on which the value just fits, with a tick for about every thirty pixels."""
        count = most or max(1, min(5, int((lower - upper) / 28)))
        fewest = min(2, count) if value > 2 else 1
        # The lowest top that holds the value; of two such, the one with the rounder step.
        _, _, step, top = min(
            (ticks * step, order, step, ticks * step)
            for ticks in range(fewest, count + 1)
            for order, step in enumerate(_steps(max(value, 1) / ticks))
            if ticks * step >= value
        )
        return cls(top, step, upper, lower)

    @property
    def ticks(self) -> tuple[int, ...]:
        """Round numbers from zero to the top."""
        return tuple(range(0, self.top + 1, self.step))

    def at(self, value: float) -> float:
        """The height of a number."""
        return self.lower + (self.upper - self.lower) * value / self.top

    def across(self, value: float, left: float, right: float) -> float:
        """The same axis lying on its side."""
        return left + (right - left) * value / self.top

    def width(self, lang: str) -> float:
        """Room that the numbers take beside the axis."""
        return text_width(number(self.top, lang), _SIZE) + 6

    def lettering(self, x: float, lang: str) -> list[Lettering]:
        """The numbers, ending at a place."""
        return [
            Lettering(x, self.at(tick), number(tick, lang), _SIZE, 400, MUTED, "end")
            for tick in self.ticks
        ]

    def grid(self, left: float, right: float) -> list[tuple[XY, XY]]:
        """Lines at the numbers above zero."""
        return [((left, self.at(tick)), (right, self.at(tick))) for tick in self.ticks[1:]]


def _steps(least: float) -> list[int]:
    """Round numbers not far above the given one, the roundest first.

    >>> _steps(52133), _steps(0.3)
    ([100000, 60000, 80000], [1, 10, 2, 5, 4, 3, 6, 8])
    """
    power = 10 ** math.floor(math.log10(max(least, 1)))
    whole = [factor * power for factor in (1, 10, 2, 5, 2.5, 4, 3, 6, 8)]
    return [int(step) for step in whole if step >= least and step == int(step)]
