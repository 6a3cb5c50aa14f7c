"""Closed accounts: opening, what is stated to have happened, closing, and what remains.

::

    closing = opening + new displacement + births − deaths − returns − onward movement
              ± registration adjustment ± change of coverage + residual

The residual is what nobody explains. It is computed for each place and shown; where a term is
stated as unknown it cannot be computed, and why is said instead. Unknown is never 0: a sum of known
parts carries the list of those that are not.

Returns that were *seen* at monitoring points strike nobody off a register, and people who go back
are not thereby out of displacement. They stay beside the account: `Balance.residual` leaves them in
the stock, `Balance.residual_if_returned` takes them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from azalai.accounts.booking import (
    Balance,
    balance_of,
    booked_of_parts,
    choice_of,
    computed,
    one,
    unique,
    value_of,
)
from azalai.accounts.choosing import Asked, Choice, countable, flows_of, observed, stock_at
from azalai.accounts.lacking import why_not_listed
from azalai.accounts.parts import cover, parts_along
from azalai.accounts.series import VERIFICATION
from azalai.model.errors import InputError
from azalai.model.figures import FLOWS, SUBGROUPS, Category, Figure
from azalai.model.ledger import Ledger

__all__ = ["Account", "Balance", "Together", "close_account", "together"]


@dataclass(frozen=True, slots=True)
class Account:
    """The account of a population in a place and in its parts.

    Attributes
    ----------
    first, last : date
        The days asked for; the stocks are the latest stated on them or before.
    places : tuple of Balance
        The parts of the place, or of a population that consists of others.
    """

    population: str
    place: str
    first: date
    last: date
    total: Balance
    places: tuple[Balance, ...] = ()


@dataclass(frozen=True, slots=True)
class Together:
    """Several accounts of different people added up; see `together`."""

    opening: Decimal | None
    closing: Decimal | None
    terms: Mapping[Category, Decimal]
    change: Decimal | None
    residual: Decimal | None
    residual_if_returned: Decimal | None
    coverage: Decimal | None
    unknown: tuple[Figure, ...]
    missing: tuple[Category, ...]
    balances: tuple[Balance, ...]


def close_account(
    ledger: Ledger,
    *,
    population: str,
    place: str,
    opening: date,
    closing: date,
    origin: str = "",
) -> Account:
    """Close the account of a population between two days.

    Raises
    ------
    InputError
        ``account_dates`` where the closing does not come after the opening.
    """
    if closing <= opening:
        raise InputError("account_dates", first=opening.isoformat(), last=closing.isoformat())
    asked = Asked(population, place, opening, closing, origin)
    figures = countable(ledger)
    last = stock_at(ledger, figures, asked, closing)
    first = stock_at(ledger, figures, asked, opening, one(last))
    if population in SUBGROUPS:
        parts = _populations(ledger, asked, first, last)
    else:
        parts = _places(ledger, figures, asked, first, last)
    total = balance_of(ledger, figures, asked, first, last)
    if not total.why.startswith("opening") and not total.booked:
        total = booked_of_parts(ledger, total)
    parts = tuple(_against(part, total) for part in parts)
    total = _with_parts(ledger, total, parts, asked)
    return Account(population, place, opening, closing, total, parts)


def together(accounts: Iterable[Account]) -> Together:
    """Add up accounts of different people: internally displaced persons and refugees.

    What one of them does not know stays unknown in the sum: a number that one lacks is None.

    Raises
    ------
    InputError
        ``account_twice`` where two accounts count the same people.
    """
    totals = tuple(account.total for account in accounts)
    counted = [(total.population, total.place) for total in totals]
    for people in counted:
        if counted.count(people) > 1:
            raise InputError("account_twice", population=people[0], place=people[1])
    terms: dict[Category, Decimal] = {}
    for total in totals:
        for category, value in total.terms.items():
            terms[category] = terms.get(category, Decimal(0)) + value
    if_returned = [
        total.residual if total.residual_if_returned is None else total.residual_if_returned
        for total in totals
    ]
    seen = any(total.residual_if_returned is not None for total in totals)
    known = [total.coverage for total in totals if total.coverage is not None]
    return Together(
        opening=_all_of([value_of(total.opening) for total in totals]),
        closing=_all_of([value_of(total.closing) for total in totals]),
        terms=terms,
        change=_all_of([total.change for total in totals]),
        residual=_all_of([total.residual for total in totals]),
        residual_if_returned=_all_of(if_returned) if seen else None,
        coverage=sum(known, Decimal(0)) if known else None,
        unknown=unique(figure for total in totals for figure in total.unknown),
        missing=tuple(c for c in FLOWS if any(c in total.missing for total in totals)),
        balances=totals,
    )


def _places(
    ledger: Ledger, figures: list[Figure], asked: Asked, first: Choice, last: Choice
) -> tuple[Balance, ...]:
    """The accounts of the parts of a place."""
    closed = _stocks_of_parts(ledger, figures, asked, one(last), asked.last, {})
    opened = _stocks_of_parts(ledger, figures, asked, one(first), asked.first, closed)
    moved = {
        figure.place
        for figure in figures
        if figure.population == asked.population
        and figure.category in FLOWS
        and not (figure.method == VERIFICATION and not figure.known)
        and flows_of([figure], ledger, asked.at(figure.place))
    }
    codes = list(dict.fromkeys((*closed, *opened)))
    codes += [
        code
        for code in cover(ledger.places, asked.place, moved)
        if not any(ledger.places.lies_in(code, o) or ledger.places.lies_in(o, code) for o in codes)
    ]
    found = []
    for code in codes:
        before, after = opened.get(code), closed.get(code)
        why = ""
        if before is None and after is not None:
            why = why_not_listed(ledger, asked.at(code), one(first), opened, "opening")
        elif after is None and before is not None:
            why = why_not_listed(ledger, asked.at(code), one(last), closed, "closing")
        balance = balance_of(
            ledger, figures, asked.at(code), choice_of(before), choice_of(after), why
        )
        if why == "coverage":
            gained, lost = value_of(after), value_of(before)
            balance = replace(balance, coverage=gained if lost is None else -lost)
        found.append(balance)
    return tuple(found)


def _stocks_of_parts(
    ledger: Ledger,
    figures: list[Figure],
    asked: Asked,
    total: Figure | None,
    on: date,
    like: Mapping[str, Figure],
) -> dict[str, Figure]:
    """Stocks by part: those that a total adds up, else the latest of each place.

    A stock of another statement is no part of a total: regions that one report counts in October
    do not open the account of another's total of January.
    """
    if total is not None:
        parts = parts_along(ledger, total, "place")
        return {part.place: part for part in parts
                if part.as_of is None or part.as_of.last <= on}  # fmt: skip
    stated = {figure.place for figure in figures if figure.population == asked.population
              and figure.category is Category.STOCK}  # fmt: skip
    found = {}
    for code in cover(ledger.places, asked.place, stated):
        stock = one(stock_at(ledger, figures, asked.at(code), on, like.get(code)))
        if stock is not None:
            found[code] = stock
    return found


def _populations(ledger: Ledger, asked: Asked, first: Choice, last: Choice) -> tuple[Balance, ...]:
    """The totals of the populations that a population consists of."""
    whole = [figure for figure in (one(last), one(first)) if figure is not None]
    parts = [part for figure in whole for part in parts_along(ledger, figure, "population")]
    people = dict.fromkeys((part.population, part.place) for part in parts)
    return tuple(
        close_account(
            ledger, population=population, place=place,
            opening=asked.first, closing=asked.last, origin=asked.origin,
        ).total
        for population, place in people
    )  # fmt: skip


def _against(part: Balance, total: Balance) -> Balance:
    """A part that does not state a term which its total does has no residual: missing is not 0."""
    needed = [category for category, used in total.flows.items()
              if category in part.missing and not all(observed(flow) for flow in used)]  # fmt: skip
    if not needed or part.residual is None or part.population != total.population:
        return part
    return replace(part, residual=None, residual_if_returned=None, why="flow_missing")


def _with_parts(
    ledger: Ledger, total: Balance, parts: tuple[Balance, ...], asked: Asked
) -> Balance:
    """A total that knows what its parts do not, and takes from them what is stated of them only."""
    if not parts:
        return total
    flows = dict(total.flows)
    inherited: list[Category] = []
    for category in total.missing:
        used = unique(flow for part in parts for flow in part.flows.get(category, ()))
        used = tuple(flow for flow in used if not _inside(ledger, flow, asked.place))
        if used:
            flows[category] = used
            inherited.append(category)
    missing = tuple(category for category in total.missing if category not in inherited)
    total = replace(total, flows=flows, missing=missing, inherited=tuple(inherited))
    if inherited:
        partial = {c for part in parts for c in part.partial if c in inherited}
        total = computed(ledger, replace(total, partial=(*total.partial, *sorted(partial))))
    known = [part.coverage for part in parts if part.coverage is not None]
    own = {figure.id for figure in total.unknown}
    unknown = (*total.unknown, *(f for part in parts for f in part.unknown if f.id not in own))
    return replace(total, coverage=sum(known, Decimal(0)) if known else None,
                   unknown=unique(unknown))  # fmt: skip


def _inside(ledger: Ledger, flow: Figure, place: str) -> bool:
    """Whether people moved on from one part of a place to another."""
    return (
        flow.category is Category.ONWARD_MOVEMENT
        and bool(flow.origin)
        and ledger.places.lies_in(flow.origin, place)
        and ledger.places.lies_in(flow.place, place)
    )


def _all_of(values: list[Decimal | None]) -> Decimal | None:
    """A sum, or None where any part is not known."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if values and len(known) == len(values) else None
