"""What a series is given: days, months, notes and words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from azalai.model.periods import Month

Status = Literal["", "published", "derived", "open", "protected", "outside"]


@dataclass(frozen=True, slots=True)
class DayValue:
    """Persons of one day; `status` is ``collected``, ``missing`` for a day without collection, or
    ``protected`` for one whose number is too small to publish.

    A collected day on which nobody was seen has zeros and is drawn as a 0; a missing or protected
    day has no numbers, whatever its fields hold.
    """

    date: datetime.date
    incoming: int
    outgoing: int
    unknown: int = 0
    status: Literal["collected", "missing", "protected"] = "collected"


@dataclass(frozen=True, slots=True)
class MonthValue:
    """A month of a series: persons by direction and the average per day that the bar shows.

    Parameters
    ----------
    label : str
        The month's short name in the language of the chart (``"Jun"``, ``"juin"``).
    average : float or None
        Persons per day; `None` where the month has no data. The bar is cut in the proportion of
        the directions, and is all ``unknown`` where none is given.
    status : str
        Empty for our own records; ``published`` for an aggregate others published, ``derived``
        for one worked out from what they published, ``open`` for a month not yet closed,
        ``protected`` for one whose average may not be published, ``outside`` for one before the
        point opened or after it closed, which is drawn as nothing at all.
    text : str
        The average as the page prints it, set over its bar; empty, nothing is set.
    """

    month: Month
    label: str
    incoming: int | None
    outgoing: int | None
    unknown: int | None
    average: float | None
    status: Status = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that changed the series: a break or a change of method, on its first day, or a
    closure of a border or of points, through its last day.

    Parameters
    ----------
    last : date or None
        The last day of a closure; `None` where it goes on.
    whole : bool
        Whether it concerns everything the series counts. A closure of one point among many has a
        flag on the chart of all of them, and no shade over the others' people.
    """

    first: datetime.date
    last: datetime.date | None
    label: str
    kind: Literal["break", "closure", "method"]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class SeriesTexts:
    """Words of a series, in one language.

    `unit` is the unit of the axis (``"persons"``, ``"persons per day"``). The words for missing
    days, for published, derived and open months, for closures and breaks appear in the key only
    where they are needed.
    """

    lang: str
    unit: str
    incoming: str
    outgoing: str
    unknown: str
    missing: str
    published: str = ""
    derived: str = ""
    open: str = ""
    protected: str = ""
    closure: str = ""
    broken: str = ""
