"""The screen of the audit chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from azalai.server.audit.reading import entries, readable
from azalai.server.audit.speaking import action_in, detail_in
from azalai.server.audit.verify import verify
from azalai.server.models import AuditEntry
from azalai.server.people.actors import Actor
from azalai.server.people.doors import needs
from azalai.server.people.roles import Action
from azalai.wording import Wording

_ON_A_PAGE = 50
_KINDS: Mapping[str, tuple[str, ...]] = {
    "user": ("user", "token"), "grant": ("grant",), "device": ("device",),
    "submission": ("submission", "finding", "note", "records"), "form": ("form",),
    "mission": ("mission",), "closing": ("month", "months"), "backup": ("backup",),
}  # fmt: skip
"""What a reader may ask for, and how the names of those actions begin."""


@require_http_methods(["GET", "POST"])
@needs(Action.AUDIT)
def audit(request: HttpRequest, actor: Actor) -> HttpResponse:
    """``/audit``; posted to: is the chain whole?"""
    verdict = None
    if request.method == "POST":
        if not actor.may(Action.SYSTEM):
            raise PermissionDenied
        verdict = verify()
    asked = {name: request.GET.get(name, "").strip() for name in ("mission", "kind", "who", "day")}
    pages = Paginator(_filtered(entries(actor), asked), _ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    wording = Wording(request.LANGUAGE_CODE)
    lines = [
        (one, action_in(one, wording), detail_in(one, wording))
        for one in readable(page.object_list)
    ]
    missions = [(one.code, f"{one.name} · {one.code}") for one in actor.missions(Action.AUDIT)]
    shown: dict[str, Any] = {
        "lines": lines, "page": page.number, "pages": pages.num_pages,
        "count": pages.count, "query": query.urlencode(), "asked": asked, "kinds": _KINDS,
        "missions": missions,
        "verdict": verdict, "is_system": actor.may(Action.SYSTEM),
    }  # fmt: skip
    return render(request, "audit/audit.html", shown)


def _filtered(found: QuerySet[AuditEntry], asked: dict[str, str]) -> QuerySet[AuditEntry]:
    if asked["mission"]:
        found = found.filter(mission=asked["mission"])
    if asked["kind"] in _KINDS:
        begins = (Q(action__startswith=f"{one}.") for one in _KINDS[asked["kind"]])
        found = found.filter(reduce(or_, begins))
    if asked["who"]:
        found = found.filter(actor=asked["who"]) | found.filter(subject=asked["who"])
    if asked["day"]:
        try:
            day = date.fromisoformat(asked["day"])
            following = day + timedelta(1)
        except (ValueError, OverflowError):
            return found.none()
        # ISO text sorts as time does.
        found = found.filter(at__gte=day.isoformat(), at__lt=following.isoformat())
    return found
