"""Proportional circles: how large, where on their areas, and with which words beside them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from azalai.drawing.lettered import Lettering
from azalai.drawing.lettering import text_width
from azalai.drawing.mercator import XY
from azalai.drawing.placement import Box, Obstacles, Place, place_at
from azalai.drawing.style import INK, MUTED
from azalai.drawing.territory import Territory

NAME_SIZE = 9.5
NOTE_SIZE = 8.0
_LINE = 10.5
UNKNOWN_RADIUS = 7.5
"""Of the mark of an unknown figure: its size says nothing."""

_SMALLEST = 1.6


@dataclass(frozen=True, slots=True)
class Counted:
    """An area with its figure: what a circle stands for and what is written beside it.

    Parameters
    ----------
    value : float or None
        Persons; `None` where the figure is unknown, which is marked and never drawn as zero.
    text, note : str
        The figure as it is printed, and a third line, such as its date.
    older : bool
        Whether the figure is older than the map's others.
    words : float
        Size of the label, against that on a large map.
    """

    code: str
    name: str
    value: float | None
    text: str
    note: str = ""
    older: bool = False
    words: float = 1.0

    @property
    def lines(self) -> list[tuple[str, float, int, str]]:
        """Text, size, weight and colour of each line of the label."""
        large, small = NAME_SIZE * self.words, NOTE_SIZE * self.words
        lines = [(self.name, large, 600, INK), (self.text, large, 400, INK)]
        return lines + ([(self.note, small, 400, MUTED)] if self.note else [])

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the label."""
        widths = [text_width(text, size, bold=bold > 400) for text, size, bold, _ in self.lines]
        return max(widths), self.line * len(self.lines)

    @property
    def line(self) -> float:
        """Height of a line of the label."""
        return _LINE * self.words


@dataclass(frozen=True, slots=True)
class CircleScale:
    """Area of a circle in proportion to persons.

    Examples
    --------
    >>> scale = CircleScale.fit([40000, 10000, None], largest=20)
    >>> scale.radius(40000), scale.radius(10000), scale.radius(None)
    (20.0, 10.0, 7.5)
    """

    per_root: float

    @classmethod
    def fit(cls, values: Iterable[float | None], largest: float) -> CircleScale:
        """The scale on which the largest value has a radius of so many pixels."""
        return cls(largest / math.sqrt(max([1.0, *(float(value or 0) for value in values)])))

    def radius(self, value: float | None) -> float:
        """Pixels; a handful of persons is still a dot, and an unknown number a mark of its own."""
        if value is None:
            return UNKNOWN_RADIUS
        return max(_SMALLEST, self.per_root * math.sqrt(value)) if value else 0.0


def samples(values: Iterable[float | None]) -> tuple[int, ...]:
    """Two or three round numbers for the legend, the largest near the largest on the map.

    Examples
    --------
    >>> samples([62414, 2739, None])
    (4000, 20000, 60000)
    >>> samples([None])
    ()
    """
    largest = max((value for value in values if value), default=0)
    found = {_round(part * largest) for part in (0.08, 0.33, 1)}
    return tuple(sorted(value for value in found if value))


def _round(value: float) -> int:
    if value < 1:
        return 0
    power: int = 10 ** math.floor(math.log10(value))
    return max(step * power for step in (1, 2, 3, 4, 5, 6, 8) if step * power <= max(value, power))


def circle_places(
    counted: Sequence[Counted],
    scale: CircleScale,
    territory: Territory,
    taken: Obstacles,
    middles: Mapping[str, XY],
) -> dict[str, XY]:
    """Where each circle stands: in its own area, near its middle, clear of the others.

    The smallest areas come first, because they have the least choice. An area too small for a
    cell of the territory, such as a capital's district, has its circle at its middle.
    """
    found: dict[str, XY] = {}
    drawn: list[tuple[XY, float]] = []
    for item in sorted(counted, key=lambda item: (len(territory.cells(item.code)), item.code)):
        middle = territory.middle(item.code) or middles.get(item.code)
        if middle is None:
            continue
        radius = max(scale.radius(item.value), 2.0)
        best = (math.inf, middle)
        for cell in territory.cells(item.code):
            far = math.dist(cell, middle)
            crowded = sum(
                max(0.0, radius + other + 3 - math.dist(cell, place)) for place, other in drawn
            )
            on_marks = taken.overlap(Box.centred(*cell, 1.7 * radius, 1.7 * radius))
            cost = far + 40 * crowded + 2 * on_marks
            if cost < best[0]:
                # Better a little off the middle than over the border.
                cost += 2.5 * _abroad(cell, radius, item.code, territory)
            best = min(best, (cost, cell))
        found[item.code] = best[1]
        drawn.append((best[1], radius))
    return found


def _abroad(place: XY, radius: float, code: str, territory: Territory) -> int:
    """How many of eight places on a circle's edge lie outside its area."""
    edge = (
        territory.owner(
            place[0] + radius * math.cos(step * math.pi / 4),
            place[1] + radius * math.sin(step * math.pi / 4),
        )
        for step in range(8)
    )
    return sum(owner != code for owner in edge)


def circle_obstacles(place: XY, radius: float) -> list[Box]:
    """The room of a circle, in upright strips: its corners are free."""
    strips = max(2, int(radius / 2.5))
    boxes = []
    for strip in range(strips):
        low = -radius + 2 * radius * strip / strips
        high = low + 2 * radius / strips
        near = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
        half = math.sqrt(max(radius * radius - near * near, 0.25))
        boxes.append(Box(place[0] + low, place[1] - half, place[0] + high, place[1] + half))
    return boxes


def around(place: XY, radius: float, width: float, height: float) -> Iterable[Place]:
    """Places for a label beside a circle: right and left, then above, below and aslant."""
    x, y = place
    for gap in (3.0, 6.0, 10.0, 16.0, 24.0, 34.0, 46.0, 60.0):
        reach = radius + gap
        for rise in (0.0, -0.4, 0.4, -0.8, 0.8):
            shift = rise * (radius + height / 2)
            # Higher or lower than its middle, a circle is narrower.
            inside = max(0.0, abs(shift) - height / 2)
            across = math.sqrt(max(reach * reach - inside * inside, gap * gap))
            yield place_at(x + across, y + shift, "start", width, height)
            yield place_at(x - across, y + shift, "end", width, height)
        for side in (1, -1):
            for aside in (0.0, -0.35, 0.35):
                middle = y + side * (reach + height / 2)
                yield place_at(x + aside * width, middle, "middle", width, height)


def label_texts(item: Counted, place: Place) -> list[Lettering]:
    """The lines of a label at its place."""
    step = item.line
    top = place.y - step * (len(item.lines) - 1) / 2
    return [
        Lettering(place.x, top + step * index, text, size, weight, colour, place.anchor, halo=True)
        for index, (text, size, weight, colour) in enumerate(item.lines)
    ]


def leader(place: XY, radius: float, box: Box) -> tuple[XY, XY] | None:
    """A line from a mark's edge to its label, where the label had to move away."""
    end = (
        min(max(place[0], box.left), box.right),
        min(max(place[1], box.top), box.bottom),
    )
    far = math.dist(place, end)
    if far < radius + 8:
        return None
    part = (radius + 0.5) / far
    return (place[0] + (end[0] - place[0]) * part, place[1] + (end[1] - place[1]) * part), end
