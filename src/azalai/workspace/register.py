"""The register of points and what was declared of days: CSV files a person can edit."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from azalai.model.names import normalise
from azalai.model.points import DayNote, DayStatus, Point, Role, SeriesNote, Span, Staffing
from azalai.workspace.csvfile import Line, read_lines, write_lines

COLLECTED = "collected"
"""Folder of what a server has made of records it collected: written by that server alone."""
LANGUAGES = ("en", "fr")
NOTE_COLUMNS = ("kind", "from", "to", "places", "text_en", "text_fr", "source")
NOTE_KINDS = ("break", "closure", "method")
_POINT_COLUMNS = ("code", "name_en", "latitude", "longitude", "accuracy_km", "opened")
_E = TypeVar("_E", bound=StrEnum)


def _member(line: Line, column: str, kind: type[_E]) -> _E:
    try:
        return kind(line[column])
    except ValueError:
        raise line.fail(column) from None


def _span(line: Line) -> Span:
    first = line.day("from")
    if first is None:
        raise line.fail("from")
    last = line.day("to")
    if last is not None and last < first:
        raise line.fail("to")
    return Span(first, last)


def _texts(line: Line, prefix: str) -> dict[str, str]:
    found = {lang: line[f"{prefix}_{lang}"] for lang in LANGUAGES}
    return {lang: text for lang, text in found.items() if text}


@dataclass(frozen=True)
class Register:
    """All points of a country, what was declared of their days, and notes on their series."""

    points: Mapping[str, Point]
    day_notes: list[DayNote]
    notes: list[SeriesNote]

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Normalised code, name or alias -> code."""
        found: dict[str, str] = {}
        for point in self.points.values():
            for text in (point.code, *point.names.values(), *point.aliases):
                found.setdefault(normalise(text), point.code)
        return found

    def role_on(self, code: str, day: date) -> Role | None:
        """The role of a point on a day."""
        return self.points[code].role(day)


def _known_point(line: Line, known: Container[str]) -> str:
    if line["point"] not in known:
        raise line.fail("point")
    return line["point"]


def _roles(path: Path, known: Container[str]) -> dict[str, list[tuple[Role, Span]]]:
    roles: dict[str, list[tuple[Role, Span]]] = {}
    for line in read_lines(path, ("point", "role", "from")):
        role, span = _member(line, "role", Role), _span(line)
        stated = roles.setdefault(_known_point(line, known), [])
        # On one day a point counts for the country or does not; two answers are none.
        if any(_overlap(span, other) for _, other in stated):
            raise line.fail("from")
        stated.append((role, span))
    return roles


def _overlap(one: Span, other: Span) -> bool:
    return one.first in other or other.first in one


def _staffing(path: Path, known: Container[str]) -> dict[str, list[Staffing]]:
    staffing: dict[str, list[Staffing]] = {}
    for line in read_lines(path, ("point", "from", "weekdays")):
        try:
            days = frozenset(int(day) - 1 for day in (line["weekdays"] or "1234567"))
        except ValueError:
            raise line.fail("weekdays") from None
        if not days <= set(range(7)):
            raise line.fail("weekdays")
        entry = Staffing(_span(line), days, line["hours"])
        staffing.setdefault(_known_point(line, known), []).append(entry)
    return staffing


def _point(line: Line, roles: list[tuple[Role, Span]], staffing: list[Staffing]) -> Point:
    latitude, longitude = line.number_at("latitude"), line.number_at("longitude")
    if latitude is None or not -90 <= latitude <= 90:
        raise line.fail("latitude")
    if longitude is None or not -180 <= longitude <= 180:
        raise line.fail("longitude")
    opened = line.day("opened")
    if opened is None:
        raise line.fail("opened")
    closed = line.day("closed")
    if closed is not None and closed < opened:
        raise line.fail("closed")
    dx, dy = line.number_at("label_dx"), line.number_at("label_dy")
    label = None if dx is None or dy is None else (dx, dy, line["label_anchor"] or "start")
    return Point(
        code=line.needed("code"),
        names=_texts(line, "name"),
        latitude=latitude,
        longitude=longitude,
        accuracy_km=line.number_at("accuracy_km") or 0.0,
        opened=opened,
        closed=closed,
        aliases=tuple(text.strip() for text in line["aliases"].split("|") if text.strip()),
        admin1=line["admin1"],
        admin1_pcode=line["admin1_pcode"],
        faces=line["faces"],
        label=label,
        roles=tuple(roles),
        staffing=tuple(staffing),
    )


def _day_notes(path: Path, known: Container[str]) -> list[DayNote]:
    found = []
    for line in read_lines(path, ("point", "from", "status")):
        _known_point(line, known)
        status = _member(line, "status", DayStatus)
        if status not in (DayStatus.ZERO, DayStatus.MISSING):
            raise line.fail("status")
        span = _span(line)
        # A declaration is about the days it names: without "to" it is one day, not a state.
        span = Span(span.first, span.last or span.first)
        found.append(DayNote(line["point"], span, status, line["note"]))
    return found


def _note_files(root: Path) -> list[Path]:
    return [root / "notes.csv", *sorted((root / COLLECTED).glob("*/*/notes.csv"))]


def notes_text(root: Path) -> str:
    """All notes as one file: that of the workspace, as it stands, with what a server collected."""
    own, *others = _note_files(root)
    text = own.read_text("utf-8-sig") if own.exists() else ""
    lines = [line for path in others for line in read_lines(path, NOTE_COLUMNS)]
    if not lines:
        return text
    rows = [[line[name] for name in NOTE_COLUMNS] for line in (*read_lines(own, ()), *lines)]
    return write_lines(NOTE_COLUMNS, rows)


def _note_kind(line: Line) -> str:
    """A chart has no sign for any other kind of note."""
    if line["kind"] not in NOTE_KINDS:
        raise line.fail("kind")
    return line["kind"]


def _check_spellings(lines: Mapping[str, Line], points: Mapping[str, Point]) -> None:
    """No name or alias may stand for two points: a count would go to either of them."""
    found: dict[str, str] = {}
    for code, point in points.items():
        cells = {"code": (code,), "aliases": point.aliases}
        cells |= {f"name_{language}": (name,) for language, name in point.names.items()}
        for column, texts in cells.items():
            for text in texts:
                if found.setdefault(normalise(text), code) != code:
                    raise lines[code].fail(column)


def read_register(root: Path) -> Register:
    """Read ``points.csv``, ``roles.csv``, ``staffing.csv``, ``days.csv`` and ``notes.csv``.

    ``collected/<form>/<month>/`` has a ``staffing.csv`` and a ``days.csv`` of what a server was
    sent of shifts. Where a person has declared the same day in ``days.csv``, that holds.

    Raises
    ------
    WorkspaceError
        ``bad_cell`` or ``column_missing``, with file, row and column.
    """
    lines: dict[str, Line] = {}
    for line in read_lines(root / "points.csv", _POINT_COLUMNS):
        if line.needed("code") in lines:
            raise line.fail("code")
        lines[line["code"]] = line
    roles, staffing = _roles(root / "roles.csv", lines), _staffing(root / "staffing.csv", lines)
    for path in sorted((root / COLLECTED).glob("*/*/staffing.csv")):
        for code, entries in _staffing(path, lines).items():
            staffing.setdefault(code, []).extend(entries)
    points = {
        code: _point(line, roles.get(code, []), staffing.get(code, []))
        for code, line in lines.items()
    }
    _check_spellings(lines, points)
    # What a person wrote stands behind what a server was sent: the last word is the person's.
    declared = (*sorted((root / COLLECTED).glob("*/*/days.csv")), root / "days.csv")
    day_notes = [note for path in declared for note in _day_notes(path, points)]
    notes = [
        SeriesNote(
            kind=_note_kind(line),
            span=_span(line),
            places=tuple(line["places"].split()),
            text=_texts(line, "text"),
            source=line["source"],
        )
        for path in _note_files(root)
        for line in read_lines(path, ("kind", "from", "text_en", "text_fr"))
    ]
    return Register(points, day_notes, notes)
