"""The queue's figures: records of each point and day by state, findings, who is silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta, tzinfo
from typing import Any, Final

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum
from django.http import QueryDict

from azalai.model.points import DayStatus, Point
from azalai.server.feeding.calendar import LATE
from azalai.server.models import Finding, FormVersion, Mission, State, Submission
from azalai.server.people.actors import Actor
from azalai.server.people.roles import Action
from azalai.server.review.states import PENDING
from azalai.workspace import Folder

_COUNTED: Final = ~Q(summary__has_key="method") | ~Q(summary__method="screener")
"""Whoever a screener asked has been counted by the counter."""
_LOOK_BACK: Final = 60
"""Days after which a silent point is closed or forgotten, and no longer counted day by day."""
NOWHERE: Final = "-"
"""How addresses write a record's point or day that nobody knows."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader of a queue asked for.

    Attributes
    ----------
    show : str
        ``waiting`` (point-days with something to do), ``all``, ``practice``.
    """

    show: str = "waiting"
    point: str = ""
    form: str = ""
    month: str = ""
    found: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Filters:
        """As the address says; what it may not say is as if it were not there."""
        show = query.get("show", "waiting")
        month = query.get("month", "")
        return cls(
            show if show in ("waiting", "all", "practice") else "waiting",
            query.get("point", ""),
            query.get("form", ""),
            month if _is_month(month) else "",
            "1" if query.get("found") else "",
        )

    def apply(self, records: QuerySet[Submission]) -> QuerySet[Submission]:
        """The records that are asked for."""
        records = records.filter(practice=self.show == "practice")
        if self.point:
            records = records.filter(point="" if self.point == NOWHERE else self.point)
        if self.form:
            records = records.filter(form_name=self.form)
        if self.month:
            year, number = (int(part) for part in self.month.split("-"))
            records = records.filter(day__year=year, day__month=number)
        return records


def _is_month(text: str) -> bool:
    year, _, number = text.partition("-")
    if not (len(year) == 4 and year.isdecimal() and number.isdecimal() and len(number) <= 2):
        return False
    return int(year) >= 1 and 1 <= int(number) <= 12


@dataclass(slots=True)
class PointDay:
    """One line of the queue.

    Attributes
    ----------
    states : dict
        State -> records.
    errors, warnings : int
        Findings that nobody has dismissed.
    late : int
        Records that came `LATE` or later after their day.
    """

    point: str
    day: date | None
    records: int = 0
    persons: int = 0
    states: dict[str, int] = field(default_factory=dict)
    errors: int = 0
    warnings: int = 0
    late: int = 0
    unchecked: int = 0

    @property
    def waiting(self) -> int:
        """Records about which somebody has to decide."""
        return sum(self.states.get(state, 0) for state in PENDING)


def point_days(
    records: QuerySet[Submission], filters: Filters, zone: tzinfo = UTC
) -> list[PointDay]:
    """Lines of the queue: the latest day first, then by point.

    Parameters
    ----------
    zone : tzinfo
        The clocks of the mission.
    """
    lines: dict[tuple[date | None, str], PointDay] = {}
    asked = filters.apply(records)
    states: Any = {f"n_{state}": Count("pk", filter=Q(state=state)) for state in State.values}
    counted = asked.values("day", "point").annotate(
        n=Count("pk"),
        people=Sum("persons", filter=~Q(state=State.REJECTED) & _COUNTED),
        not_checked=Count("pk", filter=Q(checked=None) | ~Q(checked=F("content"))),
        **states,
    )
    for row in counted.order_by():
        lines[row["day"], row["point"]] = PointDay(
            row["point"], row["day"], row["n"], row["people"] or 0,
            {state: row[f"n_{state}"] for state in State.values},
            unchecked=row["not_checked"],
        )  # fmt: skip
    # Of those that are rejected nobody needs to know what was wrong.
    found = Finding.objects.filter(
        submission__in=asked.exclude(state=State.REJECTED), dismissed_by=None
    )
    for row in (
        found.values("submission__day", "submission__point", "severity")
        .annotate(n=Count("pk"))
        .order_by()
    ):
        line = lines[row["submission__day"], row["submission__point"]]
        if row["severity"] == "error":
            line.errors += row["n"]
        elif row["severity"] == "warning":
            line.warnings += row["n"]
    for day, point, received in asked.filter(day__isnull=False).values_list(
        "day", "point", "received_at"
    ):
        if day is not None and received.astimezone(zone).date() - day >= LATE:
            lines[day, point].late += 1
    kept = [
        line
        for line in lines.values()
        if (filters.show != "waiting" or line.waiting)
        and (not filters.found or line.errors or line.warnings)
    ]
    kept.sort(key=lambda line: line.point)
    return sorted(kept, key=lambda line: line.day or date.max, reverse=True)


def titles(mission: Mission) -> dict[str, str]:
    """Each form's newest title, by its identifier."""
    versions = FormVersion.objects.filter(form__mission=mission).order_by("pk")
    return dict(versions.values_list("form__form_id", "title"))


@dataclass(frozen=True, slots=True)
class Silence:
    """A point of which days are missing.

    Attributes
    ----------
    days : int
        On which somebody should have counted since, and of which nothing came.
    last : date or None
        The last day of which there is anything.
    """

    point: str
    days: int
    last: date | None
    heard: Any
    """When something last arrived."""


def silences(actor: Actor, mission: Mission, folder: Folder, today: date) -> list[Silence]:
    """Points of which nothing came for the days since, the longest silence first."""
    allowed = actor.points(Action.READ, mission)
    records = actor.submissions().filter(mission=mission, practice=False)
    last = {
        row["point"]: row
        for row in records.values("point")
        .annotate(last=Max("day", filter=Q(day__lte=today)), heard=Max("received_at"))
        .order_by()
    }
    found = []
    for code, point in folder.register.points.items():
        if allowed is not None and code not in allowed:
            continue
        row = last.get(code)
        since = max(
            row["last"] if row and row["last"] else today - timedelta(days=_LOOK_BACK),
            today - timedelta(days=_LOOK_BACK),
        )
        days = _missing(point, since, today, folder)
        if days:
            found.append(
                Silence(code, days, row["last"] if row else None, row["heard"] if row else None)
            )
    return sorted(found, key=lambda one: (-one.days, one.point))


def _missing(point: Point, since: date, today: date, folder: Folder) -> int:
    """Days after `since` and before today on which the point is silent."""
    declared = folder.register.day_notes
    days = (since + timedelta(days=n) for n in range(1, (today - since).days))
    return sum(
        point.should_be_staffed(day)
        and not any(
            note.point == point.code and day in note.span and note.status != DayStatus.SILENT
            for note in declared
        )
        for day in days
    )


def form_names(records: QuerySet[Submission]) -> list[str]:
    """Forms that there are records of."""
    return sorted(set(records.order_by().values_list("form_name", flat=True).distinct()))


def unknown(actor: Actor, mission: Mission) -> QuerySet[Submission]:
    """Records of forms that this mission does not know."""
    return actor.submissions().filter(mission=mission, form=None)


def months(records: QuerySet[Submission]) -> list[str]:
    """Months of which there are records, the latest first."""
    ends = records.aggregate(first=Min("day"), last=Max("day"))
    if ends["first"] is None:
        return []
    found = {
        f"{day.year}-{day.month:02}"
        for day in records.filter(day__isnull=False).order_by().dates("day", "month")
    }
    return sorted(found, reverse=True)


def findings_of(submissions: Iterable[Submission]) -> dict[int, list[Finding]]:
    """What is found of some records and was not dismissed, errors first."""
    found: dict[int, list[Finding]] = defaultdict(list)
    items = Finding.objects.filter(submission__in=list(submissions), dismissed_by=None)
    for one in items.order_by("severity", "rule", "pk"):
        found[one.submission_id].append(one)
    return found
