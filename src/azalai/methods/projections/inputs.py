"""Which figures of a ledger a projection starts from; none is dated after its origin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from azalai.model.errors import InputError
from azalai.model.figures import Category, Figure, Role, Statistic
from azalai.model.ledger import Ledger
from azalai.model.moments import Moment

DAYS_A_MONTH: Final = 30.4375
"""Mean length of a month: 365.25 ÷ 12."""

_NEEDED: Final = ("stock", "returns", "intend")
_ANSWERS: Final = {
    "intend": ("intention", "return"),
    "unsure": ("return_date", "unknown"),
    "security": ("return_date_depends", "security"),
    "school": ("return_date_depends", "school"),
    "farming": ("return_date_depends", "farming"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The figures behind a projection; what is printed can be traced to each.

    Attributes
    ----------
    origin : date
        The day the projection starts from; every figure speaks of that day or an earlier one.
    stock : Figure
        The displaced at the origin, or the last that was stated before it.
    returns : Figure
        Returns that were monitored over an interval.
    displaced : Figure or None
        New displacement over an interval; None where nobody states it: then none is projected.
    intend : Figure
        Share of respondents who intend to return.
    unsure : Figure or None
        Share of them who do not know when; None counts as nobody.
    security, school, farming : Figure or None
        Shares who say that the date of their return depends on it; several answers are allowed.
        None counts as nobody.

    Raises
    ------
    InputError
        ``projection_after_origin`` for a figure of a later day, ``projection_bad_figure`` for one
        without a number or an interval, or a share that is none.
    """

    origin: date
    stock: Figure
    returns: Figure
    intend: Figure
    displaced: Figure | None = None
    unsure: Figure | None = None
    security: Figure | None = None
    school: Figure | None = None
    farming: Figure | None = None

    def __post_init__(self) -> None:
        for name, figure in self.each():
            moment = figure.as_of or figure.last or figure.first
            if moment is not None and moment.first > self.origin:
                raise InputError(
                    "projection_after_origin",
                    what=figure.id, date=str(moment), origin=self.origin.isoformat(),
                )  # fmt: skip
            number = figure.middle
            if number is None or number < 0:
                raise InputError("projection_bad_figure", what=figure.id, problem="value")
            if name in ("returns", "displaced") and days(figure) is None:
                raise InputError("projection_bad_figure", what=figure.id, problem="from, to")
            if name in _ANSWERS and (figure.unit != "%" or number > 100):
                raise InputError("projection_bad_figure", what=figure.id, problem="%")

    def each(self) -> Iterator[tuple[str, Figure]]:
        """What each figure is used for, and the figure."""
        for name in ("stock", "returns", "displaced", *_ANSWERS):
            figure = getattr(self, name)
            if figure is not None:
                yield name, figure

    @property
    def people(self) -> float:
        """The stock."""
        return float(self.stock.middle or 0)

    @property
    def pace(self) -> float:
        """Monitored returns ÷ stock, per month.

        2,310 in 30 days of 260,665 are 2,310 × 30.4375 ÷ 30 ÷ 260,665 = 0.00899 a month.
        """
        return _monthly(self.returns) / self.people if self.people else 0.0

    @property
    def arrivals(self) -> float:
        """People newly displaced per month."""
        return _monthly(self.displaced) if self.displaced is not None else 0.0

    def share(self, name: str) -> float:
        """A share between 0 and 1; 0 where nobody states it."""
        figure: Figure | None = getattr(self, name)
        return float(figure.middle or 0) / 100 if figure is not None else 0.0


def days(figure: Figure) -> int | None:
    """Days of a flow's interval, its first and last included; None where it states none.

    Examples
    --------
    >>> january = Moment.parse("2013-01-12"), Moment.parse("2013-02-10")
    >>> days(Figure(id="r", category=Category.RETURN, place="MLI",
    ...             first=january[0], last=january[1]))
    30
    """
    if figure.first is None or figure.last is None:
        return None
    return (figure.last.last - figure.first.first).days + 1


def _monthly(figure: Figure) -> float:
    return float(figure.middle or 0) * DAYS_A_MONTH / (days(figure) or 1)


def inputs_from(
    ledger: Ledger,
    population: str,
    place: str,
    origin: date,
    *,
    known_by: date | None = None,
) -> Inputs:
    """The figures of a ledger that a projection of a population starts from.

    Of each kind the latest recommended figure of the whole place that speaks of the origin or an
    earlier day; later ones are outcomes and are left alone.

    Parameters
    ----------
    population, place : str
        ``idp``, ``MLI``.
    known_by : date, optional
        Leave out what nobody had published by this day, for a back-test of what was known then.

    Raises
    ------
    InputError
        ``projection_no_figure`` where the stock, the returns or the intention is stated by nobody.
    """
    counts = [
        figure
        for figure in ledger.select(population=population, place=place)
        if _usable(ledger, figure, origin, known_by)
    ]

    def of(category: Category, statistic: Statistic, breakdown: tuple[str, str] | None) -> Figure:
        wanted = (breakdown,) if breakdown else ()
        found = [
            figure
            for figure in counts
            if (figure.category, figure.statistic, figure.breakdown)
            == (category, statistic, wanted)
            and (statistic is Statistic.SHARE or figure.unit == "persons")
            and (not category.is_flow or days(figure) is not None)
        ]
        if not found:
            raise LookupError
        # Of figures of one day the first of the file.
        return max(found, key=lambda figure: _day(figure).toordinal())

    kinds: dict[str, tuple[Category, Statistic, tuple[str, str] | None]] = {
        "stock": (Category.STOCK, Statistic.COUNT, None),
        "returns": (Category.RETURN, Statistic.COUNT, None),
        "displaced": (Category.NEW_DISPLACEMENT, Statistic.COUNT, None),
        **{
            name: (Category.ANSWER, Statistic.SHARE, breakdown)
            for name, breakdown in _ANSWERS.items()
        },
    }
    chosen: dict[str, Figure] = {}
    for name, kind in kinds.items():
        try:
            chosen[name] = of(*kind)
        except LookupError:
            if name in _NEEDED:
                raise InputError(
                    "projection_no_figure",
                    what=name, population=population, place=place, origin=origin.isoformat(),
                ) from None  # fmt: skip
    return Inputs(origin=origin, **chosen)


def _usable(ledger: Ledger, figure: Figure, origin: date, known_by: date | None) -> bool:
    return (
        figure.role is Role.RECOMMENDED
        and figure.moment is not None
        and figure.moment.first <= origin
        and not (figure.origin or figure.direction or figure.sex or figure.age)
        and figure.middle is not None
        and figure.middle >= Decimal(0)
        and (known_by is None or _known(ledger, figure, known_by))
    )


def _known(ledger: Ledger, figure: Figure, day: date) -> bool:
    """Whether its source, or the document that repeats it, was out; so is one without a date."""
    dates = [figure.published, *(ledger.source(code).published for code in
             {figure.source, figure.document} if code)]  # fmt: skip
    said = [moment.first for moment in dates if moment is not None]
    return not said or min(said) <= day


def _day(figure: Figure) -> date:
    moment = figure.moment
    assert isinstance(moment, Moment)
    return moment.last
