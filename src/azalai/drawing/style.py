"""Colours, type and number formats that every chart and map shares.

Orange is incoming and blue is outgoing on every page; red and green are not used, because more
travellers are neither good nor bad. Colour never stands alone: side, label, arrowhead or pattern
says the same.
"""

from __future__ import annotations

from typing import Any

Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "Source Sans Pro"

BAND = "#0B3A75"
AMBER = "#F2A541"
INCOMING = "#D4700A"
INCOMING_TEXT = "#A84F00"
OUTGOING = "#0B4A94"
UNKNOWN = "#8A8F98"

INK = "#1F2733"
MUTED = "#5B6470"
RULE = "#C9CED6"
GRID = "#E6E9EE"
PAPER = "#FFFFFF"

LAND = "#EFEDE6"
SEA = "#E3EDF5"
WATER = "#BFD7EA"
BORDER = "#6B6F76"
FOCUS_BORDER = "#3A3F47"
REGION_BORDER = "#CFCBC0"
REGION_TEXT = "#6F6A5C"
COUNTRY_TEXT = "#6B675C"

# Shares of a whole, largest first: dark to light blue, then greys. Neighbours differ in lightness,
# so that the order survives a black-and-white printer.
RAMP = ("#0B3A75", "#7DA7D9", "#2F6DB5", "#BDD3EC", "#5B6470", "#A9B0BA", "#D9DDE3")

# What a list leaves over, in charts and in tables' bars.
OTHER = "#A9B0BA"

DIRECTION_COLOURS = {"in": INCOMING, "out": OUTGOING, "unknown": UNKNOWN}

_LOCALES: dict[str, Spec] = {
    "en": {
        "number": {
            "decimal": ".",
            "thousands": ",",
            "grouping": [3],
            "currency": ["", ""],
            "minus": "−",
            "percent": "%",
        }
    },
    "fr": {
        "number": {
            "decimal": ",",
            "thousands": "\u202f",
            "grouping": [3],
            "currency": ["", ""],
            "minus": "−",
            "percent": "\u202f%",
        }
    },
}


def number(value: int, lang: str) -> str:
    """A whole number with the language's thousands mark, as the axes print it.

    Examples
    --------
    >>> number(12414, "en")
    '12,414'
    >>> number(12414, "fr") == "12\\u202f414"
    True
    """
    mark = locale(lang)["number"]["thousands"]
    return f"{value:,d}".replace(",", mark).replace("-", "−")


def locale(lang: str) -> Spec:
    """The number format of a language; a language without one is written as English is."""
    return _LOCALES.get(lang, _LOCALES["en"])


def config(lang: str, *, size: float = 10) -> Spec:
    """The ``config`` block of a spec: type, colours and locale, so that nothing is set elsewhere.

    Parameters
    ----------
    lang : str
        ``en`` or ``fr``: the locale of the axes.
    size : float
        Size of axis labels in pixels; a pixel is a point on the printed page.
    """
    return {
        "font": FONT,
        "locale": locale(lang),
        "background": "transparent",
        # The page gives a picture its role and its alternative text; the marks add none.
        "aria": False,
        "view": {"stroke": None},
        "padding": 2,
        "axis": {
            "labelFontSize": size,
            "titleFontSize": size,
            "titleFontWeight": "normal",
            "titleColor": MUTED,
            "labelColor": INK,
            "domainColor": RULE,
            "tickColor": RULE,
            "gridColor": GRID,
            "titlePadding": 5,
            "labelPadding": 3,
            "tickSize": 3,
        },
        "text": {"fontSize": size, "color": INK},
    }


def finished(body: Spec, lang: str, *, size: float = 10) -> Spec:
    """A whole spec: the body with its schema and config."""
    return {"$schema": SCHEMA, **body, "config": config(lang, size=size)}
