"""The totals that the whole report speaks of: which figures they are, and what remains."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from azalai.model.crisis import Crisis
from azalai.model.figures import Category, Figure, Statistic
from azalai.reports.crisis.facts import CrisisFacts


def wholes(crisis: Crisis) -> tuple[tuple[str, str], ...]:
    """Population and place of each total: within the country, abroad, and both together."""
    found = (("idp", crisis.place), ("refugee", crisis.asylum), ("displaced", crisis.situation))
    return tuple((population, place) for population, place in found if place)


def closing_day(facts: CrisisFacts) -> date:
    """The last day of the accounts; without any, the day of the report."""
    return max((item.closing for item in facts.crisis.accounts), default=facts.crisis.as_of)


def opening_day(facts: CrisisFacts) -> date | None:
    """The first day of the accounts."""
    return min((item.opening for item in facts.crisis.accounts), default=None)


def closing_of(facts: CrisisFacts, population: str, place: str) -> Figure | None:
    """The stock at the end."""
    return facts.total(population, place, closing_day(facts))


def opening_of(facts: CrisisFacts, population: str, place: str) -> Figure | None:
    """The stock at the beginning."""
    day = opening_day(facts)
    return None if day is None else facts.total(population, place, day)


def new_since(facts: CrisisFacts, population: str, place: str) -> Figure | None:
    """The displacement since the opening that sources state, printed with its parts if any is."""
    day, end = opening_day(facts), closing_day(facts)
    found = [
        figure
        for figure in facts.ledger.recommended(
            category=Category.NEW_DISPLACEMENT, statistic=Statistic.COUNT, population=population,
            place=place,
        )
        if day is not None and figure.first is not None and figure.last is not None
        and figure.first.last >= day and figure.last.first <= end
    ]  # fmt: skip
    return max(found, key=lambda figure: bool(figure.table), default=None)


def residual_of(facts: CrisisFacts) -> tuple[Decimal | None, list[Figure]]:
    """What the accounts together do not explain, and the figures that it was worked out from."""
    total = Decimal(0)
    figures: list[Figure] = []
    for account in facts.accounts:
        balance = account.total
        if balance.residual is None:
            return None, []
        total += balance.residual
        figures += [item for item in (balance.opening, balance.closing) if item is not None]
    return (total, figures) if facts.accounts else (None, [])
