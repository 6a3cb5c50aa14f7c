"""What stands around every screen: missions, navigation, languages, remarks."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from azalai.server.models import Mission, User
from azalai.server.pages.flash import Said, said
from azalai.server.pages.language import NAMES
from azalai.server.people.actors import Actor
from azalai.server.people.doors import actor_of

_OF_A_MISSION = ("queue", "calendar", "map", "closing", "forms", "devices")
_OF_ALL = ("people", "audit")
_BENEATH = {"queue": ("records", "inbox")}
"""What else is reached through a tab, and has none of its own."""
_LAST = "mission"


@dataclass(frozen=True, slots=True)
class Tab:
    """An entry of the navigation.

    Attributes
    ----------
    general : bool
        Belongs to no mission.
    apart : bool
        The first of those.
    """

    name: str
    address: str
    current: bool
    general: bool
    apart: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What `base.html` needs.

    Attributes
    ----------
    full : bool
        The disk is: nothing is taken in from phones.
    here : str
        Where to come back to after the language was changed.
    languages : list of (str, str)
        Those that the page is not in: code, and the name it has for itself.
    """

    user: User | None
    mission: Mission | None
    missions: list[Mission]
    tabs: list[Tab]
    languages: list[tuple[str, str]]
    said: list[Said]
    here: str
    full: bool = False


def frame_of(request: HttpRequest) -> Frame:
    """The frame for whoever asks, worked out once; also where an error came before the session was
    read."""
    made: Frame | None = getattr(request, "_frame", None)
    if made is None:
        made = request._frame = _frame(request)  # type: ignore[attr-defined]
    return made


def _frame(request: HttpRequest) -> Frame:
    here = request.get_full_path() if request.method == "GET" else "/"
    others = [(code, name) for code, name in NAMES.items() if code != request.LANGUAGE_CODE]
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Frame(None, None, [], [], others, said(request), here)
    # Who has not shown a second factor that is needed has no mission and no door: no entries.
    actor = actor_of(request)
    missions = list(actor.every_mission())
    mission = _mission(request, missions)
    tabs = tabs_of(request, actor, mission)
    full = not settings.HOME.has_room(settings.RESERVE)
    return Frame(actor.user, mission, missions, tabs, others, said(request), here, full)


def _mission(request: HttpRequest, missions: list[Mission]) -> Mission | None:
    """That of the address, else the one last looked at, else the first."""
    match = request.resolver_match
    named = match.kwargs.get("mission") if match else None
    found = {one.code: one for one in missions}
    last = request.session.get(_LAST)
    if named in found and named != last:
        request.session[_LAST] = named
    return found.get(named or last or "") or (missions[0] if missions else None)


def tabs_of(request: HttpRequest, actor: Actor, mission: Mission | None) -> list[Tab]:
    """The screens that there are and whose doors open."""
    tabs: list[Tab] = []
    addresses = [(name, f"/m/{mission.code}/{name}") for name in _OF_A_MISSION if mission]
    addresses += [(name, f"/{name}") for name in _OF_ALL]
    for name, address in addresses:
        try:
            needs = getattr(resolve(address).func, "needs", None)
        except Resolver404:
            continue
        where = mission if name in _OF_A_MISSION else None
        if needs is None or not actor.may(needs, where):
            continue
        beneath = [f"/m/{where.code}/{one}" for one in _BENEATH.get(name, ())] if where else []
        current = any(f"{request.path}/".startswith(f"{one}/") for one in (address, *beneath))
        general = name in _OF_ALL
        apart = general and not (tabs and tabs[-1].general)
        tabs.append(Tab(name, address, current, general, apart))
    return tabs
