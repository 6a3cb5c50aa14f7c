"""Every screen's door: who may enter, which mission it is about, and 404 before 403."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from azalai.server.models import Mission
from azalai.server.people.actors import Actor, actor_of_user
from azalai.server.people.roles import Action

View = Callable[..., HttpResponse]


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in; its grants are read once a request."""
    if not hasattr(request, "_actor"):
        request._actor = actor_of_user(request.user)  # type: ignore[attr-defined, arg-type]
    found: Actor = request._actor  # type: ignore[attr-defined]
    return found


def needs(action: Action) -> Callable[[View], View]:
    """A view for those who may do this.

    The view is called with ``(request, actor, …)``; where its address has ``mission`` (a code),
    with the `Mission` instead. Not signed in: to the sign-in page. A mission of which the actor may
    see nothing: 404, as if it did not exist. Otherwise not allowed: 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect(f"/login?next={request.path}")
            actor = actor_of(request)
            mission = None
            if "mission" in kwargs:
                mission = Mission.objects.filter(code=kwargs["mission"]).first()
                seen = mission and any(actor.may(one, mission) for one in Action)
                if mission is None or not seen:
                    raise Http404
                kwargs["mission"] = mission
            if not actor.may(action, mission):
                raise PermissionDenied
            return view(request, actor, *args, **kwargs)

        guarded.needs = action  # type: ignore[attr-defined]
        return guarded

    return decorate
