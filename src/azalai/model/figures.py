"""Figures: numbers that somebody states about people, with all that belongs to them.

A figure is never corrected in place. Who states it, when, where it is printed and in which words
stay with it; a later statement of the same source names the one it supersedes. What is not known is
`Quantifier.UNKNOWN` and has no value: unknown is never 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from azalai.model.moments import Moment


class Category(StrEnum):
    """What is counted: people at one date, or what happened over an interval."""

    STOCK = "stock"
    """People who are displaced (or live, or are registered) somewhere at one date."""
    NEW_DISPLACEMENT = "new_displacement"
    """People displaced during an interval, or newly registered."""
    RETURN = "return"
    """People who went back during an interval."""
    ONWARD_MOVEMENT = "onward_movement"
    """People who moved on to another place, settled elsewhere included."""
    BIRTH = "birth"
    DEATH = "death"
    REGISTRATION_ADJUSTMENT = "registration_adjustment"
    """A register put right: a verification, people struck off who were never there. No movement."""
    COVERAGE_CHANGE = "coverage_change"
    """A place or group that is counted now and was not before, or the other way round."""
    STOCK_CHANGE = "stock_change"
    """A stated difference of two stocks. It is no flow."""
    PASSAGE = "passage"
    """People observed on the move at monitoring points."""
    ANSWER = "answer"
    """What respondents of a survey said."""
    CONTEXT = "context"
    """Background: population, sites, money, tourists."""

    @property
    def is_flow(self) -> bool:
        """Whether it is counted over an interval and enters an account."""
        return self in FLOWS


FLOWS = (
    Category.NEW_DISPLACEMENT, Category.RETURN, Category.ONWARD_MOVEMENT, Category.BIRTH,
    Category.DEATH, Category.REGISTRATION_ADJUSTMENT, Category.COVERAGE_CHANGE,
)  # fmt: skip
"""The terms of an account between its opening and its closing stock."""


class Statistic(StrEnum):
    """What kind of number it is."""

    COUNT = "count"
    SHARE = "share"
    """Per cent of a base."""
    CHANGE = "change"
    """Per cent of an earlier value."""
    DIFFERENCE = "difference"
    """Percentage points between two shares."""
    AVERAGE = "average"
    """Per day."""


class Quantifier(StrEnum):
    """How surely the number is stated."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    """Between `low` and `high`; there is no single value."""
    UNKNOWN = "unknown"
    """The source says that it is not known. Never 0."""


class Role(StrEnum):
    """What a figure is used for."""

    RECOMMENDED = "recommended"
    """The one that accounts and reports use."""
    TRIANGULATION = "triangulation"
    """A second voice, to hold the first against."""
    CONTEXT = "context"
    """Background; enters no account."""


SUBGROUPS: dict[str, tuple[str, ...]] = {"displaced": ("idp", "refugee")}
"""Populations that consist of others. Everything else comes from the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One stated number.

    Attributes
    ----------
    id : str
        Unique in the ledger; what findings and reports call it.
    category, statistic : Category, Statistic
        What is counted, and what kind of number this is.
    population : str
        ``idp``, ``refugee``, ``returnee``, ``displaced`` … A word of the data; see `SUBGROUPS`.
    place : str
        Code of a place (`azalai.model.places`): where the people are. ISO 3166-1 alpha-3 for a
        country, a p-code for a region, a code of ``places.csv`` for everything else.
    origin : str
        Code of the place they come from; empty where that is not said.
    direction : str
        ``in``, ``out`` or ``total`` of passages; empty otherwise.
    sex, age : str
        ``F``, ``M``; ``u18``, ``18+``, ``adult``, ``minor`` … ; empty for all.
    breakdown : tuple of (dimension, category)
        Any other part: ``(("nationality", "BFA"),)``.
    as_of : Moment or None
        Of a stock: the day it refers to, corrected where the printed one cannot be.
    as_of_published : Moment or None
        The day as printed, where that is another than `as_of`.
    first, last : Moment or None
        Of a flow or a passage: its interval.
    base_first, base_last : Moment or None
        Of a change or a difference: the earlier period.
    value : Decimal or None
        As printed, with its decimals; None where unknown or between.
    low, high : Decimal or None
        Of a range; of an estimate the limits of its interval.
    unit : str
        ``persons``, ``households``, ``%``, ``pp``, ``persons/day``, ``sites``, ``USD`` …
    household_size : Decimal or None
        Persons a household stands for, where the source says so.
    multiple : bool
        A share of a question with several answers: its shares need not add to 100.
    base : str
        Id of the figure a share or change is of, where that is known.
    sample : int or None
        Respondents behind an answer.
    source : str
        Who states it: a code of ``sources.csv``.
    published : Moment or None
        When the source was published.
    document : str
        Code of the source in which it was read, where that is another.
    page, quotation : str
        Where, and in which words.
    table : str
        Figures of one printed table share a name: there, parts are meant to add up to totals.
    method, coverage : str
        How it was counted (``registration``, ``verification``, ``key_informants`` …), and what
        it covers.
    operation, round, assessment : str
        Of a stock from assessments: stocks are summed within one of each only.
    supersedes : str
        Id of the figure that this one replaces.
    file, row : str, int
        Where it stands, for messages.
    """

    id: str
    category: Category
    place: str
    statistic: Statistic = Statistic.COUNT
    population: str = ""
    origin: str = ""
    direction: str = ""
    sex: str = ""
    age: str = ""
    breakdown: tuple[tuple[str, str], ...] = ()
    as_of: Moment | None = None
    as_of_published: Moment | None = None
    first: Moment | None = None
    last: Moment | None = None
    base_first: Moment | None = None
    base_last: Moment | None = None
    quantifier: Quantifier = Quantifier.EXACT
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = "persons"
    household_size: Decimal | None = None
    multiple: bool = False
    base: str = ""
    sample: int | None = None
    source: str = ""
    published: Moment | None = None
    document: str = ""
    page: str = ""
    quotation: str = ""
    table: str = ""
    method: str = ""
    coverage: str = ""
    role: Role = Role.RECOMMENDED
    operation: str = ""
    round: str = ""
    assessment: str = ""
    supersedes: str = ""
    note: str = ""
    file: str = ""
    row: int = 0

    @property
    def known(self) -> bool:
        """Whether there is any number at all."""
        return self.quantifier is not Quantifier.UNKNOWN

    @property
    def decimals(self) -> int:
        """Decimals printed.

        Examples
        --------
        >>> Figure(id="a", category=Category.CONTEXT, place="MLI", value=Decimal("8.6")).decimals
        1
        """
        if self.value is None:
            return 0
        exponent = self.value.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0

    @property
    def middle(self) -> Decimal | None:
        """The value, or the middle of a range; None where unknown."""
        if self.value is not None:
            return self.value
        if self.low is not None and self.high is not None:
            return (self.low + self.high) / 2
        return self.low if self.low is not None else self.high

    @property
    def moment(self) -> Moment | None:
        """The day of a stock; of an interval its end."""
        return self.as_of or self.last or self.first

    @property
    def printed_in(self) -> str:
        """Code of the source in which the figure was read."""
        return self.document or self.source

    @property
    def quantity(self) -> tuple[object, ...]:
        """What is counted, whenever and by whomever: equal for figures that may be compared."""
        return (self.category, self.statistic, self.population, self.place, self.origin,
                self.direction, self.sex, self.age, self.breakdown, self.unit)  # fmt: skip

    def but(self, **changes: Any) -> Figure:
        """The same figure with some of it changed."""
        return replace(self, **changes)
