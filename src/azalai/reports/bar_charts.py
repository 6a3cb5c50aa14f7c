"""Bars of a bulletin: flows by point, sex and age, types of movement."""

from __future__ import annotations

from collections.abc import Sequence

from azalai.drawing.bars import CrossRow, MirrorRow, crossed_bars, direction_bars, sex_age_panel
from azalai.model.tables import Row
from azalai.reports.charts import Charts
from azalai.reports.content import Figure


def by_point_figure(charts: Charts) -> Figure | None:
    """Incoming and outgoing at each point, in facing bars; `None` where no direction is known."""
    facts = charts.facts
    ways = [(point.code, way) for point in facts.points for way in ("in", "out")]
    if all(facts.count("flows", code, way) is None for code, way in ways):
        return None
    rows, listed = [], []
    for point in facts.points:
        texts = [facts.shown(facts.row("flows", point.code, way)) for way in ("in", "out")]
        name = point.name
        if not point.national:
            name = facts.say("by_point.transit", name=name)
        rows.append(
            MirrorRow(
                name,
                facts.count("flows", point.code, "in"),
                facts.count("flows", point.code, "out"),
                *texts,
            )
        )
        listed.append(
            facts.say("by_point.alt.point", name=name, incoming=texts[0], outgoing=texts[1])
        )
    spec = direction_bars(
        rows,
        incoming=facts.wording.text("term.direction.in"),
        outgoing=facts.wording.text("term.direction.out"),
        unit=facts.wording.text("term.unit.persons"),
        lang=facts.wording.lang,
        width=700,
    )
    alt = facts.say("by_point.alt", list="; ".join(listed))
    return charts.figure("by-point", spec, facts.say("by_point.title"), alt)


def sex_age_figure(charts: Charts, place: str = "", *, width: float = 240) -> Figure | None:
    """Adults and minors by sex; `None` where neither was recorded."""
    facts = charts.facts
    if not facts.collected("sex_age", place):
        return None
    rows, listed = [], []
    ages = dict.fromkeys(row.category2 for row in facts.rows("sex_age", place, unit="%"))
    for age in sorted(ages, key=("adult", "minor", "unknown").index):
        pair = [facts.row("sex_age", place, "total", sex, age, "%") for sex in ("F", "M")]
        texts = [facts.shown(row) for row in pair]
        women, men = (None if row is None else row.value for row in pair)
        rows.append(MirrorRow(facts.wording.category("age", age), women, men, *texts))
        for sex, text in zip(("F", "M"), texts, strict=True):
            named = f"term.sex_age.{sex}_{age}"
            if facts.wording.has(named):
                listed.append(facts.say("part", name=facts.wording.text(named), share=text))
    spec = sex_age_panel(
        rows,
        left=facts.wording.category("sex", "F"),
        right=facts.wording.category("sex", "M"),
        unit=facts.say("percent_of_people"),
        lang=facts.wording.lang,
        width=width,
    )
    alt = facts.say("sex_age.alt", list=facts.wording.join(listed))
    title = facts.wording.text("term.measure.sex_age")
    return charts.figure(f"sex-age-{place or facts.country}", spec, title, alt)


def movement_types_figure(charts: Charts, *, width: float = 505) -> Figure | None:
    """Types of movement of all, of the incoming and of the outgoing, each a whole of 100 %."""
    facts = charts.facts
    measure = "movement_types"
    ways = [way for way in ("total", "in", "out") if facts.rows(measure, "", way, "%")]
    rows = {way: facts.rows(measure, "", way, "%") for way in ways}
    kinds = [row.category1 for row in rows.get("total", []) if row.value]
    hidden = any(row.value is None for found in rows.values() for row in found)
    if not kinds or hidden:
        return None
    lines, listed = [], []
    for way in ways:
        by_kind = {row.category1: row for row in rows[way]}
        shares = tuple(_percent(by_kind.get(kind)) for kind in kinds)
        texts = tuple(facts.wording.percent(round(share)) for share in shares)
        heading = facts.wording.text(f"term.direction.{way}")
        base = next((int(row.base) for row in rows[way] if row.base), 0)
        lines.append(CrossRow(heading, shares, texts, facts.say("people", base)))
        listed.append(_crossed_words(charts, heading, "movement_type", kinds, texts))
    return _crossed(charts, "movement-types", measure, lines, kinds, listed, width)


def movement_types_by_figure(charts: Charts, measure: str, *, width: float = 505) -> Figure | None:
    """Types of movement within the main countries of a cross-table, each a whole of 100 %."""
    facts = charts.facts
    by_country: dict[str, list[Row]] = {}
    for row in facts.rows(measure, unit="persons"):
        if row.category1 != "unknown":
            by_country.setdefault(row.category1, []).append(row)
    # A country with a hidden cell would show the hidden part as what is missing from its bar.
    whole = {
        code: rows
        for code, rows in by_country.items()
        if all(row.value is not None for row in rows) and any(row.value for row in rows)
    }
    if not whole:
        return None
    totals = {code: int(sum(row.value or 0 for row in rows)) for code, rows in whole.items()}
    codes = sorted(whole, key=lambda code: (-totals[code], code))[:5]
    kinds = list(dict.fromkeys(row.category2 for code in codes for row in whole[code]))
    kinds = [
        kind
        for kind in kinds
        if any(row.value for code in codes for row in whole[code] if row.category2 == kind)
    ]
    lines, listed = [], []
    for code in codes:
        persons = {row.category2: int(row.value or 0) for row in whole[code]}
        shares = tuple(100 * persons.get(kind, 0) / totals[code] for kind in kinds)
        texts = tuple(facts.percent_of(persons.get(kind, 0), totals[code]) for kind in kinds)
        name = facts.wording.country(code)
        lines.append(CrossRow(name, shares, texts, facts.say("people", totals[code])))
        listed.append(_crossed_words(charts, name, "movement_type", kinds, texts))
    return _crossed(charts, measure.replace("_", "-"), measure, lines, kinds, listed, width)


def _crossed_words(
    charts: Charts, name: str, dimension: str, kinds: Sequence[str], texts: Sequence[str]
) -> str:
    facts = charts.facts
    parts = [
        facts.say("part", name=facts.wording.category(dimension, kind), share=text)
        for kind, text in zip(kinds, texts, strict=True)
    ]
    return facts.say("crossed.alt.row", name=name, list=facts.wording.join(parts))


def _crossed(
    charts: Charts,
    name: str,
    measure: str,
    lines: Sequence[CrossRow],
    kinds: Sequence[str],
    listed: Sequence[str],
    width: float,
) -> Figure:
    facts = charts.facts
    spec = crossed_bars(
        lines,
        series=[facts.wording.category("movement_type", kind) for kind in kinds],
        unit="",
        lang=facts.wording.lang,
        width=width,
    )
    title = facts.wording.text(f"term.measure.{measure}")
    alt = facts.say("crossed.alt", what=title, list="; ".join(listed))
    return charts.figure(name, spec, title, alt)


def _percent(row: Row | None) -> float:
    """The exact share of a row in per cent; nobody is 0."""
    return 0.0 if row is None or not row.base or row.value is None else float(row.value)
