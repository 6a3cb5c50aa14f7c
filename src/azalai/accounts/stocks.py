"""Stocks: what may be added and what may not, and the latest of each operation.

People who are displaced at one date are counted again in the next round, by another kind of
assessment and by another source. Their numbers may be added only over parts that exclude each
other (areas) within one operation, assessment, round, date and source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from azalai.accounts.stock_parts import check_parts, check_places, is_whole, part_of
from azalai.model.errors import InputError
from azalai.model.figures import Category, Figure, Quantifier, Statistic
from azalai.model.ledger import Ledger
from azalai.model.places import Gazetteer

KEYS: Final = ("source", "operation", "assessment", "round", "as_of")
"""What figures must share to be added: the last words of an error name what differs."""
_ALSO: Final = ("population", "unit")


@dataclass(frozen=True, slots=True)
class Stock:
    """A sum of stocks that may be added.

    Attributes
    ----------
    value : Decimal or None
        None where nothing of it is known.
    least : bool
        Whether a part of it is unknown or a lower bound: then it is *at least* the value.
    figures : tuple of Figure
        What was added.
    """

    value: Decimal | None
    least: bool
    figures: tuple[Figure, ...]


def stock_of(figures: Iterable[Figure], places: Gazetteer | None = None) -> Decimal | None:
    """Add stocks of one source, operation, assessment, round and date.

    None where none of them is known. With the places, an area and one that lies in it are refused.

    Raises
    ------
    InputError
        ``stock_mixed`` where they differ in any of `KEYS`, ``stock_unlike`` in population or unit:
        both name in what; ``stock_overlaps`` where one is a part of another (by place, origin,
        sex, age) or stands twice;
        ``stock_none`` for none.

    Examples
    --------
    >>> from azalai.model.moments import Moment
    >>> may = Figure(id="a", category=Category.STOCK, place="ML07", population="idp", round="1",
    ...              as_of=Moment.parse("2012-05-31"), value=Decimal(300))
    >>> stock_of([may, may.but(id="b", place="ML08", value=Decimal(200))])
    Decimal('500')
    >>> stock_of([may, may.but(id="c", round="2")])
    Traceback (most recent call last):
    ...
    azalai.model.errors.InputError: stock_mixed(differs='round', values='1, 2')
    """
    return added(figures, places).value


def added(figures: Iterable[Figure], places: Gazetteer | None = None) -> Stock:
    """Like `stock_of`, with what was added and whether a part of it is unknown."""
    listed = tuple(figures)
    if not listed:
        raise InputError("stock_none")
    for figure in listed:
        if figure.category is not Category.STOCK or figure.statistic is not Statistic.COUNT:
            raise InputError("stock_no_stock", id=figure.id)
    for name in (*KEYS, *_ALSO):
        found = {str(getattr(figure, name) or "") for figure in listed}
        if len(found) > 1:
            values = ", ".join(text or "–" for text in sorted(found, key=_natural))
            code = "stock_unlike" if name in _ALSO else "stock_mixed"
            raise InputError(code, differs=name, values=values)
    check_parts(listed)
    if places is not None:
        check_places(listed, places)
    known = [item for item in listed if item.value is not None and item.known]
    sure = (Quantifier.EXACT, Quantifier.ABOUT)
    least = len(known) < len(listed) or any(item.quantifier not in sure for item in known)
    value = sum((item.value for item in known if item.value is not None), Decimal(0))
    return Stock(value if known else None, least, listed)


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest stock of one source and operation.

    Attributes
    ----------
    stock : Stock
    earlier : int
        Stocks of earlier dates or rounds that were left alone.
    absent : tuple of str
        Of a sum of parts: places that an earlier round states and this one does not.
    """

    stock: Stock
    earlier: int
    absent: tuple[str, ...] = ()

    @property
    def first(self) -> Figure:
        """Any of its figures: they share all that matters."""
        return self.stock.figures[0]


def latest_stocks(
    ledger: Ledger, *, population: str, place: str, unit: str = "persons", **asked: str
) -> tuple[Latest, ...]:
    """The stock of a place by its latest round: one for each source and operation.

    A stock stated for the place itself is taken; without one, those of its parts are added. Where
    two kinds of assessment state the same round, both are given: they are not added.

    Parameters
    ----------
    asked : str
        ``source``, ``operation``, ``assessment``, ``round``, ``on`` (a date): empty asks for any;
        ``origin``: empty asks for people wherever they come from.

    Raises
    ------
    InputError
        ``stock_none_of`` where the ledger has no such stock; ``stock_two_values`` where one source
        states two for one day; ``stock_mixed`` where only parts of different days are stated.
    """
    stocks = whole_stocks(ledger, population=population, unit=unit, **asked)
    found = [figure for figure in stocks if figure.place == place]
    by_parts = not found
    if by_parts:
        parts = ledger.places.parts(place)
        found = [figure for figure in stocks if figure.place in parts]
    if not found:
        raise _none(ledger, population, place, unit, asked)
    latest = []
    for group in _grouped(found, ("source", "operation", "assessment")).values():
        rounds = _grouped(group, ("round",) if by_parts else ("round", "as_of"))
        newest = max(rounds.values(), key=_when)
        if by_parts:
            # Parts that refer to different days are not added: `added` refuses and names the days.
            places = _grouped(newest, ("place",)).values()
            newest = [max(items, key=lambda item: _when([item])) for items in places]
        newest = _once(newest)
        here = {figure.place for figure in newest}
        absent = tuple(dict.fromkeys(item.place for item in group if item.place not in here))
        latest.append(Latest(added(newest, ledger.places), len(rounds) - 1, absent))
    latest.sort(key=lambda item: (item.first.operation, item.first.source, item.first.assessment))
    return tuple(_newest_of_operation(latest))


def whole_stocks(
    ledger: Ledger, *, population: str, unit: str = "persons", **asked: str
) -> list[Figure]:
    """Stocks of everybody of a population in a place, as far as they are asked for."""
    return [
        figure
        for figure in ledger.select(category=Category.STOCK, statistic=Statistic.COUNT,
                                    population=population, unit=unit)
        if is_whole(figure, asked.get("origin", "")) and figure.as_of is not None
        and _asked(figure, asked)
    ]  # fmt: skip


def _none(
    ledger: Ledger, population: str, place: str, unit: str, asked: Mapping[str, str]
) -> InputError:
    """No such stock; where people are counted by origin or other parts only, that is said."""
    inside = {place, *ledger.places.parts(place)}
    stocks = [
        figure
        for figure in ledger.select(category=Category.STOCK, population=population, unit=unit)
        if figure.place in inside and figure.as_of is not None and _asked(figure, asked)
    ]
    origins = {figure.origin for figure in stocks if figure.origin}
    if origins and not asked.get("origin"):
        known = ", ".join(sorted(origins))
        return InputError("stock_by_origin", population=population, place=place, known=known)
    parts = {"=".join(part) for figure in stocks for part in part_of(figure) if part[1]}
    if parts and not asked.get("origin"):
        known = ", ".join(sorted(parts))
        return InputError("stock_by_parts", population=population, place=place, known=known)
    return InputError("stock_none_of", population=population, place=place)


def _once(figures: list[Figure]) -> list[Figure]:
    """A figure for each place: what a document says in its text and in a table is said once."""
    kept: dict[str, Figure] = {}
    for figure in figures:
        other = kept.setdefault(figure.place, figure)
        if (other.value, other.quantifier) != (figure.value, figure.quantifier):
            raise InputError(
                "stock_two_values", one=other.id, other=figure.id,
                values=f"{other.value or '?'}, {figure.value or '?'}",
            )  # fmt: skip
    return list(kept.values())


def _newest_of_operation(latest: list[Latest]) -> list[Latest]:
    """Of each source and operation the newest; both assessments where they are of one round."""
    kept = []
    for item in latest:
        rivals = [other for other in latest if _grouping(other) == _grouping(item)]
        newest = max(_when(other.stock.figures) for other in rivals)
        if _when(item.stock.figures) == newest:
            kept.append(item)
    return kept


def _grouping(item: Latest) -> tuple[str, str]:
    return item.first.source, item.first.operation


def total_stock(
    ledger: Ledger, *, population: str, place: str, unit: str = "persons", **asked: str
) -> Stock:
    """One number for a place; refused where that would add what must not be added.

    Raises
    ------
    InputError
        ``stock_mixed`` where rounds, assessments, operations, sources or dates differ.
    """
    found = latest_stocks(ledger, population=population, place=place, unit=unit, **asked)
    return added((figure for item in found for figure in item.stock.figures), ledger.places)


def _asked(figure: Figure, asked: Mapping[str, str]) -> bool:
    for name, text in asked.items():
        if name == "origin":
            continue
        if name == "on":
            fits = str(figure.as_of or "").startswith(text)
        else:
            fits = str(getattr(figure, name)).casefold() == text.casefold()
        if text and not fits:
            return False
    return True


def _grouped(
    figures: Iterable[Figure], names: tuple[str, ...]
) -> dict[tuple[str, ...], list[Figure]]:
    found: dict[tuple[str, ...], list[Figure]] = {}
    for figure in figures:
        key = tuple(str(getattr(figure, name) or "") for name in names)
        found.setdefault(key, []).append(figure)
    return found


def _when(figures: Iterable[Figure]) -> tuple[str, tuple[int, str]]:
    """The date of a stock, then its round, to find the newest."""
    return max((str(figure.as_of), _natural(figure.round)) for figure in figures)


def _natural(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdecimal() else (-1, text)
