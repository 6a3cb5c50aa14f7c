"""The flow map: points, arrows across borders, legend, and insets where points crowd."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache

from azalai.drawing import boundaries, inset, map_legend
from azalai.drawing.arrows import (
    ArrowScale,
    across_border,
    arrow_feature,
    arrow_ring,
    lanes,
)
from azalai.drawing.backdrop import backdrop
from azalai.drawing.boundaries import Feature
from azalai.drawing.lettered import Lettering, symbol_layers, text_layers
from azalai.drawing.lettering import text_width
from azalai.drawing.map_legend import Legend, arrow_layer
from azalai.drawing.map_model import MapArrow, MapPoint, MapTexts, label_size, label_texts
from azalai.drawing.mercator import XY, Frame
from azalai.drawing.placement import Box, Obstacles, Place, best_place, place_at
from azalai.drawing.style import (
    COUNTRY_TEXT,
    INCOMING,
    OUTGOING,
    REGION_TEXT,
    RULE,
    SEA,
    Spec,
    finished,
)
from azalai.drawing.territory import STEP, Territory

__all__ = ["MapArrow", "MapPoint", "MapTexts", "flow_map", "label_boxes"]

NEAREST = 13.0  # pixels: points closer than this go into an inset
_CLEAR = 8.0  # pixels between a point and its arrows


@cache
def _countries_of(frame: Frame) -> Territory:
    """Which country each part of a map belongs to: the same in every language."""
    return Territory(frame, boundaries.countries())


class _Layout:
    """Everything on the map with its place: computed once, drawn by `flow_map`."""

    def __init__(
        self,
        points: Sequence[MapPoint],
        arrows: Sequence[MapArrow],
        texts: MapTexts,
        focus: str,
        regions: Sequence[Feature],
        size: tuple[float, float],
        extent: tuple[float, float, float, float] | None,
    ) -> None:
        self.points, self.texts, self.focus = points, texts, focus
        lands = boundaries.countries()
        own = [land for land in lands if land["id"] == focus]
        self.frame = Frame.around(extent or boundaries.bounds(own), *size, 14 if not extent else 0)
        self.page = Box(2, 2, self.frame.width - 2, self.frame.height - 2)
        self.territory = _countries_of(self.frame)
        self.regions = regions
        self.places = {p.code: self.frame.project(p.longitude, p.latitude) for p in points}
        self.taken = Obstacles([Box.centred(x, y, 13, 13) for x, y in self.places.values()])
        self.scale = ArrowScale.fit(max((arrow.persons for arrow in arrows), default=1))
        pixels = [self.places[point.code] for point in points]
        groups = inset.clusters(pixels, NEAREST)
        self.crowded = [[points[index] for index in members] for members in groups]

        self.rings = self._arrows(arrows)
        for ring, _ in self.rings:
            self.taken.add_outline(ring)
        largest = max((arrow.persons for arrow in arrows), default=0)
        samples = map_legend.sample_persons(largest) if largest else ()
        transit = any(point.role == "transit" for point in points)
        self.legend = Legend(texts, self.scale, samples, transit)
        self.border = Obstacles()
        for ring in (ring for land in own for ring in boundaries.rings(land)):
            self.border.add_outline([self.frame.project(*place) for place in ring])
        self.legend_box = self._legend_place()
        self.taken.add(self.legend_box.grown(3))
        self.labels = self._labels()
        self.insets = self._insets()

    def _arrows(self, arrows: Sequence[MapArrow]) -> list[tuple[list[XY], MapArrow]]:
        crowd = {point.code: members[0].code for members in self.crowded for point in members}
        bundles: dict[tuple[str, str | None, float | None], list[MapArrow]] = defaultdict(list)
        for arrow in arrows:
            first = crowd.get(arrow.point_code, arrow.point_code)
            bundles[first, arrow.other_country, arrow.bearing].append(arrow)
        rings = []
        for bundle in bundles.values():
            bundle.sort(key=lambda arrow: (arrow.direction, -arrow.persons, arrow.point_code))
            start = self.places[bundle[0].point_code]
            end = self._far_end(start, bundle[0])
            length = math.dist(start, end)
            part = _CLEAR / length
            near = (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
            widths = [self.scale.width(arrow.persons) for arrow in bundle]
            arriving = sum(arrow.direction == "in" for arrow in bundle)
            sides = lanes(widths[:arriving], widths[arriving:])
            for arrow, width, side in zip(bundle, widths, sides, strict=True):
                if arrow.direction == "in":
                    ring = arrow_ring(end, near, width, bend=0.045, offset=-side)
                else:
                    ring = arrow_ring(near, end, width, bend=-0.045, offset=side)
                rings.append((ring, arrow))
        return sorted(rings, key=lambda pair: -pair[1].persons)

    def _far_end(self, start: XY, arrow: MapArrow) -> XY:
        code = arrow.other_country
        middle = self.territory.middle(code) if code else None
        if middle is None:
            angle = math.radians(arrow.bearing or 0)
            middle = (start[0] + 90 * math.sin(angle), start[1] - 90 * math.cos(angle))
        return across_border(
            start, middle, lambda x, y: self.territory.owner(x, y) == code, self.frame
        )

    def _legend_place(self) -> Box:
        width, height = self.legend.size
        right, low = self.frame.width - width - 8, self.frame.height - height - 8
        corners = [(8.0, 8.0), (right, 8.0), (8.0, low), (right, low)]
        # Along the edges, for where no corner is free of the country.
        along = [(x, 8.0 + 12 * step) for x in (8.0, right) for step in range(1, int(low // 12))]
        along += [(8.0 + 12 * step, y) for y in (8.0, low) for step in range(1, int(right // 12))]

        def cost(corner: XY) -> float:
            box = Box(corner[0], corner[1], corner[0] + width, corner[1] + height)
            inside = self.territory.part_of(box, self.focus) / STEP**2
            lines = self.border.overlap(box.grown(2))
            return 100 * self.taken.overlap(box.grown(6)) + 10 * lines + inside

        x, y = min(corners, key=cost)
        if cost((x, y)):
            x, y = min([(x, y), *along], key=cost)
        return Box(x, y, x + width, y + height)

    def _labels(self) -> list[tuple[MapPoint, Place]]:
        crowded = {point.code for members in self.crowded for point in members}
        for members in self.crowded:
            for point in members:
                self.taken.add(Box.centred(*self.places[point.code], 22, 22))
        alone = [point for point in self.points if point.code not in crowded]
        found: list[tuple[MapPoint, Place]] = []
        # Places the register gives come first: the others make room for them.
        for point in sorted(alone, key=lambda point: point.label_dx is None):
            x, y = self.places[point.code]
            width, height = label_size(point)
            if point.label_dx is not None and point.label_dy is not None:
                anchor = point.anchor or "start"
                label = place_at(x + point.label_dx, y + point.label_dy, anchor, width, height)
            else:
                label = best_place(x, y, width, height, self.taken, self.page, self.border)
            self.taken.add(label.box.grown(1))
            found.append((point, label))
        return found

    def _insets(self) -> list[tuple[inset.Inset, Box]]:
        def covered(box: Box) -> float:
            return self.territory.part_of(box, self.focus)

        found = []
        for members in self.crowded:
            made = inset.build(members, self.frame)
            box = inset.where(made, self.frame, self.taken, covered)
            self.taken.add(box.grown(3))
            found.append((made, box))
        return found

    def country_names(self, country_name: Callable[[str], str]) -> list[Lettering]:
        """Names of the neighbours, where there is room."""
        names = []
        for land in boundaries.countries():
            code = land["id"]
            name = country_name(code).upper() if code != self.focus else ""
            for size in (10.5, 9.0):
                width = text_width(name, size, bold=True)
                room = self.territory.room_for(code, width, size + 2, self.taken) if name else None
                if room:
                    self.taken.add(Box.centred(*room, width, size + 2))
                    names.append(Lettering(*room, name, size, 600, COUNTRY_TEXT, "middle"))
                    break
        return names

    def region_names(self, region_name: Callable[[str], str]) -> list[Lettering]:
        """Names of the country's regions, where there is room."""
        units = Territory(self.frame, self.regions)
        names = []
        for region in self.regions:
            name = region_name(region["id"])
            width = text_width(name, 10)
            room = units.room_for(region["id"], width, 12, self.taken)
            if room:
                self.taken.add(Box.centred(*room, width, 12))
                names.append(
                    Lettering(*room, name, 10, 400, REGION_TEXT, "middle", italic=True, halo=True)
                )
        return names


def flow_map(
    points: Sequence[MapPoint],
    arrows: Sequence[MapArrow],
    texts: MapTexts,
    *,
    focus: str,
    country_name: Callable[[str], str],
    region_name: Callable[[str], str] = str,
    regions: Sequence[Feature] = (),
    width: float = 620,
    height: float = 540,
    extent: tuple[float, float, float, float] | None = None,
) -> Spec:
    """A map of one month's flows as a Vega-Lite spec.

    Parameters
    ----------
    points : sequence of MapPoint
        Filled circles (entry/exit) and hollow squares (transit), each with its label.
    arrows : sequence of MapArrow
        Incoming in orange, outgoing in blue, side by side, towards the neighbour a point
        exchanges most with; width in proportion to the square root of persons.
    texts : MapTexts
        Words of the legend.
    focus : str
        ISO alpha-3 of the country, drawn white.
    country_name, region_name : callable
        Name of a country (alpha-3) or a region (its feature's ``id``) in the map's language.
        A name without room on the map is left out.
    regions : sequence of Feature
        First administrative level, a backdrop (`boundaries.regions`).
    width, height : float
        Pixels.
    extent : tuple of float, optional
        West, south, east, north in degrees; without it the country just fits.
    """
    layout = _Layout(points, arrows, texts, focus, regions, (width, height), extent)
    frame = layout.frame
    coloured = [
        arrow_feature(
            ring,
            frame,
            {
                "colour": INCOMING if arrow.direction == "in" else OUTGOING,
                "point": arrow.point_code,
                "direction": arrow.direction,
                "persons": arrow.persons,
            },
        )
        for ring, arrow in layout.rings
    ]
    names = layout.country_names(country_name) + layout.region_names(region_name)
    labels = [line for point, label in layout.labels for line in label_texts(point, label)]
    roles = {
        role: [layout.places[point.code] for point in points if point.role == role]
        for role in ("entry_exit", "transit")
    }
    layers = [
        *backdrop(frame, focus, regions),
        *text_layers(names),
        *([arrow_layer(coloured, frame)] if coloured else []),
        *symbol_layers(roles["entry_exit"], roles["transit"]),
        *map_legend.layers(layout.legend, layout.legend_box, frame),
        *(layer for made, box in layout.insets for layer in inset.layers(made, box)),
        *text_layers(labels),
    ]
    view = {"fill": SEA, "stroke": RULE, "strokeWidth": 1}
    return finished({"width": width, "height": height, "view": view, "layer": layers}, texts.lang)


def label_boxes(
    points: Sequence[MapPoint],
    arrows: Sequence[MapArrow],
    texts: MapTexts,
    *,
    focus: str,
    width: float = 620,
    height: float = 540,
) -> dict[str, Box]:
    """Where `flow_map` sets the label of each point, in pixels, insets included."""
    layout = _Layout(points, arrows, texts, focus, (), (width, height), None)
    boxes = {point.code: label.box for point, label in layout.labels}
    for made, place in layout.insets:
        for (point, _), box in zip(made.dots, made.label_boxes, strict=True):
            boxes[point.code] = Box(
                box.left + place.left,
                box.top + place.top,
                box.right + place.left,
                box.bottom + place.top,
            )
    return boxes
