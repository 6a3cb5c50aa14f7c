"""Where a place falls on the page: the Mercator projection a map and its labels share."""

from __future__ import annotations

import math
from dataclasses import dataclass

from azalai.drawing.style import Spec

XY = tuple[float, float]


def _stretched(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


@dataclass(frozen=True, slots=True)
class Frame:
    """A map of so many pixels, with the scale and shift that d3's ``mercator`` understands.

    Examples
    --------
    >>> frame = Frame.around((-10.0, 10.0, 5.0, 25.0), width=600, height=600)
    >>> x, y = frame.project(-2.5, 16.0)
    >>> [round(value, 6) for value in frame.invert(x, y)]
    [-2.5, 16.0]
    """

    width: float
    height: float
    scale: float
    shift_x: float
    shift_y: float

    @classmethod
    def around(
        cls,
        bounds: tuple[float, float, float, float],
        width: float,
        height: float,
        margin: float = 0,
    ) -> Frame:
        """The frame in which west, south, east, north just fit, centred."""
        west, south, east, north = bounds
        across = math.radians(east - west)
        along = _stretched(north) - _stretched(south)
        scale = min((width - 2 * margin) / across, (height - 2 * margin) / along)
        return cls(
            width,
            height,
            scale,
            width / 2 - scale * math.radians((west + east) / 2),
            height / 2 + scale * (_stretched(north) + _stretched(south)) / 2,
        )

    def project(self, longitude: float, latitude: float) -> XY:
        """Pixels from the left and from the top."""
        return (
            self.shift_x + self.scale * math.radians(longitude),
            self.shift_y - self.scale * _stretched(latitude),
        )

    def invert(self, x: float, y: float) -> XY:
        """Longitude and latitude of a pixel."""
        upwards = (self.shift_y - y) / self.scale
        return (
            math.degrees((x - self.shift_x) / self.scale),
            math.degrees(2 * math.atan(math.exp(upwards)) - math.pi / 2),
        )

    def holds(self, x: float, y: float, margin: float = 0) -> bool:
        """Is the pixel on the map, so far from its edge?"""
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin

    def kilometres(self, pixels: float, latitude: float) -> float:
        """Length on the ground of so many pixels at a latitude."""
        return pixels / self.scale * 6371 * math.cos(math.radians(latitude))

    def projection(self) -> Spec:
        """The ``projection`` block of a Vega-Lite spec, cut at the frame."""
        return {
            "type": "mercator",
            "scale": self.scale,
            "translate": [self.shift_x, self.shift_y],
            "clipExtent": [[0, 0], [self.width, self.height]],
        }
