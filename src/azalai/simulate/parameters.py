"""What a simulated country is to be like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from azalai.model.errors import InputError
from azalai.model.periods import Month

Cut = Literal["month", "point-month"]
_LONGEST = 600
"""Months; more is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything that decides what is simulated: the same parameters give the same bytes.

    Attributes
    ----------
    points : int
        How many points are invented; 0 where the points of a workspace are used.
    groups : int
        Groups to expect over the whole time; what comes is near it.
    defects : float
        Share of groups that get one of the planted slips; 0 is clean. Mistakes of whole days and
        of enumerators follow it.
    cut : str
        How the files are cut: one for each month, or one for each point and month.
    language : str
        Language of the country and point names in the files.
    country : str
        Alpha-3 of the country in which points are invented; empty: the first that has a pack.

    Examples
    --------
    >>> june = Month(2020, 6)
    >>> Parameters(seed=1, points=3, first=june, last=june, groups=600).months
    1
    """

    seed: int
    points: int
    first: Month
    last: Month
    groups: int
    defects: float = 0.0
    cut: Cut = "month"
    language: str = "en"
    country: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first or self.months > _LONGEST:
            raise InputError(
                "simulate_range", first=str(self.first), last=str(self.last), longest=_LONGEST
            )
        for name, value, lowest, highest in (
            ("seed", self.seed, 0, 2**63 - 1),
            ("points", self.points, 0, 5000),
            ("groups", self.groups, 1, 2_000_000_000),
            ("defects", self.defects, 0, 0.5),
        ):
            if not lowest <= value <= highest:
                raise InputError(
                    "simulate_number", name=name, value=value, lowest=lowest, highest=highest
                )

    @property
    def months(self) -> int:
        """How many months are simulated."""
        return (self.last.year - self.first.year) * 12 + self.last.number - self.first.number + 1
