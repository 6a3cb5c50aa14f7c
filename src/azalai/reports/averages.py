"""One way to write an average per day, wherever the bulletin prints it."""

from __future__ import annotations

from fractions import Fraction

from azalai.model.tables import Row
from azalai.wording import Wording
from azalai.wording.numbers import Real, exact


def exact_average(row: Row | None) -> Fraction | None:
    """Persons per day as a fraction: persons by days where the row has both, else as published.

    Examples
    --------
    >>> exact_average(Row(release="", measure="monthly_average", place="MLI", period="2020-05",
    ...                   value=207.39, unit="persons/day", base=6429, days=31))
    Fraction(6429, 31)
    """
    if row is None or row.value is None:
        return None
    if row.base is not None and row.days:
        return exact(row.base) / row.days
    return exact(row.value)


def average_text(wording: Wording, mean: Real) -> str:
    """Whole from ten on, one decimal below, where a unit is a tenth; rounded half up, once.

    Examples
    --------
    >>> english = Wording("en")
    >>> [average_text(english, mean) for mean in (0, Fraction(13, 2), Fraction(597, 60), 413.8)]
    ['0', '6.5', '10', '414']
    """
    mean = exact(mean)
    return wording.number(mean, 1 if 0 < mean < Fraction(995, 100) else 0)
