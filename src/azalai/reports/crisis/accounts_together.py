"""The accounts added up, and their totals brought to one day."""

from __future__ import annotations

from decimal import Decimal

from azalai.methods.projections import shown
from azalai.model.errors import InputError
from azalai.model.figures import Category, Figure
from azalai.reports.content import Cell, Column, DataTable
from azalai.reports.crisis.facts import CrisisFacts, plain_sum
from azalai.reports.crisis.totals import residual_of


def together(facts: CrisisFacts) -> DataTable | None:
    """The residuals of all accounts and their sum."""
    residual, figures = residual_of(facts)
    if residual is None or len(facts.accounts) < 2:
        return None
    rows = []
    sums = [Decimal(0)] * 4
    for account in facts.accounts:
        balance = account.total
        new = plain_sum(balance.flows.get(Category.NEW_DISPLACEMENT, ()))
        numbers = (_value(balance.opening), new, _value(balance.closing), balance.residual)
        sums = [known + (number or 0) for known, number in zip(sums, numbers, strict=True)]
        rows.append(
            (
                Cell(facts.who(account.population, "Who")),
                *(Cell(facts.number(number or 0)) for number in numbers[:3]),
                Cell(facts.wording.signed(numbers[3]), tone="total"),
                Cell(facts.wording.period(account.first, account.last)),
                Cell(
                    facts.cite(
                        *(
                            item.source or item.document
                            for item in (balance.opening, balance.closing)
                            if item is not None
                        )
                    )
                ),
            )
        )
    rows.append(
        (
            Cell(facts.say("row.sum"), tone="total"),
            *(Cell(facts.number(number), tone="total") for number in sums[:3]),
            Cell(facts.wording.signed(sums[3]), tone="total"),
            Cell(facts.say("row.sum.date")),
            Cell(facts.say("row.sum.source")),
        )
    )
    return DataTable(
        facts.say("account.together"),
        (
            Column(facts.say("column.account"), "start", 1.4),
            Column(facts.say("column.opening")),
            Column(facts.say("column.new")),
            Column(facts.say("column.closing")),
            Column(facts.say("column.residual")),
            Column(facts.say("column.dates"), "start", 1.5),
            Column(facts.say("column.source"), "start", 2.0),
        ),
        tuple(rows), source=facts.read_in(figures),
    )  # fmt: skip


def aligned_totals(facts: CrisisFacts) -> DataTable | None:
    """Totals brought to the day of the report: an estimate, and called one."""
    from azalai.accounts.ageing import aligned

    rows = []
    level = Decimal(0)
    totals = [account.total.closing for account in facts.accounts]
    for account, total in zip(facts.accounts, totals, strict=True):
        if total is None:
            continue
        try:
            found = aligned(facts.ledger, total, facts.crisis.as_of)
        except InputError:
            # No part has a number and a day: there is nothing to estimate from.
            continue
        level = Decimal(str(found.level))
        rows.append(
            (
                Cell(facts.who(account.population, "Who")),
                Cell(facts.value(total)),
                Cell(facts.number(shown(found.value)), tone="total"),
                Cell(f"{facts.number(shown(found.low))}–{facts.number(shown(found.high))}"),
                Cell(facts.day(found.on)),
                Cell(facts.say("estimated", list=facts.source(total))),
            )
        )
    if not rows:
        return None
    return DataTable(
        facts.say("aligned.table"),
        (
            Column(facts.say("column.account"), "start", 1.4),
            Column(facts.say("column.stated")),
            Column(facts.say("column.estimate")),
            Column(facts.say("column.low_high"), "end", 1.2),
            Column(facts.say("column.date"), "start", 1.2),
            Column(facts.say("column.source"), "start", 2.0),
        ),
        tuple(rows), source=facts.read_in(totals),
        note=facts.say("aligned.note", level=facts.wording.percent(100 * level)),
    )  # fmt: skip


def _value(figure: Figure | None) -> Decimal | None:
    return None if figure is None else figure.value
