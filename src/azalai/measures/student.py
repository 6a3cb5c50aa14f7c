"""Student's t: how many standard errors an interval reaches, for so many degrees of freedom."""

from __future__ import annotations

from functools import cache
from math import atan, cos, pi, sqrt
from statistics import NormalDist

CONFIDENCE = 0.95


@cache
def quantile(freedom: int, confidence: float = CONFIDENCE) -> float:
    """The number of standard errors on either side that hold so much of the distribution.

    Examples
    --------
    >>> [round(quantile(freedom), 3) for freedom in (1, 2, 10, 30, 1000)]
    [12.706, 4.303, 2.228, 2.042, 1.962]
    """
    if freedom < 1:
        raise ValueError(f"{freedom} degrees of freedom")
    if freedom > 200:
        return _near_normal(freedom, confidence)
    low, high = 0.0, 1.0
    while _within(high, freedom) < confidence:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < confidence else (low, middle)
    return (low + high) / 2


def _within(t: float, freedom: int) -> float:
    """Probability between -t and t: the finite sums that exist for whole degrees of freedom."""
    angle = atan(t / sqrt(freedom))
    square, sine = cos(angle) ** 2, t / sqrt(freedom + t * t)
    odd = freedom % 2
    term = cos(angle) if odd else 1.0
    total = term if freedom > 1 else 0.0
    for k in range(1 + odd, freedom - 2, 2):
        term *= square * k / (k + 1)
        total += term
    return 2 / pi * (angle + sine * total) if odd else sine * total


def _near_normal(freedom: int, confidence: float) -> float:
    """The Cornish-Fisher expansion about the normal distribution; to nine decimals from 200 on."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
