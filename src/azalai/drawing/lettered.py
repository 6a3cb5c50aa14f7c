"""Text, lines and panels set down at pixels: the layers of a map that are not geography."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from azalai.drawing.mercator import XY
from azalai.drawing.placement import Box
from azalai.drawing.style import INK, PAPER, Spec

_ALIGN = {"start": "left", "middle": "center", "end": "right"}


def pixel(name: str) -> Spec:
    """A position encoding that takes a column as pixels, without scale or axis."""
    return {"field": name, "type": "quantitative", "scale": None, "axis": None}


@dataclass(frozen=True, slots=True)
class Lettering:
    """One line of text on the page; x is its anchor, y the middle of its height."""

    x: float
    y: float
    text: str
    size: float = 10
    weight: int = 400
    colour: str = INK
    anchor: str = "start"
    italic: bool = False
    halo: bool = False


def text_layers(texts: Iterable[Lettering]) -> list[Spec]:
    """Layers for texts, those with a halo drawn twice: the white edge, then the letters.

    `azalai.drawing.render.svg` joins the two again, so that a reader who selects, searches or
    listens to the text meets it once.
    """
    groups: dict[tuple[object, ...], list[Lettering]] = defaultdict(list)
    for text in texts:
        key = (text.size, text.weight, text.colour, text.anchor, text.italic, text.halo)
        groups[key].append(text)
    layers = []
    for members in groups.values():
        one = members[0]
        mark: Spec = {
            "type": "text",
            "fontSize": one.size,
            "fontWeight": one.weight,
            "fontStyle": "italic" if one.italic else "normal",
            "color": one.colour,
            "align": _ALIGN[one.anchor],
            "baseline": "middle",
        }
        base: Spec = {
            "data": {"values": [{"x": m.x, "y": m.y, "text": m.text} for m in members]},
            "encoding": {
                "x": pixel("x"),
                "y": pixel("y"),
                "text": {"field": "text", "type": "nominal"},
            },
        }
        if one.halo:
            edge = {"stroke": PAPER, "strokeWidth": 3, "strokeJoin": "round"}
            layers.append({**base, "mark": {**mark, **edge}})
        layers.append({**base, "mark": mark})
    return layers


def panel_layer(box: Box, *, fill: str = PAPER, edge: str | None, opacity: float = 0.94) -> Spec:
    """A filled rectangle, for a legend or an inset to stand on."""
    mark: Spec = {"type": "rect", "fill": fill, "fillOpacity": opacity}
    if edge:
        mark |= {"stroke": edge, "strokeWidth": 0.9}
    return {
        "data": {"values": [{"x": box.left, "y": box.top, "x2": box.right, "y2": box.bottom}]},
        "mark": mark,
        "encoding": {
            "x": pixel("x"),
            "y": pixel("y"),
            "x2": {"field": "x2"},
            "y2": {"field": "y2"},
        },
    }


def line_layer(
    lines: Sequence[tuple[XY, XY]], *, colour: str, width: float = 0.9, dash: Sequence[float] = ()
) -> Spec:
    """Straight lines between pixels."""
    mark: Spec = {"type": "rule", "color": colour, "strokeWidth": width}
    if dash:
        mark["strokeDash"] = list(dash)
    values = [{"x": a[0], "y": a[1], "x2": b[0], "y2": b[1]} for a, b in lines]
    return {
        "data": {"values": values},
        "mark": mark,
        "encoding": {
            "x": pixel("x"),
            "y": pixel("y"),
            "x2": {"field": "x2"},
            "y2": {"field": "y2"},
        },
    }


def symbol_layers(entry_exit: Sequence[XY], transit: Sequence[XY]) -> list[Spec]:
    """Points: filled circles count in the totals, hollow squares do not."""
    layers = []
    for places, mark in (
        (
            transit,
            {"shape": "square", "size": 74, "fill": PAPER, "stroke": INK, "strokeWidth": 1.7},
        ),
        (entry_exit, {"shape": "circle", "size": 62, "fill": INK, "stroke": PAPER}),
    ):
        if places:
            layers.append(
                {
                    "data": {"values": [{"x": x, "y": y} for x, y in places]},
                    "mark": {"type": "point", "opacity": 1, "strokeWidth": 1, **mark},
                    "encoding": {"x": pixel("x"), "y": pixel("y")},
                }
            )
    return layers
