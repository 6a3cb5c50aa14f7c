"""Days as sources state them: to the day, to the month or to the year.

A report that says "May 2012" states a day that lies somewhere in that month. Making it the first
or the last of May would invent what nobody said, so a `Moment` keeps what was said and knows the
days it may mean.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from azalai.model.errors import InputError

_MOMENT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A day, a month or a year: the first and the last day it may mean.

    Examples
    --------
    >>> may = Moment.parse("2012-05")
    >>> str(may), may.first.isoformat(), may.last.isoformat(), may.exact
    ('2012-05', '2012-05-01', '2012-05-31', False)
    >>> Moment.parse("2013-02-21").exact
    True

    A span that is no month and no year, as that of a sum, keeps its two days:

    >>> str(Moment(date(2012, 12, 16), date(2012, 12, 30)))
    '2012-12-16/2012-12-30'
    """

    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; anything else raises ``bad_moment``."""
        match = _MOMENT.fullmatch(text.strip())
        try:
            if match is None:
                raise ValueError
            year, month = int(match[1]), int(match[2] or 1)
            if match[3]:
                return cls.of(date(year, month, int(match[3])))
            last_month = int(match[2] or 12)
            last = date(year, last_month, calendar.monthrange(year, last_month)[1])
            return cls(date(year, month, 1), last)
        except (ValueError, calendar.IllegalMonthError):
            raise InputError("bad_moment", value=text) from None

    @classmethod
    def of(cls, day: date) -> Moment:
        """One day."""
        return cls(day, day)

    @property
    def exact(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    def __str__(self) -> str:
        if self.exact:
            return self.first.isoformat()
        for text in (f"{self.first.year:04d}", f"{self.first.year:04d}-{self.first.month:02d}"):
            if self == Moment.parse(text):
                return text
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


def span_days(moments: list[Moment]) -> int:
    """Days between the earliest and the latest day that moments may mean; 0 for none.

    Examples
    --------
    >>> span_days([Moment.parse("2012-10-01"), Moment.parse("2013-02-19")])
    141
    """
    if not moments:
        return 0
    return (max(item.last for item in moments) - min(item.first for item in moments)).days
