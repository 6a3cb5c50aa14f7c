"""What the linter says of figures: findings, and the identities that bind figures to each other.

A finding carries a code and values and never a sentence; `azalai.wording.lint` speaks it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from azalai.model.figures import Figure
from azalai.model.severity import Severity as Severity

Value = str | int | Decimal
Values = dict[str, Value]
"""What was computed, by name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not add up, or that a reader should know.

    Attributes
    ----------
    rule : str
        Name of the rule; with `because` the key of its sentences (``lint.<rule>.…``).
    severity : Severity
    figures : tuple of str
        Ids of the figures it speaks of, the one to look at first.
    values : mapping of str to str, int or Decimal
        What was computed. A name that ends in ``_figures`` holds ids, one that ends in
        ``_places`` codes of places, both set apart by spaces.
    because : str
        Code of the likeliest explanation; empty where there is none.
    """

    rule: str
    severity: Severity
    figures: tuple[str, ...]
    values: Mapping[str, Value] = field(default_factory=dict)
    because: str = ""

    @property
    def mark(self) -> tuple[object, ...]:
        """What makes it another finding than one with other figures or computed values."""
        return (self.rule, self.figures, tuple(sorted(self.values.items(), key=str)), self.because)


Figures = Mapping[str, Figure]
"""Figures by their ids."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A relation that holds between figures when all of them are right.

    Attributes
    ----------
    kind : str
        Name of the rule that tests it.
    whole, parts : tuple of str
        Ids of the figures on either side: a total and its parts, a share and its counts.
    judge : callable
        Handed the figures by id, it says what is wrong; nothing where the relation holds.
    binds : bool
        False for a bound (parts that may not exceed a total): a small change need not break it.
    """

    kind: str
    whole: tuple[str, ...]
    parts: tuple[str, ...]
    judge: Callable[[Figures], Sequence[Finding]]
    binds: bool = True

    @property
    def figures(self) -> tuple[str, ...]:
        """Both sides, each figure once."""
        return tuple(dict.fromkeys((*self.whole, *self.parts)))
