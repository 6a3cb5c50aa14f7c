"""What stands below a closed account: all that its numbers do not show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from azalai.cli.accounts_ledger import listed, phrases
from azalai.cli.speech import speech

if TYPE_CHECKING:
    from azalai.accounts.balance import Account, Balance
    from azalai.model.figures import Figure
    from azalai.model.ledger import Ledger

_LATE = 31
"""Days before the day asked for from which the date of a stock is remarked on."""
_NAMED = 5
"""Figures in households that a note names."""


def notes(ledger: Ledger, account: Account) -> Iterator[str]:
    """What the numbers do not show: what is unknown, not stated, set aside, or too old."""
    from azalai.accounts.choosing import Asked
    from azalai.accounts.lacking import in_households
    from azalai.accounts.spans import span_of
    from azalai.model.figures import Category
    from azalai.wording.figures import place_of, word

    text, total = speech(), account.total
    by_why: dict[str, list[str]] = {}
    for balance in (total, *account.places):
        if balance.why:
            by_why.setdefault(balance.why, []).append(place_of(text, ledger.places, balance.place))
    for why, places in by_why.items():
        said = text.text(f"account.why.{why}")
        yield text.text("account.note.why", places=text.join(list(dict.fromkeys(places))), why=said)
    if total.unknown:
        yield text.text("account.note.unknown", figures=phrases(ledger, total.unknown))
    # That nobody *states* a change of coverage is no news where the tables show one.
    seen = () if total.coverage is None else (Category.COVERAGE_CHANGE,)
    missing = tuple(category for category in total.missing if category not in seen)
    for name, categories in (
        ("missing", missing),
        ("partial", total.partial),
        ("inherited", total.inherited),
    ):
        if categories:
            terms = text.join([word(text, "figure", category) for category in categories])
            yield text.text(f"account.note.{name}", terms=terms)
    for name, stock, day in (
        ("early_opening", total.opening, account.first),
        ("early_closing", total.closing, account.last),
    ):
        days = (day - stock.as_of.last).days if stock is not None and stock.as_of else 0
        if days > _LATE:
            yield text.text(f"account.note.{name}", days)
    if total.booked:
        yield text.text("account.note.booked")
    if total.residual is not None and Category.NEW_DISPLACEMENT in total.missing:
        yield text.text("account.note.no_flow")
    homes = in_households(
        ledger, Asked(account.population, account.place, account.first, account.last)
    )
    if homes:
        said = phrases(ledger, homes[:_NAMED]) + (" …" if len(homes) > _NAMED else "")
        yield text.text("account.note.households", len(homes), figures=said)
    for name, figures in (
        ("verified", total.verified), ("aside", total.aside), ("old", _old(account)),
    ):  # fmt: skip
        if figures:
            yield text.text(f"account.note.{name}", figures=phrases(ledger, figures))
    if total.closing is not None and span_of(ledger, total.closing).days:
        from azalai.cli.verbs.accounts_span_ import sentences

        yield from sentences(ledger, total.closing)
    sources = _sources(ledger, account)
    if sources:
        yield text.text("account.note.sources", sources=sources)


def _old(account: Account) -> list[Figure]:
    return [
        balance.closing
        for balance in account.places
        if balance.closing is not None
        and balance.closing.as_of is not None
        and balance.closing.as_of.last <= account.first
        and balance.closing.known
    ]


def _sources(ledger: Ledger, account: Account) -> str:
    """Who states the figures of the parts, by place where they differ."""
    from azalai.wording.figures import source_of

    text = speech()
    figures = [
        figure
        for balance in account.places
        for figure in (balance.opening, balance.closing, *_flows(balance))
        if figure is not None
    ]
    return listed(dict.fromkeys(source_of(text, ledger, figure) for figure in figures))


def _flows(balance: Balance) -> Iterable[Figure]:
    return [flow for flows in balance.flows.values() for flow in flows]
