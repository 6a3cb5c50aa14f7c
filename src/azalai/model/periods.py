"""Months: the period a bulletin speaks about."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from azalai.model.errors import InputError

_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month.

    Examples
    --------
    >>> june = Month.parse("2020-06")
    >>> june.days, str(june.previous), june.last
    (30, '2020-05', datetime.date(2020, 6, 30))
    >>> [str(month) for month in Month.parse("2019-12").through(june)][:3]
    ['2019-12', '2020-01', '2020-02']
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 12 and 1900 <= self.year <= 9998):
            raise InputError("bad_month", value=f"{self.year:04d}-{self.number:02d}")

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``YYYY-MM``; anything else raises ``bad_month``."""
        match = _MONTH.fullmatch(text.strip())
        if match is None:
            raise InputError("bad_month", value=text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month in which a day lies."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def days(self) -> int:
        """Calendar days."""
        return calendar.monthrange(self.year, self.number)[1]

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, self.number, self.days)

    def shifted(self, months: int) -> Month:
        """The month so many months later (earlier when negative)."""
        year, index = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, index + 1)

    @property
    def previous(self) -> Month:
        """The month before."""
        return self.shifted(-1)

    def dates(self) -> Iterator[date]:
        """Every day, in order."""
        for offset in range(self.days):
            yield self.first + timedelta(days=offset)

    def through(self, last: Month) -> Iterator[Month]:
        """Every month from this one to `last`, both included."""
        month = self
        while month <= last:
            yield month
            month = month.shifted(1)
