"""Bars of a bulletin: flows by point, types of movement by country."""

from __future__ import annotations

from collections.abc import Sequence

from azalai.drawing.bars import CrossRow, MirrorRow, crossed_bars, direction_bars
from azalai.model.tables import Row, Status
from azalai.reports.charts import Charts
from azalai.reports.content import Figure
from azalai.reports.lists import short_list
from azalai.reports.tables import label_of

NAMED_KINDS = 5
"""Types of movement with a colour of their own: more would not be told apart."""


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


def movement_types_by_figure(
    charts: Charts, measure: str, *, width: float = 505
) -> tuple[Figure | None, str]:
    """Types of movement within the main countries of a cross-table, each a whole of 100 %.

    Returns
    -------
    tuple
        The figure, `None` where there is nothing to draw; and its note: which types *other* stands
        for, and which countries are left out because a part of theirs is protected.
    """
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
    hidden = [
        code
        for code, rows in by_country.items()
        if any(row.status is Status.PROTECTED for row in rows)
    ]
    left_out = _left_out(charts, hidden)
    if not whole:
        return None, left_out
    totals = {code: int(sum(row.value or 0 for row in rows)) for code, rows in whole.items()}
    codes = sorted(whole, key=lambda code: (-totals[code], code))[:5]
    kinds, rest = _kinds(charts, [row for code in codes for row in whole[code]])
    lines, listed = [], []
    for code in codes:
        persons = dict.fromkeys(kinds, 0)
        for row in whole[code]:
            kind = "other" if row.category2 in rest else row.category2
            persons[kind] = persons.get(kind, 0) + int(row.value or 0)
        shares = tuple(100 * persons[kind] / totals[code] for kind in kinds)
        texts = tuple(facts.percent_of(persons[kind], totals[code]) for kind in kinds)
        name = facts.wording.country(code)
        lines.append(CrossRow(name, shares, texts, facts.say("people", totals[code])))
        listed.append(_crossed_words(charts, name, "movement_type", kinds, texts))
    figure = _crossed(charts, measure.replace("_", "-"), measure, lines, kinds, listed, width)
    folded = _folded(charts, rest)
    return figure, " ".join(note for note in (folded, left_out) if note)


def _kinds(charts: Charts, rows: Sequence[Row]) -> tuple[list[str], list[str]]:
    """Types in the order of the country's list, and those that *other* stands for.

    The order is the same in every chart of a bulletin, and so is each type's colour. What has no
    colour of its own joins the others.
    """
    facts = charts.facts
    found = {row.category2 for row in rows if row.value}
    ranked = [line.category for line, rest in short_list(facts, "movement_types") if not rest]
    named = [kind for kind in ranked if kind != "other"]
    ranked = [row.category1 for row in facts.rows("movement_types")]
    left = found - {*named, "other", "unknown"}
    named += sorted(left, key=lambda kind: (ranked.index(kind) if kind in ranked else 99, kind))
    drawn, rest = named[:NAMED_KINDS], [kind for kind in named[NAMED_KINDS:] if kind in found]
    if rest and "other" in found:
        rest.append("other")
    tail = [kind for kind in ("other", "unknown") if kind in found or (kind == "other" and rest)]
    return [*drawn, *tail], rest


def _folded(charts: Charts, rest: Sequence[str]) -> str:
    """Which types *other* stands for in a chart."""
    if not rest:
        return ""
    facts = charts.facts
    names = [label_of(facts, "movement_type", kind) for kind in rest]
    lowered = [name[:1].lower() + name[1:] for name in names]
    return facts.say("crossed.rest", list=facts.wording.join(lowered))


def _left_out(charts: Charts, codes: Sequence[str]) -> str:
    """The countries a chart must leave out; named, up to five of them."""
    facts = charts.facts
    if not codes:
        return ""
    if len(codes) > 5:
        return facts.say("crossed.protected.many", len(codes))
    names = [facts.wording.country(code) for code in codes]
    return facts.say("crossed.protected", len(codes), list=facts.wording.join(names))


def _crossed_words(
    charts: Charts, name: str, dimension: str, kinds: Sequence[str], texts: Sequence[str]
) -> str:
    facts = charts.facts
    parts = [
        facts.say("part", name=label_of(facts, dimension, kind), share=text)
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
        series=[label_of(facts, "movement_type", kind) for kind in kinds],
        rest=list(kinds).index("other") if "other" in kinds else None,
        unit="",
        lang=facts.wording.lang,
        width=width,
    )
    title = facts.wording.text(f"term.measure.{measure}")
    alt = facts.say("crossed.alt", what=title, list="; ".join(listed))
    return charts.figure(name, spec, title, alt)
