"""What an account lacks though it is stated: in households, in shares, at one end only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from azalai.accounts.choosing import Asked, within
from azalai.accounts.index import index_of
from azalai.model.figures import FLOWS, SUBGROUPS, Category, Figure, Statistic
from azalai.model.ledger import Ledger


def in_households(ledger: Ledger, asked: Asked) -> list[Figure]:
    """Stocks and flows within a place and a period that are stated in households only.

    No account counts them, whatever the size of a household is said to be; nobody may think
    that nothing was stated.

    Examples
    --------
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from azalai.model.moments import Moment
    >>> homes = Figure(id="a", category=Category.STOCK, place="MLI", population="idp",
    ...                value=Decimal(40), unit="households", as_of=Moment.parse("2013-02-21"))
    >>> people = homes.but(id="b", unit="persons", value=Decimal(240))
    >>> asked = Asked("idp", "MLI", date(2013, 1, 11), date(2013, 2, 21))
    >>> [len(in_households(Ledger(stated), asked)) for stated in ([homes], [homes, people])]
    [1, 0]
    """
    index = index_of(ledger)
    stated = {(figure.quantity[:5], figure.moment) for figure in index.countable}
    populations = (asked.population, *SUBGROUPS.get(asked.population, ()))
    return [
        figure
        for figure in index.households
        if figure.population in populations
        and ledger.places.lies_in(figure.place, asked.place)
        and (figure.quantity[:5], figure.moment) not in stated
        and (
            within(figure, asked)
            if figure.category in FLOWS
            else figure.category is Category.STOCK
            and figure.as_of is not None
            and figure.as_of.last <= asked.last
        )
    ]


def why_not_listed(
    ledger: Ledger, asked: Asked, total: Figure | None, listed: Mapping[str, Figure], end: str
) -> str:
    """Why a part has a stock at one end of an account only.

    Parameters
    ----------
    total : Figure or None
        The stock of the whole at the end where the part has none.
    listed : mapping of str to Figure
        The parts that this total lists.
    end : str
        ``opening`` or ``closing``.
    """
    upto = replace(asked, last=asked.first) if end == "opening" else asked
    homes = [figure for figure in in_households(ledger, upto) if figure.category is Category.STOCK]
    if total is not None and total.table:
        table = (total.printed_in, total.table)
        homes = [figure for figure in homes if (figure.printed_in, figure.table) == table]
    if homes:
        # It is listed, though not in persons: its coverage did not change.
        return "stock_households"
    if total is not None and total.table and listed:
        return "coverage"
    if total is not None and end == "opening" and _shares_of(ledger, asked.place, total):
        return "opening_shares"
    return f"{end}_missing"


def _shares_of(ledger: Ledger, place: str, total: Figure) -> bool:
    """Whether a part is stated as a share of a total, or of another statement of the same."""
    shares = ledger.select(statistic=Statistic.SHARE, place=place, population=total.population)
    bases = [ledger[figure.base] for figure in shares if figure.base in ledger]
    return any((base.quantity, base.value) == (total.quantity, total.value) for base in bases)
