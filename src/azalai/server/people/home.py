"""The start page, and where a mission begins."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from azalai.server.models import Mission
from azalai.server.pages.frame import tabs_of
from azalai.server.people.actors import Actor
from azalai.server.people.doors import needs_any, signed_in


@require_GET
@signed_in
def start(request: HttpRequest, actor: Actor) -> HttpResponse:
    """``/``: into the only mission, or a choice of them."""
    missions = list(actor.every_mission())
    if len(missions) == 1:
        return redirect(f"/m/{missions[0].code}/")
    return render(request, "people/start.html", {"missions": missions})


@require_GET
@needs_any
def enter_mission(request: HttpRequest, actor: Actor, mission: Mission) -> HttpResponse:
    """``/m/<mission>/``: to the first of its screens that is open to whoever asks."""
    for tab in tabs_of(request, actor, mission):
        if not tab.general:
            return redirect(tab.address)
    return render(request, "people/nothing.html", {"mission": mission})
