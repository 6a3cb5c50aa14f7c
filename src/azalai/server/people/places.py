"""The points of a mission, by name: what grants and devices are limited to."""

from __future__ import annotations

from pathlib import Path

from azalai.model.errors import AzalaiError
from azalai.server.models import Mission
from azalai.workspace import Folder


def points_of(mission: Mission, language: str) -> dict[str, str]:
    """Code -> name, by name; empty where the workspace cannot be read just now."""
    try:
        points = Folder(Path(mission.path)).register.points
    except (AzalaiError, OSError):
        return {}
    named = {
        code: point.names.get(language) or next(iter(point.names.values()), code)
        for code, point in points.items()
    }
    return dict(sorted(named.items(), key=lambda item: item[1].casefold()))


def named(codes: list[str], names: dict[str, str]) -> list[str]:
    """Points by name; one that is no longer in the register by its code."""
    return [names.get(code, code) for code in codes]
