"""Every screen's door: who may enter, which mission it is about, and 404 before 403."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from azalai.server.models import Mission
from azalai.server.people.actors import Actor, actor_of_user
from azalai.server.people.roles import Action
from azalai.server.people.second import needs_second

View = Callable[..., HttpResponse]


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in; its grants are read once a request.

    Who needs a second factor and has not shown it in this session may do nothing yet.
    """
    if not hasattr(request, "_actor"):
        found = actor_of_user(request.user)  # type: ignore[arg-type]
        if not settled(request):
            found = Actor(found.name, (), user=found.user)
        request._actor = found  # type: ignore[attr-defined]
    actor: Actor = request._actor  # type: ignore[attr-defined]
    return actor


def settled(request: HttpRequest) -> bool:
    """Whether whoever is signed in has shown everything that is asked of them."""
    user: Any = request.user
    return bool(user.is_authenticated and (verified(request) or not needs_second(user)))


def verified(request: HttpRequest) -> bool:
    """Whether the second factor was shown in this session."""
    # Who was signed in just now, in this request, has nothing of the kind yet.
    shown: Any = getattr(request.user, "is_verified", bool)
    return bool(shown())


def safe_next(address: str) -> str:
    """Where to go on, if it is a page of this server; else the start page.

    Examples
    --------
    >>> safe_next("/m/mli/queue?page=2"), safe_next("//evil.example"), safe_next("javascript:1")
    ('/m/mli/queue?page=2', '/', '/')
    """
    own = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if own else "/"


def needs(action: Action) -> Callable[[View], View]:
    """A view for those who may do this.

    The view is called with ``(request, actor, …)``; where its address has ``mission`` (a code),
    with the `Mission` instead. Not signed in: to the sign-in page; without a second factor that is
    needed: to where it is set up. A mission of which the actor may see nothing: 404, as if it did
    not exist. Otherwise not allowed: 403.
    """

    def decorate(view: View) -> View:
        guarded = _guarded(view, action)
        guarded.needs = action  # type: ignore[attr-defined]
        return guarded

    return decorate


def needs_any(view: View) -> View:
    """As `needs`, for those who may do anything at all in the mission."""
    return _guarded(view, None)


def signed_in(view: View) -> View:
    """As `needs`, for everybody who is signed in: a view about oneself, not about a mission."""
    return _guarded(view, None)


def _guarded(view: View, action: Action | None) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            # Nothing can be repeated that was posted.
            here = request.get_full_path() if request.method == "GET" else "/"
            return redirect(f"/login?{urlencode({'next': here})}")
        if not settled(request):
            return redirect("/account/second")
        actor = actor_of(request)
        mission = None
        if "mission" in kwargs:
            mission = Mission.objects.filter(code=kwargs["mission"]).first()
            seen = mission and any(actor.may(one, mission) for one in Action)
            if mission is None or not seen:
                raise Http404
            kwargs["mission"] = mission
        if action is not None and not actor.may(action, mission):
            raise PermissionDenied
        return view(request, actor, *args, **kwargs)

    return guarded
