"""The one shape of every aggregate: a row of the long table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any

COLUMNS = (
    "release", "measure", "place", "period", "direction",
    "dimension1", "category1", "dimension2", "category2",
    "value", "unit", "base", "days", "status", "as_of", "source",
)  # fmt: skip


class Status(StrEnum):
    """Why a row has no value, or what kind of value it has; empty for a plain number."""

    OK = ""
    PROTECTED = "protected"
    """The value exists but is too small to publish."""
    NOT_COLLECTED = "not_collected"
    """Nobody asked, or nothing was received. Never zero."""
    NOT_APPLICABLE = "n/a"
    """Cannot be computed: no base, or no comparison."""
    NEW = "new"
    """There is a value now and none to compare it with."""
    PUBLISHED = "published"
    """Taken from a publication, not counted from records."""
    DERIVED = "derived"
    """Worked out from published figures; the source says how."""
    ESTIMATED = "estimated"
    """Made from a sample of interviewed groups; the rows ``_low`` and ``_high`` bound it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One number with everything that belongs to it.

    Attributes
    ----------
    release : str
        ``2020-06``; a revision is ``2020-06.r2``, a month that is not closed ``2020-06.open``.
    measure : str
        Name of the measure, see `azalai.measures`.
    place : str
        ISO 3166-1 alpha-3 of the country, or a point's code (``ML-wabaria``).
    period : str
        A month (``2020-06``) or a day (``2020-06-14``).
    direction : str
        ``in``, ``out``, ``unknown`` or ``total``.
    dimension1, category1, dimension2, category2 : str
        What the number is broken down by; empty where it is not.
    value : int or float or None
        None where `status` says why.
    unit : str
        ``persons``, ``persons/day``, ``%``, ``share`` (unrounded, 0 to 1), ``pp``, ``points``,
        ``groups``, ``weight``.
    base : int or float or None
        The denominator of a share; for a change, the earlier value.
    days : int or None
        Collection days at a point, calendar days for a country; for a change, the earlier period's.
    status : Status
        Empty for a plain number.
    as_of : str
        Date a stock refers to; empty for flows.
    source : str
        ``observations``, or the publication a figure is taken from.
    """

    release: str
    measure: str
    place: str
    period: str
    direction: str = "total"
    dimension1: str = ""
    category1: str = ""
    dimension2: str = ""
    category2: str = ""
    value: int | float | None = None
    unit: str = ""
    base: int | float | None = None
    days: int | None = None
    status: Status = Status.OK
    as_of: str = ""
    source: str = "observations"

    def but(self, **changes: Any) -> Row:
        """The same row with some cells changed; `dataclasses.replace` takes twice as long.

        Examples
        --------
        >>> Row(release="", measure="flows", place="MLI", period="2020-06").but(value=3).value
        3
        """
        return Row(**self.cells() | changes)

    def cells(self) -> dict[str, Any]:
        """What `Row` is made from, for many rows that differ in a few cells."""
        return dict(zip(COLUMNS, cells_of(self), strict=True))


cells_of = attrgetter(*COLUMNS)
"""The cells of a row, in the order of `COLUMNS`."""
