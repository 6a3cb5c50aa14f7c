"""The screens of devices: phones and browsers that may send, and their revocation."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from azalai.model.errors import InputError
from azalai.server.models import Device, Mission
from azalai.server.pages.flash import flash
from azalai.server.people.actors import Actor
from azalai.server.people.doors import needs
from azalai.server.people.links import base_address
from azalai.server.people.places import named, points_of
from azalai.server.people.roles import Action
from azalai.server.people.second import picture
from azalai.server.people.tokens import collect_qr, new_device, revoke
from azalai.wording.phone import PHONE_LANGUAGES

PHONE_NAMES = {"ar": "العربية", "en": "English", "fr": "Français"}


@require_GET
@needs(Action.DEVICES)
def devices(request: HttpRequest, actor: Actor, mission: Mission) -> HttpResponse:
    """``/m/<mission>/devices``."""
    names = points_of(mission, request.LANGUAGE_CODE)
    known = mission.devices.select_related("revoked_by").order_by("revoked_at", "label", "pk")
    rows = [
        {"device": device, "points": named(device.points, names)}
        for device in known
        if _of(actor, device)
    ]
    # Those that still send first; SQLite and PostgreSQL sort what is empty differently.
    rows.sort(key=lambda row: row["device"].revoked_at is not None)  # type: ignore[attr-defined]
    return render(request, "people/devices.html", {"rows": rows, "languages": PHONE_NAMES})


@require_http_methods(["GET", "POST"])
@needs(Action.DEVICES)
def add_device(request: HttpRequest, actor: Actor, mission: Mission) -> HttpResponse:
    """``/m/<mission>/devices/add``: then, once, the codes that set the phone up."""
    limits = actor.points(Action.DEVICES, mission)
    points = {
        code: name
        for code, name in points_of(mission, request.LANGUAGE_CODE).items()
        if limits is None or code in limits
    }
    shown: dict[str, Any] = {
        "points": points, "limited": limits is not None, "narrow": True, "error": "",
        "point_error": "", "label": request.POST.get("label", "").strip()[:200],
        "chosen": [code for code in request.POST.getlist("points") if code in points],
        "language": request.POST.get("language", "fr"),
        "practice": bool(request.POST.get("practice")),
        "languages": [(code, PHONE_NAMES.get(code, code)) for code in PHONE_LANGUAGES],
    }  # fmt: skip
    if request.method == "GET":
        return render(request, "people/device_add.html", shown)
    shown["error"] = "" if shown["label"] else "people.devices.label_missing"
    if limits is not None and not shown["chosen"]:
        shown["point_error"] = "people.devices.point_missing"
    if shown["language"] not in PHONE_LANGUAGES:
        raise InputError(
            "unknown_language", value=shown["language"], known=", ".join(PHONE_LANGUAGES)
        )
    if shown["error"] or shown["point_error"]:
        return render(request, "people/device_add.html", shown, status=400)
    device, token = new_device(
        mission, shown["label"], actor=actor, points=shown["chosen"],
        language=shown["language"], practice=shown["practice"],
    )  # fmt: skip
    base = base_address(request)
    page = f"{base}/c/#d={token}"
    shown = {
        "device": device, "page": page, "page_picture": picture(page), "narrow": False,
        "server": f"{base}/d/{token}",
        "collect_picture": picture(
            collect_qr(base, token, project=mission.name, language=device.language)
        ),
        "plain": not base.startswith("https://"),
        "only_here": urlsplit(base).hostname in ("127.0.0.1", "localhost", "::1"),
    }  # fmt: skip
    return render(request, "people/device_new.html", shown)


@require_POST
@needs(Action.DEVICES)
def revoke_device(
    request: HttpRequest, actor: Actor, mission: Mission, number: int
) -> HttpResponse:
    """``/m/<mission>/devices/<number>/revoke``: from now on it may not send."""
    device = mission.devices.filter(pk=number).first() if number < 2**62 else None
    if device is None:
        raise Http404
    if not _of(actor, device):
        raise PermissionDenied
    revoke(device, actor)
    flash(request, "people.devices.revoked_now", label=device.label)
    return redirect(f"/m/{mission.code}/devices")


def _of(actor: Actor, device: Device) -> bool:
    """Whether a device is somebody's to manage: it is for no point that is not theirs."""
    limits = actor.points(Action.DEVICES, device.mission)
    return limits is None or (bool(device.points) and limits.issuperset(device.points))
