"""How good a projection was, once the outcome is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import inf, log

import numpy as np

from azalai.methods.projections.hazards import Array
from azalai.methods.projections.inputs import DAYS_A_MONTH, Inputs
from azalai.methods.projections.projecting import Projection
from azalai.model.errors import InputError
from azalai.model.figures import Category, Figure
from azalai.model.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Score:
    """A fan against what happened.

    Attributes
    ----------
    outcome : float
        Persons.
    on : date
        The day of the outcome.
    month : int
        Months after the origin with which it is compared: the nearest.
    quantiles : mapping of float to float
        The fan in that month.
    crps : float
        Continuous ranked probability score, in persons: for a single number its distance from the
        outcome; for a fan less where the fan is both near and narrow. Smaller is better.
    crps_unverified : float
        The same without a verification of the register.
    log_error : float
        \\|ln(median ÷ outcome)\\|: 0.69 is twice as many or half as many.
    inside_50, inside_80 : bool
        Whether the outcome lies in the inner, in the outer band.
    rank : float
        Share of draws below the outcome.
    lines : mapping of str to float
        The distance of each scenario line from the outcome, which is its CRPS.
    """

    outcome: float
    on: date
    month: int
    quantiles: Mapping[float, float]
    crps: float
    crps_unverified: float
    log_error: float
    inside_50: bool
    inside_80: bool
    rank: float
    lines: Mapping[str, float]


def crps(sample: Array, outcome: float) -> float:
    """Continuous ranked probability score of a sample.

    The mean distance of a draw from the outcome less half the mean distance of two draws:
    mean |x - y| - mean |x - x'| / 2 (Gneiting and Raftery, 2007). Of sorted draws the second mean
    is a weighted sum.

    Examples
    --------
    >>> crps(np.array([3.0]), 5.0), crps(np.array([1.0, 3.0]), 2.0)
    (2.0, 0.5)
    """
    ordered = np.sort(np.asarray(sample, dtype=np.float64))
    size = ordered.size
    ranks = 2 * np.arange(1, size + 1) - size - 1
    between = 2 * float(np.sum(ranks * ordered)) / size**2
    return float(np.mean(np.abs(ordered - outcome))) - between / 2


def months_after(origin: date, day: date) -> int:
    """The number of months nearest to the days between.

    Examples
    --------
    >>> months_after(date(2013, 2, 21), date(2014, 10, 15))
    20
    """
    return int((day - origin).days / DAYS_A_MONTH + 0.5)


def outcomes_of(ledger: Ledger, inputs: Inputs) -> tuple[Figure, ...]:
    """Stocks of the same quantity that the ledger states for days after the origin, by day.

    They are what a projection is scored with, and never what it starts from; their role does not
    matter, since an outcome may be no figure of the crisis' own accounts.
    """
    found = [
        figure
        for figure in ledger.select(category=Category.STOCK)
        if figure.quantity == inputs.stock.quantity
        and figure.value is not None
        and figure.moment is not None
        and figure.moment.first > inputs.origin
    ]
    return tuple(sorted(found, key=lambda figure: day_of(figure)))


def day_of(figure: Figure) -> date:
    """The middle of what a figure's moment may mean: of October 2014 the 16th."""
    moment = figure.moment
    if moment is None:
        raise InputError("projection_bad_figure", what=figure.id, problem="as_of")
    return moment.first + (moment.last - moment.first) / 2


def score(projection: Projection, outcome_value: float, outcome_date: date) -> Score:
    """A projection against what happened.

    Raises
    ------
    InputError
        ``projection_outside`` where the outcome lies before the origin or after the last month.
    """
    month = months_after(projection.origin, outcome_date)
    if outcome_date <= projection.origin or month > projection.months:
        raise InputError(
            "projection_outside",
            date=outcome_date.isoformat(),
            origin=projection.origin.isoformat(),
            months=projection.months,
        )
    draws = projection.fan.draws[:, month]
    fan = projection.fan.quantiles(month)
    low, lower, median, upper, high = fan.values()
    known = median > 0 and outcome_value > 0
    return Score(
        outcome=outcome_value,
        on=outcome_date,
        month=month,
        quantiles=fan,
        crps=crps(draws, outcome_value),
        crps_unverified=crps(projection.unverified.draws[:, month], outcome_value),
        log_error=abs(log(median / outcome_value)) if known else inf,
        inside_50=lower <= outcome_value <= upper,
        inside_80=low <= outcome_value <= high,
        rank=float(np.mean(draws < outcome_value)),
        lines={line.code: abs(line.values[month] - outcome_value) for line in projection.scenarios},
    )
