"""Return projections: the fan, the scenarios, what they assume, and the score once it is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from azalai.drawing.fan import FanBand, FanLine, FanTexts, Known, fan
from azalai.methods.projections import (
    Assumptions,
    Inputs,
    Projection,
    Score,
    day_of,
    inputs_from,
    project,
    score,
    shown,
)
from azalai.methods.projections.inputs import DAYS_A_MONTH
from azalai.methods.projections.scoring import months_after
from azalai.model.errors import InputError
from azalai.model.figures import Figure
from azalai.reports.content import Block, Callout, Cell, Column, DataTable, Paragraph, Section
from azalai.reports.content import Figure as Picture
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.crisis.rows import date_cell
from azalai.reports.markup import words
from azalai.wording.projections import assumed, assumed_range

MONTHS = 24
DRAWN = ("improves", "stays", "worsens")
"""Scenarios that stand as lines on the fan; the table has all."""
_SHOWN_MONTHS = (6, 12, 18, 24)


def section(facts: CrisisFacts) -> Section | None:
    """The part; left out where the crisis wants none, or nobody states what it starts from."""
    wanted = facts.crisis.projection
    if not wanted:
        return None
    try:
        inputs = inputs_from(facts.ledger, *_of_what(facts))
    except InputError as problem:
        if problem.code != "projection_no_figure":
            raise
        text = Paragraph(words(facts.wording.error(problem)))
        return Section("projection", _say(facts, "title"), (text,))
    outcome = _outcome(facts, inputs)
    months = (
        MONTHS if outcome is None else max(MONTHS, months_after(inputs.origin, day_of(outcome)))
    )
    made = project(inputs, Assumptions.read(wanted), months)
    blocks: list[Block] = [
        Paragraph(words(_say(facts, "fan.what", date=facts.day(inputs.origin)))),
        _picture(facts, made, outcome),
        Paragraph(words(" ".join(_sentences(facts, made)))),
        _scenarios(facts, made),
    ]
    if outcome is not None and outcome.value is not None:
        blocks += _score(facts, made, outcome)
    blocks += [_inputs(facts, inputs), _assumptions(facts, made)]
    return Section("projection", _say(facts, "title"), tuple(blocks))


def _of_what(facts: CrisisFacts) -> tuple[str, str, date]:
    """Population, place and day of origin; what the crisis does not say is what it is about."""
    wanted = facts.crisis.projection
    origin = wanted.get("origin", facts.crisis.as_of)
    if not isinstance(origin, date) or origin > facts.crisis.as_of:
        raise InputError("projection_bad_assumption", name="origin", problem=str(origin))
    return wanted.get("population", "idp"), wanted.get("place", facts.crisis.place), origin


def _say(facts: CrisisFacts, key: str, n: int | None = None, /, **values: object) -> str:
    return facts.wording.text(f"projection.{key}", n, **values)


def _outcome(facts: CrisisFacts, inputs: Inputs) -> Figure | None:
    """What became of it, from figures of a later day: never an input, only to be scored with."""
    quantity = inputs.stock.quantity
    known = [
        figure
        for figure in facts.later
        if figure.quantity == quantity and figure.value is not None and figure.moment is not None
    ]
    return max(known, key=day_of, default=None)


def _day(made: Projection, month: int) -> date:
    return made.origin + timedelta(days=round(month * DAYS_A_MONTH))


def _number(facts: CrisisFacts, value: float) -> str:
    """An estimate: never more than three significant digits."""
    return facts.number(int(shown(value)))


def _picture(facts: CrisisFacts, made: Projection, outcome: Figure | None) -> Picture:
    quantiles = [made.fan.quantiles(month) for month in range(made.months + 1)]
    columns = [*zip(*(item.values() for item in quantiles), strict=True)]
    stock = made.inputs.stock
    spec = fan(
        [_day(made, month) for month in range(made.months + 1)],
        [
            FanBand(_say(facts, "fan.band_80"), columns[0], columns[4]),
            FanBand(_say(facts, "fan.band_50"), columns[1], columns[3]),
        ],
        [FanLine(_say(facts, f"scenario.{code}"), made.scenario(code).values) for code in DRAWN],
        FanTexts(facts.wording.lang, _say(facts, "axis"), facts.months),
        origin=Known(made.origin, made.inputs.people, facts.value(stock)),
        outcome=None
        if outcome is None
        else Known(day_of(outcome), float(outcome.value or 0), facts.value(outcome)),
        population=stock.population,
    )
    alt = _say(facts, "fan.alt", list=" ".join(_sentences(facts, made)))
    source = facts.sources_line([*(figure for _, figure in made.inputs.each()), outcome])
    return facts.picture("projection", spec, _say(facts, "fan.caption"), alt, source)


def _sentences(facts: CrisisFacts, made: Projection) -> Iterator[str]:
    for month in (12, made.months):
        low, lower, median, upper, high = (
            _number(facts, value) for value in made.fan.quantiles(month).values()
        )
        yield _say(
            facts, "fan.sentence", n=month, low=low, lower=lower, median=median, upper=upper,
            high=high,
        )  # fmt: skip
    bare = [*made.unverified.quantiles(made.months).values()]
    yield _say(facts, "fan.unverified", low=_number(facts, bare[0]), high=_number(facts, bare[-1]))


def _scenarios(facts: CrisisFacts, made: Projection) -> DataTable:
    months = [month for month in _SHOWN_MONTHS if month <= made.months]
    rows: list[tuple[Cell, ...]] = []
    for simple in (False, True):
        head = _say(facts, "lines.simple" if simple else "lines.scenarios")
        rows.append((Cell(head, tone="quiet", span=len(months) + 1),))
        rows += [
            (
                Cell(_say(facts, f"scenario.{line.code}")),
                *(Cell(_number(facts, line.values[month])) for month in months),
            )
            for line in made.scenarios
            if line.benchmark is simple
        ]
    rows.append(
        (
            Cell(_say(facts, "fan.median"), tone="total"),
            *(Cell(_number(facts, made.fan.quantiles(month)[0.5]), tone="total")
              for month in months),
        )
    )  # fmt: skip
    return DataTable(
        _say(facts, "lines.caption"),
        (
            Column(facts.say("column.what"), "start", 3),
            *(Column(facts.short_day(_day(made, month)), "end", 1) for month in months),
        ),
        tuple(rows),
        note=_say(facts, "lines.note"),
        source=facts.sources_line([figure for _, figure in made.inputs.each()]),
    )


def _inputs(facts: CrisisFacts, inputs: Inputs) -> DataTable:
    figures = [*inputs.each()]
    return DataTable(
        _say(facts, "inputs"),
        (
            Column(facts.say("column.what"), "start", 1.8),
            Column(facts.say("column.value"), "end", 0.8),
            Column(facts.say("column.date"), "start", 1.4),
            Column(facts.say("column.source"), "start", 1.8),
        ),
        tuple(
            (
                Cell(_say(facts, f"input.{name}")),
                Cell(facts.value(figure), tone="total"),
                Cell(date_cell(facts, figure)),
                Cell(facts.source(figure)),
            )
            for name, figure in figures
        ),
        source=facts.read_in(figure for _, figure in figures),
    )


def _assumptions(facts: CrisisFacts, made: Projection) -> DataTable:
    own = facts.own
    rows: list[tuple[Cell, ...]] = [
        (
            Cell(_say(facts, f"assumption.{item.code}")),
            Cell(assumed(facts.wording, item.value, item.unit)),
            Cell(assumed_range(facts.wording, item.low, item.high, item.unit)),
            Cell(own(item.note)),
            Cell(own(item.source)),
        )
        for item in made.assumed
    ]
    security = made.assumptions.security
    chances = " · ".join(facts.wording.percent(Decimal(str(round(100 * security[name], 1))))
                         for name in DRAWN)  # fmt: skip
    rows.append(
        (
            Cell(_say(facts, "assumption.security")),
            Cell(chances, span=2),
            Cell(own(made.assumptions.security_note)),
            Cell(own(made.assumptions.security_source)),
        )
    )
    for season in made.assumptions.seasons.values():
        names = facts.wording.join([facts.months[month - 1] for month in sorted(season.months)])
        rows.append(
            (
                Cell(_say(facts, f"assumption.season.{season.code}")),
                Cell(names, span=2),
                Cell(""),
                Cell(own(season.source)),
            )
        )
    return DataTable(
        _say(facts, "assumptions"),
        (
            Column(_say(facts, "column.assumption"), "start", 1.5),
            Column(_say(facts, "column.value"), "start", 0.6),
            Column(_say(facts, "column.range"), "start", 0.8),
            Column(_say(facts, "column.why"), "start", 2.6),
            Column(_say(facts, "column.source"), "start", 1.1),
        ),
        tuple(rows),
        note=_say(facts, "fan.judgement"),
        small=True,
    )


def _score(facts: CrisisFacts, made: Projection, outcome: Figure) -> Sequence[Block]:
    """How it fared; said to be known since, for the report's day is earlier."""
    assert outcome.value is not None
    found: Score = score(made, float(outcome.value), day_of(outcome))
    low, _, median, _, high = (_number(facts, value) for value in found.quantiles.values())
    inside = "inside_50" if found.inside_50 else "inside_80" if found.inside_80 else "outside"
    said = _say(
        facts, "score.sentence", date=facts.date(outcome), outcome=facts.value(outcome),
        low=low, high=high, median=median,
    )  # fmt: skip
    parts = [facts.say("known_since"), said, _say(facts, f"score.{inside}"),
             _say(facts, "score.one_case")]  # fmt: skip
    lines = [
        (_say(facts, "scenario.fan"), found.crps),
        *((_say(facts, f"scenario.{code}"), found.lines[code]) for code in found.lines),
    ]
    rows = tuple(
        (Cell(name), Cell(_number(facts, value)))
        for name, value in sorted(lines, key=lambda line: line[1])
    )
    return (
        Callout(words(" ".join(parts))),
        DataTable(
            _say(facts, "score.title"),
            (
                Column(facts.say("column.what"), "start", 3),
                Column(_say(facts, "score.crps"), "end", 1.4),
            ),
            rows,
            note=_say(facts, "score.note"),
            source=facts.sources_line([outcome]),
        ),
    )
