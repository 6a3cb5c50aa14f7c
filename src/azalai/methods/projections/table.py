"""A projection as rows of the long table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from azalai.methods.projections.projecting import Projection, shown
from azalai.model.tables import Row, Status

MEASURE = "projected_stock"


def rows(projection: Projection, release: str = "") -> Iterator[Row]:
    """The scenario lines, and the fan with its bounds, by month.

    ``projected_stock`` of scenario ``fan`` is the median; ``projected_stock_low`` and ``_high``
    hold 80 % of the draws, ``_low_50`` and ``_high_50`` half of them. No number has more than
    three significant digits.
    """
    stock = projection.inputs.stock
    for month in range(projection.months + 1):
        plain = Row(
            release=release,
            measure=MEASURE,
            place=stock.place,
            period=period(projection.origin, month),
            direction="",
            dimension1="scenario",
            dimension2="population",
            category2=stock.population,
            unit="persons",
            status=Status.ESTIMATED,
            as_of=projection.origin.isoformat(),
            source=stock.id,
        )
        for line in projection.scenarios:
            yield plain.but(category1=line.code, value=shown(line.values[month]))
        low, lower, median, upper, high = projection.fan.quantiles(month).values()
        for measure, value in (
            (MEASURE, median),
            (f"{MEASURE}_low", low),
            (f"{MEASURE}_high", high),
            (f"{MEASURE}_low_50", lower),
            (f"{MEASURE}_high_50", upper),
        ):
            yield plain.but(measure=measure, category1="fan", value=shown(value))


def period(origin: date, month: int) -> str:
    """The calendar month in which so many months after the origin lie.

    Examples
    --------
    >>> period(date(2013, 2, 21), 0), period(date(2013, 2, 21), 20)
    ('2013-02', '2014-10')
    """
    whole = origin.year * 12 + origin.month - 1 + month
    return f"{whole // 12:04d}-{whole % 12 + 1:02d}"
