"""Intervals of shares, and of differences between them.

Between 0 and 1 the interval is made on the logit scale, so that it stays inside: with L =
ln(p / (1 - p)) and s = se / (p (1 - p)) it is the inverse of L - t s and L + t s, t with the
degrees of freedom of the design.

At 0 and 1 the sample has no variance to measure. The interval is that of Clopper and Pearson for
as many people as the sample is worth: n divided by the largest design effect seen in the question
(at least that of the weights alone), brought down for few degrees of freedom as Korn and Graubard
do.
"""

from __future__ import annotations

from importlib import import_module
from math import exp, isfinite, log, sqrt


def quantile(level: float, df: float) -> float:
    """How many standard errors an interval of a level reaches, by Student's t."""
    special = import_module("scipy.special")
    return float(special.stdtrit(df, (1 + level) / 2))


def two_sided(ratio: float, df: float) -> float:
    """How often chance alone gives so large a ratio of estimate to standard error."""
    special = import_module("scipy.special")
    return float(2 * special.stdtr(df, -abs(ratio)))


def logit_interval(share: float, se: float, df: float, level: float) -> tuple[float, float]:
    """The interval of a share between 0 and 1.

    Examples
    --------
    >>> low, high = logit_interval(0.5, 0.05, 20, 0.95)
    >>> round(low, 4), round(high, 4)
    (0.3972, 0.6028)
    """
    middle = log(share / (1 - share))
    reach = quantile(level, df) * se / (share * (1 - share))
    return _inverse(middle - reach), _inverse(middle + reach)


def _inverse(value: float) -> float:
    return 1 / (1 + exp(-value)) if value > -700 else 0.0


def edge_interval(
    share: float, n: int, deff: float, df: float, level: float
) -> tuple[float, float]:
    """The interval of a share of 0 or 1.

    Examples
    --------
    >>> low, high = edge_interval(0, 100, 1, 99, 0.95)  # as for 100 people drawn one by one
    >>> low, round(high, 4)
    (0.0, 0.0362)
    """
    worth = n / max(1.0, deff)
    if n > 1:
        worth = min(n, worth * (quantile(level, n - 1) / quantile(level, df)) ** 2)
    reach = 1 - ((1 - level) / 2) ** (1 / worth)
    return (0.0, reach) if share == 0 else (1 - reach, 1.0)


def design_effect(share: float, se: float, n: int) -> float | None:
    """The variance, over that of as many people drawn one by one; None at 0 and 1."""
    if n < 2 or not 0 < share < 1:
        return None
    effect = se * se * (n - 1) / (share * (1 - share))
    return effect if isfinite(effect) else None


def difference_interval(
    earlier: tuple[float, float, float], later: tuple[float, float, float]
) -> tuple[float, float]:
    """The interval of a difference from two (share, low, high), where no variance is known.

    Each limit takes of either share the half of its interval that points that way (Newcombe;
    Zou and Donner).
    """
    (p1, low1, high1), (p2, low2, high2) = earlier, later
    middle = p2 - p1
    return (
        middle - sqrt((p2 - low2) ** 2 + (high1 - p1) ** 2),
        middle + sqrt((high2 - p2) ** 2 + (p1 - low1) ** 2),
    )
