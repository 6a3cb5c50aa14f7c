"""The frozen basemap: countries, water and regions, and the lines between them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

Feature = dict[str, Any]
Position = tuple[float, float]
Segment = tuple[Position, Position]


def _features(*path: str) -> list[Feature]:
    text = files("azalai").joinpath("packs", *path).read_text(encoding="utf-8")
    found: list[Feature] = json.loads(text)["features"]
    return found


@cache
def countries() -> list[Feature]:
    """Countries by ISO alpha-3 (``id``); Western Sahara's limits are marked ``dashed``."""
    return _features("basemap", "countries.geojson")


def has_country(code: str) -> bool:
    """Whether the basemap has a country: maps of others have nothing to stand on.

    Examples
    --------
    >>> has_country("MLI"), has_country("NPL")
    (True, False)
    """
    return any(land["id"] == code for land in countries())


@cache
def rivers() -> list[Feature]:
    """Main rivers, as lines."""
    return _features("basemap", "rivers.geojson")


@cache
def lakes() -> list[Feature]:
    """Lakes, as areas."""
    return _features("basemap", "lakes.geojson")


@cache
def regions(country: str) -> list[Feature]:
    """First administrative level of a country pack (``ml``); empty where the pack has none.

    A backdrop only: Natural Earth's units are out of date (see the pack's README).
    """
    try:
        return _features("countries", country, "admin1.geojson")
    except FileNotFoundError:
        return []


def rings(feature: Feature) -> Iterator[list[Position]]:
    """Every ring of an area, outer and inner."""
    geometry = feature["geometry"]
    areas = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for area in areas:
        for ring in area:
            yield [(x, y) for x, y in ring]


def bounds(features: Iterable[Feature]) -> tuple[float, float, float, float]:
    """West, south, east and north of some areas.

    Examples
    --------
    >>> mali = [country for country in countries() if country["id"] == "MLI"]
    >>> [round(edge) for edge in bounds(mali)]
    [-12, 10, 4, 25]
    """
    places = [place for feature in features for ring in rings(feature) for place in ring]
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return min(xs), min(ys), max(xs), max(ys)


@cache
def country_limits() -> list[Feature]:
    """The lines of the basemap's countries: see `limits`."""
    return limits(countries())


def limits(areas: Iterable[Feature]) -> list[Feature]:
    """The lines between neighbouring areas, each drawn once.

    Returns
    -------
    list of Feature
        Line features with ``kind``: ``solid``; ``dashed`` where one side's ``limits`` are; and
        ``coast`` where an area has no neighbour in the list.
    """
    sides: dict[Segment, list[Feature]] = defaultdict(list)
    for area in areas:
        for ring in rings(area):
            for start, end in pairwise(ring):
                sides[min((start, end), (end, start))].append(area)
    kinds: dict[str, list[Segment]] = defaultdict(list)
    for segment, owners in sides.items():
        dashed = any(owner["properties"].get("limits") == "dashed" for owner in owners)
        kinds["coast" if len(owners) == 1 else "dashed" if dashed else "solid"].append(segment)
    return [
        {
            "type": "Feature",
            "properties": {"kind": kind},
            "geometry": {"type": "MultiLineString", "coordinates": joined(segments)},
        }
        for kind, segments in sorted(kinds.items())
    ]


def joined(segments: Iterable[Segment]) -> list[list[Position]]:
    """Segments strung into lines; a place where more than two meet ends a line.

    Dashes run on along a strung line, and start anew at every segment otherwise.

    Examples
    --------
    >>> joined([((0, 0), (1, 0)), ((2, 0), (1, 0))])
    [[(0, 0), (1, 0), (2, 0)]]
    """
    ends: dict[Position, list[Position]] = defaultdict(list)
    for start, end in segments:
        ends[start].append(end)
        ends[end].append(start)
    drawn: set[Segment] = set()

    def walk(line: list[Position]) -> list[Position]:
        while True:
            here = line[-1]
            drawn.add(min((line[-2], here), (here, line[-2])))
            onward = [
                place for place in ends[here] if min((here, place), (place, here)) not in drawn
            ]
            if len(ends[here]) != 2 or not onward:
                return line
            line.append(onward[0])

    lines = []
    # Lines with an end first; what is left over are closed loops.
    starts = [place for place in ends if len(ends[place]) != 2] + list(ends)
    for start in starts:
        for end in ends[start]:
            if min((start, end), (end, start)) not in drawn:
                lines.append(walk([start, end]))
    return lines
