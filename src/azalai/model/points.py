"""Flow monitoring points: where they are, what they count for, when somebody was there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from azalai.model.errors import InputError
from azalai.model.periods import Month


class Role(StrEnum):
    """What the persons seen at a point count for."""

    ENTRY_EXIT = "entry_exit"
    """At the country's edge: counted in national totals."""
    TRANSIT = "transit"
    """Inside the country: shown on its own page, never in national totals."""


class DayStatus(StrEnum):
    """What is known of one day at one point. A zero and a missing day are different records."""

    COLLECTED = "collected"
    ZERO = "zero"
    """Staffed, data received, nobody seen."""
    MISSING = "missing"
    """No collection, or nothing was received."""
    SILENT = "silent"
    """Should have been staffed, yet neither groups nor a declaration arrived."""
    CLOSED = "closed"
    """Not a day of collection: before opening, after closing, or not staffed on that weekday."""

    @property
    def counts(self) -> bool:
        """Whether the day belongs to the denominator of an average."""
        return self in (DayStatus.COLLECTED, DayStatus.ZERO)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, the last included; `last` is None while it lasts."""

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise InputError("span_reversed", first=str(self.first), last=str(self.last))

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Staffing:
    """On which weekdays (0 is Monday) and at which hours a point is staffed."""

    span: Span
    weekdays: frozenset[int] = frozenset(range(7))
    hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place where enumerators count travellers.

    Attributes
    ----------
    code : str
        ``ML-wabaria``; never re-used, never renamed.
    names : dict
        Language -> name.
    aliases : tuple of str
        Other spellings met in files.
    latitude, longitude : float
        WGS 84, degrees.
    accuracy_km : float
        How far the true position may be from the stated one.
    faces : str
        Alpha-3 of the neighbouring country towards which the point looks; empty inside.
    label : tuple of (float, float, str), optional
        Hand-set place of the label on maps: dx, dy in points, text anchor.
    """

    code: str
    names: dict[str, str]
    latitude: float
    longitude: float
    accuracy_km: float
    opened: date
    closed: date | None = None
    aliases: tuple[str, ...] = ()
    admin1: str = ""
    admin1_pcode: str = ""
    faces: str = ""
    label: tuple[float, float, str] | None = None
    roles: tuple[tuple[Role, Span], ...] = ()
    staffing: tuple[Staffing, ...] = ()

    def name(self, language: str) -> str:
        """The name in a language, or in any other where that one is missing."""
        return self.names.get(language) or next(iter(self.names.values()), self.code)

    def role(self, day: date) -> Role | None:
        """The role on a day; None where the register states none."""
        return next((role for role, span in self.roles if day in span), None)

    def should_be_staffed(self, day: date) -> bool:
        """Whether the register expects enumerators on that day."""
        if day < self.opened or (self.closed is not None and day > self.closed):
            return False
        stated = [entry for entry in self.staffing if day in entry.span]
        return not stated or any(day.weekday() in entry.weekdays for entry in stated)


@dataclass(frozen=True, slots=True)
class DayNote:
    """What somebody declared about days of a point: nobody seen, or no collection."""

    point: str
    span: Span
    status: DayStatus
    note: str = ""


@dataclass(frozen=True, slots=True)
class SeriesNote:
    """A dated fact that a reader of a series must know: a break, a closure, a change of method."""

    kind: str
    """``break``, ``closure`` or ``method``."""
    span: Span
    places: tuple[str, ...]
    """Places it concerns; empty for all."""
    text: dict[str, str]
    source: str = ""

    def concerns(self, place: str, country: str) -> bool:
        """Whether a chart of `place` must show it. National notes show on every chart."""
        return not self.places or place in self.places or country in self.places


def collection_days(
    point: Point, month: Month, observed: set[date], declared: list[DayNote]
) -> dict[date, DayStatus]:
    """What is known of each day of a month at a point.

    A day with groups was collected, whatever else is said of it. Without groups, a declaration
    decides; without one, a day that should have been staffed is *silent*: it is not a zero, and
    it stays out of the denominator.

    Examples
    --------
    >>> point = Point(code="ML-gogui", names={"en": "Gogui"}, latitude=15.62, longitude=-9.33,
    ...               accuracy_km=5, opened=date(2016, 7, 1))
    >>> zero = DayNote("ML-gogui", Span(date(2020, 6, 2), date(2020, 6, 2)), DayStatus.ZERO)
    >>> days = collection_days(point, Month(2020, 6), {date(2020, 6, 1)}, [zero])
    >>> [str(days[date(2020, 6, day)]) for day in (1, 2, 3)]
    ['collected', 'zero', 'silent']
    """
    result: dict[date, DayStatus] = {}
    for day in month.dates():
        if day in observed:
            result[day] = DayStatus.COLLECTED
            continue
        said = next(
            (n for n in reversed(declared) if n.point == point.code and day in n.span), None
        )
        if said is not None:
            result[day] = said.status
        elif point.should_be_staffed(day):
            result[day] = DayStatus.SILENT
        else:
            result[day] = DayStatus.CLOSED
    return result
