"""The first administrator: by a link that is good once, printed where the server is started."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from azalai.server import audit
from azalai.server.models import AuditHead, Grant, Role, User
from azalai.server.people.tokens import hashed


def setup_link() -> str | None:
    """An address at which the first administrator makes their account; None once there is one.

    Each call makes a new link and the one before worthless. Only its hash is kept, in the
    server's home. It begins with the public address where one is set, else with ``/setup/``.
    """
    if administrators().exists():
        return None
    token = secrets.token_urlsafe(32)
    path = _path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pending = path.with_name(f".setup.{os.getpid()}")
    descriptor = os.open(pending, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(hashed(token))
    pending.replace(path)
    return f"{settings.PUBLIC_URL}/setup/{token}"


def good(token: str) -> bool:
    """Whether a link's token is the last one made, and still needed."""
    path = _path()
    if not path.is_file() or administrators().exists():
        return False
    return hmac.compare_digest(path.read_text(), hashed(token))


def make_first(token: str, username: str, password: str, full_name: str, language: str) -> User:
    """The first administrator; of two who use the link at once only one.

    Raises
    ------
    PermissionError
        Where the link is not good (any more).
    """
    with transaction.atomic():
        # The chain's head is one row: who holds it is alone.
        AuditHead.objects.select_for_update().get()
        if not good(token):
            raise PermissionError
        user = User.objects.create(username, password, full_name=full_name, language=language)
        Grant.objects.create(user=user, role=Role.ADMINISTRATOR, mission=None)
        audit.record(
            audit.Entry(
                f"user:{user.pk}", "user.created", f"user:{user.pk}", detail={"first": True}
            )
        )
    _path().unlink(missing_ok=True)
    return user


def administrators() -> QuerySet[User]:
    """Those who may do everything and can sign in."""
    return User.objects.filter(
        is_active=True, grants__role=Role.ADMINISTRATOR, grants__mission=None
    ).distinct()


def _path() -> Path:
    path: Path = settings.HOME.keys / "setup"
    return path
