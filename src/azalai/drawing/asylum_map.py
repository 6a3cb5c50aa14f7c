"""Refugees by country of asylum: circles on the countries around one, camps and ways in."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Literal

from azalai.drawing import boundaries
from azalai.drawing.arrows import arrow_feature, arrow_ring
from azalai.drawing.backdrop import backdrop
from azalai.drawing.circle_layers import MAP_VIEW, hatch, layers, names
from azalai.drawing.circle_legend import ARROW, CircleLegend, RowKind
from azalai.drawing.circle_map import CircleMap, Spot
from azalai.drawing.circles import CircleScale, Counted, samples
from azalai.drawing.lettered import Lettering, text_layers
from azalai.drawing.lettering import text_width
from azalai.drawing.map_legend import arrow_layer
from azalai.drawing.mercator import XY, Frame
from azalai.drawing.people import colour_of
from azalai.drawing.placement import Box
from azalai.drawing.style import INK, SEA, Spec, finished
from azalai.drawing.territory import Territory

__all__ = ["AsylumCountry", "AsylumTexts", "Site", "asylum_boxes", "asylum_map"]

AsylumCountry = Counted
"""A country of asylum with its figure; `code` is ISO alpha-3."""

_ARROW_WIDTH = 2.6


@dataclass(frozen=True, slots=True)
class Site:
    """A camp, a settlement or a place of entry; `text` is its figure, empty where none is shown."""

    name: str
    latitude: float
    longitude: float
    text: str = ""
    kind: Literal["camp", "settlement", "entry"] = "camp"


@dataclass(frozen=True, slots=True)
class AsylumTexts:
    """Words of the legend, in one language; those the map does not need are left out."""

    lang: str
    unit: str
    unknown: str
    older: str = ""
    camp: str = ""
    settlement: str = ""
    entry: str = ""
    arrow: str = ""
    unplaced: str = ""


def asylum_map(
    countries: Sequence[AsylumCountry],
    texts: AsylumTexts,
    *,
    focus: str,
    country_name: Callable[[str], str],
    sites: Sequence[Site] = (),
    arrows: bool = True,
    population: str = "refugee",
    width: float = 505,
    height: float = 440,
    extent: tuple[float, float, float, float] | None = None,
) -> Spec:
    """A map of refugees by country of asylum as a Vega-Lite spec.

    Parameters
    ----------
    countries : sequence of AsylumCountry
        Those that are not on the map are listed in its legend.
    focus : str
        ISO alpha-3 of the country they fled, drawn white.
    sites : sequence of Site
        Triangles for camps, dots for settlements, rings for places of entry.
    arrows : bool
        Thin arrows from the country into its neighbours: a direction, not a route, and no number.
    extent : tuple of float, optional
        West, south, east, north in degrees; without it the countries' nearer parts just fit.
    """
    drawn, rings = _arranged(
        countries, texts, focus, sites, arrows, population, (width, height), extent
    )
    frame = drawn.frame
    features = [arrow_feature(ring, frame, {"colour": ARROW}) for ring in rings]
    named = {item.code for item in drawn.counted} | {focus}
    focus_name = _focus_name(drawn, focus, country_name(focus))
    parts = [
        *backdrop(frame, focus, ()),
        *hatch(drawn, boundaries.countries()),
        *text_layers([*names(drawn, country_name, named), *focus_name]),
        *([arrow_layer(features, frame)] if features else []),
        *layers(drawn),
    ]
    view = {"fill": SEA, **MAP_VIEW}
    body = {"width": width - 4, "height": height - 4, "view": view, "layer": parts}
    return finished(body, texts.lang)


def asylum_boxes(
    countries: Sequence[AsylumCountry],
    texts: AsylumTexts,
    *,
    focus: str,
    sites: Sequence[Site] = (),
    width: float = 505,
    height: float = 440,
) -> dict[str, Box]:
    """Where `asylum_map` sets its labels (by text) and its legend (by an empty name)."""
    made = _arranged(countries, texts, focus, sites, True, "refugee", (width, height), None)
    return made[0].boxes()


@cache
def _lands(frame: Frame) -> Territory:
    return Territory(frame, boundaries.countries())


def _arranged(
    countries: Sequence[AsylumCountry],
    texts: AsylumTexts,
    focus: str,
    sites: Sequence[Site],
    arrows: bool,
    population: str,
    size: tuple[float, float],
    extent: tuple[float, float, float, float] | None,
) -> tuple[CircleMap, list[list[XY]]]:
    extent = extent or _extent({item.code for item in countries}, focus)

    def laid(height: float) -> tuple[CircleMap, float]:
        """The map so high, and the height of the legend under it."""
        frame = Frame.around(extent, size[0] - 4, height)
        territory = _lands(frame)
        shown = [item for item in countries if territory.cells(item.code)]
        spots = [_spot(site, frame) for site in sites]
        drawn = CircleMap(
            frame,
            territory,
            shown,
            [spot for spot in spots if frame.holds(spot.x, spot.y)],
            CircleScale.fit(
                (item.value for item in shown), largest=0.048 * min(size[0], 1.35 * size[1])
            ),
            colour_of(population),
            lambda x, y: territory.owner(x, y) == focus,
            strange=True,
        )
        left_out = [f"{item.name} {item.text}" for item in countries if item not in shown]
        left_out += [spot.text for spot in spots if spot not in drawn.spots]
        return drawn, drawn.place_legend_below(_legend(drawn, texts, arrows, left_out))

    # There are countries that count in every corner: the legend stands under the map.
    drawn, _ = laid(size[1] - 4 - laid(size[1] - 4)[1])
    for limit in boundaries.country_limits():
        for line in limit["geometry"]["coordinates"]:
            pixels = [drawn.frame.project(*place) for place in line]
            drawn.lines.add_outline([place for place in pixels if drawn.frame.holds(*place)])
    drawn.place_circles()
    rings = _arrows(drawn, focus, drawn.territory) if arrows else []
    for ring in rings:
        drawn.taken.add_outline(ring)
    drawn.place_labels()
    return drawn, rings


def _spot(site: Site, frame: Frame) -> Spot:
    x, y = frame.project(site.longitude, site.latitude)
    return Spot(x, y, f"{site.name} {site.text}".strip(), site.kind)


def _legend(
    drawn: CircleMap, texts: AsylumTexts, arrows: bool, left_out: Sequence[str]
) -> CircleLegend:
    rows: list[tuple[RowKind, str]] = []
    if any(item.value is None for item in drawn.counted):
        rows.append(("unknown", texts.unknown))
    if any(item.older and item.value is not None for item in drawn.counted):
        rows.append(("older", texts.older))
    kinds = {spot.kind for spot in drawn.spots}
    words: list[tuple[RowKind, str]] = [
        ("camp", texts.camp), ("settlement", texts.settlement), ("entry", texts.entry)
    ]  # fmt: skip
    rows += [row for row in words if row[0] in kinds]
    if arrows:
        rows.append(("arrow", texts.arrow))
    return CircleLegend(
        texts.lang,
        texts.unit,
        drawn.scale,
        samples(item.value for item in drawn.counted),
        tuple((kind, label) for kind, label in rows if label),
        drawn.colour,
        tuple(line for line in (texts.unplaced, *left_out) if line) if left_out else (),
    )


def _extent(codes: set[str], focus: str) -> tuple[float, float, float, float]:
    """The country with all of its small neighbours, and the nearer parts of the large ones."""
    lands = {land["id"]: land for land in boundaries.countries()}
    west, south, east, north = boundaries.bounds([lands[focus]])
    across, along = east - west, north - south
    reach = (west - 0.33 * across, south - 0.28 * along, east + 0.3 * across, north + 0.05 * along)
    edges = [(west, south, east, north)]
    for code in codes & lands.keys():
        one = boundaries.bounds([lands[code]])
        edges.append(
            (
                max(one[0], reach[0]),
                max(one[1], reach[1]),
                min(one[2], reach[2]),
                min(one[3], reach[3]),
            )
        )
    return (
        min(edge[0] for edge in edges) - 0.4,
        min(edge[1] for edge in edges) - 0.4,
        max(edge[2] for edge in edges) + 0.4,
        max(edge[3] for edge in edges) + 0.4,
    )


def _focus_name(drawn: CircleMap, focus: str, name: str) -> list[Lettering]:
    """The name of the country they fled, in the middle of it."""
    wide = text_width(name.upper(), 11, bold=True)
    room = drawn.territory.room_for(focus, wide, 13, drawn.taken)
    if room is None:
        return []
    drawn.taken.add(Box.centred(*room, wide, 13))
    return [Lettering(*room, name.upper(), 11, 600, INK, "middle")]


def _arrows(drawn: CircleMap, focus: str, lands: Territory) -> list[list[XY]]:
    """From inside the country, straight across its border, to the edge of a neighbour's circle.

    A country that does not touch it, or whose figure is unknown, gets none.
    """
    own = lands.cells(focus)
    centre = lands.middle(focus)
    rings: list[list[XY]] = []
    if not own or centre is None:
        return rings
    for item in drawn.counted:
        place = drawn.places.get(item.code)
        if not item.value or place is None:
            continue
        # The nearest part of the country, but rather on its middle's side than at a corner.
        near = min(own, key=lambda cell, to=place: (  # type: ignore[misc]
            math.dist(cell, to) + 0.25 * math.dist(cell, centre)))  # fmt: skip
        far = math.dist(near, place)
        ux, uy = (place[0] - near[0]) / far, (place[1] - near[1]) / far
        path = [(near[0] + ux * step, near[1] + uy * step) for step in range(0, int(far), 2)]
        owners = {lands.owner(*pixel) for pixel in path}
        if owners - {focus, item.code, None}:
            continue
        # It begins in the country, however narrow that is there.
        behind = ((near[0] - ux * step, near[1] - uy * step) for step in range(2, 36, 2))
        back = 2 * sum(1 for _ in takewhile(lambda at: lands.owner(*at) == focus, behind))
        start = (near[0] - ux * back, near[1] - uy * back)
        reach = min(far - drawn.scale.radius(item.value) - 3, 62.0)
        end = (near[0] + ux * reach, near[1] + uy * reach)
        if math.dist(start, end) >= 18:
            rings.append(arrow_ring(start, end, _ARROW_WIDTH))
    return rings
