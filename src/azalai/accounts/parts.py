"""The printed parts of a total: what a source itself adds up, or means to.

A total has parts along several axes: the places within its place, the populations it consists of,
where people come from, in which direction they went. Whether the parts *do* add up is another
question (`azalai.accounts.lint`): here a part counts as one because of what it says it counts,
never because of its number. A part whose number is unknown is a part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from azalai.accounts.index import index_of
from azalai.model.figures import SUBGROUPS, Category, Figure, Role, Statistic
from azalai.model.ledger import Ledger
from azalai.model.moments import Moment
from azalai.model.places import Gazetteer

NEAR: Final = 7
"""Days by which the dates of a total and of its parts may differ where no table joins them."""

AXES: Final = ("population", "place", "direction", "origin")
"""Along what a total is taken apart, the one that says most first."""


def parts_of(ledger: Ledger, figure: Figure) -> tuple[Figure, ...]:
    """The printed parts of a total along the first axis that has any; empty of no total.

    Where a total stands in a table, its parts are those of that table, whatever their dates.
    Elsewhere they are figures of the same document whose date or interval is near; of a stock
    also the last reports of the same source before it, for a series reports each place in its turn.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from azalai.model.places import Place, PlaceKind
    >>> stock = Figure(id="all", category=Category.STOCK, place="MLI", population="idp",
    ...                value=Decimal(9), source="s", table="t")
    >>> gao = stock.but(id="gao", place="ML07", value=Decimal(5))
    >>> kidal = stock.but(id="kidal", place="ML08", value=Decimal(4))
    >>> places = Gazetteer([Place("MLI", PlaceKind.COUNTRY),
    ...     Place("ML07", PlaceKind.ADMIN1, within="MLI"),
    ...     Place("ML08", PlaceKind.ADMIN1, within="MLI")])
    >>> ledger = Ledger([stock, gao, kidal], places)
    >>> [part.id for part in parts_of(ledger, stock)], parts_of(ledger, gao)
    (['gao', 'kidal'], ())
    """
    for axis in AXES:
        found = parts_along(ledger, figure, axis)
        if found:
            return found
    return ()


def partitions_of(ledger: Ledger, figure: Figure) -> Mapping[str, tuple[Figure, ...]]:
    """The parts along every axis that has any.

    Returns by the place they left and by the place they reached are two partitions of one total.
    """
    found = {axis: parts_along(ledger, figure, axis) for axis in AXES}
    return {axis: parts for axis, parts in found.items() if parts}


def parts_along(ledger: Ledger, figure: Figure, axis: str) -> tuple[Figure, ...]:
    """The parts of a total along one axis: one figure for each part, in the ledger's order."""
    if figure.statistic is not Statistic.COUNT or not _may_have(ledger, figure, axis):
        return ()
    beside = [other for other in _beside(ledger, figure) if _same_people(figure, other)]
    chosen = _FINDERS[axis](ledger.places, figure, beside)
    position = index_of(ledger).position
    return tuple(sorted(chosen, key=lambda part: position[part.id]))


def _may_have(ledger: Ledger, figure: Figure, axis: str) -> bool:
    """Whether a look at the figure alone leaves parts along an axis possible."""
    if axis == "population":
        return figure.population in SUBGROUPS
    if axis == "place":
        return bool(ledger.places.parts(figure.place))
    return axis != "direction" or figure.direction == "total"


def cover(places: Gazetteer, whole: str, stated: set[str]) -> list[str]:
    """The largest parts of a place that something is stated of; none lies in another.

    Examples
    --------
    >>> from azalai.model.places import Place, PlaceKind
    >>> places = Gazetteer([
    ...     Place("camps", PlaceKind.GROUP, parts=("abala", "two")),
    ...     Place("two", PlaceKind.GROUP, parts=("fassala", "mbera")),
    ...     *(Place(code, PlaceKind.CAMP) for code in ("abala", "fassala", "mbera"))])
    >>> cover(places, "camps", {"abala", "two", "mbera"}), cover(places, "camps", {"mbera"})
    (['abala', 'two'], ['mbera'])
    """
    found: list[str] = []
    for part in places.parts(whole):
        for code in [part] if part in stated else cover(places, part, stated):
            if code not in found:
                found.append(code)
    return found


def apart(first: Moment | None, second: Moment | None) -> int | None:
    """Days between two moments; 0 where they may be the same day, None where one is not known.

    Examples
    --------
    >>> apart(Moment.parse("2013-01-10"), Moment.parse("2013-01-15"))
    5
    >>> apart(Moment.parse("2013-01"), Moment.parse("2013-01-15"))
    0
    """
    if first is None or second is None:
        return None
    return max(0, (first.first - second.last).days, (second.first - first.last).days)


def _beside(ledger: Ledger, total: Figure) -> list[Figure]:
    """Figures printed with a total: of its table, or near in its document."""
    return [
        other
        for other in index_of(ledger).printed_with(total)
        if other.id != total.id and _printed_with(total, other)
    ]


def _printed_with(total: Figure, other: Figure) -> bool:
    if total.table:
        return (other.first, other.last) == (total.first, total.last)
    if total.category is Category.STOCK:
        return _near(total.as_of, other.as_of) or _earlier_report(total, other)
    return _near(total.first, other.first) and _near(total.last, other.last)


def _near(first: Moment | None, second: Moment | None) -> bool:
    gap = apart(first, second)
    return gap is not None and gap <= NEAR


def _earlier_report(total: Figure, other: Figure) -> bool:
    """Whether a stock is one that its source may still have added up later."""
    if total.as_of is None or other.as_of is None or other.table:
        return False
    return other.source == total.source and other.as_of.first <= total.as_of.last


def _same_people(total: Figure, other: Figure) -> bool:
    """Whether two figures count in the same way; where and whom is a matter of the axis."""
    return (
        other.statistic is total.statistic
        and other.unit == total.unit
        and (other.sex, other.age, other.breakdown) == (total.sex, total.age, total.breakdown)
        and (other.operation, other.round, other.assessment)
        == (total.operation, total.round, total.assessment)
    )


def _by_population(places: Gazetteer, total: Figure, beside: list[Figure]) -> list[Figure]:
    """One figure for each population that a total consists of.

    In one crisis, refugees are people of the country whose displaced are counted inside it: those
    whom that country itself hosts are another population, though they too are refugees there.
    """
    found: list[Figure] = []
    home = ""
    for population in SUBGROUPS.get(total.population, ()):
        of_it = [
            other
            for other in beside
            if other.population == population
            and other.direction == total.direction
            and not (home and _hosted(places, other, home))
        ]
        stated = {other.place for other in of_it}
        codes = [total.place] if total.place in stated else cover(places, total.place, stated)
        for code in codes:
            found.append(_best(total, [other for other in of_it if other.place == code]))
        if population == "idp" and len(codes) == 1:
            home = codes[0]
    return found


def _hosted(places: Gazetteer, figure: Figure, home: str) -> bool:
    """Whether people are counted in their own country, or are not of it."""
    foreign = bool(figure.origin) and not places.lies_in(figure.origin, home)
    return figure.population != "idp" and (foreign or places.lies_in(figure.place, home))


def _by_place(places: Gazetteer, total: Figure, beside: list[Figure]) -> list[Figure]:
    if total.category is Category.PASSAGE and not total.table:
        # A traveller passes several points: only a table says which points a total adds up.
        return []
    of_it = [
        other
        for other in beside
        if (other.population, other.direction) == (total.population, total.direction)
        and (other.origin == total.origin or _only_origin(total, other))
    ]
    printed: dict[str, list[Figure]] = {}
    for other in of_it:
        # What one table, or one source, lists together: never a part of one and a part of another.
        printed.setdefault(other.table or f"source {other.source}", []).append(other)
    lists = []
    for together in printed.values():
        codes = cover(places, total.place, {other.place for other in together})
        lists.append([_best(total, [o for o in together if o.place == code]) for code in codes])
    return max(lists, key=len, default=[])


def _only_origin(total: Figure, other: Figure) -> bool:
    """Whether a stock that names no origin is told apart by places that do.

    People who *move* are another matter: an origin takes their total apart.
    """
    return total.category is Category.STOCK and not (total.origin and other.origin)


def _by_direction(places: Gazetteer, total: Figure, beside: list[Figure]) -> list[Figure]:
    del places
    if total.direction != "total":
        return []
    of_it = [
        other
        for other in beside
        if other.direction not in ("", "total")
        and (other.population, other.place, other.origin)
        == (total.population, total.place, total.origin)
    ]
    return _one_each(total, of_it, lambda other: other.direction)


def _by_origin(places: Gazetteer, total: Figure, beside: list[Figure]) -> list[Figure]:
    of_it = [
        other
        for other in beside
        if other.origin
        and (other.population, other.place, other.direction)
        == (total.population, total.place, total.direction)
    ]
    stated = {other.origin for other in of_it}
    if total.origin:
        codes = set(cover(places, total.origin, stated))
    else:
        codes = {
            code
            for code in stated
            if not any(code != other and places.lies_in(code, other) for other in stated)
        }
    return _one_each(total, [o for o in of_it if o.origin in codes], lambda other: other.origin)


def _one_each(
    total: Figure, figures: Iterable[Figure], key: Callable[[Figure], str]
) -> list[Figure]:
    groups: dict[str, list[Figure]] = {}
    for figure in figures:
        groups.setdefault(key(figure), []).append(figure)
    return [_best(total, group) for group in groups.values()]


def _best(total: Figure, same: list[Figure]) -> Figure:
    """One of several figures of a part: recommended, not later, of the nearest date, then by id."""

    def rank(figure: Figure) -> tuple[bool, bool, bool, int, bool, str]:
        gap = apart(total.moment, figure.moment)
        return (
            figure.origin != total.origin and bool(total.origin),
            figure.role is not Role.RECOMMENDED,
            _later(total, figure),
            gap if gap is not None else (date.max - date.min).days,
            figure.source != total.source,
            figure.id,
        )

    return min(same, key=rank)


def _later(total: Figure, part: Figure) -> bool:
    if total.moment is None or part.moment is None or total.table:
        return False
    return part.moment.first > total.moment.last


_FINDERS: Final = {
    "population": _by_population,
    "place": _by_place,
    "direction": _by_direction,
    "origin": _by_origin,
}
