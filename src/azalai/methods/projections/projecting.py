"""Scenario lines and the fan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import exp, floor, log10
from typing import Final

import numpy as np

from azalai.methods.projections.assumptions import MAX_MONTHS, SECURITY, Assumption, Assumptions
from azalai.methods.projections.hazards import NEVER, Array, Draws, stocks
from azalai.methods.projections.inputs import Inputs
from azalai.model.errors import InputError

LEVELS: Final = (0.10, 0.25, 0.50, 0.75, 0.90)
"""Quantiles of the fan: 80 % of its draws lie between the outer two, 50 % between the inner."""

DRAWS: Final = 10_000
SEED: Final = 2013
HORIZON: Final = 12.0
"""Months within which intentions are read as stated, in the lines `intention` and `known`."""
WAIT: Final = 4.0
"""Months until security, in the line `wait`."""
LEAVING: Final = 10.0
"""Months until 63 % of those who know when have left, in the line `wait`."""


@dataclass(frozen=True, slots=True)
class Line:
    """One scenario: a number for the origin and for each month after.

    Attributes
    ----------
    code : str
        Its words are ``projection.scenario.<code>`` of the catalogue.
    values : tuple of float
        Persons.
    benchmark : bool
        One of the simple readings that the fan is compared with, not a scenario of the model.
    """

    code: str
    values: tuple[float, ...]
    benchmark: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Fan:
    """What the projection holds possible: draws over everything that is assumed.

    Attributes
    ----------
    draws : array
        Persons, draws × (months + 1).
    verified : bool
        Whether a verification of the register is among what may happen.
    """

    draws: Array
    verified: bool = True

    def quantiles(self, month: int) -> dict[float, float]:
        """Persons at each of `LEVELS` after so many months."""
        values = np.quantile(self.draws[:, month], LEVELS)
        return dict(zip(LEVELS, (float(value) for value in values), strict=True))

    @property
    def months(self) -> int:
        """How far it goes."""
        return int(self.draws.shape[1]) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """Scenarios, a fan, and all they rest on.

    Attributes
    ----------
    inputs : Inputs
    scenarios : tuple of Line
        Benchmarks first.
    fan : Fan
    unverified : Fan
        The same draws without a verification of the register.
    assumptions : Assumptions
    seed : int
    """

    inputs: Inputs
    scenarios: tuple[Line, ...]
    fan: Fan
    unverified: Fan
    assumptions: Assumptions
    seed: int

    @property
    def origin(self) -> date:
        """The day it starts from."""
        return self.inputs.origin

    @property
    def months(self) -> int:
        """How far it goes."""
        return self.fan.months

    @property
    def assumed(self) -> tuple[Assumption, ...]:
        """What is assumed, for printing."""
        return tuple(self.assumptions.of.values())

    def scenario(self, code: str) -> Line:
        """A line by its code."""
        return next(line for line in self.scenarios if line.code == code)


def project(
    inputs: Inputs,
    assumptions: Assumptions,
    months: int = 24,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Projection:
    """How many people may still be displaced after each month.

    Parameters
    ----------
    inputs : Inputs
        Figures it starts from, see `inputs_from`.
    months : int
        1 to 120.
    draws, seed : int
        Of the fan. The same seed gives the same fan.

    Raises
    ------
    InputError
        ``projection_after_origin`` for an assumption that could not be known at the origin,
        ``projection_months``.
    """
    if not 1 <= months <= MAX_MONTHS:
        raise InputError("projection_months", value=months, most=MAX_MONTHS)
    assumptions.refuse_after(inputs.origin)
    sample = _sample(assumptions, max(draws, 1), seed)
    unverified = Draws(
        sample.of, sample.secure_from, sample.worse_until, np.full_like(sample.verified_in, NEVER)
    )
    return Projection(
        inputs=inputs,
        scenarios=(*benchmarks(inputs, months), *_scenarios(inputs, assumptions, months)),
        fan=Fan(stocks(inputs, assumptions.seasons, sample, months)),
        unverified=Fan(stocks(inputs, assumptions.seasons, unverified, months), verified=False),
        assumptions=assumptions,
        seed=seed,
    )


def benchmarks(inputs: Inputs, months: int) -> tuple[Line, ...]:
    """Four simple readings of the same figures; none is a forecast.

    ``pace``
        Everybody returns at the monitored pace p: S · exp(-p t).
    ``intention``
        The share i who intend to return do so within 12 months, and the rate goes on for whoever
        is left: S · (1 - i)^(t / 12).
    ``known``
        The same with those who intend and know when, i · (1 - u).
    ``wait``
        These wait 4 months, then leave with a time constant of 10 months; all others stay:
        S · (1 - k + k · exp(-(t - 4) / 10)), k = i · (1 - u).
    """
    people, pace = inputs.people, inputs.pace
    intend = inputs.share("intend")
    known = intend * (1 - inputs.share("unsure"))
    steps = range(months + 1)
    waited = [exp(-max(0.0, t - WAIT) / LEAVING) for t in steps]
    return (
        Line("pace", tuple(people * exp(-pace * t) for t in steps), benchmark=True),
        Line(
            "intention",
            tuple(people * (1 - intend) ** (t / HORIZON) for t in steps),
            benchmark=True,
        ),
        Line("known", tuple(people * (1 - known) ** (t / HORIZON) for t in steps), benchmark=True),
        Line("wait", tuple(people * (1 - known + known * left) for left in waited), benchmark=True),
    )


def _scenarios(inputs: Inputs, assumptions: Assumptions, months: int) -> list[Line]:
    """Security improves, stays or worsens; and improves while the register is put right."""
    values = {name: np.array([item.value]) for name, item in assumptions.of.items()}
    never, none = np.array([NEVER]), np.array([0.0])
    soon, worse = values["secure_after"], values["worse_months"]
    cases = {
        "improves": Draws(values, soon, none, never),
        "stays": Draws(values, never, none, never),
        "worsens": Draws(values, never, worse, never),
        "verified": Draws(values, soon, none, values["verified_after"]),
    }
    return [
        Line(code, tuple(map(float, stocks(inputs, assumptions.seasons, case, months)[0])))
        for code, case in cases.items()
    ]


def _sample(assumptions: Assumptions, draws: int, seed: int) -> Draws:
    """Draws of everything, each from one column of uniform numbers: a changed assumption moves
    its own draws and no others.

    Each column has one number in each of as many equal steps (a Latin hypercube): the digits that
    are printed hang less on the seed than with plain random numbers.
    """
    random = np.random.default_rng(seed)
    columns = len(assumptions.of) + 2
    ranks = random.permuted(np.tile(np.arange(draws), (columns, 1)), axis=1).T
    uniform = (ranks + random.random((draws, columns))) / draws
    of = {
        name: _triangle(uniform[:, column], item)
        for column, (name, item) in enumerate(assumptions.of.items())
    }
    chances = [assumptions.security[name] for name in SECURITY]
    # Ordered from better to worse, so that a draw keeps its place when the chances change.
    edges = np.cumsum(chances)[:-1]
    fate = np.searchsorted(edges, uniform[:, -1], side="right")
    verified = uniform[:, -2] < of["verified"]
    return Draws(
        of,
        np.where(fate == 0, of["secure_after"], NEVER),
        np.where(fate == 2, of["worse_months"], 0.0),
        np.where(verified, of["verified_after"], NEVER),
    )


def _triangle(uniform: Array, item: Assumption) -> Array:
    """Uniform numbers as draws from low over value to high."""
    low, mode, high = item.low, item.value, item.high
    if low == high:
        return np.full_like(uniform, mode)
    rising = uniform < (mode - low) / (high - low)
    up = low + np.sqrt(uniform * (high - low) * (mode - low))
    down = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    return np.where(rising, up, down)


def shown(value: float | Decimal) -> int:
    """An estimate as it may be printed: three significant digits, half up.

    Examples
    --------
    >>> shown(217763.6), shown(3099.2), shown(98.6), shown(0.4)
    (218000, 3100, 99, 0)
    """
    number = float(value)
    if abs(number) < 1:
        return floor(number + 0.5)
    step = int(10 ** max(0, floor(log10(abs(number))) - 2))
    return floor(number / step + 0.5) * step
