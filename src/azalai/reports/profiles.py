"""The half page of each point."""

from __future__ import annotations

from azalai.model.periods import Month
from azalai.reports import point_tables, sentences, tables
from azalai.reports.charts import Charts
from azalai.reports.content import (
    Block,
    Callout,
    Columns,
    DataTable,
    KeyFigure,
    KeyFigures,
    Section,
    Tone,
)
from azalai.reports.facts import Facts, PointFacts
from azalai.reports.markup import words
from azalai.reports.narrative import Narrator
from azalai.reports.trend_charts import months_only, trends

_PROFILE = ("nationalities", "next_destinations")


def point_section(facts: Facts, charts: Charts, narrator: Narrator, point: PointFacts) -> Section:
    """Everything known of one point this month."""
    code = point.code
    said = [
        sentences.observed(facts, code),
        sentences.average(facts, code),
        sentences.missing_days(facts, code),
    ]
    if _observed(facts, code):
        said += [
            sentences.shares(facts, "nationalities", code),
            sentences.shares(facts, "final_destinations", code, "out")
            if _observed(facts, code, "out")
            else "",
        ]
    blocks: list[Block] = [*narrator.paragraphs(code, said)]
    blocks.append(KeyFigures(_tiles(facts, point), small=True))
    if _observed(facts, code):
        blocks += _profile(facts, charts, point)
    elif not point.days:
        blocks += _past(charts, code)
    return Section(code, point.name, tuple(blocks), lead=_lead(facts, charts, point), profile=True)


def _observed(facts: Facts, place: str, direction: str = "total") -> bool:
    """Whether anybody was seen; a protected number is somebody."""
    return bool(facts.count("flows", place, direction)) or facts.row_hidden(
        "flows", place, direction
    )


def _lead(facts: Facts, charts: Charts, point: PointFacts) -> str:
    region = charts.backdrop.names.get(point.admin1, "")
    place = facts.say("point.region", region=region) if region else ""
    parts = [
        facts.wording.text(f"term.role.{point.role}") if point.role else "",
        place,
        facts.say("point.faces", country=facts.wording.country(point.faces)) if point.faces else "",
        facts.say("point.since", month=facts.wording.month(Month.of(point.opened))),
    ]
    return " · ".join(part for part in parts if part)


def _tiles(facts: Facts, point: PointFacts) -> tuple[KeyFigure, ...]:
    code = point.code
    tiles = []
    tones: dict[str, Tone] = {"total": "total", "in": "in", "out": "out"}
    for direction, tone in tones.items():
        shown = facts.shown(facts.row("flows", code, direction))
        label = facts.say(f"tile.{direction}" if direction != "total" else "tile.total.short")
        detail = "" if point.national or direction != "total" else facts.say("point.outside")
        tiles.append(KeyFigure(shown, label, detail, tone))
    average = KeyFigure(
        facts.average(code),
        facts.say("tile.average"),
        point_tables.average_detail(facts, code),
        "quiet",
    )
    return (*tiles, average)


def _past(charts: Charts, code: str) -> list[Block]:
    """What was seen before a month without data, and what the series says of it."""
    past = months_only(charts, code, width=640, height=98)
    if past is None:
        return []
    return [past.monthly, *(() if past.notes is None else (past.notes,))]


def _profile(facts: Facts, charts: Charts, point: PointFacts) -> list[Block]:
    code = point.code
    shown = trends(charts, code, sizes=((252, 97), (374, 98)))
    lists = tuple(
        (
            _or_missing(
                facts,
                measure,
                tables.shares_table(facts, measure, code, way, small=True),
                code,
                way,
            ),
        )
        for measure, way in (
            *((measure, "total") for measure in _PROFILE),
            ("final_destinations", "out"),
        )
    )
    people = (
        (
            _or_missing(
                facts,
                "movement_types",
                tables.shares_table(facts, "movement_types", code, small=True),
                code,
            ),
        ),
        (_or_missing(facts, "sex_age", tables.sex_age_table(facts, code, small=True), code),),
        (tables.vulnerabilities_table(facts, code, small=True),),
    )
    return [
        Columns(((shown.monthly,), () if shown.daily is None else (shown.daily,)), (3, 2)),
        *(() if shown.notes is None else (shown.notes,)),
        Columns(lists, (1, 1, 1)),
        Columns(people, (1.14, 0.64, 1.22)),
    ]


def _or_missing(
    facts: Facts, measure: str, table: DataTable | None, place: str, direction: str = "total"
) -> Block:
    return table or Callout(words(sentences.absent(facts, measure, place, direction)))
