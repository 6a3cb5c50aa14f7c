"""Counting: the engine turns the records of a month into persons by point, day and category.

These *day counts* are all that later months need of a month: they are kept, sealed, in its
release, so that series over years read releases and a new month costs a month.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import pyarrow as pa

from azalai.measures.declared import FLOWS_SQL, measures
from azalai.measures.estimating import Estimate, Stratum, combine
from azalai.measures.sampling import SCREENED, counted_beside, sample_sums, separate
from azalai.model.flows import Direction
from azalai.model.periods import Month
from azalai.model.points import DayStatus, Role
from azalai.workspace import Engine, Folder, engine

DAY_COUNTS = pa.schema(
    [
        ("measure", pa.string()),
        ("point", pa.string()),
        ("date", pa.date32()),
        ("direction", pa.string()),
        ("category", pa.string()),
        ("category2", pa.string()),
        ("persons", pa.int64()),
        ("answered", pa.int64()),
    ]
)
POINT_DAYS = pa.schema(
    [
        ("point", pa.string()),
        ("date", pa.date32()),
        ("role", pa.string()),
        ("status", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """A month counted: day counts, and what is known of each day at each point.

    ``sample`` has the sums of `azalai.measures.sampling.SAMPLE` where groups were interviewed.
    """

    month: Month
    counts: pa.Table
    days: pa.Table
    sample: pa.Table | None = None


def count_month(folder: Folder, month: Month) -> MonthCounts:
    """Count the records of a month; points and roles are those of the register today."""
    with engine() as opened:
        folder.load(opened, [month])
        sampled = separate(opened)
        days = point_days(opened, folder, month)
        parts = [FLOWS_SQL, *(measure.sql(folder.country) for measure in measures().values())]
        sample = None
        if sampled:
            opened.table("point_days", days)
            sample = sample_sums(opened, folder.country)
            parts = counted_beside(folder.country)
        columns = ", ".join(
            f"{field.name}::BIGINT AS {field.name}" if field.type == pa.int64() else field.name
            for field in DAY_COUNTS
        )
        union = " UNION ALL ".join(parts)
        counts = opened.arrow(f"SELECT {columns} FROM ({union}) AS counted ORDER BY ALL")
    return MonthCounts(month, counts.cast(DAY_COUNTS), days, sample)


def point_days(opened: Engine, folder: Folder, month: Month) -> pa.Table:
    """What is known of each day at each point; ``groups`` must be loaded."""
    days = [
        (code, day, (folder.register.role_on(code, day) or ""), status.value)
        for code, statuses in sorted(folder.days(opened, month).items())
        for day, status in statuses.items()
    ]
    rows = [dict(zip(POINT_DAYS.names, (c, d, str(r), s), strict=True)) for c, d, r, s in days]
    return pa.Table.from_pylist(rows, POINT_DAYS)


Category = tuple[str, str]
Key = tuple[str, str, str]
"""(measure, place, direction)"""
Persons = int | Fraction
"""A count, or an estimate: exact until it is printed."""


@dataclass(slots=True)
class Screened:
    """What was interviewed at a place in a direction, and beside how many counted persons."""

    groups: int = 0
    persons: int = 0
    counted: int = 0


@dataclass(slots=True)
class Summary:
    """A month by place: the small result that shares, averages and changes are computed on.

    Attributes
    ----------
    cells : dict
        (measure, place, direction) -> category -> (persons, persons who answered). Directions are
        in, out, unknown and their sum, total. Estimates are fractions.
    estimates : dict
        The same keys -> category -> what its estimate rests on; only what a sample had a part in.
    screened : dict
        (place, direction) -> what was interviewed there.
    days : dict
        Place -> denominator of its averages: collection days at a point, calendar days of the
        month for the country.
    daily : dict
        Place -> day -> direction -> persons.
    status : dict
        Point -> day -> what is known of it.
    roles : dict
        Point -> role on its last day of the month.
    national_days : set of date
        Days on which a point that counted for the country that day collected.
    """

    month: Month
    country: str
    cells: dict[Key, dict[Category, tuple[Persons, Persons]]] = field(default_factory=dict)
    estimates: dict[Key, dict[Category, Estimate]] = field(default_factory=dict)
    screened: dict[tuple[str, str], Screened] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)
    daily: dict[str, dict[date, dict[str, int]]] = field(default_factory=dict)
    status: dict[str, dict[date, DayStatus]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    national_days: set[date] = field(default_factory=set)

    @property
    def points(self) -> list[str]:
        """Points of the register, by code."""
        return sorted(self.status)

    @property
    def places(self) -> list[str]:
        """The country, then its points."""
        return [self.country, *self.points]

    def persons(self, place: str, direction: str = "total") -> int:
        """Persons seen; 0 where nobody was."""
        return int(self.cells.get(("flows", place, direction), {}).get(("", ""), (0, 0))[0])

    def collected(self, place: str) -> bool:
        """Whether there was any collection at a place."""
        if place == self.country:
            return bool(self.national_days)
        return self.days.get(place, 0) > 0

    def open_in_month(self, point: str) -> bool:
        """Whether a point was open on any day of the month."""
        return any(status is not DayStatus.CLOSED for status in self.status[point].values())

    def direction_known(self, place: str) -> bool:
        """Whether incoming and outgoing were told apart for anybody (or nobody came)."""
        unknown = self.persons(place, Direction.UNKNOWN)
        return unknown == 0 or self.persons(place) > unknown


def summarise(month_counts: MonthCounts, country: str) -> Summary:
    """Roll day counts up to places: each point, and the country over its entry/exit points."""
    summary = Summary(month_counts.month, country)
    for row in month_counts.days.to_pylist():
        status = summary.status.setdefault(row["point"], {})
        status[row["date"]] = DayStatus(row["status"])
        summary.roles[row["point"]] = row["role"]
        if row["role"] == Role.ENTRY_EXIT and DayStatus(row["status"]).counts:
            summary.national_days.add(row["date"])
    for point, status in summary.status.items():
        summary.days[point] = sum(1 for known in status.values() if known.counts)
    summary.days[country] = month_counts.month.days
    with engine() as opened:
        _roll_up(opened, month_counts, summary)
    if month_counts.sample is not None:
        _estimate(summary, month_counts.sample)
    return summary


def _roll_up(opened: Engine, month_counts: MonthCounts, summary: Summary) -> None:
    opened.table("day_counts", month_counts.counts)
    opened.table("point_days", month_counts.days)
    opened.run(
        "CREATE TABLE placed AS SELECT c.*, c.point AS place FROM day_counts AS c UNION ALL "
        "SELECT c.*, $country AS place FROM day_counts AS c JOIN point_days AS d "
        "ON d.point = c.point AND d.date = c.date WHERE d.role = $role",
        {"country": summary.country, "role": Role.ENTRY_EXIT.value},
    )
    rows = opened.rows(
        "SELECT measure, place, direction, category, category2, sum(persons)::BIGINT, "
        "sum(answered)::BIGINT FROM placed GROUP BY ALL"
    )
    totals: dict[Key, dict[Category, list[int]]] = defaultdict(dict)
    for measure, place, direction, category, category2, persons, answered in rows:
        cell = summary.cells.setdefault((measure, place, direction), {})
        cell[category, category2] = (persons, answered)
        total = totals[measure, place, "total"].setdefault((category, category2), [0, 0])
        total[0] += persons
        total[1] += answered
    for key, cells in totals.items():
        summary.cells[key] = {name: (pair[0], pair[1]) for name, pair in cells.items()}
    for place, day, direction, persons in opened.rows(
        "SELECT place, date, direction, sum(persons)::BIGINT FROM placed "
        "WHERE measure = 'flows' GROUP BY ALL"
    ):
        by_direction = summary.daily.setdefault(place, {}).setdefault(day, {})
        by_direction[direction] = persons


def _estimate(summary: Summary, sample: pa.Table) -> None:
    """Add what the sample says to what was counted one by one, place by place."""
    strata: dict[Key, dict[str, dict[tuple[str, bool, str], dict[Category, Stratum]]]] = {}
    for row in sample.to_pylist():
        places = [row["point"], *([summary.country] if row["national"] else [])]
        ways = (row["direction"], "total")
        category = (row["category"], row["category2"])
        if row["measure"] == SCREENED:
            for place in places:
                for way in ways:
                    seen = summary.screened.setdefault((place, way), Screened())
                    seen.groups += row["groups"]
                    seen.persons += row["persons"]
                    seen.counted += row["counted"]
            continue
        asked = "" if measures()[row["measure"]].partition else row["category"]
        squares = (row["persons_persons"], row["persons_answered"], row["answered_answered"])
        stratum = Stratum(row["counted"], row["groups"], row["persons"], row["answered"], squares)
        where = (row["point"], row["national"], row["direction"])
        for place in places:
            for way in ways:
                of_key = strata.setdefault((row["measure"], place, way), {})
                of_key.setdefault(asked, {}).setdefault(where, {})[category] = stratum
    for key, by_asked in strata.items():
        for by_stratum in by_asked.values():
            _add_strata(summary, key, list(by_stratum.values()))


def _add_strata(summary: Summary, key: Key, strata: list[dict[Category, Stratum]]) -> None:
    """Estimate the categories that were asked together, in all strata of a place."""
    cells = summary.cells.setdefault(key, {})
    estimates = summary.estimates.setdefault(key, {})
    partition = measures()[key[0]].partition
    sampled = {category for stratum in strata for category in stratum}
    counted = sum(next(iter(stratum.values())).counted for stratum in strata)
    base = sum(int(persons) for persons, _ in cells.values()) if partition else 0
    for category in {**cells, **dict.fromkeys(sorted(sampled))} if partition else sampled:
        persons, answered = cells.get(category, (0, 0))
        parts = [stratum.get(category) or _nobody_of(stratum) for stratum in strata]
        estimates[category] = combine(parts, int(persons), base if partition else int(answered))
        estimated = sum((part.counted * part.share for part in parts), start=Fraction(0))
        cells[category] = (persons + estimated, answered + counted)


def _nobody_of(stratum: dict[Category, Stratum]) -> Stratum:
    """A category that nobody in a stratum's sample fell into."""
    other = next(iter(stratum.values()))
    return Stratum(other.counted, other.groups, 0, other.answered, (0, 0, other.squares[2]))
