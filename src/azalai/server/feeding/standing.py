"""How a month stands: what is still open in it, what was handed over, what was closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from azalai.model.errors import AzalaiError
from azalai.model.periods import Month
from azalai.model.points import DayStatus
from azalai.release.history import closed_months, revisions
from azalai.release.reading import open_revision
from azalai.server.feeding.closing import is_unfed, looked_at, open_request
from azalai.server.feeding.entering import KINDS, UNDATED, counting, open_errors, within
from azalai.server.models import Closing, State, Submission
from azalai.wording import Wording
from azalai.workspace import engine
from azalai.workspace.collected import Fed, read_fed
from azalai.workspace.csvfile import read_lines

if TYPE_CHECKING:
    from azalai.server.models import Mission
    from azalai.workspace import Folder

_WAITING = (State.RECEIVED, State.IN_REVIEW, State.RETURNED)


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month in the list."""

    month: Month
    states: dict[str, int]
    release: str
    asked: Closing | None

    @property
    def waiting(self) -> int:
        """Records that nobody has decided on."""
        return sum(self.states.get(state, 0) for state in _WAITING)


@dataclass(frozen=True, slots=True)
class Aside:
    """What the workspace could not take, and why."""

    root_id: str
    number: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A month as whoever closes it has to see it.

    Attributes
    ----------
    states : dict
        State -> records of the month, without practice.
    unchecked, kept_out, sealed, practice : int
        Records that no check has seen yet; approved ones that a finding keeps out; encrypted ones;
        practice.
    undated : int
        Records of which nobody can tell the month; of the whole mission.
    silent : dict
        Point -> days on which somebody should have counted and nothing came.
    unfed : bool
        Approved records have not reached the workspace yet.
    aside : tuple of Aside
    problems : tuple of (str, str)
        Form, and why nothing of it could be handed over.
    since : int
        Records that were received after the month was closed.
    seen : str
        `closing.looked_at` of all this.
    """

    month: Month
    states: dict[str, int]
    unchecked: int
    kept_out: int
    sealed: int
    practice: int
    undated: int
    silent: dict[str, list[date]]
    unfed: bool
    aside: tuple[Aside, ...]
    problems: tuple[tuple[str, str], ...]
    groups: int
    persons: int
    releases: tuple[str, ...]
    request: Closing | None
    history: tuple[Closing, ...] = field(default=())
    since: int = 0
    seen: str = ""
    over: bool = True

    @property
    def waiting(self) -> int:
        """Records that nobody has decided on."""
        return sum(self.states.get(state, 0) for state in _WAITING)


def months_of(mission: Mission, folder: Folder) -> list[MonthLine]:
    """Every month of which there is anything, the latest first."""
    states: dict[Month, Counter[str]] = {}
    rows = (
        counting(mission)
        .filter(day__year__gte=1900, day__year__lte=9998)
        .exclude(form__kind__in=UNDATED)
        .values_list("day__year", "day__month", "state")
        .annotate(n=Count("pk"))
        .order_by()
    )
    for year, number, state, n in rows:
        states.setdefault(Month(year, number), Counter())[state] += n
    asked = {item.month: item for item in mission.closings.filter(withdrawn_at=None, done_at=None)}
    lines = []
    for month in sorted({*states, *folder.months(), *closed_months(folder.root)}, reverse=True):
        frozen = revisions(folder.root, month)
        release = open_revision(frozen[-1]).identity if frozen else ""
        lines.append(MonthLine(month, dict(states.get(month, {})), release, asked.get(str(month))))
    return lines


def standing(
    mission: Mission, folder: Folder, month: Month, wording: Wording, today: date
) -> Standing:
    """How a month stands today."""
    inside = Submission.objects.filter(within(month), mission=mission).exclude(
        form__kind__in=UNDATED
    )
    records = counting(mission).filter(within(month)).exclude(form__kind__in=UNDATED)
    by_state = records.values_list("state").annotate(n=Count("pk")).order_by()
    fed = [item for key, item in sorted(read_fed(folder.root).items()) if key[1] == str(month)]
    frozen = revisions(folder.root, month)
    history = tuple(mission.closings.filter(month=str(month)).order_by("-pk"))
    identities = [open_revision(path).identity for path in frozen]
    closed = _closed_at(folder, identities, history)
    groups, persons, silent = _counted(folder, month, today)
    return Standing(
        month=month,
        states=dict(by_state),
        unchecked=records.filter(Q(checked=None) | ~Q(checked=F("content"))).count(),
        kept_out=records.filter(open_errors(), state=State.APPROVED).count(),
        sealed=inside.filter(sealed=True).count(),
        practice=inside.filter(practice=True).count(),
        undated=counting(mission)
        .filter(Q(day=None) | Q(day__year__lt=1900) | Q(day__year__gt=9998))
        .filter(Q(form__kind__in=KINDS) | Q(form=None))
        .exclude(form__kind__in=UNDATED)
        .exclude(state=State.REJECTED)
        .count(),
        silent=silent,
        unfed=is_unfed(mission, folder, month, today),
        aside=tuple(_aside(mission, folder, fed, wording.lang)),
        problems=tuple((item.form, _said(item, wording)) for item in fed if item.problem),
        groups=groups,
        persons=persons,
        releases=tuple(identities),
        request=open_request(mission, month),
        history=history,
        since=inside.filter(practice=False, received_at__gt=closed).count() if closed else 0,
        seen=looked_at(mission, folder, month),
        over=today > month.last,
    )


def _closed_at(
    folder: Folder, identities: list[str], history: tuple[Closing, ...]
) -> datetime | None:
    """When the latest release of a month was made, here or at the workspace itself."""
    found = [item.done_at for item in history if item.done_at]
    for line in read_lines(folder.root / "log.csv", ("when", "operation", "subject")):
        if line["operation"] in ("close", "revise") and line["subject"] in identities:
            with suppress(ValueError):
                found.append(datetime.fromisoformat(line["when"]))
    return max(found) if found and identities else None


def _counted(folder: Folder, month: Month, today: date) -> tuple[int, int, dict[str, list[date]]]:
    with engine() as opened:
        folder.load(opened, [month] if month in folder.months() else [])
        days = folder.days(opened, month)
        ((groups, persons),) = opened.rows(
            "SELECT count(*), coalesce(sum(persons) FILTER (method <> 'screener'), 0) FROM groups"
        )
    silent = {
        code: [day for day, status in here.items() if status is DayStatus.SILENT and day < today]
        for code, here in days.items()
    }
    return groups, int(persons), {code: here for code, here in silent.items() if here}


def _aside(mission: Mission, folder: Folder, fed: list[Fed], lang: str) -> list[Aside]:
    found: dict[str, list[str]] = {}
    for item in fed:
        if item.set_aside and item.import_id:
            path = folder.root / "imports" / item.import_id / "findings.csv"
            for line in read_lines(path, ("record",)):
                # Whose number another group has is named by that number, not by its place.
                named = line["old"] if line["rule"] == "known_otherwise" else line["record"]
                root_id = named.removeprefix("'")
                found.setdefault(root_id, []).append(line[f"why_{lang}"])
    numbers = dict(
        Submission.objects.filter(mission=mission, root_id__in=list(found)).values_list(
            "root_id", "pk"
        )
    )
    return [
        Aside(root_id, numbers.get(root_id), " ".join(why))
        for root_id, why in sorted(found.items())
    ]


def _said(item: Fed, wording: Wording) -> str:
    values: dict[str, str | int | float] = dict(item.problem)
    return wording.error(AzalaiError(str(values.pop("code")), **values))


def spans(days: Sequence[date]) -> str:
    """Days of one month in few signs.

    >>> spans([date(2020, 6, day) for day in (1, 2, 3, 5, 8, 9)])
    '1–3, 5, 8–9'
    """
    found: list[list[int]] = []
    for day in sorted(one.day for one in days):
        if found and found[-1][-1] == day - 1:
            found[-1] = [found[-1][0], day]
        else:
            found.append([day])
    return ", ".join("–".join(map(str, one)) for one in found)
