"""The flow map of a bulletin, and what is read aloud instead of it."""

from __future__ import annotations

from typing import Literal

from azalai.drawing.flow_map import MapArrow, MapPoint, MapTexts, flow_map
from azalai.reports.charts import Charts
from azalai.reports.content import Figure
from azalai.reports.facts import PointFacts
from azalai.reports.markup import typographic

_WAYS: tuple[Literal["in", "out"], ...] = ("in", "out")


def map_figure(charts: Charts) -> Figure:
    """The points, and arrows across the border at those that face a neighbour."""
    facts = charts.facts
    spec = flow_map(
        [_map_point(charts, point) for point in facts.points],
        _arrows(charts),
        MapTexts(
            facts.wording.lang,
            facts.wording.text("term.direction.in"),
            facts.wording.text("term.direction.out"),
            facts.say("map.entry_exit"),
            facts.say("map.transit"),
            facts.say("map.width"),
        ),
        focus=facts.country,
        country_name=facts.wording.country,
        region_name=lambda code: charts.backdrop.names.get(code, ""),
        regions=charts.backdrop.regions,
        width=470,
        height=466,
    )
    listed = [
        facts.say("map.alt.point", name=point.name, people=_people(charts, point.code))
        for point in facts.points
    ]
    alt = facts.say(
        "map.alt",
        place=facts.wording.country(facts.country, "of"),
        month=facts.wording.month(facts.month),
        list=facts.wording.join(listed),
    )
    caption = facts.say("map.title", month=facts.wording.month(facts.month))
    return charts.figure("map", spec, caption, alt, _map_source(charts))


def _map_source(charts: Charts) -> str:
    """Under the map: what arrows mean, where the land comes from, and the disclaimer."""
    description, lang = charts.facts.release.description, charts.facts.wording.lang
    source = str(description.get("boundaries_source", {}).get(lang, ""))
    said = [charts.facts.say("map.arrows")]
    if source:
        said.append(charts.facts.say("map.source", source=source))
    said.append(typographic(str(description.get("disclaimer", {}).get(lang, "")), lang))
    return " ".join(sentence for sentence in said if sentence)


def _map_point(charts: Charts, point: PointFacts) -> MapPoint:
    facts = charts.facts
    total = facts.shown(facts.row("flows", point.code))
    if not point.national:
        total = facts.say("map.transit.total", total=total)
    dx, dy, anchor = point.label or (None, None, None)
    return MapPoint(
        code=point.code,
        name=point.name,
        latitude=point.latitude,
        longitude=point.longitude,
        role="entry_exit" if point.national else "transit",
        incoming=facts.count("flows", point.code, "in"),
        outgoing=facts.count("flows", point.code, "out"),
        total_text=total,
        label_dx=dx,
        label_dy=dy,
        anchor=anchor,  # type: ignore[arg-type]
    )


def _arrows(charts: Charts) -> list[MapArrow]:
    return [
        MapArrow(point.code, direction, persons, point.faces)
        for point in charts.facts.points
        if point.national and point.faces
        for direction in _WAYS
        if (persons := charts.facts.count("flows", point.code, direction))
    ]


def _people(charts: Charts, place: str, direction: str = "total") -> str:
    row = charts.facts.row("flows", place, direction)
    if row is None or row.value is None:
        return charts.facts.shown(row)
    return charts.facts.say("people", int(row.value))
