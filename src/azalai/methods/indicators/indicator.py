"""What an indicator is, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from azalai.model.figures import Figure
from azalai.model.moments import Moment


class Reading(StrEnum):
    """How an indicator is read from its figures."""

    LATEST = "latest"
    """The latest figure."""
    PACE = "pace"
    """The latest flow per 30 days, so that intervals of different length can be compared."""
    RATIO = "ratio"
    """The latest figure ÷ the latest of `over`: 6.8 newly displaced for each return."""
    SHARE = "share"
    """The same in per cent: displaced of a population."""


class Worry(StrEnum):
    """Which direction is a cause for concern."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A trend to monitor.

    Attributes
    ----------
    code : str
    label : mapping of str to str
        What it is called, by language.
    wanted : mapping
        Attributes of the figures it is read from, as `Ledger.select` takes them.
    over : mapping
        The same of the denominator of a ratio or share; empty otherwise.
    reading : Reading
    worry : Worry
    source : mapping of str to str
        Who asked for it or why it is watched, by language; may be empty.
    """

    code: str
    label: Mapping[str, str]
    wanted: Mapping[str, Any]
    over: Mapping[str, Any]
    reading: Reading
    worry: Worry
    source: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Value:
    """What an indicator says.

    Attributes
    ----------
    indicator : Indicator
    value : Decimal or None
        None where nobody states a figure, or the denominator is 0.
    unit : str
        Of the value; ``persons/30 days`` of a pace, ``ratio``, ``%`` of a share.
    moment : Moment or None
        The day it speaks of; of a ratio the earlier of the two.
    figures : tuple of Figure
        What it was read from; each has its source.
    before : Decimal or None
        The value one step earlier; None where there is none that may be compared.
    before_moment : Moment or None
    earlier : tuple of Figure
        What `before` was read from.
    same_source : bool
        Whether both come from one publisher; a change between two sources may be a change of
        method.
    """

    indicator: Indicator
    value: Decimal | None = None
    unit: str = ""
    moment: Moment | None = None
    figures: tuple[Figure, ...] = ()
    before: Decimal | None = None
    before_moment: Moment | None = None
    earlier: tuple[Figure, ...] = ()
    same_source: bool = True

    @property
    def change(self) -> Decimal | None:
        """The difference from the value before."""
        if self.value is None or self.before is None:
            return None
        return self.value - self.before

    @property
    def worrying(self) -> bool | None:
        """Whether it moved in the direction that worries; None where that cannot be said."""
        if self.change is None or self.indicator.worry is Worry.NONE:
            return None
        return self.change > 0 if self.indicator.worry is Worry.UP else self.change < 0
