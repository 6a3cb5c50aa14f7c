"""Points by days: what came, what did not, what came late, what is still to be looked at.

What a month's records say comes from the server's own rows; what was imported as a file and what is
declared of days comes from the workspace. A day is judged as `azalai.model.points.collection_days`
does, which the bulletin follows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from azalai.model.periods import Month
from azalai.model.points import DayStatus, Point
from azalai.server.missions import zone_of
from azalai.server.models import Finding, Form, State
from azalai.server.people.roles import Action
from azalai.workspace import engine
from azalai.workspace.collected import read_fed
from azalai.workspace.engine import quoted

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from azalai.server.models import Mission, Submission
    from azalai.server.people.actors import Actor
    from azalai.workspace import Folder

LATE: Final = timedelta(days=3)
"""A record that arrives this long after its day is late, here and in the queue."""
PENDING: Final = "pending"
"""Something came, and no groups: a declaration that nobody has approved yet."""
EXPECTED: Final = "expected"
"""Somebody should count, and the day is not over."""


@dataclass(slots=True)
class Cell:
    """A day at a point.

    Attributes
    ----------
    status : str
        ``collected``, ``zero``, ``missing``, ``silent``, ``closed`` (`DayStatus`), ``pending`` or
        ``expected``.
    groups, persons : int
        Counted, without rejected ones and practice; groups that nobody has reviewed are among them.
    late : int
        Records that came `LATE` or later after their day.
    waiting : int
        Records that nobody has decided on.
    findings : int
        Errors and warnings that nobody has dismissed.
    """

    day: date
    status: str = ""
    groups: int = 0
    persons: int = 0
    late: int = 0
    waiting: int = 0
    findings: int = 0
    records: int = 0
    address: str = ""


@dataclass(slots=True)
class Line:
    """A point's month."""

    point: Point
    cells: list[Cell] = field(default_factory=list)

    @property
    def groups(self) -> int:
        """Of all its days."""
        return sum(cell.groups for cell in self.cells)

    @property
    def persons(self) -> int:
        """Of all its days."""
        return sum(cell.persons for cell in self.cells)

    @property
    def silent(self) -> int:
        """Days on which somebody should have counted and nothing came."""
        return sum(cell.status == DayStatus.SILENT for cell in self.cells)


def calendar(
    actor: Actor, mission: Mission, folder: Folder, month: Month, today: date
) -> list[Line]:
    """The points that an actor may see, by code, with every day of a month."""
    return lines(actor, mission, folder, list(month.dates()), today)


def lines(
    actor: Actor, mission: Mission, folder: Folder, days: list[date], today: date
) -> list[Line]:
    """The points that an actor may see, with some days that follow each other."""
    allowed = actor.points(Action.READ, mission)
    found = {
        code: Line(point, [Cell(day) for day in days])
        for code, point in sorted(folder.register.points.items())
        if allowed is None or code in allowed
    }
    at = {(code, cell.day): cell for code, line in found.items() for cell in line.cells}
    _add_records(actor, mission, days, at)
    _add_imported(folder, days, at)
    declared = {
        (note.point, day): note.status
        for note in folder.register.day_notes
        for day in days
        if day in note.span
    }
    for (code, day), cell in at.items():
        cell.status = _status(cell, found[code].point, declared.get((code, day)), today)
        if cell.records:
            asked = urlencode({"point": code, "day": str(day)})
            cell.address = f"/m/{mission.code}/queue/day?{asked}"
    return list(found.values())


def _status(cell: Cell, point: Point, declared: DayStatus | None, today: date) -> str:
    if cell.groups:
        return DayStatus.COLLECTED
    if declared is not None:
        return declared
    if cell.records:
        return PENDING
    if not point.should_be_staffed(cell.day):
        return DayStatus.CLOSED
    return DayStatus.SILENT if cell.day < today else EXPECTED


def _add_records(
    actor: Actor, mission: Mission, days: list[date], at: dict[tuple[str, date], Cell]
) -> None:
    """What the server holds: also what is not approved yet, for somebody was there."""
    records: QuerySet[Submission] = (
        actor.submissions()
        .filter(mission=mission, practice=False, day__gte=days[0], day__lte=days[-1])
        .exclude(state=State.REJECTED)
    )
    rows = records.values_list("point", "day", "received_at", "state", "persons", "form__kind",
                               "summary__method")  # fmt: skip
    zone = zone_of(mission)
    for point, day, received, state, persons, kind, method in rows.order_by().iterator():
        cell = at.get((point, day)) if day is not None else None
        if cell is None or day is None:
            continue
        cell.records += 1
        cell.late += received.astimezone(zone).date() - day >= LATE
        cell.waiting += state != State.APPROVED
        if kind == Form.Kind.FLOW:
            cell.groups += 1
            # Whoever was asked has been counted by the counter.
            cell.persons += 0 if method == "screener" else persons or 0
    open_ones = Finding.objects.filter(
        submission__in=records, dismissed_by=None, severity__in=("error", "warning")
    )
    for point, day in open_ones.values_list("submission__point", "submission__day").order_by():
        if day is not None and (point, day) in at:
            at[point, day].findings += 1


def _add_imported(folder: Folder, days: list[date], at: dict[tuple[str, date], Cell]) -> None:
    """What the workspace holds of files that people imported: nothing of it is in the server."""
    wanted = {Month.of(day) for day in (days[0], days[-1])}
    months = [month for month in folder.months() if min(wanted) <= month <= max(wanted)]
    if not months:
        return
    own = [quoted(item.import_id) for item in read_fed(folder.root).values() if item.import_id]
    others = f"import_id NOT IN ({', '.join(own)}) AND" if own else ""
    with engine() as opened:
        folder.load(opened, months)
        counted = opened.rows(
            "SELECT point, date, count(*), coalesce(sum(persons) FILTER (method <> 'screener'), 0) "
            f"FROM groups WHERE {others} date BETWEEN ? AND ? GROUP BY point, date",
            [days[0], days[-1]],
        )
    for point, day, groups, persons in counted:
        if (point, day) in at:
            at[point, day].groups += groups
            at[point, day].persons += int(persons)
