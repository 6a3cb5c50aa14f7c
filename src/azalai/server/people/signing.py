"""Signing in and out, the second step of it, the language, links that are good once."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import login, logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_otp.models import Device

from azalai.server import audit
from azalai.server.models import User
from azalai.server.models.people import normal
from azalai.server.pages.flash import flash
from azalai.server.people import links, passwords, second, setup
from azalai.server.people.addresses import address_of
from azalai.server.people.choosing import objection
from azalai.server.people.doors import safe_next
from azalai.wording.languages import LANGUAGES

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_PENDING = "pending"
_PATIENCE = 600
"""Seconds within which the code must follow the password."""
_CODES = 5
"""Wrong codes after which the password is asked for again."""


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """``/login``."""
    onward = safe_next(request.POST.get("next") or request.GET.get("next") or "/")
    if request.user.is_authenticated:
        return redirect(onward)
    shown: dict[str, Any] = {"next": onward, "username": "", "error": "", "narrow": True}
    if request.method == "GET":
        return render(request, "people/login.html", shown)
    username, address = request.POST.get("username", ""), address_of(request.META)
    user = passwords.check(username, request.POST.get("password", ""), address, then_second=True)
    if user is None:
        late = passwords.throttled(username, address)
        shown |= {"username": username[:150]}
        shown["error"] = "people.login.wait" if late else "people.login.wrong"
        return render(request, "people/login.html", shown, status=429 if late else 403)
    if second.has_second(user):
        request.session.cycle_key()
        request.session[_PENDING] = {
            "user": user.pk, "at": time.time(), "left": _CODES, "next": onward,
            "hash": user.get_session_auth_hash(),
        }  # fmt: skip
        return redirect("/login/second")
    enter(request, user)
    return redirect("/account/second" if second.must_have_second(user) else onward)


@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """``/login/second``: the code, shortly after the password."""
    pending = request.session.get(_PENDING)
    if pending is None or time.time() - pending["at"] > _PATIENCE or pending["left"] < 1:
        request.session.pop(_PENDING, None)
        return redirect("/login")
    shown = {"error": "", "narrow": True}
    if request.method == "GET":
        return render(request, "people/login_second.html", shown)
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != pending["hash"]:
        request.session.pop(_PENDING)
        return redirect("/login")
    # Counted before it is looked at, as passwords are.
    request.session[_PENDING] = pending | {"left": pending["left"] - 1}
    request.session.save()
    device = second.proved(user, request.POST.get("code", ""))
    if device is None:
        shown["error"] = "people.second.wrong"
        return render(request, "people/login_second.html", shown, status=403)
    enter(request, user, device)
    return redirect(pending["next"])


def enter(request: HttpRequest, user: User, device: Device | None = None) -> None:
    """Sign somebody in: a new session with nothing of the one before but the language."""
    request.session.flush()
    if device is not None:
        user.otp_device = device  # type: ignore[attr-defined]
    with transaction.atomic():
        login(request, user, backend=_BACKEND)
        name = f"user:{user.pk}"
        audit.record(audit.Entry(name, "user.signed_in", name, detail={"second": bool(device)}))
    request.session["language"] = user.language


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """``/logout``."""
    logout(request)
    return redirect("/login")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """``/language``: of this session, and of the person for good."""
    chosen = request.POST.get("language", "")
    if chosen in LANGUAGES:
        request.session["language"] = chosen
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=chosen)
    return redirect(safe_next(request.POST.get("next", "/")))


@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """``/setup/<token>``: the first administrator."""
    if not setup.good(token):
        raise Http404
    given = {name: request.POST.get(name, "").strip() for name in ("username", "full_name")}
    shown: dict[str, Any] = {**given, "error": "", "taken": "", "narrow": True}
    if request.method == "POST":
        draft = User(username=normal(given["username"]), full_name=given["full_name"][:200])
        password = request.POST.get("password", "")
        shown["taken"] = name_objection(draft.username)
        shown["error"] = objection(password, request.POST.get("again", ""), draft)
        if not shown["taken"] and not shown["error"]:
            try:
                user = setup.make_first(
                    token, draft.username, password, draft.full_name, request.LANGUAGE_CODE
                )
            except PermissionError:
                raise Http404 from None
            enter(request, user)
            return redirect("/account/second")
    status = 400 if shown["error"] or shown["taken"] else 200
    return render(request, "people/setup.html", shown, status=status)


@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """``/welcome/<token>``: somebody chooses a password by a link that is good once."""
    user = links.person_of(token)
    if user is None:
        return render(request, "people/link_gone.html", {"narrow": True}, status=404)
    shown = {"username": user.username, "error": "", "narrow": True}
    if request.method == "POST":
        password = request.POST.get("password", "")
        shown["error"] = objection(password, request.POST.get("again", ""), user)
        if not shown["error"]:
            with transaction.atomic():
                user = links.person_of(token, lock=True)
                if user is None:
                    raise Http404
                user.set_password(password)
                user.save(update_fields=["password"])
                second.end_tokens(user)
                name = f"user:{user.pk}"
                audit.record(audit.Entry(name, "user.password_set", name, detail={"by": "link"}))
            flash(request, "people.welcome.done")
            return redirect("/login")
    return render(request, "people/welcome.html", shown, status=400 if shown["error"] else 200)


def name_objection(username: str) -> str:
    """Key of what speaks against a name for a new account; empty where nothing does."""
    if not username:
        return "people.username.missing"
    return "people.username.taken" if User.objects.filter(username=username).exists() else ""
