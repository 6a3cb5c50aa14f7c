"""What a flow map is given: points, arrows and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from azalai.drawing.lettered import Lettering
from azalai.drawing.lettering import text_width
from azalai.drawing.placement import Place
from azalai.drawing.style import INK, MUTED

NAME_SIZE = 11.5
TOTAL_SIZE = 10.5
LINE = 12.5


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A monitoring point on the map.

    Parameters
    ----------
    code, name : str
        The point's code, and its name in the language of the map.
    latitude, longitude : float
        Degrees.
    role : str
        ``entry_exit`` (filled circle) or ``transit`` (hollow square, not in the totals).
    incoming, outgoing : int or None
        Persons of the period; `None` where there are none to show.
    total_text : str
        Second line of the label, ready to print: ``"1,616"``, ``"3,942 (transit)"``.
    label_dx, label_dy, anchor
        Place of the label from the register, in pixels from the point to the label's anchor and
        middle; without them the label finds its own place.
    """

    code: str
    name: str
    latitude: float
    longitude: float
    role: Literal["entry_exit", "transit"]
    incoming: int | None
    outgoing: int | None
    total_text: str
    label_dx: float | None = None
    label_dy: float | None = None
    anchor: Literal["start", "middle", "end"] | None = None


@dataclass(frozen=True, slots=True)
class MapArrow:
    """A flow between a point and a neighbouring country.

    It points towards the country (`other_country`, ISO alpha-3) or along a `bearing` in degrees
    clockwise from north. It shows the direction across the border, not the route.
    """

    point_code: str
    direction: Literal["in", "out"]
    persons: int
    other_country: str | None = None
    bearing: float | None = None


@dataclass(frozen=True, slots=True)
class MapTexts:
    """Words of the legend, in one language, and that language."""

    lang: str
    incoming: str
    outgoing: str
    entry_exit: str
    transit: str
    arrow_width: str


def label_size(point: MapPoint) -> tuple[float, float]:
    """Width and height of a point's two-line label."""
    width = max(
        text_width(point.name, NAME_SIZE, bold=True), text_width(point.total_text, TOTAL_SIZE)
    )
    return width, 2 * LINE if point.total_text else LINE


def label_texts(point: MapPoint, place: Place) -> list[Lettering]:
    """The two lines of a point's label; a transit point's are grey."""
    colour = INK if point.role == "entry_exit" else MUTED
    rise = LINE / 2 if point.total_text else 0
    lines = [
        Lettering(
            place.x, place.y - rise, point.name, NAME_SIZE, 600, colour, place.anchor, halo=True
        )
    ]
    if point.total_text:
        lines.append(
            Lettering(
                place.x,
                place.y + rise,
                point.total_text,
                TOTAL_SIZE,
                400,
                colour,
                place.anchor,
                halo=True,
            )
        )
    return lines
