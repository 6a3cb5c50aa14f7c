"""Trends to monitor: each indicator with its latest value, its day and its source."""

from __future__ import annotations

from decimal import Decimal

from azalai.methods.indicators import Value, evaluate, read_indicators
from azalai.reports.content import Cell, Column, DataTable, Paragraph, Section
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.markup import words
from azalai.wording.figures import amount


def section(facts: CrisisFacts) -> Section | None:
    """One table; an indicator of which nobody states a figure stands in it all the same."""
    listed = read_indicators(facts.crisis.indicators)
    if not listed:
        return None
    values = [evaluate(item, facts.ledger, facts.crisis.as_of) for item in listed]
    table = DataTable(
        _say(facts, "table"),
        (
            Column(_say(facts, "column.indicator"), "start", 2.2),
            Column(_say(facts, "column.latest"), "end", 1),
            Column(_say(facts, "column.date"), "start", 1.2),
            Column(_say(facts, "column.change"), "start", 1.8),
            Column(_say(facts, "column.source"), "start", 1.6),
        ),
        tuple(_row(facts, value) for value in values),
        note=_say(facts, "note"),
        source=facts.read_in(figure for value in values for figure in value.figures),
    )
    return Section(
        "indicators", _say(facts, "title"), (Paragraph(words(_say(facts, "text"))), table)
    )


def _say(facts: CrisisFacts, key: str, **values: object) -> str:
    return facts.wording.text(f"indicator.{key}", **values)


def _row(facts: CrisisFacts, value: Value) -> tuple[Cell, ...]:
    label = facts.own(value.indicator.label)
    if value.value is None:
        return Cell(label), Cell(_say(facts, "none"), tone="quiet", span=4)
    return (
        Cell(label),
        Cell(_written(facts, value, value.value), tone="total"),
        Cell(facts.date(value.figures[0])),
        Cell(_change(facts, value)),
        Cell(facts.cite(*(figure.source or figure.document for figure in value.figures))),
    )


def _written(facts: CrisisFacts, value: Value, number: Decimal) -> str:
    """A value in its unit; a quotient with one decimal, for its parts seldom allow more."""
    if value.unit == "%":
        return facts.wording.percent(number)
    if value.unit == "ratio":
        return _say(facts, "ratio", value=facts.wording.number(number, 1))
    figure = value.figures[0]
    if "/" in value.unit and figure.unit not in value.unit.split("/")[1:]:
        whole = Decimal(int(number.to_integral_value()))
        return _say(facts, "pace", value=amount(facts.wording, figure, whole))
    return amount(facts.wording, figure, number)


def _change(facts: CrisisFacts, value: Value) -> str:
    if value.change is None or value.before_moment is None:
        return _say(facts, "first")
    unit = "pp" if value.unit == "%" else ""
    decimals = 1 if value.unit == "ratio" else 0
    said = _say(
        facts, "since", change=facts.wording.signed(value.change, unit, decimals),
        since=facts.turned("since", value.before_moment),
    )  # fmt: skip
    if not value.same_source:
        said = f"{said}; {_say(facts, 'other_source')}"
    if value.worrying:
        said = f"{said}; {_say(facts, 'worry.yes')}"
    return said
