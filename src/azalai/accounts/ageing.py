"""How fast figures age: a total of several dates brought to one, with an interval.

The measure is how far a count of people in a place drifts from its last report: the median of
``|log(later / earlier)|`` after so many days, over 89 series of registered refugees in 11 crises
(UNHCR, collected by the FabFlee project). `PACES` holds two: the pooled median, for a crisis that
is moving, and that of a typical quiet series.

An aligned total carries every part forward unchanged, with an interval that widens with its age.
It is always an estimate. Nothing is added for movements that a source states: over the weeks that a
total spans, the last report is the better guess, and a flow that was stated is often in it already.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import NormalDist
from types import MappingProxyType
from typing import Final, Literal

from azalai.accounts.choosing import number
from azalai.accounts.spans import leaves_of
from azalai.model.errors import InputError
from azalai.model.figures import Figure
from azalai.model.ledger import Ledger

Pace = Literal["acute", "quiet"]

AGES: Final = (0, 7, 14, 30, 60, 90, 180)
"""Days at which the drift was measured."""

PACES: Final[Mapping[str, tuple[float, ...]]] = MappingProxyType(
    {
        "acute": (0.0, 0.035, 0.068, 0.126, 0.232, 0.342, 0.690),
        "quiet": (0.0, 0.013, 0.018, 0.018, 0.035, 0.059, 0.142),
    }
)
"""Median of ``|log change|`` at `AGES`. Quiet series were measured at 0.013 after 30 days, which is
less than after 14: a figure does not become younger, so the larger of the two stands."""

MEDIAN_OF_NORMAL: Final = NormalDist().inv_cdf(0.75)
"""Median of the absolute value of a standard normal: 0.6745."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an aligned total.

    Attributes
    ----------
    days : int or None
        Between its date and the day it is brought to; None where it has no date.
    low, high : Decimal or None
        Its own interval; None where its value is unknown.
    """

    figure: Figure
    days: int | None
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Aligned:
    """A total brought to one day. It is an estimate, and must be called one.

    Attributes
    ----------
    stated : Decimal or None
        What the source prints for the total.
    value : Decimal
        The sum of the parts.
    low, high : Decimal
        The interval at `level`.
    undated : tuple of Figure
        Parts without a date, carried at their value: nobody knows how old they are.
    unknown : tuple of Figure
        Parts without a number. They are in neither the value nor the interval.
    """

    value: Decimal
    low: Decimal
    high: Decimal
    level: float
    on: date
    pace: str
    stated: Decimal | None
    parts: tuple[Part, ...]
    undated: tuple[Figure, ...]
    unknown: tuple[Figure, ...]


def drift(days: int, pace: str = "acute") -> float:
    """Standard deviation of the logarithm of a count that is so many days old.

    Straight lines between the ages that were measured; beyond the last, as the square root of time.

    Examples
    --------
    >>> [round(drift(days), 3) for days in (0, 7, 45, 180, 720)]
    [0.0, 0.052, 0.265, 1.023, 2.046]
    >>> drift(14, "quiet") == drift(30, "quiet")
    True
    """
    medians, age = PACES[pace], abs(days)
    if age >= AGES[-1]:
        median = medians[-1] * math.sqrt(age / AGES[-1])
    else:
        after = next(place for place, limit in enumerate(AGES) if age < limit)
        share = (age - AGES[after - 1]) / (AGES[after] - AGES[after - 1])
        median = medians[after - 1] + share * (medians[after] - medians[after - 1])
    return median / MEDIAN_OF_NORMAL


def limits(
    value: Decimal, days: int, pace: str = "acute", level: float = 0.8
) -> tuple[Decimal, Decimal]:
    """The interval of one count that is so many days old.

    Examples
    --------
    >>> limits(Decimal(10000), 30)
    (Decimal('7871'), Decimal('12705'))
    """
    spread = _z(level) * drift(days, pace)
    return _whole(float(value) * math.exp(-spread)), _whole(float(value) * math.exp(spread))


def aligned(
    ledger: Ledger, total: Figure, on: date, pace: Pace = "acute", level: float = 0.8
) -> Aligned:
    """A total brought to one day, from its parts as far as the ledger takes it apart.

    The parts are taken to drift together, for one crisis moves them all: the limits of the total
    are the sums of the limits of its parts.

    Raises
    ------
    InputError
        ``nothing_to_align`` where no part has a number.
    """
    parts: list[Part] = []
    for figure in leaves_of(ledger, total):
        days = age_of(figure, on)
        if figure.value is None or not number(figure):
            parts.append(Part(figure, days, None, None))
            continue
        low, high = limits(figure.value, days or 0, pace, level)
        parts.append(Part(figure, days, low, high))
    known = [part for part in parts if part.low is not None and part.high is not None]
    if not known:
        raise InputError("nothing_to_align", figure=total.id)
    return Aligned(
        value=sum((part.figure.value or Decimal(0) for part in known), Decimal(0)),
        low=sum((part.low or Decimal(0) for part in known), Decimal(0)),
        high=sum((part.high or Decimal(0) for part in known), Decimal(0)),
        level=level,
        on=on,
        pace=pace,
        stated=total.value,
        parts=tuple(parts),
        undated=tuple(part.figure for part in known if part.days is None),
        unknown=tuple(part.figure for part in parts if part.low is None),
    )


def age_of(figure: Figure, on: date) -> int | None:
    """Days between a figure and a day, the most that its date may mean; None without a date."""
    moment = figure.moment
    if moment is None:
        return None
    return max(abs((on - moment.first).days), abs((on - moment.last).days))


def _z(level: float) -> float:
    return NormalDist().inv_cdf(0.5 + level / 2)


def _whole(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal(1), rounding=ROUND_HALF_UP)
