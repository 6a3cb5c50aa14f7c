"""How often an interval covered the next report: the ageing of `azalai.accounts.ageing`, measured.

Every report of every series of a ledger is aged to a later report of the same source, and the later
report either lies in the interval or does not. Pairs with a verification between them are counted
apart: no rule for the ageing of figures foresees that a register is put right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from azalai.accounts.ageing import drift, limits
from azalai.accounts.choosing import countable, number
from azalai.accounts.parts import cover
from azalai.accounts.series import Step, report_days, series
from azalai.model.figures import Category, Figure
from azalai.model.ledger import Ledger
from azalai.model.places import Gazetteer

HORIZONS: Final = (14, 30, 60, 90)
"""Days ahead, as the report asks for."""

PARTS: Final = 3
"""Parts that a sum must have to be tried."""

SLACK: Final = 0.25
"""How far, in parts of the horizon, a report may lie from it. Its interval has its own age."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often reports about so many days later lay in the interval.

    Attributes
    ----------
    pairs, covered : int
        Pairs of reports without a verification between them, and how many were covered.
    verified, verified_covered : int
        The same of pairs with a verification between them.
    unmoved : int
        Of `pairs`, those whose two reports state the same number: often a report that was repeated,
        not a place that stood still.
    half_width : float
        Middle half-width of the intervals, in parts of the value.
    """

    pace: str
    horizon: int
    pairs: int
    covered: int
    unmoved: int
    verified: int
    verified_covered: int
    half_width: float

    @property
    def share(self) -> float | None:
        """Covered pairs as a share of all; None without any."""
        return self.covered / self.pairs if self.pairs else None


@dataclass(frozen=True, slots=True)
class TotalCoverage:
    """How often the sum of aged parts covered what the parts reported later.

    Attributes
    ----------
    together, alone : int
        Covered when the parts are taken to drift together, and when each goes its own way.
    """

    pace: str
    horizon: int
    days: int
    together: int
    alone: int


def backtest(
    ledger: Ledger,
    population: str = "refugee",
    paces: Sequence[str] = ("acute", "quiet"),
    horizons: Sequence[int] = HORIZONS,
    level: float = 0.8,
) -> tuple[Coverage, ...]:
    """Coverage of single series, by pace and horizon.

    A place that others are parts of is left out where they have series of their own: the same
    people are not tried twice.
    """
    runs = _runs(ledger, population)
    return tuple(_coverage(runs, pace, days, level) for pace in paces for days in horizons)


def backtest_totals(
    ledger: Ledger,
    population: str = "refugee",
    paces: Sequence[str] = ("acute", "quiet"),
    horizons: Sequence[int] = HORIZONS,
    level: float = 0.8,
) -> tuple[TotalCoverage, ...]:
    """Coverage of sums over all series, on every day on which a series reports.

    The sum of the last reports on a day is aged to the sum of what the same places report about a
    horizon later, each part by its own days. Places that do not report again then, or whose
    register is verified in between, are left out of both sums; so are days with fewer than `PARTS`.
    """
    runs = _runs(ledger, population)
    found = []
    for pace in paces:
        for horizon in horizons:
            tried = [
                outcome
                for day in sorted({_day(report) for run in runs for report in run.reports})
                if (outcome := _total(runs, day, horizon, pace, level)) is not None
            ]
            found.append(TotalCoverage(pace, horizon, len(tried), sum(t for t, _ in tried),
                                       sum(a for _, a in tried)))  # fmt: skip
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Run:
    """One series: its reports, and the days at which its register was verified."""

    reports: tuple[Figure, ...]
    verified: tuple[date, ...]


def _runs(ledger: Ledger, population: str) -> list[_Run]:
    stated = [figure for figure in countable(ledger)
              if figure.category is Category.STOCK and figure.population == population]  # fmt: skip
    counts: dict[tuple[str, str], int] = {}
    for figure in stated:
        key = (figure.source, figure.place)
        counts[key] = counts.get(key, 0) + 1
    long = {key for key, count in counts.items() if count > 2}
    finest = [(source, place) for source, place in sorted(long)
              if not _parts_report(ledger.places, source, place, long)]  # fmt: skip
    runs = [_run(series(ledger, place, population, source)) for source, place in finest]
    return [run for run in runs if len(run.reports) > 2]


def _parts_report(
    places: Gazetteer, source: str, place: str, long: Iterable[tuple[str, str]]
) -> bool:
    others = {code for other, code in long if other == source and code != place}
    return bool(cover(places, place, others))


def _run(steps: tuple[Step, ...]) -> _Run:
    reports = [step.earlier for step in steps[:1]] + [step.later for step in steps]
    verified = [report_days(step)[1] for step in steps if step.verification is not None]
    return _Run(tuple(report for report in reports if number(report) and report.value),
                tuple(verified))  # fmt: skip


def _coverage(runs: list[_Run], pace: str, horizon: int, level: float) -> Coverage:
    pairs = [(run, first, later) for run in runs for first in run.reports
             if (later := _nearest(run, first, horizon)) is not None]  # fmt: skip
    plain = [(first, later) for run, first, later in pairs if not _between(run, first, later)]
    shaken = [(first, later) for run, first, later in pairs if _between(run, first, later)]
    widths = sorted(_half_width(first, later, pace, level) for first, later in plain)
    return Coverage(
        pace=pace,
        horizon=horizon,
        pairs=len(plain),
        covered=sum(_covers(first, later, pace, level) for first, later in plain),
        unmoved=sum(first.value == later.value for first, later in plain),
        verified=len(shaken),
        verified_covered=sum(_covers(first, later, pace, level) for first, later in shaken),
        half_width=widths[len(widths) // 2] if widths else 0.0,
    )


def _nearest(run: _Run, first: Figure, horizon: int) -> Figure | None:
    """The report of a series that lies nearest to a horizon, if one is near."""
    later = [report for report in run.reports
             if abs((_day(report) - _day(first)).days - horizon) <= horizon * SLACK]  # fmt: skip
    return min(later, key=lambda report: abs((_day(report) - _day(first)).days - horizon),
               default=None)  # fmt: skip


def _between(run: _Run, first: Figure, later: Figure) -> bool:
    return any(_day(first) < day <= _day(later) for day in run.verified)


def _covers(first: Figure, later: Figure, pace: str, level: float) -> bool:
    if first.value is None or later.value is None:
        return False
    low, high = limits(first.value, (_day(later) - _day(first)).days, pace, level)
    return low <= later.value <= high


def _half_width(first: Figure, later: Figure, pace: str, level: float) -> float:
    value = first.value or Decimal(1)
    low, high = limits(value, (_day(later) - _day(first)).days, pace, level)
    return float((high - low) / value / 2)


def _total(
    runs: list[_Run], day: date, horizon: int, pace: str, level: float
) -> tuple[bool, bool] | None:
    """Whether the sum of parts aged from a day covered the sum of what they reported later."""
    parts: list[tuple[float, float, int]] = []
    for run in runs:
        known = [report for report in run.reports if _day(report) <= day]
        later = [report for report in run.reports
                 if abs((_day(report) - day).days - horizon) <= horizon * SLACK]  # fmt: skip
        if not known or not later or _between(run, known[-1], later[0]):
            continue
        age = (_day(later[0]) - _day(known[-1])).days
        if known[-1].value is not None and later[0].value is not None:
            parts.append((float(known[-1].value), float(later[0].value), age))
    if len(parts) < PARTS:
        return None
    outcome = sum(later for _, later, _ in parts)
    pairs = [limits(Decimal(value), age, pace, level) for value, _, age in parts]
    together = sum(low for low, _ in pairs) <= outcome <= sum(high for _, high in pairs)
    low, high = alone([(value, drift(age, pace)) for value, _, age in parts], level)
    return bool(together), low <= outcome <= high


def alone(parts: Sequence[tuple[float, float]], level: float = 0.8) -> tuple[float, float]:
    """The interval of a sum of counts that drift independently: Fenton and Wilkinson's log-normal.

    Examples
    --------
    >>> [round(limit) for limit in alone([(10000, 0.0), (5000, 0.0)])]
    [15000, 15000]
    """
    from statistics import NormalDist

    mean = sum(value * math.exp(sd**2 / 2) for value, sd in parts)
    variance = sum(value**2 * math.exp(sd**2) * (math.exp(sd**2) - 1) for value, sd in parts)
    spread = math.sqrt(math.log1p(variance / mean**2))
    middle = math.log(mean) - spread**2 / 2
    z = NormalDist().inv_cdf(0.5 + level / 2)
    return math.exp(middle - z * spread), math.exp(middle + z * spread)


def _day(figure: Figure) -> date:
    return figure.as_of.last if figure.as_of is not None else date.min
