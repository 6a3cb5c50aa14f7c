"""The layers of a map of circles that has been laid out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from azalai.drawing import boundaries, circle_legend
from azalai.drawing.boundaries import Feature
from azalai.drawing.circle_legend import OLDER, area, mark
from azalai.drawing.circle_map import SITE_SIZE, CircleMap
from azalai.drawing.circles import Counted, label_texts, leader
from azalai.drawing.lettered import Lettering, line_layer, text_layers
from azalai.drawing.lettering import text_width
from azalai.drawing.mercator import XY
from azalai.drawing.placement import Box
from azalai.drawing.strokes import dot_layer, hatching
from azalai.drawing.style import COUNTRY_TEXT, INK, PAPER, RULE, UNKNOWN, Spec
from azalai.drawing.territory import Territory

_STYLES: dict[str, dict[str, Any]] = {
    "recent": {"edge": PAPER, "edge_width": 0.8, "opacity": 0.88},
    "older": OLDER,
    "older and small": {"edge_width": 1, "opacity": 0.28},
}
MAP_VIEW = {"stroke": RULE, "strokeWidth": 1}


def names(
    drawn: CircleMap, country_name: Callable[[str], str], without: set[str]
) -> list[Lettering]:
    """Names of countries, where there is room."""
    countries = Territory(drawn.frame, boundaries.countries())
    found = []
    for land in boundaries.countries():
        code = land["id"]
        name = "" if code in without else country_name(code).upper()
        for size in (9.5, 8.0):
            width = text_width(name, size, bold=True)
            room = countries.room_for(code, width, size + 2, drawn.taken) if name else None
            if room:
                drawn.taken.add(Box.centred(*room, width, size + 2))
                found.append(Lettering(*room, name, size, 600, COUNTRY_TEXT, "middle"))
                break
    return found


def _discs(drawn: CircleMap, order: Sequence[Counted]) -> list[Spec]:
    """Circles of known figures, in a layer for each way of drawing them."""
    found = []
    for name, style in _STYLES.items():
        members = [
            item
            for item in order
            if item.value and _style(item, drawn.scale.radius(item.value)) == name
        ]
        if members:
            found.append(
                dot_layer(
                    [drawn.places[item.code] for item in members],
                    [float(item.value or 0) for item in members],
                    colour=drawn.colour,
                    size=[area(drawn.scale.radius(item.value)) for item in members],
                    **style,
                )
            )
    return found


def hatch(drawn: CircleMap, shapes: Sequence[Feature]) -> list[Spec]:
    """Hatching over the areas whose figure is unknown."""
    unknown = {item.code for item in drawn.counted if item.value is None}
    lines = []
    for shape in shapes:
        if shape["id"] in unknown:
            rings = [
                [_held(drawn, drawn.frame.project(*place)) for place in ring]
                for ring in boundaries.rings(shape)
            ]
            lines += hatching(rings)
    return [line_layer(lines, colour=RULE, width=0.8)] if lines else []


def _held(drawn: CircleMap, place: XY) -> XY:
    return (
        min(max(place[0], 0), drawn.frame.width),
        min(max(place[1], 0), drawn.frame.height),
    )


def layers(drawn: CircleMap) -> list[Spec]:
    """Circles, the largest lowest, then places, labels and the legend."""
    words: list[Lettering] = []
    found: list[Spec] = []
    order = sorted(
        (item for item in drawn.counted if item.code in drawn.places),
        key=lambda item: (-(item.value or 0), item.code),
    )
    unknown = [drawn.places[item.code] for item in order if item.value is None]
    if unknown:
        found += mark("unknown", unknown, drawn.colour, words)
    found += _discs(drawn, order)
    for kind in sorted({spot.kind for spot in drawn.spots}):
        places = [(spot.x, spot.y) for spot in drawn.spots if spot.kind == kind]
        found += mark(kind, places, drawn.colour, words)
    lines = [
        leader(drawn.places[item.code], drawn.scale.radius(item.value), place.box)
        for item, place in drawn.labels
    ]
    lines += [leader((spot.x, spot.y), 3.5, place.box) for spot, place in drawn.spot_labels]
    if leaders := [line for line in lines if line]:
        found.append(line_layer(leaders, colour=UNKNOWN, width=0.7))
    words += [line for item, place in drawn.labels for line in label_texts(item, place)]
    words += [
        Lettering(place.x, place.y, spot.text, SITE_SIZE, 400, INK, place.anchor, halo=True)
        for spot, place in drawn.spot_labels
    ]
    found += text_layers(words)
    if drawn.legend is None:
        return found
    on_map = drawn.legend_box.top < drawn.frame.height
    found += circle_legend.layers(drawn.legend, drawn.legend_box, framed=on_map)
    if not on_map:
        y = drawn.frame.height
        found.append(line_layer([((1, y), (drawn.frame.width - 1, y))], colour=RULE))
    return found


def _style(item: Counted, radius: float) -> str:
    if not item.older:
        return "recent"
    # Of a very small circle's dashes too little is left to be seen as one.
    return "older" if radius >= 4 else "older and small"
