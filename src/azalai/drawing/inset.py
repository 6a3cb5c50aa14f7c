"""Insets: points too close together for the map are drawn again, larger, in their own panel."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from azalai.drawing.lettered import (
    Lettering,
    line_layer,
    panel_layer,
    symbol_layers,
    text_layers,
)
from azalai.drawing.map_model import MapPoint, label_size, label_texts
from azalai.drawing.mercator import XY, Frame
from azalai.drawing.placement import Box, Obstacles, best_place
from azalai.drawing.style import INK, MUTED, Spec

APART = 40.0  # pixels between the two nearest points of an inset
_SPAN = 150.0  # and no more between the two farthest, if that can be had
_EDGE = 8.0
_FOOT = 15.0  # room for the scale bar


@dataclass(frozen=True, slots=True)
class Inset:
    """A panel, its contents relative to the panel's top left, and what it enlarges."""

    width: float
    height: float
    dots: tuple[tuple[MapPoint, XY], ...]
    texts: tuple[Lettering, ...]
    label_boxes: tuple[Box, ...]
    bar: float
    bar_text: str
    marked: Box


def clusters(pixels: Sequence[XY], nearest: float) -> list[list[int]]:
    """Groups of places that are closer on the page than so many pixels, directly or by a chain.

    Examples
    --------
    >>> clusters([(0, 0), (50, 0), (6, 0), (12, 0)], nearest=10)
    [[0, 2, 3]]
    """
    group = list(range(len(pixels)))
    for later, place in enumerate(pixels):
        for earlier in range(later):
            if math.dist(place, pixels[earlier]) < nearest:
                kept, merged = sorted((group[earlier], group[later]))
                group = [kept if number == merged else number for number in group]
    found = [[i for i, g in enumerate(group) if g == number] for number in sorted(set(group))]
    return [members for members in found if len(members) > 1]


def build(points: Sequence[MapPoint], frame: Frame) -> Inset:
    """Lay out an inset: the same projection, enlarged until its points stand apart."""
    pixels = [frame.project(point.longitude, point.latitude) for point in points]
    gaps = [math.dist(a, b) for i, a in enumerate(pixels) for b in pixels[:i]]
    larger = max(2.0, min(APART / max(min(gaps), 0.05), _SPAN / max(max(gaps), 0.05)))
    x0 = sum(x for x, _ in pixels) / len(pixels)
    y0 = sum(y for _, y in pixels) / len(pixels)
    places = [((x - x0) * larger, (y - y0) * larger) for x, y in pixels]

    taken = Obstacles([Box.centred(x, y, 12, 12) for x, y in places])
    anywhere = Box(-1000, -1000, 1000, 1000)
    texts: list[Lettering] = []
    boxes: list[Box] = []
    for point, (x, y) in zip(points, places, strict=True):
        label = best_place(x, y, *label_size(point), taken, anywhere)
        taken.add(label.box)
        boxes.append(label.box)
        texts += label_texts(point, label)
    whole = [*boxes, *taken.boxes]
    left = min(box.left for box in whole) - _EDGE
    top = min(box.top for box in whole) - _EDGE
    right = max(box.right for box in whole) + _EDGE
    bottom = max(box.bottom for box in whole) + _EDGE + _FOOT

    ground = frame.kilometres(1 / larger, points[0].latitude)
    length = _round_length(ground * 60)
    return Inset(
        right - left,
        bottom - top,
        tuple((p, (x - left, y - top)) for p, (x, y) in zip(points, places, strict=True)),
        tuple(_moved(text, -left, -top) for text in texts),
        tuple(_shifted(box, -left, -top) for box in boxes),
        length / ground,
        f"{length:g}\u00a0km",
        Box(
            min(x for x, _ in pixels),
            min(y for _, y in pixels),
            max(x for x, _ in pixels),
            max(y for _, y in pixels),
        ).grown(9),
    )


def _round_length(most: float) -> float:
    """The largest of 1, 2, 5, 10 … that is not more.

    >>> _round_length(9.4), _round_length(0.7)
    (5, 0.5)
    """
    power: float = 10 ** math.floor(math.log10(most))
    length = max(step * power for step in (1, 2, 5) if step * power <= most)
    return int(length) if length >= 1 else round(length, 6)


def _moved(text: Lettering, dx: float, dy: float) -> Lettering:
    return Lettering(
        text.x + dx,
        text.y + dy,
        text.text,
        text.size,
        text.weight,
        text.colour,
        text.anchor,
        text.italic,
        halo=False,
    )


def _shifted(box: Box, dx: float, dy: float) -> Box:
    return Box(box.left + dx, box.top + dy, box.right + dx, box.bottom + dy)


def where(inset: Inset, frame: Frame, taken: Obstacles, covered: Callable[[Box], float]) -> Box:
    """The panel's place: near what it enlarges, on free ground, its leader crossing nothing.

    Parameters
    ----------
    taken : Obstacles
        Arrows, labels, points and the legend.
    covered : callable
        Square pixels of the country itself that a panel would hide: allowed, but better not.
    """
    cx, cy = inset.marked.middle
    boxes = [
        Box(column, row, column + inset.width, row + inset.height)
        for row in range(6, int(frame.height - inset.height - 5), 8)
        for column in range(6, int(frame.width - inset.width - 5), 8)
    ]
    near = sorted(
        ((math.dist((cx, cy), nearest_place(box, (cx, cy))), box) for box in boxes),
        key=lambda pair: pair[0],
    )
    best: tuple[float, Box] | None = None
    for distance, box in near:
        # The distance alone costs more than the best place: so does every place after this one.
        if best is not None and distance >= best[0]:
            break
        if box.shared(inset.marked.grown(10)):
            continue
        cost = distance + 30 * taken.overlap(box.grown(4))
        if best is not None and cost >= best[0]:
            continue
        end = nearest_place(box, (cx, cy))
        cost += covered(box) / 25 + 8 * _crossed((cx, cy), end, inset.marked, taken)
        if best is None or cost < best[0]:
            best = (cost, box)
    if best is None:
        return Box(6, 6, 6 + inset.width, 6 + inset.height)
    return best[1]


def nearest_place(box: Box, place: XY) -> XY:
    """The place on a box that is nearest to another place."""
    return (
        min(max(place[0], box.left), box.right),
        min(max(place[1], box.top), box.bottom),
    )


def _crossed(start: XY, end: XY, marked: Box, taken: Obstacles) -> float:
    """How much a leader runs over what is taken."""
    steps = max(1, int(math.dist(start, end) / 4))
    total = 0.0
    for step in range(1, steps):
        x = start[0] + (end[0] - start[0]) * step / steps
        y = start[1] + (end[1] - start[1]) * step / steps
        spot = Box.centred(x, y, 3, 3)
        if not spot.shared(marked):
            total += taken.overlap(spot)
    return total


def layers(inset: Inset, box: Box) -> list[Spec]:
    """The frame on the map, the leader, and the panel with its points, labels and scale bar."""
    cx, cy = inset.marked.middle
    end = nearest_place(box, (cx, cy))
    start = nearest_place(inset.marked, end)
    dots = [(point, (x + box.left, y + box.top)) for point, (x, y) in inset.dots]
    foot = box.bottom - 10
    left = box.left + _EDGE
    bar = [((left, foot), (left + inset.bar, foot))]
    bar += [((x, foot - 3), (x, foot)) for x in (left, left + inset.bar)]
    words = [_moved(text, box.left, box.top) for text in inset.texts]
    words.append(Lettering(left + inset.bar + 5, foot - 1, inset.bar_text, 9, 400, MUTED))
    return [
        line_layer([(start, end)], colour=INK),
        panel_layer(inset.marked, edge=INK, opacity=0),
        panel_layer(box, edge=INK, opacity=0.97),
        line_layer(bar, colour=MUTED, width=1),
        *symbol_layers(
            [place for point, place in dots if point.role == "entry_exit"],
            [place for point, place in dots if point.role == "transit"],
        ),
        *text_layers(words),
    ]
