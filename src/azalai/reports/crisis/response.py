"""Needs and response: the matrix of sectors and phases, with the figures that each cell links."""

from __future__ import annotations

from azalai.model.crisis import PhaseCode, Response
from azalai.reports.content import Cell, Column, DataTable, Section
from azalai.reports.crisis.facts import CrisisFacts
from azalai.wording.figures import counted_of


def section(facts: CrisisFacts) -> Section | None:
    """One table, sector by sector, each with its phases."""
    if not facts.crisis.responses:
        return None
    order = list(dict.fromkeys(item.sector for item in facts.crisis.responses))
    phases = {phase.code: number for number, phase in enumerate(facts.crisis.phases)}
    listed = sorted(
        facts.crisis.responses, key=lambda item: (order.index(item.sector), phases[item.phase])
    )
    titles = {phase.code: facts.own(phase.title) for phase in facts.crisis.phases}
    rows = []
    before = ""
    for item in listed:
        sector = sector_name(facts, item.sector)
        rows.append(_row(facts, item, sector if sector != before else "″", titles))
        before = sector
    return Section(
        "response",
        facts.say("response.title"),
        (
            DataTable(
                facts.say("response.table"),
                (
                    Column(facts.say("column.sector"), "start", 1.15),
                    Column(facts.say("column.phase"), "start", 0.75),
                    Column(facts.say("column.need"), "start", 1.6),
                    Column(facts.say("column.action"), "start", 1.6),
                    Column(facts.say("column.figures"), "start", 2.0),
                    Column(facts.say("column.source"), "start", 0.9),
                ),
                tuple(rows),
                note=facts.say("response.note"),
                small=True,
            ),
        ),
    )


def sector_name(facts: CrisisFacts, code: str) -> str:
    """A sector of the framework in words."""
    from azalai.methods.sectors import sectors

    known = sectors().get(code)
    return facts.own(known.names) if known is not None else code


def _row(
    facts: CrisisFacts, item: Response, sector: str, titles: dict[PhaseCode, str]
) -> tuple[Cell, ...]:
    figures = [facts.ledger[code] for code in item.figures if code in facts.ledger]
    linked = [
        facts.say("response.figure", what=counted_of(facts.wording, facts.places, figure),
                  value=facts.value(figure), date=facts.date(figure),
                  source=facts.source(figure))
        for figure in figures
    ]  # fmt: skip
    return (
        Cell(sector, tone="total"),
        Cell(facts.say(f"phase.{item.phase}")),
        Cell(facts.own(item.need)),
        Cell(facts.own(item.action)),
        Cell("; ".join(linked) or "–"),
        Cell(facts.cite(item.source)),
    )
