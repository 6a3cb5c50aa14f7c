"""Successive reports of one source on one place, and what the change between two of them is.

A register that falls from one report to the next does not say that people went: it may have been
put right. Where a verification lies between two reports, what changed is booked as an adjustment of
the register; everywhere else it is the net change of the register, and never called a flow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from azalai.accounts.choosing import countable, number, of_origin
from azalai.accounts.index import index_of
from azalai.model.figures import Category, Figure, Role
from azalai.model.ledger import Ledger

VERIFICATION = "verification"
"""The method of a registration adjustment that says that a register was verified."""


@dataclass(frozen=True, slots=True)
class Step:
    """What lies between two successive reports.

    Attributes
    ----------
    change : Decimal or None
        Later minus earlier; None where either is not a number.
    booked : Category
        `Category.REGISTRATION_ADJUSTMENT` where a verification lies between the reports, else
        `Category.STOCK_CHANGE`: the net change of the register, which is no flow.
    adjustment : Decimal or None
        What is booked as an adjustment: the amount the source states, else the whole change, for
        nobody can tell apart what happened on the day and before it. None where none is booked.
    verification : Figure or None
        The statement that a verification took place.
    """

    place: str
    population: str
    source: str
    earlier: Figure
    later: Figure
    change: Decimal | None
    booked: Category
    adjustment: Decimal | None = None
    verification: Figure | None = None

    @property
    def net_change(self) -> Decimal | None:
        """The rest of the change, which nobody explains."""
        return None if self.change is None else self.change - (self.adjustment or 0)


def series(
    ledger: Ledger, place: str, population: str, source: str = "", origin: str = ""
) -> tuple[Step, ...]:
    """The steps between successive reports on a place, never from one source to another.

    Parameters
    ----------
    source : str
        Code of a source; empty for all, one after the other.
    origin : str
        Where the people come from; empty where only one origin is stated, or none.

    Examples
    --------
    >>> from azalai.model.moments import Moment
    >>> stock = Figure(id="a", category=Category.STOCK, place="mbera", population="refugee",
    ...                value=Decimal(103731), source="unhcr", as_of=Moment.parse("2012-08-19"))
    >>> later = stock.but(id="b", value=Decimal(54028), as_of=Moment.parse("2012-12-31"))
    >>> [(step.change, str(step.booked)) for step in series(Ledger([later, stock]), "mbera",
    ...                                                     "refugee")]
    [(Decimal('-49703'), 'stock_change')]
    """
    here = [figure for figure in countable(ledger)
            if (figure.place, figure.population) == (place, population)]  # fmt: skip
    reports = of_origin(
        [figure for figure in here if figure.category is Category.STOCK and figure.as_of], origin
    )
    verified = verifications(ledger, place, population)
    sources = [source] if source else sorted({figure.source for figure in reports})
    found: list[Step] = []
    for code in sources:
        dated = _one_a_day([figure for figure in reports if figure.source == code])
        found += [_step(earlier, later, verified) for earlier, later in pairwise(dated)]
    return tuple(found)


def verifications(ledger: Ledger, place: str, population: str) -> list[Figure]:
    """What is stated of verifications at a place itself."""
    return [
        figure
        for figure in index_of(ledger).flows
        if figure.category is Category.REGISTRATION_ADJUSTMENT
        and figure.method == VERIFICATION
        and (figure.place, figure.population) == (place, population)
    ]


def report_days(step: Step) -> tuple[date, date]:
    """The days of the two reports; of a month its last."""
    return _day(step.earlier), _day(step.later)


def _step(earlier: Figure, later: Figure, verified: list[Figure]) -> Step:
    change = None
    if earlier.value is not None and later.value is not None and number(earlier) and number(later):
        change = later.value - earlier.value
    between = [
        figure
        for figure in verified
        if figure.source == later.source
        and figure.moment is not None
        and _day(earlier) < figure.moment.last <= _day(later)
    ]
    if not between:
        return Step(later.place, later.population, later.source, earlier, later, change,
                    Category.STOCK_CHANGE)  # fmt: skip
    stated = [figure.value for figure in between if number(figure) and figure.value is not None]
    adjustment = sum(stated, Decimal(0)) if len(stated) == len(between) else change
    return Step(later.place, later.population, later.source, earlier, later, change,
                Category.REGISTRATION_ADJUSTMENT, adjustment, between[0])  # fmt: skip


def _one_a_day(reports: list[Figure]) -> list[Figure]:
    """Reports by date; of several of one day the recommended one, then the last by id."""
    best: dict[date, Figure] = {}
    for figure in reports:
        other = best.get(_day(figure))
        if other is None or _rank(figure) > _rank(other):
            best[_day(figure)] = figure
    return [best[day] for day in sorted(best)]


def _rank(figure: Figure) -> tuple[bool, bool, str]:
    return figure.role is Role.RECOMMENDED, number(figure), figure.id


def _day(figure: Figure) -> date:
    return figure.as_of.last if figure.as_of is not None else date.min
