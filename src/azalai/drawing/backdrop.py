"""The ground of a map: land, water, regions and borders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from azalai.drawing import boundaries
from azalai.drawing.boundaries import Feature
from azalai.drawing.mercator import Frame
from azalai.drawing.style import (
    BORDER,
    FOCUS_BORDER,
    LAND,
    PAPER,
    REGION_BORDER,
    WATER,
    Spec,
)


def backdrop(frame: Frame, focus: str, regions: Sequence[Feature]) -> list[Spec]:
    """Layers of a map's ground, for a country in focus with its regions."""

    def shapes(features: Sequence[Feature], **mark: Any) -> Spec:
        seen = [feature for feature in features if _on_page(feature, frame)]
        return {
            "data": {"values": seen},
            "projection": frame.projection(),
            "mark": {"type": "geoshape", "filled": "fill" in mark, **mark},
        }

    lands = [land for land in boundaries.countries() if _on_page(land, frame)]
    own = [land for land in lands if land["id"] == focus]
    inner = [line for line in boundaries.limits(regions) if line["properties"]["kind"] != "coast"]
    layers = [
        shapes([land for land in lands if land["id"] != focus], fill=LAND, stroke=None),
        shapes(own, fill=PAPER, stroke=None),
        shapes(boundaries.rivers(), stroke=WATER, strokeWidth=1.3),
        shapes(boundaries.lakes(), fill=WATER, stroke=None),
        shapes(inner, stroke=REGION_BORDER, strokeWidth=0.9),
    ]
    for line in boundaries.country_limits():
        kind = line["properties"]["kind"]
        dash = {"strokeDash": [4, 3]} if kind == "dashed" else {}
        layers.append(shapes([line], stroke=BORDER, strokeWidth=0.7, **dash))
    layers.append(shapes(own, stroke=FOCUS_BORDER, strokeWidth=1.4, fill=None))
    return [layer for layer in layers if layer["data"]["values"]]


def _on_page(feature: Feature, frame: Frame) -> bool:
    west, north = frame.invert(0, 0)
    east, south = frame.invert(frame.width, frame.height)
    places = list(_positions(feature["geometry"]["coordinates"]))
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return max(xs) >= west and min(xs) <= east and max(ys) >= south and min(ys) <= north


def _positions(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
    else:
        for part in coordinates:
            yield from _positions(part)
