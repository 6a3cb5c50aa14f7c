"""Looking up and writing the numbers of a public edition."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from azalai.model.numbers import half_up
from azalai.model.periods import Month
from azalai.model.tables import Row, Status
from azalai.release import Release
from azalai.reports.averages import average_text, exact_average
from azalai.wording import Wording

Key = tuple[str, str, str, str, str, str]
"""(measure, place, direction, category, second category, unit)"""

_DATED = frozenset({"daily", "monthly", "monthly_average", "monthly_change"})


@dataclass(frozen=True, slots=True)
class PointFacts:
    """A point as the release lists it."""

    code: str
    name: str
    role: str
    admin1: str
    latitude: float
    longitude: float
    accuracy_km: str
    opened: datetime.date
    closed: datetime.date | None
    faces: str
    label: tuple[float, float, str] | None
    days: int
    silent_days: int

    @property
    def national(self) -> bool:
        """Whether its people count in the national figures."""
        return self.role == "entry_exit"


class Facts:
    """The numbers of one month in one language.

    Parameters
    ----------
    release : Release
        Its public edition only.
    wording : Wording
        How they are written.
    earlier : sequence of Release
        Months before, oldest first; the latest revision of each.
    """

    def __init__(self, release: Release, wording: Wording, earlier: Sequence[Release] = ()) -> None:
        self.release = release
        self.wording = wording
        self.earlier = earlier
        self.country = release.country
        self.month = release.month
        self._rows: dict[Key, Row] = {}
        self._by_place: dict[tuple[str, str, str, str], list[Row]] = {}
        self._dated: dict[tuple[str, str], list[Row]] = {}
        for row in release.rows():
            if row.measure in _DATED:
                self._dated.setdefault((row.measure, row.place), []).append(row)
                continue
            key = (row.measure, row.place, row.direction, row.category1, row.category2, row.unit)
            self._rows[key] = row
            group = (row.measure, row.place, row.direction, row.unit)
            self._by_place.setdefault(group, []).append(row)

    # Rows

    def row(
        self,
        measure: str,
        place: str = "",
        direction: str = "total",
        category: str = "",
        category2: str = "",
        unit: str = "persons",
    ) -> Row | None:
        """One row; `None` where the table has none."""
        where = place or self.country
        return self._rows.get((measure, where, direction, category, category2, unit))

    def rows(
        self, measure: str, place: str = "", direction: str = "total", unit: str = "persons"
    ) -> list[Row]:
        """Rows of a measure in the table's order: the largest category first."""
        return self._by_place.get((measure, place or self.country, direction, unit), [])

    def dated(self, measure: str, place: str = "") -> list[Row]:
        """Rows of a series, by period."""
        return self._dated.get((measure, place or self.country), [])

    def count(self, measure: str, place: str = "", direction: str = "total") -> int | None:
        """A plain number of persons; `None` where it may not or cannot be said."""
        row = self.row(measure, place, direction)
        return int(row.value) if row is not None and row.value is not None else None

    def exact_average(self, place: str = "", direction: str = "total") -> Fraction | None:
        """Persons per day as a fraction; `None` where there is none."""
        row = self.row("average_per_day", place, direction, unit="persons/day")
        return exact_average(row)

    def earlier_average(self, place: str = "", direction: str = "total") -> Fraction | None:
        """Persons per day of the month before as a fraction, where it was counted."""
        before = str(self.month.previous)
        for row in self.dated("monthly_average", place):
            if (row.period, row.direction) == (before, direction):
                return exact_average(row) if row.base is not None and row.days else None
        return None

    def collected(self, measure: str, place: str = "", direction: str = "total") -> bool:
        """Whether anybody answered what the measure asks; protected answers are answers."""
        return any(
            row.status is not Status.NOT_COLLECTED
            for unit in ("persons", "")
            for row in self.rows(measure, place, direction, unit)
        )

    def row_hidden(self, measure: str, place: str = "", direction: str = "total") -> bool:
        """Whether the plain number of a measure is protected."""
        row = self.row(measure, place, direction)
        return row is not None and row.status is Status.PROTECTED

    def hidden(self, measure: str, place: str = "", direction: str = "total") -> bool:
        """Whether a number of the measure is protected: too small to publish, not missing."""
        return any(
            row.status is Status.PROTECTED
            for unit in ("persons", "%")
            for row in self.rows(measure, place, direction, unit)
        )

    def estimated(self, measure: str, place: str = "", direction: str = "total") -> bool:
        """Whether shares of a measure are made from a sample of interviewed groups."""
        return any(
            row.status is Status.ESTIMATED for row in self.rows(measure, place, direction, "%")
        )

    # Writing

    def shown(self, row: Row | None, decimals: int = 0) -> str:
        """A row in print form; what is not in the table was not collected."""
        if row is None:
            return self.wording.text("term.status.not_collected")
        return self.wording.value(row, self.release.threshold, decimals)

    def about(self, row: Row | None, decimals: int = 0) -> str:
        """A row in print form, with a mark where it is an estimate."""
        shown = self.shown(row, decimals)
        if row is None or row.status is not Status.ESTIMATED:
            return shown
        return self.say("about", value=shown)

    def interval(self, row: Row | None, decimals: int = 0) -> str:
        """The 95 % interval of an estimated share; why there is none; empty for a count."""
        if row is None:
            return ""
        where = (row.place, row.direction, row.category1, row.category2, "%")
        low, high = (self.row(f"{row.measure}_{end}", *where) for end in ("low", "high"))
        if low is None or high is None:
            return ""
        if low.value is None or high.value is None:
            return self.shown(low)
        if low.value == high.value:
            return self.wording.percent(low.value, decimals)
        return self.say(
            "interval",
            low=self.wording.number(low.value, decimals),
            high=self.wording.percent(high.value, decimals),
        )

    def say(self, key: str, n: int | None = None, /, **values: object) -> str:
        """A text of the bulletin's catalogue."""
        if n is None:
            return self.wording.text(f"bulletin.{key}", **values)
        return self.wording.text(f"bulletin.{key}", n, **values)

    def average(self, place: str = "", direction: str = "total") -> str:
        """An average per day, see `azalai.reports.averages`."""
        row = self.row("average_per_day", place, direction, unit="persons/day")
        mean = exact_average(row)
        return self.shown(row) if mean is None else average_text(self.wording, mean)

    def percent_of(self, part: int, base: int) -> str:
        """A share of counts, in per cent, rounded once."""
        return self.wording.percent(half_up(Fraction(100 * part, base)))

    def part_of(self, part: int, base: int) -> str:
        """The same of a part that is there: never 0 %, but 0.1 % or less than that."""
        share = Fraction(100 * part, base)
        if not part or half_up(share):
            return self.percent_of(part, base)
        if half_up(10 * share):
            return self.wording.percent(share, 1)
        return self.say("less_than", share=self.wording.percent(Fraction(1, 10), 1))

    # Places

    @cached_property
    def points(self) -> list[PointFacts]:
        """The points: entry and exit first, the busiest of each role first."""
        found = [self._point(line) for line in self.release.listing("points")]
        return sorted(
            found,
            key=lambda point: (
                not point.national, -(self.count("flows", point.code) or 0), point.code
            ),
        )  # fmt: skip

    def _point(self, line: dict[str, str]) -> PointFacts:
        label = None
        if line["label_dx"] and line["label_dy"]:
            label = (float(line["label_dx"]), float(line["label_dy"]), line["label_anchor"])
        return PointFacts(
            code=line["code"],
            name=line.get(f"name_{self.wording.lang}") or line["name_en"] or line["code"],
            role=line["role"],
            admin1=line["admin1"],
            latitude=float(line["latitude"]),
            longitude=float(line["longitude"]),
            accuracy_km=line["accuracy_km"],
            opened=datetime.date.fromisoformat(line["opened"]),
            closed=datetime.date.fromisoformat(line["closed"]) if line.get("closed") else None,
            faces=line["faces"],
            label=label,
            days=int(line["days"]),
            silent_days=int(line["silent_days"]),
        )

    def open_in(self, place: str, month: Month) -> bool:
        """Whether a point was open on a day of a month; in a country, whether any was."""
        return any(
            point.opened <= month.last and month.first <= (point.closed or month.last)
            for point in self.points
            if place in (point.code, self.country)
        )

    def name(self, place: str) -> str:
        """The name of a country or a point."""
        found = {point.code: point.name for point in self.points}
        return found.get(place) or self.wording.country(place)

    def known_places(self) -> set[str]:
        """The country and its points."""
        return {self.country, *(point.code for point in self.points)}

    def month_before(self) -> Month:
        """The month that changes are counted from."""
        return self.month.previous
