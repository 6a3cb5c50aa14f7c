"""Tokens of programs: shown once, kept as a hash, good for a day."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from azalai.server import audit
from azalai.server.models import ApiToken, User
from azalai.server.people.tokens import hashed

LASTS: Final = timedelta(hours=24)


def new_token(user: User) -> tuple[ApiToken, str]:
    """A token for somebody whose password was checked; the second value is never seen again.

    Tokens of this person that have run out go.
    """
    token = secrets.token_urlsafe(48)
    now = timezone.now()
    with transaction.atomic():
        ApiToken.objects.filter(user=user, expires_at__lte=now).delete()
        made = ApiToken.objects.create(
            user=user, sha256=hashed(token), created_at=now, expires_at=now + LASTS
        )
        audit.record(audit.Entry(f"user:{user.pk}", "token.made", f"token:{made.pk}"))
    return made, token


def token_of(text: str) -> ApiToken | None:
    """The token that stands, with its person; None where it never was, was ended, or ran out."""
    found = ApiToken.objects.select_related("user").filter(
        sha256=hashed(text), expires_at__gt=timezone.now(), user__is_active=True
    )
    return found.first()


def end_token(token: ApiToken) -> None:
    """It opens nothing any more."""
    with transaction.atomic():
        audit.record(audit.Entry(f"user:{token.user_id}", "token.ended", f"token:{token.pk}"))
        token.delete()
