"""A country to simulate: points that do not exist, or those of a workspace, and what befell them.

What befalls a long series is in it on purpose: a point opened later, one closed for months, a role
that changes, another way of counting. Each stands in the workspace's own files, as a mission would
write it down.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from azalai.model.names import normalise
from azalai.model.periods import Month
from azalai.model.points import Point, Role, Span, Staffing
from azalai.simulate.parameters import Parameters
from azalai.simulate.places import flavour
from azalai.simulate.profiles import stream
from azalai.workspace.csvfile import write_lines
from azalai.workspace.packs import countries

_BEGIN = ("Ba", "Ta", "Ko", "Di", "Sa", "Me", "Gu", "Fa", "Zo", "Ki", "Na", "Bo", "Lé", "Wa", "Tou")
_MIDDLE = ("ra", "li", "no", "ssi", "ngo", "ba", "la", "dé", "mba", "wa", "gui", "tou", "zé", "ko")
_END = ("ma", "ko", "nta", "ré", "ssa", "di", "gou", "lé", "ra", "ba", "no", "ya")


@dataclass(frozen=True)
class Event:
    """Something that happened to a series, and a reader must know."""

    kind: str
    first: date
    last: date | None
    point: str
    en: str
    fr: str


@dataclass(frozen=True)
class Land:
    """The points of a simulation and what befell them."""

    country: str
    points: list[Point]
    events: list[Event]
    shut: dict[str, Span]
    """Point -> months without collection, declared."""
    new_form: date | None
    """From this day a new form counts more of those who pass."""


def invent(parameters: Parameters, country: str, regions: Path) -> Land:
    """Points that do not exist, in a country that does."""
    rng = stream(parameters.seed, 0)
    first = parameters.first
    span = Span(first.first)
    boundaries = list(_regions(regions))
    places = flavour(country).neighbours
    points: list[Point] = []
    events: list[Event] = []
    for index, name in enumerate(_names(parameters.points, rng)):
        code, (latitude, longitude) = boundaries[int(rng.integers(len(boundaries)))]
        where = latitude + rng.uniform(-0.8, 0.8), longitude + rng.uniform(-1.0, 1.0)
        inside = index % 3 == 1
        faces = "" if inside else min(places, key=lambda one: _apart(places[one], where))
        role = Role.TRANSIT if inside else Role.ENTRY_EXIT
        opened = first.first
        roles: tuple[tuple[Role, Span], ...] = ((role, span),)
        if parameters.months >= 12 and index == 3:
            opened = first.shifted(parameters.months // 4).first
            events.append(Event("break", opened, opened, _code(country, name),
                                f"{name} opened", f"Ouverture de {name}"))  # fmt: skip
            roles = ((role, Span(opened)),)
        if parameters.months >= 12 and index == 1:
            changed = first.shifted(parameters.months // 2).first
            before = Span(first.first, changed - timedelta(days=1))
            roles = ((role, before), (Role.ENTRY_EXIT, Span(changed)))
            faces = min(places, key=lambda one: _apart(places[one], where))
            events.append(Event("break", changed, changed, _code(country, name),
                                f"{name} counts as entry and exit from here on",
                                f"{name} compte désormais comme entrée et sortie"))  # fmt: skip
        weekdays = frozenset(range(6 if index % 5 == 4 else 7))
        points.append(
            Point(
                code=_code(country, name), names={"en": name, "fr": name}, admin1=code,
                latitude=round(where[0], 3), longitude=round(where[1], 3), accuracy_km=5.0,
                opened=opened, faces=faces, roles=roles,
                staffing=(Staffing(Span(opened), weekdays, "06:00-18:00"),),
            )
        )  # fmt: skip
    return befall(parameters, country, points, events)


def befall(parameters: Parameters, country: str, points: list[Point], events: list[Event]) -> Land:
    """Add what happens to any long series: a closure of months, a new form, the shock of 2020."""
    first, months = parameters.first, parameters.months
    shut: dict[str, Span] = {}
    new_form = None
    if months >= 12 and len(points) > 2:
        point = points[2 if len(points) < 5 else 4]
        start, end = first.shifted(months * 5 // 9), first.shifted(months * 5 // 9 + 3)
        shut[point.code] = Span(start.first, end.last)
        events.append(Event("closure", start.first, end.last, point.code,
                            f"{point.name('en')} closed",
                            f"Fermeture de {point.name('fr')}"))  # fmt: skip
    if months >= 12:
        new_form = first.shifted(months * 3 // 4).first
        events.append(Event("method", new_form, new_form, "",
                            "New form: more of those who pass are counted",
                            "Nouveau formulaire : davantage de passants sont comptés"))  # fmt: skip
    if first <= Month(2020, 3) <= parameters.last:
        events.append(Event("closure", date(2020, 3, 22), None, "",
                            "Borders closed; flows fall from 22 March",
                            "Frontières fermées ; les flux baissent dès le 22 mars"))  # fmt: skip
    return Land(country, points, sorted(events, key=lambda one: one.first), shut, new_form)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2)


def _code(country: str, name: str) -> str:
    return f"{countries()[country].alpha2}-{normalise(name).replace(' ', '-')}"


def _names(number: int, rng: np.random.Generator) -> Iterator[str]:
    """Names of which no two are nearer than three letters, as far as there are such names."""
    taken: list[str] = []
    tries = 0
    while len(taken) < number:
        tries += 1
        parts = [_BEGIN, *([_MIDDLE] * (1 + min(tries // 400, 3))), _END]
        name = "".join(part[int(rng.integers(len(part)))] for part in parts)
        known = normalise(name)
        if process.extractOne(known, taken, scorer=OSA.distance, score_cutoff=2, processor=None):
            continue
        taken.append(known)
        yield name


def _regions(path: Path) -> Iterator[tuple[str, tuple[float, float]]]:
    """Code of each region with a place in its middle (latitude, longitude)."""
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]["coordinates"]
        ring = shape[0] if feature["geometry"]["type"] == "Polygon" else shape[0][0]
        middle = np.array(ring, dtype=float).mean(axis=0)
        yield feature["properties"]["code"], (float(middle[1]), float(middle[0]))


_POINT_COLUMNS = (
    "code", "name_en", "name_fr", "aliases", "admin1", "admin1_pcode", "latitude", "longitude",
    "accuracy_km", "opened", "closed", "faces", "label_dx", "label_dy", "label_anchor",
)  # fmt: skip


def register_files(land: Land) -> dict[str, str]:
    """``points.csv``, ``roles.csv`` and ``staffing.csv`` of invented points."""
    points, roles, staffing = [], [], []
    for one in land.points:
        points.append((one.code, one.names["en"], one.names["fr"], "", one.admin1, "",
                       one.latitude, one.longitude, one.accuracy_km, one.opened, one.closed,
                       one.faces, "", "", ""))  # fmt: skip
        roles += [(one.code, role, span.first, span.last) for role, span in one.roles]
        staffing += [
            (one.code, item.span.first, item.span.last,
             "".join(str(day + 1) for day in sorted(item.weekdays)), item.hours)
            for item in one.staffing
        ]  # fmt: skip
    return {
        "points.csv": write_lines(_POINT_COLUMNS, points),
        "roles.csv": write_lines(("point", "role", "from", "to"), roles),
        "staffing.csv": write_lines(("point", "from", "to", "weekdays", "hours"), staffing),
    }


def notes_file(land: Land) -> str:
    """``notes.csv``."""
    source = "simulated"
    rows = [(one.kind, one.first, one.last, one.point, one.en, one.fr, source)
            for one in land.events]  # fmt: skip
    return write_lines(("kind", "from", "to", "places", "text_en", "text_fr", "source"), rows)
