"""A map of circles: areas with their figures, places among them, names where there is room."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from azalai.drawing import boundaries, circle_legend
from azalai.drawing.boundaries import Feature
from azalai.drawing.circle_legend import CircleLegend
from azalai.drawing.circles import (
    CircleScale,
    Counted,
    around,
    circle_obstacles,
    circle_places,
    leader,
)
from azalai.drawing.label_search import Choice, settled
from azalai.drawing.lettering import text_width
from azalai.drawing.mercator import XY, Frame
from azalai.drawing.placement import Box, Obstacles, Place
from azalai.drawing.territory import Territory

SITE_SIZE = 8.5
_SITE_LINE = 10.0
# The cost of each corner of a label outside the area it belongs to.
_HOME, _SITE_HOME = 20.0, 4.0
_HIDDEN = 60.0  # the cost of hiding the map at which a legend goes under it


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map with a line of text, such as a camp."""

    x: float
    y: float
    text: str
    kind: circle_legend.RowKind


@dataclass(slots=True)
class CircleMap:
    """Everything on a map of circles with its place; `azalai.drawing.circle_layers` draws it.

    Parameters
    ----------
    frame : Frame
        The map.
    territory : Territory
        The areas that are counted.
    own : callable
        Does a pixel lie in the country in focus? A legend should not.
    middles : mapping
        Middles of areas by code, for those too small for the territory.
    strange : bool
        Whether the country in focus is none of the areas that are counted: a label that lies on
        it would be read as its own.
    """

    frame: Frame
    territory: Territory
    counted: Sequence[Counted]
    spots: Sequence[Spot]
    scale: CircleScale
    colour: str
    own: Callable[[float, float], bool]
    middles: Mapping[str, XY] = field(default_factory=dict)
    strange: bool = False
    lines: Obstacles = field(default_factory=Obstacles)
    taken: Obstacles = field(default_factory=Obstacles)
    places: dict[str, XY] = field(default_factory=dict)
    labels: list[tuple[Counted, Place]] = field(default_factory=list)
    spot_labels: list[tuple[Spot, Place]] = field(default_factory=list)
    legend: CircleLegend | None = None
    legend_box: Box = field(default_factory=lambda: Box(0, 0, 0, 0))

    @property
    def page(self) -> Box:
        """The frame, less a little."""
        return Box(3, 3, self.frame.width - 3, self.frame.height - 3)

    def place_legend(self, legend: CircleLegend) -> bool:
        """Put the legend where it hides nothing that counts; `False` where it does so anywhere."""
        choices = [
            (*self._free_corner(*one.size), columns)
            for columns in (0, 1)
            if (one := replace(legend, columns=columns))
        ]
        least, self.legend_box, columns = min(choices)
        self.legend = replace(legend, columns=columns)
        self.taken.add(self.legend_box.grown(3))
        return least < _HIDDEN

    def place_legend_below(self, legend: CircleLegend) -> float:
        """Put the legend under the map, over its whole width; its height."""
        fitting = [
            one
            for columns in range(1, 6)
            if (one := replace(legend, columns=columns)).size[0] <= self.frame.width
        ]
        self.legend = fitting[-1] if fitting else legend
        tall = self.legend.size[1]
        self.legend_box = Box(
            1, self.frame.height, self.frame.width - 1, self.frame.height + tall - 1
        )
        return tall

    def place_circles(self) -> None:
        """Give the circles their places, clear of the spots and of a legend on the map."""
        for spot in self.spots:
            self.taken.add(Box.centred(spot.x, spot.y, 9, 9))
        self.places = circle_places(
            self.counted, self.scale, self.territory, self.taken, self.middles
        )
        for item in self.counted:
            if item.code in self.places:
                radius = max(self.scale.radius(item.value), 2.0) + 1
                self.taken.add(*circle_obstacles(self.places[item.code], radius))

    def place_labels(self) -> None:
        """Give the labels their places; crowded circles have the first choice."""
        shown = sorted(
            (item for item in self.counted if item.code in self.places),
            key=lambda item: (self._room(item), item.code),
        )
        named = [spot for spot in self.spots if spot.text]
        choices = [
            self._choices(
                self.places[item.code], self.scale.radius(item.value), item.size, item.code, _HOME
            )
            for item in shown
        ]
        for spot in named:
            size = text_width(spot.text, SITE_SIZE), _SITE_LINE
            owner = self.territory.owner(spot.x, spot.y) or ""
            choices.append(self._choices((spot.x, spot.y), 3.5, size, owner, _SITE_HOME))
        found = settled(choices)
        self.labels = list(zip(shown, found[: len(shown)], strict=True))
        self.spot_labels = list(zip(named, found[len(shown) :], strict=True))
        self.taken.add(*(place.box for place in found))

    def _room(self, item: Counted) -> float:
        x, y = self.places[item.code]
        others = (math.dist((x, y), place) for code, place in self.places.items()
                  if code != item.code)  # fmt: skip
        return min(others, default=1000.0)

    def _choices(
        self, place: XY, radius: float, size: tuple[float, float], code: str, home: float
    ) -> list[Choice]:
        # A label that leaves its own area for a neighbour's may be read as the neighbour's.
        found = []
        for label in around(place, radius, *size):
            cost = 0.0 if label.box.within(self.page) else 100_000.0
            cost += math.dist(label.box.middle, place) / 4 + self.lines.overlap(label.box) / 6
            if code:
                corners = [(x, y) for x in (label.box.left, label.box.right)
                           for y in (label.box.top, label.box.bottom)]  # fmt: skip
                cost += home * sum(self.territory.owner(*corner) != code for corner in corners)
                if self.strange and home > _SITE_HOME:
                    cost += 8 * home * sum(self.own(*corner) for corner in corners)
            covered = self.taken.overlap(label.box.grown(1))
            cost += 1000 + 10 * covered if covered else 0
            cost += 12 * self._crossed(place, radius, label.box)
            found.append(Choice(label, cost, leader(place, radius, label.box)))
        return found

    def _crossed(self, place: XY, radius: float, box: Box) -> int:
        """How many steps of a label's leader lie on something else."""
        line = leader(place, radius, box)
        if line is None:
            return 0
        (x0, y0), (x1, y1) = line
        steps = max(2, int(math.dist(*line) / 3))
        spots = (
            (x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps)
            for step in range(2, steps)
        )
        return sum(not self.taken.free(Box.centred(*spot, 1, 1)) for spot in spots)

    def _free_corner(self, width: float, height: float) -> tuple[float, Box]:
        """Where a legend hides least, and how much that is."""
        right, low = self.frame.width - width - 6, self.frame.height - height - 6
        across = sorted({6.0, right, *(6.0 + 12 * step for step in range(int(right // 12)))})
        down = sorted({6.0, low, *(6.0 + 12 * step for step in range(int(low // 12)))})
        counted = {item.code for item in self.counted}
        starts = [(x, y) for x in (6.0, right) for y in down]
        starts += [(x, y) for y in (6.0, low) for x in across]

        def cost(corner: XY) -> float:
            box = Box(corner[0], corner[1], corner[0] + width, corner[1] + height)
            hit = Counter(
                self.territory.owner(x, y)
                for x in range(int(box.left), int(box.right), 8)
                for y in range(int(box.top), int(box.bottom), 8)
            )
            # A sample of 8 by 8 pixels is four cells; half of a small country is worse hidden
            # than a corner of a large one.
            inside = sum(
                400 * 4 * hit[code] / max(1, len(self.territory.cells(code))) for code in counted
            )
            inside += sum(
                4 * self.own(x, y)
                for x in range(int(box.left), int(box.right), 8)
                for y in range(int(box.top), int(box.bottom), 8)
            )
            near = box.grown(10)
            hidden = sum(Box.centred(spot.x, spot.y, 1, 1).within(near) for spot in self.spots)
            return 100 * hidden + inside + (0 if corner[0] in (6.0, right) else 1)

        least, x, y = min((cost(start), *start) for start in starts)
        return least, Box(x, y, x + width, y + height)

    def boxes(self) -> dict[str, Box]:
        """Where every label stands, and the legend, by name."""
        found = {item.name: place.box for item, place in self.labels}
        found |= {spot.text: place.box for spot, place in self.spot_labels}
        return found | {"": self.legend_box}


def middle_of(shape: Feature, frame: Frame) -> XY:
    """Centre of the box around an area, in pixels."""
    west, south, east, north = boundaries.bounds([shape])
    (left, low), (right, high) = frame.project(west, south), frame.project(east, north)
    return (left + right) / 2, (low + high) / 2
