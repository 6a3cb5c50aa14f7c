"""Bars and keys set down at pixels, for charts whose every part has a computed place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from azalai.drawing.lettered import Lettering, pixel
from azalai.drawing.lettering import text_width
from azalai.drawing.style import INK, MUTED, PAPER, Spec

Style = Literal["solid", "published", "derived", "open", "missing", "protected", "broken"]

MISSING_FILL = "#ECEEF2"
PROTECTED_FILL = "#DFE3EA"
CLOSURE_FILL = "#FCEBCF"

# What stands on a period without a bar, in the chart and in its key.
MARKS = {"missing": "×", "protected": "<"}

# How a bar of each kind is drawn: hollow where the figure was published by others or worked out
# from what they published, pale where the month is not over.
_STYLES: dict[Style, Spec] = {
    "solid": {},
    "published": {"fillOpacity": 0.12, "strokeWidth": 1.2},
    "derived": {"fillOpacity": 0.12, "strokeWidth": 1.2, "strokeDash": [3, 2]},
    "open": {"fillOpacity": 0.45, "strokeWidth": 0.8, "strokeDash": [1, 1.5]},
    "missing": {"fillOpacity": 1},
    "protected": {"fillOpacity": 1},
    "broken": {"fillOpacity": 1},
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle: left, top, right and bottom in pixels."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str
    style: Style = "solid"


def bar_mark(colour: str, style: Style) -> Spec:
    """The ``mark`` of a bar: its colour and its kind."""
    mark: Spec = {"type": "rect", "fill": colour, **_STYLES[style]}
    if style not in ("solid", "broken", *MARKS):
        mark["stroke"] = colour
    return mark


def bar_layers(bars: Iterable[Bar]) -> list[Spec]:
    """Layers for rectangles, one for each colour and kind."""
    groups: dict[tuple[str, Style], list[Bar]] = defaultdict(list)
    for bar in bars:
        groups[bar.colour, bar.style].append(bar)
    return [
        {
            "data": {
                "values": [
                    {"x": b.left, "y": b.top, "x2": b.right, "y2": b.bottom} for b in members
                ]
            },
            "mark": bar_mark(colour, style),
            "encoding": {
                "x": pixel("x"),
                "y": pixel("y"),
                "x2": {"field": "x2"},
                "y2": {"field": "y2"},
            },
        }
        for (colour, style), members in groups.items()
    ]


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One swatch of a key and its words."""

    label: str
    colour: str
    style: Style = "solid"


@dataclass(frozen=True, slots=True)
class Key:
    """A key laid out in rows."""

    bars: list[Bar]
    texts: list[Lettering]
    height: float


def key(
    entries: Sequence[KeyEntry],
    *,
    left: float,
    top: float,
    width: float,
    size: float = 9.5,
    lead: str = "",
) -> Key:
    """Lay out a key from a place downwards, wrapped at a width.

    Parameters
    ----------
    lead : str
        Words set before the swatches: the unit of the axis under them.
    """
    bars: list[Bar] = []
    texts: list[Lettering] = []
    head = text_width(lead, size) + 14 if lead else 0.0
    across = [13 + text_width(entry.label, size) for entry in entries]
    # Rather closer together than in two rows; where two are needed, neither holds one swatch.
    gap = next((gap for gap in (12.0, 9.0, 6.0) if head + sum(across) + gap * len(across) - gap
                <= width), 12.0)  # fmt: skip
    line = size + 5.0
    y = top + line / 2
    if lead:
        texts.append(Lettering(left, y, lead, size, colour=MUTED))
    x = left + head
    for row in _key_rows(across, head, gap, width):
        for index in row:
            entry = entries[index]
            bars += _swatch(x, y, entry)
            if entry.style in MARKS:
                sign = MARKS[entry.style]
                texts.append(Lettering(x + 4.5, y, sign, size, colour=MUTED, anchor="middle"))
            texts.append(Lettering(x + 13, y, entry.label, size, colour=INK))
            x += across[index] + gap
        x, y = left, y + line
    return Key(bars, texts, y - line / 2 - top)


def _swatch(x: float, y: float, entry: KeyEntry) -> list[Bar]:
    """A sample of what an entry stands for; of a dashed rule, its dashes."""
    if entry.style != "broken":
        return [Bar(x, y - 4, x + 9, y + 4, entry.colour, entry.style)]
    return [
        Bar(x + 4, y + top, x + 5, y + top + 2.4, entry.colour, entry.style)
        for top in (-5, -1.2, 2.6)
    ]


def _key_rows(across: Sequence[float], head: float, gap: float, width: float) -> list[list[int]]:
    """Positions of swatches by row, filled from the left; a last one alone takes a neighbour.

    Examples
    --------
    >>> _key_rows([40, 40, 40], 0, 10, 150), _key_rows([40, 40, 40, 40], 0, 10, 150)
    ([[0, 1, 2]], [[0, 1], [2, 3]])
    """
    rows: list[list[int]] = [[]]
    x = head
    for index, wide in enumerate(across):
        if rows[-1] and x + wide > width:
            rows.append([])
            x = 0.0
        rows[-1].append(index)
        x += wide + gap
    if len(rows) > 1 and len(rows[-1]) == 1 and len(rows[-2]) > 2:
        rows[-1].insert(0, rows[-2].pop())
    return rows


def readable_on(colour: str) -> str:
    """Ink or paper, whichever reads better on a colour.

    Examples
    --------
    >>> readable_on("#0B3A75"), readable_on("#BDD3EC")
    ('#FFFFFF', '#1F2733')
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return PAPER if 0.299 * red + 0.587 * green + 0.114 * blue < 140 else INK
