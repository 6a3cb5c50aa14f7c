"""The points on a map with how they stand on a day, drawn here as SVG; nothing is asked of others.

A state has its own shape and its own word, so that it shows without colour. The table beside the
map says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from azalai.drawing import boundaries
from azalai.drawing.lettering import text_width
from azalai.drawing.mercator import XY, Frame
from azalai.drawing.placement import Box, Obstacles, best_place
from azalai.drawing.style import (
    BAND,
    BORDER,
    FOCUS_BORDER,
    INCOMING_TEXT,
    INK,
    LAND,
    MUTED,
    PAPER,
    REGION_BORDER,
    SEA,
    WATER,
)
from azalai.model.points import DayStatus, Point
from azalai.server.feeding.calendar import EXPECTED, LATE, Cell, Line, lines

if TYPE_CHECKING:
    from azalai.server.models import Mission
    from azalai.server.people.actors import Actor
    from azalai.workspace import Folder

_WIDTH: Final = 880.0
_LETTERS: Final = 17.0


class PointState(StrEnum):
    """How a point stands on a day."""

    HEARD = "heard"
    """Something came of the day: groups, or a declaration."""
    LATE = "late"
    """Nothing yet, but of one of the last days."""
    SILENT = "silent"
    """Nothing for days on which somebody should have counted."""
    CLOSED = "closed"
    """Nobody counts there on that day."""


@dataclass(frozen=True, slots=True)
class PointDay:
    """A point on a day.

    Attributes
    ----------
    last : date or None
        The last day of which something came, of the weeks before.
    """

    point: Point
    state: PointState
    cell: Cell
    last: date | None


def states(
    actor: Actor, mission: Mission, folder: Folder, day: date, today: date
) -> list[PointDay]:
    """How each point stands that an actor may see."""
    days = [day - timedelta(days=n) for n in range(27, -1, -1)]
    return [_stands(line) for line in lines(actor, mission, folder, days, today)]


_SPOKEN = (DayStatus.COLLECTED, DayStatus.ZERO, DayStatus.MISSING)


def _stands(line: Line) -> PointDay:
    heard = [cell.day for cell in line.cells if cell.status in _SPOKEN or cell.records]
    last, now = heard[-1] if heard else None, line.cells[-1]
    owed = [cell for cell in line.cells if cell.status in (DayStatus.SILENT, EXPECTED)]
    if last == now.day:
        state = PointState.HEARD
    elif now.status == DayStatus.CLOSED or not owed:
        state = PointState.CLOSED
    elif last is not None and now.day - last < LATE:
        state = PointState.LATE
    else:
        state = PointState.SILENT
    return PointDay(line.point, state, now, last)


def draw(found: list[PointDay], country: str, regions: list[boundaries.Feature], title: str,
         lang: str) -> Markup:  # fmt: skip
    """The map of some points, as an SVG element.

    Parameters
    ----------
    title : str
        What it shows: read out instead of it.
    """
    frame = _frame([item.point for item in found], country)
    parts = [*_ground(frame, country, regions), *_points(found, frame, lang)]
    return Markup(
        '<svg class="point-map" viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}">{}</svg>'
    ).format(frame.width, frame.height, title, Markup("").join(parts))


def _frame(points: list[Point], country: str) -> Frame:
    own = [land for land in boundaries.countries() if land["id"] == country]
    places = [(point.longitude, point.latitude) for point in points]
    if own:
        west, south, east, north = boundaries.bounds(own)
        places += [(west, south), (east, north)]
    xs, ys = [x for x, _ in places] or [0.0], [y for _, y in places] or [0.0]
    edges = (min(xs) - 0.3, min(ys) - 0.3, max(xs) + 0.3, max(ys) + 0.3)
    flat = Frame.around(edges, _WIDTH, 10_000)
    top, bottom = flat.project(edges[0], edges[3])[1], flat.project(edges[0], edges[1])[1]
    return Frame.around(edges, _WIDTH, min(_WIDTH, bottom - top) + 24, 12)


def _ground(frame: Frame, country: str, regions: list[boundaries.Feature]) -> Iterator[Markup]:
    yield Markup('<rect width="100%" height="100%" fill="{}"/>').format(SEA)
    for land in boundaries.countries():
        fill = PAPER if land["id"] == country else LAND
        yield _path(boundaries.rings(land), frame, fill, "none", 0, closed=True)
    for river in boundaries.rivers():
        yield _path(_strands(river), frame, "none", WATER, 1.3)
    for lake in boundaries.lakes():
        yield _path(boundaries.rings(lake), frame, WATER, "none", 0, closed=True)
    for line in boundaries.limits(regions):
        if line["properties"]["kind"] != "coast":
            yield _path(_strands(line), frame, "none", REGION_BORDER, 1)
    for line in boundaries.country_limits():
        dash = "4 3" if line["properties"]["kind"] == "dashed" else ""
        yield _path(_strands(line), frame, "none", BORDER, 0.8, dash=dash)
    for land in boundaries.countries():
        if land["id"] == country:
            yield _path(boundaries.rings(land), frame, "none", FOCUS_BORDER, 1.6, closed=True)


def _strands(feature: boundaries.Feature) -> Iterator[list[XY]]:
    geometry = feature["geometry"]
    several = geometry["type"] == "MultiLineString"
    for line in geometry["coordinates"] if several else [geometry["coordinates"]]:
        yield [(x, y) for x, y in line]


def _path(
    strands: Iterable[list[XY]], frame: Frame, fill: str, stroke: str, width: float,
    *, closed: bool = False, dash: str = "",
) -> Markup:  # fmt: skip
    said = []
    for strand in strands:
        pixels = [frame.project(*place) for place in strand]
        xs, ys = [x for x, _ in pixels], [y for _, y in pixels]
        if max(xs) < 0 or min(xs) > frame.width or max(ys) < 0 or min(ys) > frame.height:
            continue
        said.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in pixels) + "Z" * closed)
    if not said:
        return Markup("")
    return Markup(
        '<path d="{}" fill="{}" fill-rule="evenodd" stroke="{}" stroke-width="{}"{}/>'
    ).format(
        "".join(said), fill, stroke, width,
        Markup(' stroke-dasharray="{}"').format(dash) if dash else "",
    )  # fmt: skip


def mark(state: PointState, x: float, y: float, size: float = 11) -> Markup:
    """The sign of a state: a disc, a half disc, a diamond with a question mark, a small ring."""
    if state is PointState.HEARD:
        return Markup(
            '<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="{}" stroke="{}" stroke-width="2"/>'
        ).format(x, y, size - 1, BAND, PAPER)
    if state is PointState.LATE:
        return Markup(
            '<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}" fill="{paper}" stroke="{ink}" '
            'stroke-width="2.5"/><path d="M{x:.1f} {top:.1f}A{r} {r} 0 0 0 {x:.1f} {end:.1f}Z" '
            'fill="{ink}"/>'
        ).format(x=x, y=y, r=size - 1, top=y - size + 1, end=y + size - 1, paper=PAPER, ink=BAND)
    if state is PointState.SILENT:
        r = size + 4
        return Markup(
            '<path d="M{x:.1f} {a:.1f}L{b:.1f} {y:.1f}L{x:.1f} {c:.1f}L{d:.1f} {y:.1f}Z" '
            'fill="{fill}" stroke="{paper}" stroke-width="2"/><text x="{x:.1f}" y="{t:.1f}" '
            'text-anchor="middle" font-size="15" font-weight="700" fill="{paper}">?</text>'
        ).format(x=x, y=y, a=y - r, b=x + r, c=y + r, d=x - r, t=y + 5.2, fill=INCOMING_TEXT,
                 paper=PAPER)  # fmt: skip
    return Markup(
        '<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="{}" stroke="{}" stroke-width="2"/>'
    ).format(x, y, size - 3, PAPER, MUTED)


def _points(found: list[PointDay], frame: Frame, lang: str) -> Iterator[Markup]:
    at = {item.point.code: frame.project(item.point.longitude, item.point.latitude)
          for item in found}  # fmt: skip
    taken, page = Obstacles(), Box(0, 0, frame.width, frame.height)
    taken.add(*(Box.centred(x, y, 26, 26) for x, y in at.values()))
    # What needs somebody is drawn and named first, and lies on top.
    order = sorted(found, key=lambda item: _URGENT.index(item.state))
    names = []
    for item in order:
        x, y = at[item.point.code]
        text = item.point.name(lang)
        # Whatever font the browser has, it is hardly wider than this.
        width = 1.12 * text_width(text, _LETTERS, bold=item.state is PointState.SILENT) + 4
        place = best_place(x, y, width, _LETTERS + 4, taken, page)
        taken.add(place.box)
        names.append(_name(text, place.box, item.state))
    for item in reversed(order):
        yield mark(item.state, *at[item.point.code])
    yield from names


_URGENT = (PointState.SILENT, PointState.LATE, PointState.HEARD, PointState.CLOSED)


def _name(text: str, box: Box, state: PointState) -> Markup:
    x, y = box.middle
    return Markup(
        '<text x="{:.1f}" y="{:.1f}" text-anchor="middle" font-size="{}" font-weight="{}" '
        'fill="{}" stroke="{}" stroke-width="3" paint-order="stroke">{}</text>'
    ).format(
        x, y + _LETTERS * 0.34, _LETTERS, 700 if state is PointState.SILENT else 400,
        INCOMING_TEXT if state is PointState.SILENT else INK, PAPER, escape(text),
    )  # fmt: skip
