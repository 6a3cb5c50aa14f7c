"""One's own account: name, language, password, second factor."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout, update_session_auth_hash
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as show_second

from azalai.server import audit
from azalai.server.models import User
from azalai.server.pages.flash import flash
from azalai.server.pages.language import NAMES
from azalai.server.people import passwords, second
from azalai.server.people.actors import Actor
from azalai.server.people.addresses import address_of
from azalai.server.people.choosing import objection
from azalai.server.people.doors import signed_in, verified
from azalai.wording.languages import LANGUAGES


@require_http_methods(["GET", "POST"])
@signed_in
def account(request: HttpRequest, actor: Actor) -> HttpResponse:
    """``/account``."""
    user = _person(actor)
    if request.method == "POST":
        user.full_name = request.POST.get("full_name", "").strip()[:200]
        language = request.POST.get("language", "")
        if language in LANGUAGES:
            user.language = request.session["language"] = language
        with transaction.atomic():
            user.save(update_fields=["full_name", "language"])
            _record(user, "user.changed")
        flash(request, "people.account.saved")
        return redirect("/account")
    shown = {
        "person": user,
        "grants": user.grants.select_related("mission").order_by("mission__name", "role"),
        "has_second": second.has_second(user),
        "must_second": second.must_have_second(user),
        "codes_left": second.codes_left(user),
        "languages": list(NAMES.items()),
    }
    return render(request, "people/account.html", shown)


@require_http_methods(["GET", "POST"])
@signed_in
def password(request: HttpRequest, actor: Actor) -> HttpResponse:
    """``/account/password``: with the old one; every other session ends."""
    user = _person(actor)
    shown: dict[str, Any] = {"error": "", "wrong": "", "narrow": True, "username": user.username}
    if request.method == "POST":
        chosen = request.POST.get("password", "")
        shown["error"] = objection(chosen, request.POST.get("again", ""), user)
        if not shown["error"] and not _password_again(request, user):
            shown["wrong"] = "people.login.wrong_own"
        if not shown["error"] and not shown["wrong"]:
            with transaction.atomic():
                user.set_password(chosen)
                user.save(update_fields=["password"])
                second.end_tokens(user)
                _record(user, "user.password_set", by="self")
            update_session_auth_hash(request, user)
            flash(request, "people.account.password_set")
            return redirect("/account")
    status = 400 if shown["error"] or shown["wrong"] else 200
    return render(request, "people/account_password.html", shown, status=status)


@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """``/account/second``: set up an app; open to who needs one before anything else."""
    if not request.user.is_authenticated:
        return redirect("/login?next=/account/second")
    user = User.objects.get(pk=request.user.pk)
    if second.has_second(user) and not verified(request):
        # It was set up in another session: this one has to show it at the sign-in.
        logout(request)
        return redirect("/login")
    if second.has_second(user) and not request.session.get("new_app"):
        return redirect("/account")
    device = second.pending_app(user)
    shown: dict[str, Any] = {"error": "", "narrow": True, "must": second.must_have_second(user)}
    if request.method == "POST":
        with transaction.atomic():
            confirmed = second.confirm_app(user, request.POST.get("code", ""))
            if confirmed:
                second.end_tokens(user)
                answer = _new_codes(request, user, "user.second_set")
        if confirmed:
            device.refresh_from_db()
            show_second(request, device)
            request.session.pop("new_app", None)
            request.session.cycle_key()
            return answer
        shown["error"] = "people.second.wrong"
    shown |= {
        "picture": second.picture(device.config_url), "secret": second.secret_of(device)
    }  # fmt: skip
    status = 400 if shown["error"] else 200
    return render(request, "people/second_setup.html", shown, status=status)


@require_POST
@signed_in
def change_second(request: HttpRequest, actor: Actor, change: str) -> HttpResponse:
    """``/account/second/{codes,app,remove}``: new codes, another app, none; with the password."""
    if change not in ("codes", "app", "remove"):
        raise Http404
    user = _person(actor)
    if not _password_again(request, user):
        flash(request, "people.login.wrong_own", "error")
        return redirect("/account")
    if change == "codes" and second.has_second(user):
        return _new_codes(request, user, "user.codes_made")
    if change == "app" and second.has_second(user):
        request.session["new_app"] = True
        return redirect("/account/second")
    if change == "remove" and not second.must_have_second(user):
        with transaction.atomic():
            second.forget_second(user)
            _record(user, "user.second_removed")
        flash(request, "people.second.removed")
    return redirect("/account")


def _new_codes(request: HttpRequest, user: User, action: str) -> HttpResponse:
    with transaction.atomic():
        codes = second.new_codes(user)
        _record(user, action)
    return render(request, "people/second_codes.html", {"codes": codes, "narrow": True})


def _password_again(request: HttpRequest, user: User) -> bool:
    """Whether who sits at the screen knows the password: the session alone is not enough."""
    given = request.POST.get("current", "")
    found = passwords.check(user.username, given, address_of(request.META), then_second=True)
    return found is not None and found.pk == user.pk


def _person(actor: Actor) -> User:
    assert actor.user is not None
    return User.objects.get(pk=actor.user.pk)


def _record(user: User, action: str, **detail: object) -> None:
    name = f"user:{user.pk}"
    audit.record(audit.Entry(name, action, name, detail=detail))
