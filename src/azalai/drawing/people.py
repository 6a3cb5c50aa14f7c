"""Colours and marks of the displaced: who is counted, told apart by colour, lightness and shape.

Orange and blue are taken: they mean incoming and outgoing on every page. The colours here differ
in lightness as well, so that the order survives a black-and-white printer, and in hue for the
three common kinds of colour blindness.
"""

from __future__ import annotations

from azalai.drawing.style import INK, MUTED, UNKNOWN

_COLOURS = {
    "idp": "#0B5754",
    "refugee": "#B4609F",
    "returnee": "#B3A64A",
    "displaced": INK,
}
# Letters need more contrast than areas: at least 4.5 to 1 on white.
_TEXT_COLOURS = {
    "idp": "#0B5754",
    "refugee": "#8C3F79",
    "returnee": "#6B6218",
    "displaced": INK,
}
_SHAPES = {"idp": "circle", "refugee": "diamond", "returnee": "triangle-up", "displaced": "square"}


def colour_of(population: str) -> str:
    """The colour of a population's bars, lines and circles; grey for one that has none.

    Examples
    --------
    >>> colour_of("idp") != colour_of("refugee")
    True
    >>> colour_of("migrant") == UNKNOWN
    True
    """
    return _COLOURS.get(population, UNKNOWN)


def text_colour_of(population: str) -> str:
    """The colour of words about a population, dark enough to be read."""
    return _TEXT_COLOURS.get(population, MUTED)


def shape_of(population: str) -> str:
    """The mark of a population on a line: a second sign beside its colour."""
    return _SHAPES.get(population, "circle")


def tint(colour: str, part: float) -> str:
    """A colour mixed with white, opaque: so much of it, the rest paper.

    Examples
    --------
    >>> tint("#000000", 0.2), tint("#0B5754", 1)
    ('#CCCCCC', '#0B5754')
    """
    mixed = (255 - (255 - int(colour[i : i + 2], 16)) * part for i in (1, 3, 5))
    return "#" + "".join(f"{round(value):02X}" for value in mixed)
