"""The calendar of points and days, and the map of a day."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from azalai.model.errors import AzalaiError
from azalai.model.periods import Month
from azalai.reports.bulletin import backdrop_of
from azalai.server.feeding.calendar import LATE, calendar
from azalai.server.feeding.map import PointState, draw, mark, states
from azalai.server.missions import folder_of, today_of
from azalai.server.models import Mission
from azalai.server.people.actors import Actor
from azalai.server.people.doors import needs
from azalai.server.people.roles import Action
from azalai.wording import Wording


@require_GET
@needs(Action.READ)
def show_calendar(request: HttpRequest, actor: Actor, mission: Mission) -> HttpResponse:
    """``?month=2020-06``; the latest month of which something came, unless it is named."""
    folder, today = folder_of(mission), today_of(mission)
    month = _asked(request.GET.get("month", "")) or _latest(actor, mission, today)
    said = {
        "mission": mission,
        "month": month,
        "before": month.previous if month > Month(1900, 1) else None,
        "after": month.shifted(1) if month < Month.of(today) else None,
        "lines": calendar(actor, mission, folder, month, today),
        "days": list(month.dates()),
        "today": today,
        "late": LATE.days,
    }
    return render(request, "feeding/calendar.html", said)


@require_GET
@needs(Action.READ)
def show_map(request: HttpRequest, actor: Actor, mission: Mission) -> HttpResponse:
    """``?day=2020-06-12``; today unless it is named."""
    folder, today = folder_of(mission), today_of(mission)
    day = _day(request.GET.get("day", "")) or today
    wording = Wording(request.LANGUAGE_CODE)
    found = states(actor, mission, folder, day, today)
    title = wording.text("feeding.map.alt", day=wording.date(day), mission=mission.name)
    regions = list(backdrop_of(folder, wording.lang).regions)
    order = list(PointState)
    said = {
        "mission": mission,
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None,
        "found": sorted(found, key=lambda item: (_URGENCY[item.state], item.point.code)),
        "picture": draw(found, mission.country, regions, title, wording.lang),
        "signs": [(state, mark(state, 15, 15)) for state in order],
        "counts": {state: sum(item.state is state for item in found) for state in order},
        "late": LATE.days,
    }
    return render(request, "feeding/map.html", said)


_URGENCY = {
    PointState.SILENT: 0, PointState.LATE: 1, PointState.HEARD: 2, PointState.CLOSED: 3,
}  # fmt: skip


def _asked(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except AzalaiError:
        return None


def _latest(actor: Actor, mission: Mission, today: date) -> Month:
    """The month of the last day of which there is a record, and no later one than today's."""
    records = actor.submissions().filter(mission=mission, practice=False, day__lte=today)
    last = records.order_by("-day").values_list("day", flat=True).first()
    return Month.of(last) if last is not None and last.year >= 1900 else Month.of(today)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1901 <= found.year <= 9990 else None
