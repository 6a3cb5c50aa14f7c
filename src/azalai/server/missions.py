"""Missions: the workspaces that this server feeds."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from time import monotonic

from django.db import transaction

from azalai.model.errors import AzalaiError
from azalai.server import audit
from azalai.server.models import Mission
from azalai.workspace import Folder


def add_mission(path: Path, code: str = "") -> Mission:
    """Take a workspace into this server's care; one that it has already is only returned.

    Parameters
    ----------
    code : str
        As addresses name it; the workspace's country in small letters unless given.
    """
    folder = Folder(path)
    known = Mission.objects.filter(path=str(folder.root)).first()
    if known is not None:
        return known
    names = folder.config.name
    with transaction.atomic():
        mission = Mission.objects.create(
            code=code or folder.country.lower(),
            name=names.get("en") or next(iter(names.values()), folder.country),
            country=folder.country,
            path=str(folder.root),
        )
        audit.record(audit.Entry("system", "mission.added", f"mission:{mission.pk}", mission.code))
    return mission


def folder_of(mission: Mission) -> Folder:
    """A mission's workspace, opened.

    Raises
    ------
    WorkspaceError
        ``not_a_workspace`` where the folder has gone.
    """
    return Folder(Path(mission.path))


def zone_of(mission: Mission) -> tzinfo:
    """The clocks by which the mission's people count, as its workspace says now."""
    return zone_at(mission.path)


def zone_at(path: str) -> tzinfo:
    """The same, of a workspace; UTC where it cannot be read."""
    changed = []
    for name in ("azalai.toml", "country/country.toml"):
        try:
            changed.append((Path(path) / name).stat().st_mtime_ns)
        except OSError:
            changed.append(0)
    return _zone(path, tuple(changed))


@lru_cache(100)
def _zone(path: str, changed: tuple[int, ...]) -> tzinfo:
    try:
        return Folder(Path(path)).zone
    except AzalaiError:
        return UTC


def register_changed(workspace: str) -> int:
    """When a workspace's list of points was changed, 0 where it has none; known within a quarter of
    a second. Asking the disk for every record costs a busy server more than reading the record."""
    return _changed(f"{workspace}/points.csv", int(monotonic() * 4))


@lru_cache(100)
def _changed(path: str, moment: int) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return 0


def today_of(mission: Mission) -> date:
    """The day that it is where the mission counts."""
    return datetime.now(zone_of(mission)).date()
