"""Which country each part of the page belongs to: a raster of the map, and room for names on it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from azalai.drawing.boundaries import Feature, rings
from azalai.drawing.mercator import XY, Frame
from azalai.drawing.placement import Box, Obstacles

STEP = 4.0


class Territory:
    """Areas of a map in cells of four pixels.

    Parameters
    ----------
    frame : Frame
        The map.
    areas : sequence of Feature
        Areas with an ``id``: countries, or regions of one.
    """

    def __init__(self, frame: Frame, areas: Sequence[Feature]) -> None:
        self.frame = frame
        self.columns = int(frame.width // STEP)
        self._rows: list[list[str | None]] = [
            [None] * self.columns for _ in range(int(frame.height // STEP))
        ]
        for area in areas:
            self._fill(area)
        self._cells: dict[str, list[XY]] = {}
        for row, owners in enumerate(self._rows):
            for column, owner in enumerate(owners):
                if owner is not None:
                    cell = ((column + 0.5) * STEP, (row + 0.5) * STEP)
                    self._cells.setdefault(owner, []).append(cell)

        # How many cells to the right, this one included, belong to the same area.
        self._runs: list[list[int]] = []
        for owners in self._rows:
            runs = [1] * len(owners)
            for column in range(len(owners) - 2, -1, -1):
                if owners[column] == owners[column + 1]:
                    runs[column] = runs[column + 1] + 1
            self._runs.append(runs)

    def _fill(self, area: Feature) -> None:
        crossings: list[list[float]] = [[] for _ in self._rows]
        for ring in rings(area):
            pixels = [self.frame.project(*place) for place in ring]
            for (x0, y0), (x1, y1) in pairwise(pixels):
                if y0 == y1:
                    continue
                low, high = min(y0, y1), max(y0, y1)
                first = max(0, int(low / STEP - 0.5) - 1)
                for row in range(first, min(len(self._rows), int(high / STEP) + 2)):
                    middle = (row + 0.5) * STEP
                    if low <= middle < high:
                        crossings[row].append(x0 + (middle - y0) / (y1 - y0) * (x1 - x0))
        for row, found in enumerate(crossings):
            found.sort()
            for left, right in zip(found[::2], found[1::2], strict=False):
                start = max(0, round(left / STEP))
                stop = min(self.columns, round(right / STEP))
                for column in range(start, stop):
                    self._rows[row][column] = area["id"]

    def owner(self, x: float, y: float) -> str | None:
        """The area under a pixel; `None` at sea and outside the map."""
        row, column = int(y // STEP), int(x // STEP)
        if 0 <= row < len(self._rows) and 0 <= column < self.columns:
            return self._rows[row][column]
        return None

    def cells(self, code: str) -> list[XY]:
        """Middles of an area's cells."""
        return self._cells.get(code, [])

    def middle(self, code: str) -> XY | None:
        """Centre of what the map shows of an area; `None` where it shows nothing."""
        cells = self.cells(code)
        if not cells:
            return None
        return sum(x for x, _ in cells) / len(cells), sum(y for _, y in cells) / len(cells)

    def part_of(self, box: Box, code: str) -> float:
        """Area of a box that lies in an area, in square pixels and roughly."""
        columns = range(int(box.left), int(box.right), 8)
        rows = range(int(box.top), int(box.bottom), 8)
        return 64.0 * sum(self.owner(x, y) == code for y in rows for x in columns)

    def _covers(self, box: Box, code: str) -> bool:
        # Most boxes fail at a corner: look there before at every cell.
        for x in (box.left, box.right):
            if self.owner(x, box.top) != code or self.owner(x, box.bottom) != code:
                return False
        # The corners lie on the map, so every cell between them does.
        first, cells = int(box.left // STEP), int(box.right // STEP) - int(box.left // STEP) + 1
        return all(
            self._rows[row][first] == code and self._runs[row][first] >= cells
            for row in range(int(box.top // STEP), int(box.bottom // STEP) + 1)
        )

    def room_for(self, code: str, width: float, height: float, taken: Obstacles) -> XY | None:
        """Centre of the freest place where a name of that size lies wholly inside its area.

        Returns
        -------
        tuple of float or None
            `None` where it fits nowhere without touching something: a backdrop's name may go.
        """
        middle = self.middle(code)
        if middle is None:
            return None
        across, down = middle

        def distance(cell: XY) -> float:
            return abs(cell[0] - across) + 1.6 * abs(cell[1] - down)

        for x, y in sorted(self.cells(code), key=distance):
            box = Box.centred(x, y, width, height)
            if self._covers(box, code) and taken.free(box.grown(3)):
                return x, y
        return None
