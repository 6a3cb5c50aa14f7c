"""Displaced people by region: circles on the country's regions, and places among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from azalai.drawing import boundaries
from azalai.drawing.backdrop import backdrop
from azalai.drawing.boundaries import Feature
from azalai.drawing.circle_layers import MAP_VIEW, hatch, layers, names
from azalai.drawing.circle_legend import CircleLegend, RowKind
from azalai.drawing.circle_map import CircleMap, Spot, middle_of
from azalai.drawing.circles import CircleScale, Counted, samples
from azalai.drawing.lettered import text_layers
from azalai.drawing.lettering import wrapped
from azalai.drawing.mercator import Frame
from azalai.drawing.people import colour_of
from azalai.drawing.placement import Box
from azalai.drawing.style import SEA, Spec, finished
from azalai.drawing.territory import Territory

__all__ = ["CircleTexts", "MarkedPlace", "RegionValue", "displaced_boxes", "displaced_map"]

RegionValue = Counted
"""A region with its figure; `code` is the ``id`` of its shape."""


@dataclass(frozen=True, slots=True)
class MarkedPlace:
    """A place with a figure of its own that no region's circle holds, such as a border town."""

    name: str
    latitude: float
    longitude: float
    text: str


@dataclass(frozen=True, slots=True)
class CircleTexts:
    """Words of the legend, in one language, and that language.

    `unit` says what a circle counts; `unknown`, `older` and `marked` stand in the legend only
    where the map needs them; `unplaced` leads the regions that have no shape.
    """

    lang: str
    unit: str
    unknown: str
    older: str = ""
    marked: str = ""
    unplaced: str = ""


def displaced_map(
    regions: Sequence[RegionValue],
    texts: CircleTexts,
    *,
    focus: str,
    shapes: Sequence[Feature],
    country_name: Callable[[str], str],
    places: Sequence[MarkedPlace] = (),
    population: str = "idp",
    width: float = 505,
    height: float = 430,
) -> Spec:
    """A map of displacement by region as a Vega-Lite spec.

    The area of a circle is in proportion to persons. A region whose figure is unknown is hatched
    and carries a question mark; a figure older than the others is pale with a dashed edge.

    Parameters
    ----------
    regions : sequence of RegionValue
        Those without a shape are listed in the legend: nothing is lost. One at least has one.
    shapes : sequence of Feature
        First administrative level (`boundaries.regions`).
    focus : str
        ISO alpha-3 of the country.
    country_name : callable
        Name of a country (alpha-3) in the map's language.
    """
    drawn = _arranged(regions, texts, focus, shapes, places, population,
                                     (width, height))  # fmt: skip
    frame = drawn.frame
    parts = [
        *backdrop(frame, focus, shapes),
        *hatch(drawn, shapes),
        *text_layers(names(drawn, country_name, {focus})),
        *layers(drawn),
    ]
    view = {"fill": SEA, **MAP_VIEW}
    body = {"width": width - 4, "height": height - 4, "view": view, "layer": parts}
    return finished(body, texts.lang)


def displaced_boxes(
    regions: Sequence[RegionValue],
    texts: CircleTexts,
    *,
    focus: str,
    shapes: Sequence[Feature],
    places: Sequence[MarkedPlace] = (),
    width: float = 505,
    height: float = 430,
) -> dict[str, Box]:
    """Where `displaced_map` sets its labels (by name) and its legend (by an empty name)."""
    return _arranged(regions, texts, focus, shapes, places, "idp", (width, height)).boxes()


def _arranged(
    regions: Sequence[RegionValue],
    texts: CircleTexts,
    focus: str,
    shapes: Sequence[Feature],
    places: Sequence[MarkedPlace],
    population: str,
    size: tuple[float, float],
) -> CircleMap:
    # A country that the basemap does not have is what its regions make of it.
    own = [land for land in boundaries.countries() if land["id"] == focus] or [*shapes]
    known = {shape["id"] for shape in shapes}
    shown = [region for region in regions if region.code in known]

    def laid(height: float) -> tuple[CircleMap, CircleLegend]:
        frame = Frame.around(boundaries.bounds(own), size[0] - 4, height, 12)
        country = Territory(frame, own)
        spots = [
            Spot(*frame.project(place.longitude, place.latitude), f"{place.name} {place.text}",
                 "marked")
            for place in places
        ]  # fmt: skip
        drawn = CircleMap(
            frame,
            Territory(frame, shapes),
            shown,
            [spot for spot in spots if frame.holds(spot.x, spot.y)],
            CircleScale.fit(
                (region.value for region in shown), largest=0.048 * min(size[0], 1.35 * size[1])
            ),
            colour_of(population),
            lambda x, y: country.owner(x, y) in {land["id"] for land in own},
            {shape["id"]: middle_of(shape, frame) for shape in shapes},
        )
        left_out = [f"{item.name} {item.text}" for item in regions if item not in shown]
        left_out += [spot.text for spot in spots if spot not in drawn.spots]
        return drawn, _legend(drawn, texts, left_out)

    drawn, legend = laid(size[1] - 4)
    if not drawn.place_legend(legend):
        drawn, legend = laid(size[1] - 4 - drawn.place_legend_below(legend))
        drawn.place_legend_below(legend)
    for land in own:
        for ring in boundaries.rings(land):
            drawn.lines.add_outline([drawn.frame.project(*place) for place in ring])
    drawn.place_circles()
    drawn.place_labels()
    return drawn


def _legend(drawn: CircleMap, texts: CircleTexts, left_out: Sequence[str]) -> CircleLegend:
    rows: list[tuple[RowKind, str]] = []
    if any(region.value is None for region in drawn.counted):
        rows.append(("unknown", texts.unknown))
    if any(region.older and region.value is not None for region in drawn.counted):
        rows.append(("older", texts.older))
    if drawn.spots:
        rows.append(("marked", texts.marked))
    foot = [*(wrapped(texts.unplaced, 9, 120) if texts.unplaced else []), *left_out]
    return CircleLegend(
        texts.lang,
        texts.unit,
        drawn.scale,
        samples(region.value for region in drawn.counted),
        tuple((kind, label) for kind, label in rows if label),
        drawn.colour,
        tuple(foot) if left_out else (),
    )
