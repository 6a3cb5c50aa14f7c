"""The figures of a ledger as the rules look at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from azalai.model.figures import Category, Figure, Statistic
from azalai.model.ledger import Ledger
from azalai.model.lint import Finding, Identity
from azalai.model.moments import Moment

_T = TypeVar("_T")


class Book:
    """A ledger without what was superseded, grouped by the document that prints it.

    Parameters
    ----------
    ledger : Ledger
    counted : mapping of str to bool, optional
        Place -> whether a total of all places counts it; places that are not named are counted.
        Empty where nobody said: the rules then look for it.
    """

    def __init__(self, ledger: Ledger, counted: Mapping[str, bool] | None = None) -> None:
        self.ledger = ledger
        self.places = ledger.places
        self.counted = dict(counted or {})
        gone = ledger.superseded
        self.figures = {figure.id: figure for figure in ledger if figure.id not in gone}
        self._inside: dict[str, frozenset[str]] = {}
        self._once: dict[str, Any] = {}

    def once(self, name: str, made: Callable[[Book], _T]) -> _T:
        """What several rules need, made when the first asks."""
        if name not in self._once:
            self._once[name] = made(self)
        found: _T = self._once[name]
        return found

    @cached_property
    def documents(self) -> dict[str, list[Figure]]:
        """Figures by the document they are printed in."""
        return grouped(self.figures.values(), lambda figure: figure.printed_in)

    def having(self, statistic: Statistic, *categories: Category) -> list[Figure]:
        """Figures of one kind of number."""
        return [
            figure
            for figure in self._by_statistic[statistic]
            if not categories or figure.category in categories
        ]

    @cached_property
    def _by_statistic(self) -> dict[Statistic, list[Figure]]:
        found: dict[Statistic, list[Figure]] = {statistic: [] for statistic in Statistic}
        for figure in self.figures.values():
            found[figure.statistic].append(figure)
        return found

    @cached_property
    def plain_counts(self) -> dict[str, list[Figure]]:
        """By document, counts that are not broken down by anything but place and origin."""
        plain = [f for f in self.having(Statistic.COUNT) if not (f.breakdown or f.sex or f.age)]
        return grouped(plain, lambda figure: figure.printed_in)

    @cached_property
    def counts_by_quantity(self) -> dict[Hashable, list[Figure]]:
        """Counts by document and what they count, whenever."""
        return grouped(self.having(Statistic.COUNT), lambda f: (f.printed_in, counted_of(f)))

    def inside(self, code: str) -> frozenset[str]:
        """Places below one, groups among its parts included."""
        if code not in self._inside:
            self._inside[code] = frozenset()  # a register that goes in a circle must not
            below: set[str] = set()
            for part in self.places.parts(code):
                below |= {part} | self.inside(part)
            self._inside[code] = frozenset(below - {code})
        return self._inside[code]

    def outermost(self, figures: Iterable[Figure], place: str) -> list[Figure]:
        """Of figures at places below one, those that lie in no other of them."""
        inside = [figure for figure in figures if figure.place in self.inside(place)]
        codes = {figure.place for figure in inside}
        covered = {below for code in codes for below in self.inside(code)}
        return [figure for figure in inside if figure.place not in covered]

    def overlap(self, codes: Iterable[str]) -> bool:
        """Whether two places of several have a place in common: groups may."""
        seen: set[str] = set()
        for code in dict.fromkeys(codes):
            held = {code} | self.inside(code)
            if held & seen:
                return True
            seen |= held
        return False


def grouped(
    figures: Iterable[Figure], key: Callable[[Figure], Hashable]
) -> dict[Any, list[Figure]]:
    """Figures by a key, in their order."""
    found: dict[Hashable, list[Figure]] = defaultdict(list)
    for figure in figures:
        found[key(figure)].append(figure)
    return dict(found)


def counted_of(figure: Figure) -> tuple[object, ...]:
    """Whom a figure counts or is a share of: its quantity without the kind of number."""
    return (figure.category, figure.population, figure.place, figure.origin, figure.direction,
            figure.sex, figure.age, figure.breakdown)  # fmt: skip


def time_of(figure: Figure) -> tuple[Moment | None, ...]:
    """The day or the interval of a figure."""
    return (figure.as_of, figure.first, figure.last)


def days_apart(one: Moment | None, other: Moment | None) -> int | None:
    """Days between two moments at the least they may mean; None where one is not stated."""
    if one is None or other is None:
        return None
    return max(0, (other.first - one.last).days, (one.first - other.last).days)


def ids(figures: Iterable[Figure]) -> str:
    """Ids as a value of a finding."""
    return " ".join(figure.id for figure in figures)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, the identities it tests, and what else it finds."""

    name: str
    identities: Callable[[Book], Iterable[Identity]] = lambda book: ()
    findings: Callable[[Book], Iterable[Finding]] = lambda book: ()
