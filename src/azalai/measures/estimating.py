"""From the sums of a sample to shares and how far they can be trusted.

A stratum's share is a ratio of two sums over interviewed groups: persons in the category ÷ persons
with an answer. Groups, not persons, were drawn: the variance is that of groups (linearised, as
clusters), without what cannot vary because it was interviewed. Strata add up; what the registry
counted adds persons and no variance. Everything but the interval's ends is exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, exp, floor, log, sqrt

from azalai.measures.student import quantile
from azalai.model.numbers import half_up


@dataclass(frozen=True, slots=True)
class Stratum:
    """A category in the sample of one stratum.

    Attributes
    ----------
    counted : int
        Persons whom the counter saw.
    groups : int
        Interviewed groups with an answer.
    persons, answered : int
        In these groups: persons in the category, and with an answer.
    squares : tuple of int
        Sums over groups of persons², persons × answered, answered².
    """

    counted: int
    groups: int
    persons: int
    answered: int
    squares: tuple[int, int, int]

    @property
    def share(self) -> Fraction:
        """Persons in the category ÷ persons with an answer."""
        return Fraction(self.persons, self.answered)

    @property
    def complete(self) -> bool:
        """Whether everybody who was counted answered: nothing is left to chance."""
        return self.answered == self.counted

    def variance(self) -> Fraction | None:
        """Variance of its estimated persons; None where the sample cannot tell."""
        if self.complete:
            return Fraction(0)
        if self.groups < 2 or self.answered > self.counted:
            return None
        own, both, whole = self.squares
        residuals = own - 2 * self.share * both + self.share**2 * whole
        left = 1 - Fraction(self.answered, self.counted)
        scale = Fraction(self.counted, self.answered) ** 2
        return scale * left * Fraction(self.groups, self.groups - 1) * residuals


@dataclass(frozen=True, slots=True)
class Estimate:
    """What stands behind an estimated number.

    Attributes
    ----------
    recorded : int
        Persons in the category who were interviewed, or counted one by one.
    base : int
        Persons whose answer was recorded in one of these ways.
    variance : Fraction or None
        Of the estimated persons; None where it is not known.
    freedom : int
        Interviewed groups minus strata; 0 where everybody was interviewed.
    """

    recorded: int
    base: int
    variance: Fraction | None
    freedom: int

    @property
    def complete(self) -> bool:
        """Whether the sample left nobody out."""
        return self.variance == 0 and self.freedom == 0

    def interval(
        self, persons: int | Fraction, whole: int | Fraction, decimals: int
    ) -> tuple[int | float, int | float] | None:
        """Ends of the share's 95 % interval in per cent, rounded outward; None: not known.

        On the scale of log odds, so that no end falls below 0 or above 100.

        Examples
        --------
        >>> behind = Estimate(recorded=30, base=100, variance=Fraction(40000), freedom=9)
        >>> behind.interval(3000, 10000, 0)
        (25, 35)
        """
        share = Fraction(persons) / whole
        if self.complete:
            shown = half_up(share * 100, decimals)
            return shown, shown
        if not self.variance or not 0 < share < 1 or self.freedom < 1:
            return None
        error = sqrt(self.variance) / float(whole * share * (1 - share))
        reach = quantile(self.freedom) * error
        middle = log(share / (1 - share))
        scale = 10**decimals
        low = floor(_expit(middle - reach) * 100 * scale)
        high = ceil(_expit(middle + reach) * 100 * scale)
        return (low, high) if not decimals else (low / scale, high / scale)


def _expit(odds: float) -> float:
    return 1 / (1 + exp(-odds)) if odds > -700 else 0.0


def combine(strata: Iterable[Stratum], recorded: int, base: int) -> Estimate:
    """Strata and what was counted one by one, together."""
    variance: Fraction | None = Fraction(0)
    freedom = 0
    for stratum in strata:
        recorded += stratum.persons
        base += stratum.answered
        own = stratum.variance()
        variance = None if variance is None or own is None else variance + own
        freedom += 0 if stratum.complete else stratum.groups - 1
    return Estimate(recorded, base, variance, freedom)
