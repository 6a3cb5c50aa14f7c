"""What a printed number may stand for: the digit it ends with, and the values that print so."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from azalai.model.figures import Figure, Quantifier, Statistic

HUNDRED = Decimal(100)


def step(figure: Figure) -> Decimal:
    """One unit of the last digit that a number is printed with.

    Zeros at the end of a number that is stated as about so many are no digits that were counted.

    Examples
    --------
    >>> from azalai.model.figures import Category
    >>> exact = Figure(id="a", category=Category.STOCK, place="MLI", value=Decimal(40000))
    >>> step(exact), step(exact.but(quantifier=Quantifier.ABOUT))
    (Decimal('1'), Decimal('10000'))
    >>> step(exact.but(value=Decimal("8.6")))
    Decimal('0.1')
    """
    value = figure.value
    if value is None or not value:
        return Decimal(1)
    if figure.decimals:
        return Decimal(1).scaleb(-figure.decimals)
    if figure.quantifier is Quantifier.EXACT:
        return Decimal(1)
    digits = str(abs(int(value)))
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0")))


def span(figure: Figure) -> tuple[Decimal, Decimal] | None:
    """The least and the largest value that a printed number may stand for.

    A count that is stated exactly stands for itself; shares, changes and averages are rounded.

    Examples
    --------
    >>> from azalai.model.figures import Category
    >>> share = Figure(id="a", category=Category.PASSAGE, place="MLI", statistic=Statistic.SHARE,
    ...                value=Decimal(70))
    >>> span(share)
    (Decimal('69.5'), Decimal('70.5'))
    """
    if figure.value is None:
        if figure.low is None and figure.high is None:
            return None
        least, most = Decimal(0), Decimal("Infinity")
        return (least if figure.low is None else figure.low,
                most if figure.high is None else figure.high)  # fmt: skip
    if figure.statistic is Statistic.COUNT and figure.quantifier is Quantifier.EXACT:
        return figure.value, figure.value
    half = step(figure) / 2
    low, high = figure.value - half, figure.value + half
    if figure.quantifier is Quantifier.AT_LEAST:
        return figure.value, Decimal("Infinity")
    if figure.quantifier is Quantifier.AT_MOST:
        return Decimal(0), figure.value
    return low, high


def agree(one: Figure, other: Figure) -> bool:
    """Whether two printed numbers may stand for one value."""
    a, b = span(one), span(other)
    if a is None or b is None:
        return True
    # Rounding goes one way at the half: two ranges that only touch have no value in common.
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common > 0 or (common == 0 and (a[0] == a[1] or b[0] == b[1]))


def prints_as(value: Decimal, figure: Figure) -> bool:
    """Whether a computed value is printed as a figure is."""
    limits = span(figure)
    return limits is not None and limits[0] <= value <= limits[1]


def half_up(value: Decimal, decimals: int = 0) -> Decimal:
    """Rounded half away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def span_of_sum(figures: Sequence[Figure]) -> tuple[Decimal, Decimal]:
    """The least and the largest sum of printed numbers; what is unknown is left out.

    Examples
    --------
    >>> from azalai.model.figures import Category
    >>> def stock(value, **more):
    ...     return Figure(id="a", category=Category.STOCK, place="MLI", value=value, **more)
    >>> span_of_sum([stock(Decimal(70)), stock(Decimal(300), quantifier=Quantifier.ABOUT)])
    (Decimal('320'), Decimal('420'))
    >>> span_of_sum([stock(Decimal(70), quantifier=Quantifier.AT_LEAST), stock(None)])
    (Decimal('70'), Decimal('Infinity'))
    """
    spans = [limits for figure in figures if (limits := span(figure)) is not None]
    return sum((low for low, _ in spans), Decimal(0)), sum((high for _, high in spans), Decimal(0))


def open_ended(figure: Figure) -> bool:
    """Whether a number is a bound or a range: it ties others only loosely."""
    return figure.value is None or figure.quantifier in (Quantifier.AT_LEAST, Quantifier.AT_MOST)
