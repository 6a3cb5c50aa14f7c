"""The places of a workspace: countries, regions of its own, points, and ``places.csv``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from azalai.model.errors import WorkspaceError
from azalai.model.places import Gazetteer, Place, PlaceKind
from azalai.workspace.csvfile import Line, read_lines
from azalai.workspace.figure_imports import brought
from azalai.workspace.folder import Folder
from azalai.workspace.packs import countries
from azalai.workspace.register import LANGUAGES

_COLUMNS = ("code", "kind", "name_en")
PHRASES = tuple(f"{way}_{lang}" for way in ("in", "from") for lang in LANGUAGES)
"""Columns that say how a sentence takes a place."""


def read_places(folder: Folder) -> Gazetteer:
    """Every place that figures of a workspace may name.

    A country has its alpha-3 code; a region its p-code, or where it has none its code of the
    country pack; a point its own; everything else has a line in ``places.csv``:
    ``code, kind, name_en, name_fr, within, parts, aliases, latitude, longitude``,
    and how a sentence takes it: ``in_en, in_fr, from_en, from_fr``.

    Raises
    ------
    WorkspaceError
        ``bad_cell`` where a kind, a coordinate or the code of another place cannot be read;
        ``place_circle`` where places lie in each other; ``place_twice`` where a part of a group
        lies in another of its parts.
    """
    found = {place.code: place for place in _known(folder)}
    for path in brought(folder.root, "places.csv"):
        # What a foreign file brought along gives way to what a person has written.
        for line in read_lines(path, _COLUMNS):
            found.setdefault(line["code"], _place(line))
    lines: list[Line] = []
    own = folder.root / "places.csv"
    for line in read_lines(own, _COLUMNS):
        place = _place(line)
        if any(place.code == other["code"] for other in lines):
            raise line.fail("code")
        found[place.code] = place
        lines.append(line)
    for line in lines:
        for column in ("within", "parts"):
            if any(code not in found for code in _codes(line[column])):
                raise line.fail(column)
    places = Gazetteer(found.values())
    circle = places.circle()
    if circle:
        raise WorkspaceError("place_circle", path=str(own), places=" – ".join(circle))
    for line in lines:
        _check_apart(places, line)
    return places


def _check_apart(places: Gazetteer, line: Line) -> None:
    """A group may not count people twice: none of its parts lies in another."""
    parts = _codes(line["parts"])
    for code in parts:
        if parts.count(code) > 1 or any(
            places.lies_in(code, other) for other in parts if other != code
        ):
            raise WorkspaceError(
                "place_twice", path=str(line.path), row=line.number, place=code, group=line["code"]
            )


def _known(folder: Folder) -> Iterator[Place]:
    for country in countries().values():
        names = dict(zip(("en", "fr"), country.names, strict=False))
        yield Place(country.alpha3, PlaceKind.COUNTRY, names, aliases=country.names[2:])
    regions = {}
    for line in read_lines(folder.root / "country" / "admin1.csv", ("code",)):
        code = line["pcode"] or line["code"]
        regions[line["code"]] = code
        yield Place(
            code, PlaceKind.ADMIN1, _names(line), within=folder.country, aliases=(line["code"],)
        )
    for point in folder.register.points.values():
        yield Place(
            point.code, PlaceKind.POINT, point.names, within=regions.get(point.admin1, ""),
            latitude=point.latitude, longitude=point.longitude,
        )  # fmt: skip


def _place(line: Line) -> Place:
    try:
        kind = PlaceKind(line["kind"])
    except ValueError:
        raise line.fail("kind") from None
    return Place(
        code=line.needed("code"),
        kind=kind,
        names=_names(line),
        within=line["within"],
        parts=tuple(_codes(line["parts"])),
        aliases=tuple(text.strip() for text in line["aliases"].split("|") if text.strip()),
        latitude=_degrees(line, "latitude", 90),
        longitude=_degrees(line, "longitude", 180),
        phrases={key: line[key] for key in PHRASES if line[key]},
    )


def _degrees(line: Line, column: str, most: int) -> float | None:
    """A coordinate; French spreadsheets put a comma before its decimals."""
    cells = line.cells | {column: line[column].replace(",", ".")}
    found = replace(line, cells=cells).number_at(column)
    if found is not None and abs(found) > most:
        raise line.fail(column)
    return found


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split("|") if code.strip()]


def _names(line: Line) -> dict[str, str]:
    found = {lang: line[f"name_{lang}"] for lang in LANGUAGES}
    return {lang: text for lang, text in found.items() if text}
