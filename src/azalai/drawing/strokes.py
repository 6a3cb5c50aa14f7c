"""Lines, dots, areas and hatching set down at pixels: what charts of stocks are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from azalai.drawing.lettered import pixel
from azalai.drawing.mercator import XY
from azalai.drawing.placement import Box
from azalai.drawing.style import Spec


def rounded(value: float) -> float:
    """Pixels to a hundredth: a thousandth of a millimetre, and half the bytes."""
    return round(value, 2)


def path_layer(
    paths: Iterable[Sequence[XY]],
    *,
    colour: str,
    width: float = 1.6,
    dash: Sequence[float] = (),
    stepped: bool = False,
) -> Spec:
    """Lines through places; each path is one line, and no line joins two paths."""
    mark: Spec = {"type": "line", "color": colour, "strokeWidth": width, "strokeJoin": "round"}
    if dash:
        mark["strokeDash"] = list(dash)
    if stepped:
        mark["interpolate"] = "step-after"
    values = [
        {"line": line, "x": rounded(x), "y": rounded(y), "order": order}
        for line, path in enumerate(paths)
        for order, (x, y) in enumerate(path)
    ]
    return {
        "data": {"values": values},
        "mark": mark,
        "encoding": {
            "x": pixel("x"),
            "y": pixel("y"),
            "detail": {"field": "line", "type": "nominal"},
            "order": {"field": "order", "type": "quantitative"},
        },
    }


def dot_layer(
    places: Sequence[XY],
    values: Sequence[Any] = (),
    *,
    colour: str,
    shape: str = "circle",
    size: float | Sequence[float] = 24,
    edge: str | None = None,
    edge_width: float = 1,
    dash: Sequence[float] = (),
    opacity: float = 1,
) -> Spec:
    """Marks at places, each with the value it stands for; one size, or one for each."""
    mark: Spec = {
        "type": "point",
        "shape": shape,
        "fill": colour,
        "fillOpacity": opacity,
        "stroke": edge or colour,
        "strokeWidth": edge_width,
        "opacity": 1,
    }
    if dash:
        mark["strokeDash"] = list(dash)
    rows: list[dict[str, Any]] = [{"x": rounded(x), "y": rounded(y)} for x, y in places]
    for row, value in zip(rows, values, strict=False):
        row["value"] = value
    encoding: Spec = {"x": pixel("x"), "y": pixel("y")}
    if isinstance(size, int | float):
        mark["size"] = size
    else:
        for row, each in zip(rows, size, strict=True):
            row["size"] = rounded(each)
        encoding["size"] = {**pixel("size"), "legend": None}
        del encoding["size"]["axis"]
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def area_layer(upper: Sequence[XY], lower: Sequence[float], *, colour: str, opacity: float) -> Spec:
    """The area between an upper line and the heights under it."""
    values = [
        {"x": rounded(x), "y": rounded(y), "y2": rounded(y2)}
        for (x, y), y2 in zip(upper, lower, strict=True)
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "area", "color": colour, "opacity": opacity, "line": False},
        "encoding": {"x": pixel("x"), "y": pixel("y"), "y2": {"field": "y2"}},
    }


def hatching(rings: Iterable[Sequence[XY]], spacing: float = 5) -> list[tuple[XY, XY]]:
    """Diagonal lines inside an outline, rising to the right; holes are left free.

    Examples
    --------
    >>> hatching([box_ring(Box(0, 0, 10, 10))], spacing=10)
    [((0.0, 10.0), (10.0, 0.0))]
    """
    edges = [(start, end) for ring in rings for start, end in pairwise(ring)]
    if not edges:
        return []
    # On the line x + y = total, every edge is met where its ends lie on either side.
    totals = [x + y for edge in edges for x, y in edge]
    lines = []
    total = (int(min(totals) / spacing) + 1) * spacing
    while total < max(totals):
        crossed = []
        for (x0, y0), (x1, y1) in edges:
            one, other = x0 + y0 - total, x1 + y1 - total
            if (one <= 0) != (other <= 0):
                crossed.append(x0 + (x1 - x0) * one / (one - other))
        crossed.sort()
        for left, right in zip(crossed[::2], crossed[1::2], strict=False):
            if right - left > 0.5:
                lines.append(
                    (
                        (rounded(left), rounded(total - left)),
                        (rounded(right), rounded(total - right)),
                    )
                )
        total += spacing
    return lines


def box_ring(box: Box) -> list[XY]:
    """The outline of a box, closed."""
    return [
        (box.left, box.top),
        (box.right, box.top),
        (box.right, box.bottom),
        (box.left, box.bottom),
        (box.left, box.top),
    ]


def apart(
    wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float
) -> list[float]:
    """Middles of labels beside a plot, moved as little as needed so that none cover each other.

    Parameters
    ----------
    wanted, heights : sequence of float
        Where each label would like its middle, and how high it is.
    top, bottom : float
        The room they share.

    Examples
    --------
    >>> apart([50.0, 52.0, 90.0], [10.0, 10.0, 10.0], 0, 100)
    [46.0, 56.0, 90.0]
    """
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    # Neighbours that touch move as one block, to the mean of what its members want.
    blocks: list[tuple[list[int], float]] = []
    for index in order:
        blocks.append(([index], wanted[index]))
        while len(blocks) > 1 and _touch(blocks[-2], blocks[-1], heights):
            later, _ = blocks.pop()
            earlier, _ = blocks.pop()
            members = earlier + later
            blocks.append((members, _middle_of(members, wanted, heights)))
    placed = [0.0] * len(wanted)
    low = top
    for members, middle in blocks:
        tall = sum(heights[index] for index in members)
        y = max(middle - tall / 2, low)
        for index in members:
            placed[index] = y + heights[index] / 2
            y += heights[index]
        low = y
    high = bottom
    for index in reversed(order):
        placed[index] = min(placed[index], high - heights[index] / 2)
        high = placed[index] - heights[index] / 2
    return placed


def _touch(
    one: tuple[list[int], float], other: tuple[list[int], float], heights: Sequence[float]
) -> bool:
    gap = (sum(heights[i] for i in one[0]) + sum(heights[i] for i in other[0])) / 2
    return other[1] - one[1] < gap


def _middle_of(members: list[int], wanted: Sequence[float], heights: Sequence[float]) -> float:
    tall = sum(heights[index] for index in members)
    above, total = 0.0, 0.0
    for index in members:
        total += wanted[index] - (above + heights[index] / 2 - tall / 2)
        above += heights[index]
    return total / len(members)
