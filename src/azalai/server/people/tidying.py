"""What has run out is deleted: nobody's address or session is kept longer than it is needed."""

from __future__ import annotations

import time
from typing import Final

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from azalai.server.models import ApiToken
from azalai.server.people.passwords import forget_old_tries

_EVERY: Final = 3600.0
"""Seconds between two times."""

_next = 0.0


def forget_expired() -> int:
    """Delete sessions, tokens of programs and tries of passwords that have run out.

    For the background, which comes by every half minute: once an hour is enough.

    Returns
    -------
    int
        1 where it was time, else 0.
    """
    global _next
    if time.monotonic() < _next:
        return 0
    _next = time.monotonic() + _EVERY
    SessionStore.clear_expired()
    ApiToken.objects.filter(expires_at__lte=timezone.now()).delete()
    forget_old_tries()
    return 1
