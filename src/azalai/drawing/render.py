"""Specs to SVG and PNG, offline and the same on every run.

`vl_convert` starts a JavaScript engine when it is imported (half a second), so it is imported
inside the functions that need it.
"""

from __future__ import annotations

import re
from functools import cache
from types import ModuleType
from typing import Any

from azalai.drawing.style import Spec

# A base no address can begin with: every outside URL in a spec is refused.
_NO_ADDRESS = ["azalai://nothing-outside/"]
_HALO = re.compile(
    r'<text((?: [\w-]+="[^"]*")*? stroke="[^"]*"(?: [\w-]+="[^"]*")*)>([^<]*)</text>'
)
_STROKE = re.compile(r' stroke(?:-width|-linejoin)?="[^"]*"')
_COUNTED_ID = re.compile(r"\b(clip|gradient|pattern)[_-]?(\d+)\b")


@cache
def _engine() -> ModuleType:
    import font_source_sans_pro
    import vl_convert

    vl_convert.register_font_directory(font_source_sans_pro.font_directory)
    return vl_convert


def svg(spec: Spec) -> str:
    """A spec as SVG text, byte for byte the same on every run.

    The converter numbers clip paths through the life of the process; they are renumbered from
    one, so that a picture does not change because another was drawn before it.

    Raises
    ------
    ValueError
        The spec cannot be drawn, or asks for data from outside.
    """
    _refuse_addresses(spec)
    text: str = _engine().vegalite_to_svg(spec, allowed_base_urls=_NO_ADDRESS)
    return with_halos(with_stable_ids(text))


def png(spec: Spec, scale: float = 2.0) -> bytes:
    """A spec as a PNG picture, for a look or a slide; pages take the SVG."""
    return raster(svg(spec), scale)


def raster(drawn: str, scale: float = 2.0) -> bytes:
    """A drawn SVG as PNG, for media that take no vectors."""
    picture: bytes = _engine().svg_to_png(drawn, scale=scale)
    return picture


def _refuse_addresses(part: Any) -> None:
    # The converter reads file:// addresses whatever its list of allowed bases says.
    if isinstance(part, dict):
        if "url" in part:
            raise ValueError(f"a spec carries its data; it may not read {part['url']!r}")
        for value in part.values():
            _refuse_addresses(value)
    elif isinstance(part, list):
        for value in part:
            _refuse_addresses(value)


def with_halos(text: str) -> str:
    """Join each halo with the letters over it: one text element, its edge painted first.

    A map draws a label twice, a white edge and then the letters; without this a reader would find
    every name twice.

    Examples
    --------
    >>> edge = '<text transform="a" stroke="#FFF" stroke-width="3" fill="red">Gao</text>'
    >>> with_halos(edge + '<text transform="a" fill="red">Gao</text>')
    '<text paint-order="stroke" transform="a" stroke="#FFF" stroke-width="3" fill="red">Gao</text>'
    """
    # One quoted attribute after another: no edge can be mistaken for another text's letters.
    for found in _HALO.finditer(text):
        plain = f"<text{_STROKE.sub('', found[1])}>{found[2]}</text>"
        joined = f'<text paint-order="stroke"{found[1]}>{found[2]}</text>'
        if plain in text:
            text = text.replace(found[0], "", 1).replace(plain, joined, 1)
    return text


def with_stable_ids(text: str) -> str:
    """Number the ids the converter counted from one, in order of appearance.

    Examples
    --------
    >>> with_stable_ids('<clipPath id="clip51"/><g clip-path="url(#clip51)"/>')
    '<clipPath id="clip1"/><g clip-path="url(#clip1)"/>'
    """
    seen: dict[str, str] = {}

    def renamed(match: re.Match[str]) -> str:
        return seen.setdefault(match[0], f"{match[1]}{len(seen) + 1}")

    return _COUNTED_ID.sub(renamed, text)
