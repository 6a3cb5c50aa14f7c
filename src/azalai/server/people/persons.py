"""The screens of people: who there is, what each may do where, links, grants."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from azalai.model.errors import AzalaiError, InputError
from azalai.server.models import Grant, Role, User
from azalai.server.models.people import normal
from azalai.server.pages.flash import flash
from azalai.server.pages.language import NAMES
from azalai.server.people import links, managing, second
from azalai.server.people.actors import Actor
from azalai.server.people.doors import needs
from azalai.server.people.places import named, points_of
from azalai.server.people.roles import Action
from azalai.server.people.signing import name_objection
from azalai.wording import Wording
from azalai.wording.languages import LANGUAGES

_EVERY = "*"
_CHANGES = ("give", "take", "link", "off", "on", "second")


@require_GET
@needs(Action.PEOPLE)
def everybody(request: HttpRequest, actor: Actor) -> HttpResponse:
    """``/people``."""
    rows = [
        {"person": user, "grants": _grants(request, actor, user), "second": second.has_second(user)}
        for user in managing.known_people(actor)
    ]
    return render(request, "people/people.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs(Action.PEOPLE)
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """``/people/add``: an account with its first role, then the link."""
    asked = _asked(request, actor)
    given = {name: request.POST.get(name, "").strip() for name in ("username", "full_name")}
    shown = asked | given | {
        "language": request.POST.get("language", request.LANGUAGE_CODE), "error": "",
        "languages": list(NAMES.items()), "narrow": True,
    }  # fmt: skip
    if request.method == "POST":
        shown["error"] = name_objection(normal(given["username"]))
        if not shown["error"]:
            role, points = _wanted(request, asked)
            language = shown["language"] if shown["language"] in LANGUAGES else "en"
            # Whether the grant may be given is asked before there is an account without any.
            if not managing.may_give(actor, role, asked["mission"], points):
                raise PermissionDenied
            with transaction.atomic():
                user = managing.add_person(actor, given["username"], given["full_name"], language)
                managing.give(actor, user, role, asked["mission"], points)
            return _link_page(request, user, invited=True)
    return render(request, "people/add.html", shown, status=400 if shown["error"] else 200)


@require_GET
@needs(Action.PEOPLE)
def one(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """``/people/<number>``."""
    user = _found(actor, number)
    shown = _asked(request, actor) | {
        "person": user,
        "grants": _grants(request, actor, user),
        "manages": managing.may_manage(actor, user),
        "is_self": actor.user == user,
        "is_system": actor.may(Action.SYSTEM),
        "has_second": second.has_second(user),
        "invited": not user.has_usable_password(),
    }
    return render(request, "people/person.html", shown)


@require_POST
@needs(Action.PEOPLE)
def change(request: HttpRequest, actor: Actor, number: int, what: str) -> HttpResponse:
    """``/people/<number>/{give,take,link,off,on,second}``."""
    if what not in _CHANGES:
        raise Http404
    user = _found(actor, number)
    here = f"/people/{user.pk}"
    try:
        if what == "give":
            asked = _asked(request, actor)
            role, points = _wanted(request, asked)
            managing.give(actor, user, role, asked["mission"], points)
        elif what == "take":
            managing.take(actor, _grant(user, request.POST.get("grant", "")))
        elif what == "link":
            managing.allow_link(actor, user)
            return _link_page(request, user, invited=not user.has_usable_password())
        elif what == "second":
            managing.drop_second(actor, user)
        else:
            managing.set_active(actor, user, what == "on")
    except AzalaiError as problem:
        flash(request, "people.refused", "error",
              why=Wording(request.LANGUAGE_CODE).error(problem))  # fmt: skip
    else:
        flash(request, f"people.done.{what}", name=user.full_name or user.username)
    # Who took the last role that they could see of somebody sees them no more.
    still = managing.known_people(actor).filter(pk=user.pk).exists()
    return redirect(here if still else "/people")


def _found(actor: Actor, number: int) -> User:
    user = managing.known_people(actor).filter(pk=number).first() if number < 2**62 else None
    if user is None:
        raise Http404
    return user


def _grant(user: User, number: str) -> Grant:
    known = user.grants.filter(pk=int(number)) if number.isdecimal() and len(number) < 19 else None
    grant = known.first() if known is not None else None
    if grant is None:
        raise Http404
    return grant


def _asked(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """The mission that a role is to be given in, with its roles and points to choose from."""
    missions = list(actor.missions(Action.PEOPLE))
    everywhere = actor.may(Action.SYSTEM)
    code = request.POST.get("mission") or request.GET.get("mission") or ""
    if not code:
        code = missions[0].code if missions else _EVERY
    mission = next((item for item in missions if item.code == code), None)
    if mission is None and not (everywhere and code == _EVERY):
        raise Http404
    choices = [(item.code, item.name) for item in missions]
    if everywhere:
        choices.append((_EVERY, Wording(request.LANGUAGE_CODE).text("people.every_mission")))
    roles = managing.roles_to_give(actor, mission)
    text = Wording(request.LANGUAGE_CODE).text
    named_roles = [(role.value, f"people.role.{role.value}") for role in reversed(roles)]
    return {
        "mission": mission,
        "mission_code": code,
        "mission_choices": choices,
        "role_choices": [(role, text(key)) for role, key in named_roles],
        "role_notes": [(key, f"{key}.may") for _, key in named_roles],
        "points": points_of(mission, request.LANGUAGE_CODE) if mission else {},
    }


def _wanted(request: HttpRequest, asked: dict[str, Any]) -> tuple[Role, list[str]]:
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise InputError("grant_role", value=role)
    points = request.POST.getlist("points")
    unknown = [code for code in points if code not in asked["points"]]
    if unknown:
        raise InputError("grant_point", value=unknown[0], known=", ".join(asked["points"]))
    return Role(role), points


def _grants(request: HttpRequest, actor: Actor, user: User) -> list[dict[str, Any]]:
    """What the actor may know of somebody's grants: those of their own missions and of all."""
    mine = set(actor.missions(Action.PEOPLE).values_list("pk", flat=True))
    found = []
    for grant in user.grants.all():
        if grant.mission is not None and grant.mission_id not in mine:
            continue
        limited = grant.mission if grant.points else None
        names = points_of(limited, request.LANGUAGE_CODE) if limited else {}
        found.append({
            "grant": grant,
            "points": named(grant.points, names),
            "removable": managing.may_take(actor, grant),
        })  # fmt: skip
    return found


def _link_page(request: HttpRequest, user: User, invited: bool) -> HttpResponse:
    link = links.link_for(user, request)
    shown = {
        "person": user, "link": link, "picture": second.picture(link), "invited": invited,
        "narrow": True,
    }  # fmt: skip
    return render(request, "people/link.html", shown)
