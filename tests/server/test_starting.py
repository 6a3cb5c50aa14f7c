"""A server starts on an empty home and says where it listens."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from django.test import Client

from azalai.server.models import AuditEntry, Mission


def test_process_answers(serving: Callable[..., object]) -> None:
    running = serving()
    answer = httpx.get(f"{running.address}/static/nothing.css")  # type: ignore[attr-defined]
    assert answer.status_code == 404


def test_mission_is_added_once(mission: Mission, browser: Callable[..., Client]) -> None:
    from pathlib import Path

    from azalai.server.missions import add_mission

    assert add_mission(Path(mission.path)).pk == mission.pk
    assert AuditEntry.objects.filter(action="mission.added").count() == 1
