"""What a line must say together: a date for a stock, two ends of a range, a unit for a share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from azalai.model.figures import Category, Figure, Quantifier, Statistic
from azalai.model.moments import Moment
from azalai.workspace.ledger import columns

Wrong = tuple[str, str, str]
"""Column, code, what is expected."""

_RELATIVE: Final = (Statistic.CHANGE, Statistic.DIFFERENCE)
_HUNDRED: Final = Decimal(100)


def senseless(
    figure: Figure, cells: Mapping[str, str], published: Moment | None
) -> Iterator[Wrong]:
    """What does not go together in a figure whose cells can all be read.

    Parameters
    ----------
    cells : mapping of str to str
        Tell a date that the source does not give (``unknown``) from one that nobody wrote.
    published : Moment or None
        When the document that prints the figure was published.
    """
    if figure.category in columns.WITH_POPULATION and not figure.population:
        yield "population", "missing", ", ".join(columns.POPULATIONS)
    yield from _dates(figure, cells)
    yield from _order(figure)
    if published is not None and figure.category is not Category.CONTEXT:
        yield from _after(figure, published)
    yield from _value(figure)
    yield from _range(figure)
    yield from _unit(figure)


def _dates(figure: Figure, cells: Mapping[str, str]) -> Iterator[Wrong]:
    interval = bool(cells.get("from")), bool(cells.get("to"))
    day = bool(cells.get("as_of"))
    if figure.statistic in _RELATIVE and all(interval):
        return  # a change of a stock lies between two days
    if figure.category is Category.STOCK and not day:
        yield "as_of", "stock_interval" if any(interval) else "no_day", ""
    elif figure.category is Category.STOCK and any(interval):
        yield "from" if interval[0] else "to", "unused_interval", str(figure.category)
    if figure.category in columns.WITH_INTERVAL or (any(interval) and not day):
        if not any(interval):
            yield "from", "flow_day" if day else "no_interval", cells.get("as_of", "")
        elif not all(interval):
            yield "to" if interval[0] else "from", "half_interval", ""
    elif figure.category is Category.ANSWER and not day:
        yield "as_of", "no_day", ""


def _order(figure: Figure) -> Iterator[Wrong]:
    for column, first, last in (
        ("from", figure.first, figure.last),
        ("base_from", figure.base_first, figure.base_last),
    ):
        if first is not None and last is not None and first.first > last.last:
            yield column, "interval_reversed", str(last)


def _after(figure: Figure, published: Moment) -> Iterator[Wrong]:
    for column, day in (("as_of", figure.as_of), ("to", figure.last)):
        if day is not None and day.first > published.last:
            yield column, "after_publication", str(published)


def _value(figure: Figure) -> Iterator[Wrong]:
    numbers = (figure.value, figure.low, figure.high)
    stated = next((n for n in ("value", "low", "high") if getattr(figure, n) is not None), "")
    if figure.quantifier is Quantifier.UNKNOWN:
        if stated:
            yield stated, "unknown_with_value", ""
        return
    if figure.quantifier is Quantifier.BETWEEN:
        if figure.low is None or figure.high is None:
            yield "low" if figure.low is None else "high", "between_without", ""
        if figure.value is not None:
            yield "value", "between_with_value", ""
    elif figure.value is None:
        yield "value", "half_range" if stated else "no_value", ""
    if figure.statistic is Statistic.COUNT and figure.unit in columns.WHOLE:
        part = next((n for n in numbers if n is not None and n != n.to_integral_value()), None)
        if part is not None:
            yield stated, "part_of_one", f"{part:.0f}"
    may_fall = figure.category in columns.MAY_FALL or figure.statistic in _RELATIVE
    if not may_fall and any(number is not None and number < 0 for number in numbers):
        yield stated, "negative", ""
    if figure.statistic is Statistic.SHARE:
        highest = max((number for number in numbers if number is not None), default=Decimal(0))
        if highest > _HUNDRED:
            yield "high" if figure.high == highest else "value", "over_100", ""
    if figure.household_size is not None and figure.household_size <= 0:
        yield "household_size", "negative", ""


def _range(figure: Figure) -> Iterator[Wrong]:
    low, high, value = figure.low, figure.high, figure.value
    if figure.quantifier is Quantifier.UNKNOWN:
        return
    if low is not None and high is not None and low > high:
        yield "low", "range_reversed", f"low = {high}, high = {low}"
    elif value is not None:
        below = low is not None and value < low
        if below or (high is not None and value > high):
            yield "value", "outside_range", f"{low} – {high}"


def _unit(figure: Figure) -> Iterator[Wrong]:
    wanted = columns.UNIT_OF.get(figure.statistic)
    if wanted is not None and figure.unit != wanted:
        yield "unit", "unit_of_statistic", f"{figure.statistic} = {wanted}"
    elif figure.statistic is Statistic.COUNT and figure.unit in ("%", "pp"):
        meant = "share, change" if figure.unit == "%" else "difference"
        yield "statistic", "statistic_of_unit", meant
