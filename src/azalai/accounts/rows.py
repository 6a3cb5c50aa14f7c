"""Accounts as rows of the long table: every number with its date and its source.

`release` is the day of the closing. A stock has its own date in `as_of`, a flow its interval in
`period`; `dimension1` is the population. What a source states is ``published``, what was worked out
of it ``derived``; an unknown value is ``not_collected`` and empty, a residual that cannot be
computed ``n/a``, with the reason in `category2`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from azalai.accounts.ageing import Aligned
from azalai.accounts.balance import Account, Balance
from azalai.accounts.choosing import number
from azalai.accounts.series import Step, report_days
from azalai.model.figures import Category, Figure
from azalai.model.tables import Row, Status


def rows_of(account: Account) -> list[Row]:
    """The rows of an account: the total's, then those of each part."""
    return [row for balance in (account.total, *account.places)
            for row in _of_balance(account, balance)]  # fmt: skip


def rows_of_series(steps: tuple[Step, ...]) -> list[Row]:
    """The changes between successive reports, and which of them are adjustments."""
    found = []
    for step in steps:
        first, last = report_days(step)
        base = _row(step.later, "stock", step.later.source)
        found.append(base.but(release="", as_of=str(step.later.as_of)))
        found.append(Row(
            release="", measure=step.booked.value, place=step.place,
            period=f"{first.isoformat()}/{last.isoformat()}", direction="",
            dimension1="population", category1=step.population,
            value=_number(step.change), unit="persons",
            status=Status.NOT_APPLICABLE if step.change is None else Status.DERIVED,
            source=step.source,
        ))  # fmt: skip
    return found


def rows_of_aligned(total: Figure, found: Aligned) -> list[Row]:
    """An aligned total and the limits of its interval: always ``estimated``."""
    base = Row(
        release=found.on.isoformat(), measure="aligned_stock", place=total.place, period="",
        direction="", dimension1="population", category1=total.population,
        dimension2="pace", category2=found.pace, unit=total.unit, status=Status.ESTIMATED,
        as_of=found.on.isoformat(), source=total.source,
    )  # fmt: skip
    values = (("", found.value), ("_low", found.low), ("_high", found.high))
    return [base.but(measure=f"aligned_stock{end}", value=_number(value)) for end, value in values]


def _of_balance(account: Account, balance: Balance) -> Iterator[Row]:
    released = account.last.isoformat()
    for end, stock in (("opening", balance.opening), ("closing", balance.closing)):
        if stock is not None:
            row = _row(stock, "stock", stock.source)
            yield row.but(release=released, dimension2="account", category2=end)
    for category, flows in balance.flows.items():
        for flow in flows:
            row = _row(flow, category.value, flow.source)
            yield row.but(release=released, place=balance.place, period=_interval(flow))
    for step in balance.booked:
        first, last = report_days(step)
        yield Row(
            release=released, measure=Category.REGISTRATION_ADJUSTMENT.value, place=step.place,
            period=f"{first.isoformat()}/{last.isoformat()}", direction="",
            dimension1="population", category1=step.population, unit="persons",
            value=_number(step.adjustment), status=Status.DERIVED, source=step.source,
        )  # fmt: skip
    sources = _sources(balance)
    base = Row(
        release=released, measure="", place=balance.place,
        period=f"{account.first.isoformat()}/{account.last.isoformat()}", direction="",
        dimension1="population", category1=balance.population, unit="persons",
        status=Status.DERIVED, source=sources,
    )  # fmt: skip
    if balance.change is not None:
        yield base.but(measure="stock_change", value=_number(balance.change))
    if balance.residual is not None:
        yield base.but(measure="residual", value=_number(balance.residual))
    else:
        why = {"dimension2": "why", "category2": balance.why, "status": Status.NOT_APPLICABLE}
        yield base.but(measure="residual", **why)
    if balance.residual_if_returned is not None:
        value = _number(balance.residual_if_returned)
        yield base.but(measure="residual_if_returned", value=value)
    if balance.coverage is not None:
        yield base.but(measure=Category.COVERAGE_CHANGE.value, value=_number(balance.coverage))


def _row(figure: Figure, measure: str, source: str) -> Row:
    """A stated number; one that is no plain number has no value."""
    return Row(
        release="", measure=measure, place=figure.place, period="", direction="",
        dimension1="population", category1=figure.population, unit=figure.unit,
        value=_number(figure.value) if number(figure) else None,
        status=Status.PUBLISHED if number(figure) else Status.NOT_COLLECTED,
        as_of=str(figure.as_of) if figure.as_of is not None else "", source=source,
    )  # fmt: skip


def _interval(figure: Figure) -> str:
    first, last = figure.first or figure.last, figure.last or figure.first
    return f"{first}/{last}" if first != last else str(first or "")


def _sources(balance: Balance) -> str:
    """The sources that a residual was worked out of."""
    figures = [
        balance.opening,
        balance.closing,
        *(f for used in balance.flows.values() for f in used),
    ]
    return "; ".join(dict.fromkeys(figure.source for figure in figures if figure is not None))


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
