"""Labels beside their points, and boxes that must not overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from azalai.drawing.mercator import XY


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle on the page, in pixels from the top left."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def centred(cls, x: float, y: float, width: float, height: float) -> Box:
        """The box of that size around a place."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    @property
    def middle(self) -> XY:
        """Its centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def grown(self, by: float) -> Box:
        """The same box with a margin on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def shared(self, other: Box) -> float:
        """Area in common, in square pixels.

        Examples
        --------
        >>> Box(0, 0, 10, 10).shared(Box(8, 9, 20, 20))
        2
        """
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across * down if across > 0 and down > 0 else 0

    def within(self, other: Box) -> bool:
        """Does it lie wholly inside the other?"""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@dataclass(slots=True)
class Obstacles:
    """What labels must keep clear of."""

    boxes: list[Box] = field(default_factory=list)
    _near: dict[tuple[int, int], list[int]] = field(
        init=False, default_factory=lambda: defaultdict(list)
    )

    def __post_init__(self) -> None:
        given, self.boxes = self.boxes, []
        self.add(*given)

    def add(self, *boxes: Box) -> None:
        """Take some room."""
        for box in boxes:
            for tile in _tiles(box):
                self._near[tile].append(len(self.boxes))
            self.boxes.append(box)

    def add_outline(self, ring: Sequence[XY], spacing: float = 4) -> None:
        """Take the room under a narrow shape, such as an arrow: small boxes along its outline."""
        for (x0, y0), (x1, y1) in pairwise(ring):
            pieces = max(1, int(max(abs(x1 - x0), abs(y1 - y0)) / spacing))
            for piece in range(pieces):
                part = piece / pieces
                x, y = x0 + part * (x1 - x0), y0 + part * (y1 - y0)
                self.add(Box.centred(x, y, spacing, spacing))

    def overlap(self, box: Box) -> float:
        """Area of the box that is taken already."""
        near = {index for tile in _tiles(box) for index in self._near.get(tile, ())}
        # `Box.shared`, written out: a map asks this some hundred thousand times.
        left, top, right, bottom = box.left, box.top, box.right, box.bottom
        total = 0.0
        for index in near:
            other = self.boxes[index]
            if other.left < right and other.right > left and other.top < bottom:
                across = (right if right < other.right else other.right) - (
                    left if left > other.left else other.left
                )
                down = (bottom if bottom < other.bottom else other.bottom) - (
                    top if top > other.top else other.top
                )
                if down > 0:
                    total += across * down
        return total

    def free(self, box: Box) -> bool:
        """Whether nothing of the box is taken."""
        left, top, right, bottom = box.left, box.top, box.right, box.bottom
        for tile in _tiles(box):
            for index in self._near.get(tile, ()):
                other = self.boxes[index]
                if (
                    other.left < right
                    and other.right > left
                    and other.top < bottom
                    and other.bottom > top
                ):
                    return False
        return True


def _tiles(box: Box) -> Iterable[tuple[int, int]]:
    """The tiles of 32 pixels that a box touches: only boxes that share one can overlap."""
    for row in range(int(box.top // 32), int(box.bottom // 32) + 1):
        for column in range(int(box.left // 32), int(box.right // 32) + 1):
            yield row, column


@dataclass(frozen=True, slots=True)
class Place:
    """Where a label stands: its anchor (``start``, ``middle``, ``end``) and its box."""

    x: float
    y: float
    anchor: str
    box: Box


def place_at(x: float, y: float, anchor: str, width: float, height: float) -> Place:
    """The label whose anchor is at x, and whose middle line is at y."""
    left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return Place(x, y, anchor, Box(left, y - height / 2, left + width, y + height / 2))


def candidates(x: float, y: float, width: float, height: float) -> Iterable[Place]:
    """Places around a point, the ones readers expect first: right, left, then above and below."""
    for gap in (8.0, 12.0, 18.0, 26.0):
        for rise in (0.0, -0.45, 0.45, -0.9, 0.9):
            yield place_at(x + gap, y + rise * height, "start", width, height)
            yield place_at(x - gap, y + rise * height, "end", width, height)
        for side in (1, -1):
            for shift, anchor in ((0.0, "middle"), (-6.0, "start"), (6.0, "end")):
                middle = y + side * (gap + height / 2)
                yield place_at(x + shift, middle, anchor, width, height)


def best_place(
    x: float,
    y: float,
    width: float,
    height: float,
    taken: Obstacles,
    page: Box,
    lines: Obstacles | None = None,
) -> Place:
    """The first candidate that touches nothing, or the one that touches least.

    Lines, such as a border, may be written across, but are avoided where that is as easy.

    Examples
    --------
    >>> page = Box(0, 0, 200, 100)
    >>> best_place(100, 50, 40, 20, Obstacles(), page).anchor
    'start'
    >>> best_place(190, 50, 40, 20, Obstacles(), page).anchor
    'end'
    """

    def cost(place: Place) -> float:
        outside = 0 if place.box.within(page) else 10_000
        across = lines.overlap(place.box) / 20 if lines else 0
        return outside + taken.overlap(place.box.grown(1)) + across

    return min(candidates(x, y, width, height), key=cost)
