"""Tokens of devices: made once, shown once, kept only as a hash, worth nothing once revoked."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction

from azalai.server import audit
from azalai.server.models import Device, Mission, User
from azalai.server.people.actors import Actor

_MOST: Final = 2000

_fresh: dict[str, Device] = {}
_lock = threading.Lock()


def new_device(
    mission: Mission,
    label: str,
    *,
    actor: Actor,
    points: Iterable[str] = (),
    language: str = "fr",
    practice: bool = False,
    user: User | None = None,
) -> tuple[Device, str]:
    """Let a phone or a browser send to a mission.

    Parameters
    ----------
    points : iterable of str
        Codes for which it is meant; none for all.
    user : User, optional
        The enumerator, where one device is one person's.

    Returns
    -------
    device : Device
    token : str
        43 characters, 256 random bits. It is not kept: whoever loses it makes another device.
    """
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        device = Device.objects.create(
            mission=mission,
            label=label,
            token_sha256=hashed(token),
            points=sorted(points),
            language=language,
            practice=practice,
            user=user,
            created_by=actor.user,
        )
        audit.record(
            audit.Entry(
                actor.name, "device.added", f"device:{device.pk}", mission.code,
                {"label": label, "points": device.points, "practice": practice},
            )
        )  # fmt: skip
    return device, token


def revoke(device: Device, actor: Actor) -> None:
    """From now on nothing is taken from a device; what it sent stays. Repeatable."""
    with transaction.atomic():
        changed = Device.objects.filter(pk=device.pk, revoked_at=None).update(
            revoked_at=datetime.now(UTC), revoked_by=actor.user
        )
        if changed:
            audit.record(
                audit.Entry(
                    actor.name, "device.revoked", f"device:{device.pk}", device.mission.code
                )
            )
    forget()
    device.refresh_from_db()


def device_of(token: str) -> Device | None:
    """The device of a token, with its mission; None for one unknown or revoked.

    Asks the database each time: a revocation holds from the moment it is made.
    """
    return (
        Device.objects.select_related("mission")
        .filter(token_sha256=hashed(token), revoked_at=None)
        .first()
    )


def sending_device(token: str) -> Device | None:
    """As `device_of`, from memory where it was asked before: for what `receive` checks again.

    A device revoked by another process may be given out once more; `receive` then takes nothing.
    """
    found = _fresh.get(token)
    if found is None:
        found = device_of(token)
        if found is not None:
            with _lock:
                if len(_fresh) >= _MOST:
                    _fresh.clear()
                _fresh[token] = found
    return found


def forget() -> None:
    """Ask the database at the next sending: a device has changed."""
    with _lock:
        _fresh.clear()


def collect_qr(url: str, token: str, *, project: str = "", language: str = "") -> str:
    """The text of a QR code that sets up ODK Collect.

    Parameters
    ----------
    url : str
        The server's public address.
    project : str
        As the phone shows it.
    language : str
        Of the app; the phone's own unless given.

    Examples
    --------
    >>> import base64, json, zlib
    >>> text = collect_qr("https://flows.example.org", "t0ken", project="Mali")
    >>> said = json.loads(zlib.decompress(base64.b64decode(text)))
    >>> said["general"]["server_url"], said["project"]["name"]
    ('https://flows.example.org/d/t0ken', 'Mali')
    """
    general: dict[str, Any] = {
        "protocol": "odk_default",
        "server_url": f"{url.rstrip('/')}/d/{token}",
        "form_update_mode": "match_exactly",
        "autosend": "wifi_and_cellular",
        "delete_send": False,
    }
    if language:
        general["app_language"] = language
    said: dict[str, Any] = {"general": general, "admin": {}, "project": {}}
    if project:
        said["project"]["name"] = project
    packed = zlib.compress(json.dumps(said, separators=(",", ":")).encode(), 9)
    return base64.b64encode(packed).decode()


def hashed(token: str) -> str:
    """What is kept of a token, whoever's it is: its SHA-256. A token has 256 random bits."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
