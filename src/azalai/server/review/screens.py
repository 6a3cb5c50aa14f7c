"""The queue of a mission, the records of one point and day, and the inbox of unknown forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from azalai.model.errors import AzalaiError
from azalai.model.flows import Sensitivity
from azalai.model.periods import Month
from azalai.server import audit
from azalai.server.missions import today_of, zone_of
from azalai.server.models import Flag, Form, Mission, State, Submission
from azalai.server.pages.flash import flash
from azalai.server.people.actors import Actor
from azalai.server.people.doors import needs
from azalai.server.people.roles import Action
from azalai.server.people.visible import OF_RECORD, hidden_questions, levels
from azalai.server.review import checking, queue, states
from azalai.server.review.saying import Sayer, flags
from azalai.server.review.sheet import Sheet, outline_of
from azalai.wording import Wording
from azalai.workspace import Folder, Register

_LINES = 40
"""Point-days on a page."""
_MOST = 1000
"""Records of a point-day that are listed; no enumerator counts more groups in a day."""


def register_of(mission: Mission) -> Register:
    """The points of a mission as its workspace has them now."""
    return Folder(Path(mission.path)).register


@require_GET
@needs(Action.READ)
def show_queue(request: HttpRequest, actor: Actor, mission: Mission) -> HttpResponse:
    """``/m/<mission>/queue``: what has come, by point and day."""
    folder = Folder(Path(mission.path))
    filters = queue.Filters.of(request.GET)
    sees_findings = OF_RECORD["findings"] in levels(actor, mission)
    if not sees_findings:
        # To ask for what has findings would tell which has.
        filters = replace(filters, found="")
    records = actor.submissions().filter(mission=mission)
    lines = queue.point_days(records, filters, zone_of(mission))
    pages = max(1, -(-len(lines) // _LINES))
    page = min(pages, max(1, _whole(request.GET.get("page"), 1)))
    query = request.GET.copy()
    query.pop("page", None)
    language = request.LANGUAGE_CODE
    allowed = actor.points(Action.READ, mission)
    return render(
        request,
        "review/queue.html",
        {
            "mission": mission,
            "filters": filters,
            "lines": lines[(page - 1) * _LINES : page * _LINES],
            "page": page,
            "pages": pages,
            "query": query.urlencode(),
            "any": records.exists(),
            "records": sum(line.records for line in lines),
            "waiting": sum(line.waiting for line in lines),
            "days": len(lines),
            "name": _namer(folder.register, language),
            "points": sorted(
                (
                    (code, point.name(language))
                    for code, point in folder.register.points.items()
                    if allowed is None or code in allowed
                ),
                key=lambda one: one[1],
            ),
            "forms": queue.form_names(records),
            "titles": queue.titles(mission),
            "months": [(month, _month(month, language)) for month in queue.months(records)],
            "silences": queue.silences(actor, mission, folder, today_of(mission)),
            "unknown": queue.unknown(actor, mission).count(),
            "sees_findings": sees_findings,
            "NOWHERE": queue.NOWHERE,
        },
    )


@require_GET
@needs(Action.READ)
def show_day(request: HttpRequest, actor: Actor, mission: Mission) -> HttpResponse:
    """``/m/<mission>/queue/day?day=…&point=…``: the records of one point and day."""
    register = register_of(mission)
    wording = Wording(request.LANGUAGE_CODE)
    records = _of_day(actor, mission, request.GET)
    items = list(
        records.select_related("device", "form").order_by(
            F("time").asc(nulls_last=True), "received_at", "pk"
        )[:_MOST]
    )
    found = queue.findings_of(items)
    may_review = any(actor.may(Action.REVIEW, mission, item.point) for item in items[:1])
    clean = records.filter(states.clean()) if may_review else records.none()
    seen = levels(actor, mission, _point(request.GET))
    sayers = {
        form: Sayer(wording, register, sheet.labels, sheet.hidden)
        for form, sheet in _sheets(items, seen, wording, register).items()
    }
    return render(
        request,
        "review/day.html",
        {
            "mission": mission,
            "point": _point(request.GET),
            "day": _day(request.GET),
            "practice": request.GET.get("practice", ""),
            "name": _namer(register, wording.lang),
            "items": items,
            "found": {
                item.pk: [
                    (one.severity, sayers[item.form_id].text(one)) for one in found.get(item.pk, [])
                ]
                for item in items
            },
            "flags": {item.pk: flags(item, wording) for item in items},
            "persons": sum(i.persons or 0 for i in items if i.state != State.REJECTED),
            "clean": {item.pk for item in clean},
            "may_review": may_review,
            "sees": {name: level in seen for name, level in OF_RECORD.items()},
        },
    )


@require_POST
@needs(Action.REVIEW)
def move_day(request: HttpRequest, actor: Actor, mission: Mission) -> HttpResponse:
    """Approve what is clean of a point-day, or move those that were ticked: all or none."""
    records = _of_day(actor, mission, request.POST, Action.REVIEW)
    to = request.POST.get("to", "")
    if to == "clean":
        count = states.approve_clean(actor, records)
    else:
        ticked = request.POST.getlist("record")
        keys = [key for key in ticked if key.isdecimal() and len(key) < 19]
        chosen = records.filter(pk__in=keys).order_by("pk")
        if not chosen or to not in State.values:
            raise AzalaiError("review_nothing_chosen")
        count = states.move_all(actor, list(chosen), State(to), request.POST.get("reason", ""))
        to = str(to)
    if count:
        flash(request, "review.moved." + ("approved" if to == "clean" else to), n=count)
    else:
        flash(request, "review.nothing_clean", "warning")
    if to in (State.REJECTED, "clean", State.APPROVED, State.RETURNED):
        _after(mission)
    return redirect(day_address(mission, _point(request.POST), _day(request.POST),
                                request.POST.get("practice", "")))  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Action.FORMS)
def inbox(request: HttpRequest, actor: Actor, mission: Mission) -> HttpResponse:
    """``/m/<mission>/inbox``: records of forms and versions that nobody knows."""
    if request.method == "POST":
        form = Form.objects.filter(mission=mission, pk=_whole(request.POST.get("form"), 0)).first()
        if form is None:
            raise AzalaiError("review_nothing_chosen")
        count = assign(actor, mission, request.POST.get("form_name", ""), form)
        flash(request, "review.inbox.assigned", n=count)
        return redirect(f"/m/{mission.code}/inbox")
    waiting: dict[str, list[Submission]] = {}
    for item in queue.unknown(actor, mission).select_related("device").order_by("-pk")[:500]:
        waiting.setdefault(item.form_name, []).append(item)
    newer = [
        item
        for item in actor.submissions()
        .filter(mission=mission, form__isnull=False)
        .exclude(flags=[])
        .order_by("-pk")[:500]
        if Flag.UNKNOWN_VERSION in item.flags and item.state in states.PENDING
    ]
    return render(
        request,
        "review/inbox.html",
        {
            "mission": mission,
            "waiting": waiting,
            "newer": newer,
            "forms": [(form.pk, form.form_id) for form in mission.forms.order_by("form_id")],
            "titles": queue.titles(mission),
        },
    )


_OF_A_FORM: Final = (
    "form", "checked", "flags", "point", "day", "time", "direction", "persons", "summary",
)  # fmt: skip
"""What giving a record to a form changes."""


def assign(actor: Actor, mission: Mission, form_name: str, form: Form) -> int:
    """Give the records that name an unknown form to a known one; they are read and checked anew.

    Returns
    -------
    int
        How many there were.
    """
    from azalai.forms.instance import read_instance
    from azalai.server.collection.formfacts import form_facts

    with transaction.atomic():
        # Locked, then read: what arrives meanwhile must not be undone.
        keys = list(
            actor.submissions(Action.FORMS)
            .filter(mission=mission, form=None, form_name=form_name, content__isnull=False)
            .values_list("pk", flat=True)
        )
        # Contents are asked for after that: a join would look for them as of before the wait.
        locked = Submission.objects.select_for_update().filter(pk__in=keys, form=None)
        items = list(locked.order_by("pk"))
        for item in items:
            assert item.content is not None
            facts = form_facts(mission.pk, form.form_id, item.version)
            if not item.sealed:
                summary = facts.summarise(read_instance(bytes(item.content.xml)))
                item.point, item.day, item.time = summary.point, summary.day, summary.time
                item.direction, item.persons = summary.direction, summary.persons
                item.summary = summary.fields
            item.form, item.checked = form, None
            item.flags = [flag for flag in item.flags if flag != Flag.UNKNOWN_FORM]
            item.save(update_fields=_OF_A_FORM)
        audit.record(
            audit.Entry(
                actor.name, "submission.assigned", f"form:{form.pk}", mission.code,
                {"form_name": form_name, "records": len(items)},
            )
        )  # fmt: skip
    checking.check_pending()
    return len(items)


def day_address(mission: Mission, point: str, day: date | None, practice: str = "") -> str:
    """Where the records of a point and day are listed."""
    asked = {"day": day.isoformat() if day else queue.NOWHERE, "point": point or queue.NOWHERE}
    if practice:
        asked["practice"] = "1"
    return f"/m/{mission.code}/queue/day?{urlencode(asked)}"


def _of_day(
    actor: Actor, mission: Mission, query: QueryDict, action: Action = Action.READ
) -> QuerySet[Submission]:
    return actor.submissions(action).filter(
        mission=mission, point=_point(query), day=_day(query),
        practice=bool(query.get("practice")),
    )  # fmt: skip


def _sheets(
    items: list[Submission], allowed: frozenset[Sensitivity], wording: Wording, register: Register
) -> dict[int | None, Sheet]:
    """How the newest version of each form is shown: for the labels of its questions."""
    found: dict[int | None, Sheet] = {}
    for item in items:
        if item.form_id not in found:
            hidden = hidden_questions(item.form, allowed) if item.form else frozenset()
            outline = outline_of(item.form, item.version)
            found[item.form_id] = Sheet(outline, wording, register, hidden)
    return found


def _point(query: QueryDict) -> str:
    point = query.get("point", "")
    return "" if point == queue.NOWHERE else point


def _day(query: QueryDict) -> date | None:
    try:
        return date.fromisoformat(query.get("day", ""))
    except ValueError:
        return None


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else otherwise


def _month(month: str, language: str) -> str:
    return Wording(language).month_title(Month.parse(month))


def _namer(register: Register, language: str):  # type: ignore[no-untyped-def]
    """A function: code of a point -> its name; "" -> "" for a point that nobody knows."""

    def name(code: str) -> str:
        point = register.points.get(code)
        return point.name(language) if point else code

    return name


def _after(mission: Mission) -> None:
    """What was decided is fed into the workspace soon."""
    from azalai.server.jobs import wake

    wake()
