"""Which stocks count the same people: a part and its whole, an area and what lies in it."""

from __future__ import annotations

from collections.abc import Iterator

from azalai.model.errors import InputError
from azalai.model.figures import Figure
from azalai.model.places import Gazetteer


def check_parts(figures: tuple[Figure, ...]) -> None:
    """No part together with its whole, and no figure twice."""
    parts = {part_of(figure) for figure in figures}
    dimensions = {tuple(name for name, value in part if value) for part in parts}
    seen: dict[tuple[str, tuple[tuple[str, str], ...]], str] = {}
    for figure in figures:
        key = (figure.place, part_of(figure))
        if key in seen:
            raise InputError("stock_overlaps", one=seen[key], other=figure.id)
        seen[key] = figure.id
    if len(dimensions) > 1:
        # A sum of men and of people from Gao counts the men from Gao twice.
        whole = sorted(figures, key=lambda figure: sum(bool(value) for _, value in part_of(figure)))
        raise InputError("stock_overlaps", one=whole[0].id, other=whole[-1].id)


def check_places(figures: tuple[Figure, ...], places: Gazetteer) -> None:
    """No area together with one that lies in it, and no two groups that share one."""
    held: dict[str, Figure] = {}
    for figure in figures:
        for code in areas(places, figure.place):
            if held.setdefault(code, figure).place != figure.place:
                raise InputError("stock_overlaps", one=held[code].id, other=figure.id)


def areas(places: Gazetteer, code: str) -> Iterator[str]:
    yield code
    for part in places.parts(code):
        yield from areas(places, part)


def part_of(figure: Figure) -> tuple[tuple[str, str], ...]:
    return (("origin", figure.origin), ("sex", figure.sex), ("age", figure.age), *figure.breakdown)


def is_whole(figure: Figure, origin: str = "") -> bool:
    """Whether a stock is of everybody (of an origin) in its place: no part by sex, age …"""
    parts = figure.sex or figure.age or figure.breakdown or figure.direction
    return figure.origin == origin and not parts
