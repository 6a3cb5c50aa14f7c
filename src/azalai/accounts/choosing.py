"""Which of many figures an account uses, and which it sets aside.

The rules are the same for every place and every ledger. A recommended figure goes before one for
triangulation, a figure that another supersedes is not used, and nothing dated after the day that is
asked for ever is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from azalai.accounts.index import index_of
from azalai.model.figures import FLOWS, Category, Figure, Quantifier, Role
from azalai.model.ledger import Ledger
from azalai.model.places import PlaceKind

TOLERANCE: Final = 7
"""Days by which the interval of a flow may begin before an account or end after it."""

NUMBERS: Final = (Quantifier.EXACT, Quantifier.ABOUT)
"""How a number must be stated to be calculated with: a bound or a range is none."""

OBSERVED: Final = frozenset({"flow monitoring"})
"""Methods that see people on the move and strike nobody off a register."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Figures that an account uses, and those of the same quantity and time that it does not."""

    used: tuple[Figure, ...] = ()
    aside: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What an account is about.

    Attributes
    ----------
    first, last : date
        The days of its opening and its closing.
    origin : str
        Where the people come from; empty where the ledger states one origin only, or none.
    """

    population: str
    place: str
    first: date
    last: date
    origin: str = ""

    def at(self, place: str) -> Asked:
        """The same question about another place."""
        return Asked(self.population, place, self.first, self.last, self.origin)


def number(figure: Figure | None) -> bool:
    """Whether a figure has a value that can be calculated with."""
    return figure is not None and figure.quantifier in NUMBERS and figure.value is not None


def observed(figure: Figure) -> bool:
    """Whether people were seen moving, which takes nobody out of a stock by itself."""
    return figure.method.replace("_", " ").casefold() in OBSERVED


def countable(ledger: Ledger) -> list[Figure]:
    """Counts of persons that are not parts by sex, age or anything else, and not superseded."""
    return index_of(ledger).countable


def origins(figures: Iterable[Figure]) -> set[str]:
    """The places that people come from, where that is said."""
    return {figure.origin for figure in figures if figure.origin}


def of_origin(figures: list[Figure], origin: str) -> list[Figure]:
    """Figures of the people who come from one place.

    Without a place: those that name no origin, else those of the only origin there is. Where
    several are stated and none is asked for, there is no choice to make.
    """
    if origin:
        return [figure for figure in figures if figure.origin == origin]
    overall = [figure for figure in figures if not figure.origin]
    if overall:
        return overall
    return figures if len(origins(figures)) == 1 else []


def stock_at(
    ledger: Ledger,
    figures: list[Figure],
    asked: Asked,
    on: date,
    like: Figure | None = None,
) -> Choice:
    """The latest stock of a place on a day or before it, and others of that same date.

    Parameters
    ----------
    figures : list of Figure
        `countable` ones.
    like : Figure, optional
        The stock at the other end: an account may not open with one operation, or one type of
        assessment, and close with another.
    """
    stated = [
        figure
        for figure in figures
        if figure.category is Category.STOCK
        and (figure.population, figure.place) == (asked.population, asked.place)
        and figure.as_of is not None
        and figure.as_of.last <= on
        and (like is None or counted_alike(figure, like))
    ]
    found = _of_role(of_origin(stated, asked.origin))
    if not found:
        return Choice()
    best = max(found, key=lambda figure: _weight(ledger, figure))
    same = tuple(figure for figure in found if figure.as_of == best.as_of and figure is not best)
    return Choice((best,), same)


def counted_alike(one: Figure, other: Figure) -> bool:
    """Whether two stocks come from one operation and one type of assessment."""
    return (one.operation, one.assessment) == (other.operation, other.assessment)


def flows_of(figures: list[Figure], ledger: Ledger, asked: Asked) -> dict[Category, Choice]:
    """The flows of a place whose interval lies in an account's, by category.

    One for each day: of two whose intervals overlap the longer is used, of two as long the one
    that states a number, then the one published last; the other is set aside.
    """
    here = [
        figure
        for figure in figures
        if figure.category in FLOWS
        and figure.population == asked.population
        and _touches(ledger, figure, asked.place)
        and within(figure, asked)
    ]
    found: dict[Category, Choice] = {}
    for category in FLOWS:
        of_it = [figure for figure in here if figure.category is category]
        choice = _apart(ledger, _of_role(_of_flow_origin(of_it, asked)))
        if choice.used or choice.aside:
            found[category] = choice
    return found


def covers(flows: tuple[Figure, ...], asked: Asked) -> bool:
    """Whether flows reach over an account's period, a few days aside.

    Examples
    --------
    >>> from azalai.model.moments import Moment
    >>> asked = Asked("idp", "MLI", date(2013, 1, 11), date(2013, 2, 21))
    >>> flow = Figure(id="a", category=Category.RETURN, place="MLI",
    ...               first=Moment.parse("2013-01-12"), last=Moment.parse("2013-02-10"))
    >>> covers((flow,), asked), covers((flow.but(last=Moment.parse("2013-02-18")),), asked)
    (False, True)
    """
    reached = asked.first + timedelta(days=TOLERANCE)
    for first, last in sorted(_days(flow) for flow in flows):
        if first > reached:
            return False
        reached = max(reached, last + timedelta(days=1))
    return reached + timedelta(days=TOLERANCE) > asked.last


def sign_of(ledger: Ledger, figure: Figure, place: str) -> int:
    """Whether a flow adds to the stock of a place (1) or takes from it (-1)."""
    if figure.category in (Category.DEATH, Category.RETURN):
        return -1
    if figure.category is Category.ONWARD_MOVEMENT:
        arrives = bool(figure.origin) and ledger.places.lies_in(figure.place, place)
        return 1 if arrives and not ledger.places.lies_in(figure.origin, place) else -1
    return 1


def _touches(ledger: Ledger, figure: Figure, place: str) -> bool:
    """Whether a flow changes the stock of a place.

    People who return or move on leave their place of displacement, which is the flow's *origin*;
    a country states its own returns as a whole, without one.
    """
    if figure.category is Category.RETURN:
        if figure.origin:
            return figure.origin == place
        return figure.place == place and _country(ledger, place)
    if figure.category is Category.ONWARD_MOVEMENT and figure.origin:
        leaves, arrives = figure.origin == place, figure.place == place
        inside = ledger.places.lies_in(figure.origin, place) and ledger.places.lies_in(
            figure.place, place
        )
        return (leaves or arrives) and not inside
    return figure.place == place


def _country(ledger: Ledger, code: str) -> bool:
    return code not in ledger.places or ledger.places[code].kind is PlaceKind.COUNTRY


def within(figure: Figure, asked: Asked) -> bool:
    """Whether the interval of a flow lies in an account's, a few days aside."""
    first, last = figure.first or figure.last, figure.last or figure.first
    if first is None or last is None:
        return False
    if first == last and first.exact:
        # What happened on one day lies in the account or does not.
        return asked.first < first.first <= asked.last
    slack = timedelta(days=TOLERANCE)
    return first.first >= asked.first - slack and last.last <= asked.last + slack


def _of_flow_origin(figures: list[Figure], asked: Asked) -> list[Figure]:
    """Of returns and onward movements the origin says where people leave, not who they are."""
    moving = (Category.RETURN, Category.ONWARD_MOVEMENT)
    if any(figure.category in moving for figure in figures):
        return figures
    if not asked.origin:
        return of_origin(figures, "")
    return [figure for figure in figures if figure.origin in ("", asked.origin)]


def _of_role(figures: list[Figure]) -> list[Figure]:
    recommended = [figure for figure in figures if figure.role is Role.RECOMMENDED]
    return recommended or [figure for figure in figures if figure.role is Role.TRIANGULATION]


def _weight(ledger: Ledger, figure: Figure) -> tuple[date, bool, bool, date, str]:
    """Of two stocks the later, of one date the one that states a number, then the last printed."""
    on = figure.as_of.last if figure.as_of is not None else date.min
    published = ledger.stated(figure)
    printed = published.last if published is not None else date.min
    return on, number(figure), bool(figure.table), printed, figure.id


def _apart(ledger: Ledger, figures: list[Figure]) -> Choice:
    """Flows whose intervals do not overlap, the longest first."""

    def length(figure: Figure) -> tuple[int, bool, int, str]:
        first, last = _days(figure)
        published = ledger.stated(figure)
        printed = published.last.toordinal() if published is not None else 0
        return (first - last).days, not number(figure), -printed, figure.id

    used: list[Figure] = []
    aside: list[Figure] = []
    for figure in sorted(figures, key=length):
        first, last = _days(figure)
        free = all(
            _after(first, last, *_days(other)) or _after(*_days(other), first, last)
            for other in used
            if _way(other) == _way(figure)
        )
        (used if free else aside).append(figure)
    return Choice(tuple(sorted(used, key=_by_day)), tuple(sorted(aside, key=_by_day)))


def _after(first: date, last: date, other: date, until: date) -> bool:
    """Whether an interval follows another; the day at which one ends may begin the next."""
    return first > until or (first == until and first < last and other < until)


def _way(figure: Figure) -> tuple[str, str]:
    """From where to where: people who leave for two places are two flows, not one twice."""
    moves = figure.category in (Category.RETURN, Category.ONWARD_MOVEMENT)
    return (figure.origin, figure.place) if moves else ("", "")


def _by_day(figure: Figure) -> tuple[date, str]:
    return _days(figure)[0], figure.id


def _days(figure: Figure) -> tuple[date, date]:
    first, last = figure.first or figure.last, figure.last or figure.first
    if first is None or last is None:  # `within` has let nothing through that has no interval
        raise AssertionError(figure.id)
    return first.first, last.last
