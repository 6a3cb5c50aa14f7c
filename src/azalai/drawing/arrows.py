"""Flow arrows: tapered, curved polygons whose area of ink says how many.

Vega-Lite has no arrow mark and its lines have one width, so an arrow is computed as a polygon on
the page and turned back into longitude and latitude: the same GeoJSON serves the printed map and a
web map. An arrow shows a direction across a border, not the route taken.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from azalai.drawing.mercator import XY, Frame

_STEPS = 18
_TAIL = 0.35  # the tail's width as a part of the shaft's width at the head


@dataclass(frozen=True, slots=True)
class ArrowScale:
    """Width of an arrow: in proportion to the square root of persons, never below a floor.

    The square root lets 38 and 5,924 persons stand on one map; the floor keeps the smallest
    visible, so below it the width says nothing and the label does.

    Examples
    --------
    >>> scale = ArrowScale.fit(6400, widest=16)
    >>> scale.width(6400), scale.width(1600), scale.width(1)
    (16.0, 8.0, 1.4)
    """

    per_root: float
    floor: float = 1.4

    @classmethod
    def fit(cls, largest: int, widest: float = 16) -> ArrowScale:
        """The scale on which the largest flow is so many pixels wide."""
        return cls(widest / math.sqrt(max(largest, 1)))

    def width(self, persons: int) -> float:
        """Pixels across the shaft where the head begins."""
        return max(self.floor, self.per_root * math.sqrt(persons))


def head_halfwidth(width: float) -> float:
    """Half the width of an arrow's head."""
    return max(3.0, 0.55 * width + 2.4)


def _side(start: XY, end: XY) -> XY:
    """The unit vector to the right of a traveller from start to end (y runs down the page)."""
    length = math.dist(start, end)
    return -(end[1] - start[1]) / length, (end[0] - start[0]) / length


def arrow_ring(
    start: XY, end: XY, width: float, *, bend: float = 0.0, offset: float = 0.0
) -> list[XY]:
    """Outline of an arrow on the page, clockwise and closed, its tip at the end.

    Parameters
    ----------
    start, end : tuple of float
        Pixels.
    width : float
        Pixels across the shaft where the head begins; the tail is about a third of it.
    bend : float
        How far the middle of the curve swings to the traveller's right, as a part of the length.
    offset : float
        Pixels by which the whole arrow is moved to the traveller's right, so that an incoming and
        an outgoing arrow between the same places run side by side.

    Examples
    --------
    >>> ring = arrow_ring((0, 0), (100, 0), 10)
    >>> ring[0] == ring[-1], max(ring) == (100.0, 0.0)
    (True, True)
    """
    right = _side(start, end)
    length = math.dist(start, end)
    first = (start[0] + right[0] * offset, start[1] + right[1] * offset)
    tip = (end[0] + right[0] * offset, end[1] + right[1] * offset)
    control = (
        (first[0] + tip[0]) / 2 + right[0] * 2 * bend * length,
        (first[1] + tip[1]) / 2 + right[1] * 2 * bend * length,
    )

    def at(part: float) -> tuple[XY, XY]:
        """A place on the Bezier curve, and the unit vector to the right there."""
        rest = 1 - part
        x = rest * rest * first[0] + 2 * rest * part * control[0] + part * part * tip[0]
        y = rest * rest * first[1] + 2 * rest * part * control[1] + part * part * tip[1]
        dx = 2 * rest * (control[0] - first[0]) + 2 * part * (tip[0] - control[0])
        dy = 2 * rest * (control[1] - first[1]) + 2 * part * (tip[1] - control[1])
        speed = math.hypot(dx, dy)
        return (x, y), (-dy / speed, dx / speed)

    half_head = head_halfwidth(width)
    neck = 1 - min(0.45, 1.5 * half_head / length)
    left_side: list[XY] = []
    right_side: list[XY] = []

    def put(place: XY, right: XY, half: float) -> None:
        left_side.append((place[0] - right[0] * half, place[1] - right[1] * half))
        right_side.append((place[0] + right[0] * half, place[1] + right[1] * half))

    for step in range(_STEPS + 1):
        place, across = at(neck * step / _STEPS)
        put(place, across, max(0.4, width / 2 * (_TAIL + (1 - _TAIL) * step / _STEPS)))
    place, across = at(neck)
    put(place, across, half_head)
    # Left side forward, tip, right side back: clockwise where y runs down.
    return [*left_side, tip, *reversed(right_side), left_side[0]]


def arrow_feature(ring: list[XY], frame: Frame, properties: dict[str, Any]) -> dict[str, Any]:
    """The outline as a GeoJSON polygon, its exterior ring clockwise as d3 wants it."""
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [[list(frame.invert(*p)) for p in ring]]},
    }


def lanes(incoming: list[float], outgoing: list[float], gap: float = 2.5) -> list[float]:
    """Sideways places for arrows along one line, incoming ones left of it, outgoing ones right.

    Parameters
    ----------
    incoming, outgoing : list of float
        Widths in pixels, from the line outwards.
    gap : float
        Pixels left free between neighbours.

    Returns
    -------
    list of float
        Pixels to the right of a traveller who leaves, incoming first; arrows do not touch even
        where the head of one lies beside the tail of another.

    Examples
    --------
    >>> left, right = lanes([10.0], [4.0])
    >>> left < 0 < right
    True
    >>> lanes([], [4.0])
    [0.0]
    """
    sides: list[float] = []
    apart = 0.0
    if incoming and outgoing:
        # Each head lies beside the tail of its opposite.
        apart = gap + max(
            head_halfwidth(incoming[0]) + _TAIL * outgoing[0] / 2,
            head_halfwidth(outgoing[0]) + _TAIL * incoming[0] / 2,
        )
    for widths, sign in ((incoming, -1), (outgoing, 1)):
        place = apart / 2
        for index, width in enumerate(widths):
            if index:
                place += head_halfwidth(widths[index - 1]) + gap + head_halfwidth(width)
            sides.append(sign * place)
    return sides


def across_border(
    start: XY,
    towards: XY,
    is_there: Callable[[float, float], bool],
    frame: Frame,
    *,
    beyond: float = 30,
    shortest: float = 72,
) -> XY:
    """Where an arrow ends: some way into the other country, on the line towards its middle.

    Parameters
    ----------
    start, towards : tuple of float
        Pixels: the point, and the middle of what the map shows of the other country.
    is_there : callable
        Does a pixel lie in the other country?
    frame : Frame
        The map; the arrow stays on it.
    beyond, shortest : float
        Pixels past the border, and the least length of an arrow.
    """
    length = math.dist(start, towards) or 1.0
    ux, uy = (towards[0] - start[0]) / length, (towards[1] - start[1]) / length
    reach = shortest
    for step in range(2, int(frame.width + frame.height), 2):
        x, y = start[0] + ux * step, start[1] + uy * step
        if not frame.holds(x, y):
            break
        if is_there(x, y):
            reach = max(shortest, step + beyond)
            break
    while reach > 24 and not frame.holds(start[0] + ux * reach, start[1] + uy * reach, 12):
        reach -= 2
    return start[0] + ux * reach, start[1] + uy * reach
