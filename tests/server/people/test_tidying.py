"""What has run out does not stay: sessions, tokens of programs, addresses of tries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from azalai.server.models import ApiToken, PasswordTry, Role, User
from azalai.server.people import tidying


@pytest.fixture
def now_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "_next", 0.0)


def _left() -> tuple[list[str], list[str], list[str]]:
    return (
        sorted(Session.objects.values_list("session_key", flat=True)),
        sorted(ApiToken.objects.values_list("sha256", flat=True)),
        sorted(PasswordTry.objects.values_list("address", flat=True)),
    )


def test_what_has_run_out_is_deleted_and_nothing_else(
    person: Callable[..., User], now_due: None
) -> None:
    user = person("awa", Role.READER)
    now = timezone.now()
    for name, ends in (("old", -timedelta(minutes=1)), ("new", timedelta(hours=1))):
        Session.objects.create(session_key=name, session_data="", expire_date=now + ends)
        ApiToken.objects.create(user=user, sha256=name, created_at=now, expires_at=now + ends)
    # A wrong try counts for half an hour; where somebody signed in is known for ninety days.
    for address, minutes, good in (
        ("192.0.2.1", 31, False), ("192.0.2.2", 29, False),
        ("192.0.2.3", 91 * 1440, True), ("192.0.2.4", 89 * 1440, True),
    ):  # fmt: skip
        at = now - timedelta(minutes=minutes)
        PasswordTry.objects.create(account="a", address=address, at=at, good=good)
    assert tidying.forget_expired() == 1
    assert _left() == (["new"], ["new"], ["192.0.2.2", "192.0.2.4"])
    # Once an hour is enough.
    assert tidying.forget_expired() == 0
