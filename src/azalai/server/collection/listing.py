"""The files that go with a form, as the phone that asks gets them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from azalai.forms.attachments import corrections_csv, places_csv, points_csv
from azalai.server.collection import blobs
from azalai.server.missions import today_of
from azalai.server.models import Device, Form, Note, State, Submission
from azalai.wording import Wording
from azalai.workspace import Folder
from azalai.workspace.places import read_places

if TYPE_CHECKING:
    from azalai.server.models import Mission

_SOURCES = ("points.csv", "places.csv", "roles.csv", "staffing.csv", "azalai.toml")
_LONGEST = 200


def files_for(form: Form, device: Device | None) -> list[tuple[str, bytes]]:
    """The files of a form, by name: uploaded ones, and lists made from the register.

    Parameters
    ----------
    device : Device or None
        Lists stand in its language and hold its points only; ``corrections.csv`` has the records
        that were returned to it. None: everything, in French, and nothing returned.
    """
    found = []
    for file in form.files.order_by("name"):
        if file.made_from:
            found.append((file.name, _made(form, file.made_from, device)))
        elif file.sha256:
            found.append((file.name, blobs.read(file.sha256)))
    return found


def _made(form: Form, source: str, device: Device | None) -> bytes:
    mission = form.mission
    language = device.language if device else "fr"
    if source == "corrections":
        return corrections_csv(_returned(form, device) if device else ())
    day = today_of(mission)
    if source == "points":
        only = tuple(sorted(device.points)) if device else ()
        return _points(mission.path, _state_of(mission), day.toordinal(), only, language)
    return _places(mission.path, _state_of(mission), language)


def _state_of(mission: Mission) -> tuple[int, ...]:
    """Changes whenever a file of the register does."""
    found = []
    for name in _SOURCES:
        path = Path(mission.path) / name
        found.append(path.stat().st_mtime_ns if path.exists() else 0)
    return tuple(found)


@lru_cache(200)
def _points(
    path: str, state: tuple[int, ...], day: int, only: tuple[str, ...], language: str
) -> bytes:
    return points_csv(Folder(Path(path)).register, date.fromordinal(day), only, language)


@lru_cache(20)
def _places(path: str, state: tuple[int, ...], language: str) -> bytes:
    folder = Folder(Path(path))
    return places_csv(read_places(folder), folder.country, _country_name, language)


def _country_name(alpha3: str, language: str) -> str:
    if language in Wording.languages:
        return Wording(language).country(alpha3)
    return _babel_names(language).get(alpha3) or Wording("fr").country(alpha3)


@lru_cache
def _babel_names(language: str) -> dict[str, str]:
    from babel import Locale

    from azalai.workspace.packs import countries

    names = Locale(language).territories
    return {code: names.get(item.alpha2, "") for code, item in countries().items()}


def _returned(form: Form, device: Device) -> Iterable[dict[str, str]]:
    """What came back to a phone: its own records, with the last word said about each."""
    waiting = Submission.objects.filter(form=form, device=device, state=State.RETURNED)
    waiting = waiting.order_by("day", "pk")
    notes: dict[int, str] = {}
    for note in Note.objects.filter(submission__in=waiting, to_enumerator=True).order_by("at"):
        notes[note.submission_id] = note.text
    points = Folder(Path(form.mission.path)).register.points if waiting else {}
    for one in waiting:
        said = notes.get(one.pk) or one.state_reason
        day = one.day.isoformat() if one.day else ""
        point = points.get(one.point)
        name = point.name(device.language) if point else one.point
        parts = [name, day, str(one.persons or ""), said]
        label = " · ".join(part for part in parts if part)
        yield {
            "name": one.root_id,
            "label": label[:_LONGEST],
            "form": form.form_id,
            "point": one.point,
            "day": day,
        }
