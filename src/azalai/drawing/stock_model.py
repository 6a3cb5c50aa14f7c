"""What a chart of stocks over time is given: lines of dated figures, marks and words."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True, slots=True)
class StockPoint:
    """A stock on its day; `None` where it is unknown or missing, which breaks the line."""

    day: datetime.date
    value: float | None


@dataclass(frozen=True, slots=True)
class StockLine:
    """A series of stocks with its name, and the words of its last figure."""

    name: str
    points: Sequence[StockPoint]
    population: str = ""
    last_text: str = ""

    @property
    def known(self) -> list[tuple[datetime.date, float]]:
        """Days with a figure, in order."""
        return sorted((p.day, float(p.value)) for p in self.points if p.value is not None)

    def between(self, first: datetime.date, last: datetime.date) -> StockLine:
        """The same line without what lies outside some days; words of a figure cut off go too."""
        kept = [p for p in self.points if first <= p.day <= last]
        ended = not self.known or self.known[-1][0] <= last
        return replace(self, points=kept, last_text=self.last_text if ended else "")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a day, by the number it has in the list beside the chart.

    A count of zero leaves its flag empty: the key says all there is to say.
    A `verification` changes a registered stock without anybody moving. With a `line`, the mark
    stands only in that line's panel of small multiples.
    """

    count: int
    day: datetime.date
    kind: Literal["verification", "event"] = "event"
    line: str = ""


@dataclass(frozen=True, slots=True)
class StockTexts:
    """Words of a chart of stocks, in one language.

    `months` are the twelve short names, January first; `gap`, `verification` and `event` stand in
    the key where they are needed.
    """

    lang: str
    unit: str
    months: tuple[str, ...]
    gap: str = ""
    verification: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class Stretches:
    """A line in its drawn parts: full where reports follow each other, dotted over gaps.

    Examples
    --------
    >>> day = datetime.date
    >>> parts = Stretches.of(
    ...     [
    ...         StockPoint(day(2012, 3, 1), 10),
    ...         StockPoint(day(2012, 3, 11), 20),
    ...         StockPoint(day(2012, 7, 1), 30),
    ...         StockPoint(day(2012, 7, 5), None),
    ...         StockPoint(day(2012, 7, 9), 40),
    ...     ],
    ...     longest=45,
    ... )
    >>> [len(part) for part in parts.full], [(a[1], b[1]) for a, b in parts.gaps]
    ([2, 1, 1], [(20.0, 30.0)])
    """

    full: tuple[tuple[tuple[datetime.date, float], ...], ...]
    gaps: tuple[tuple[tuple[datetime.date, float], tuple[datetime.date, float]], ...]

    @classmethod
    def of(cls, points: Sequence[StockPoint], longest: int) -> Stretches:
        """Cut where more than `longest` days pass without a report, and where a figure is unknown.

        Nothing at all is drawn across an unknown figure.
        """
        full: list[list[tuple[datetime.date, float]]] = [[]]
        gaps = []
        for point in sorted(points, key=lambda point: point.day):
            if point.value is None:
                if full[-1]:
                    full.append([])
                continue
            here = (point.day, float(point.value))
            if full[-1] and (here[0] - full[-1][-1][0]).days > longest:
                gaps.append((full[-1][-1], here))
                full.append([])
            full[-1].append(here)
        return cls(tuple(tuple(part) for part in full if part), tuple(gaps))
