"""Months and days in words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from azalai.model.periods import Month
from azalai.wording.catalogue import catalogue
from azalai.wording.grammar import contracted

Style = Literal["long", "short"]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A language's names of months, and its ways to put a date together."""

    lang: str
    long: tuple[str, ...]
    short: tuple[str, ...]

    def month_name(self, number: int, style: Style = "long") -> str:
        """``June``, ``Jun``; ``juin``, ``juil.``"""
        return (self.long if style == "long" else self.short)[number - 1]

    def month(self, month: Month, style: Style = "long", year: bool | None = None) -> str:
        """A month with its year; the short style leaves the year out unless asked.

        Examples
        --------
        >>> june = Month(2020, 6)
        >>> calendar("en").month(june), calendar("fr").month(june)
        ('June 2020', 'juin 2020')
        >>> calendar("en").month(june, "short"), calendar("fr").month(june, "short", year=True)
        ('Jun', 'juin 2020')
        """
        name = self.month_name(month.number, style)
        with_year = style == "long" if year is None else year
        return self._filled("format.month", month=name, year=month.year) if with_year else name

    def of_month(self, month: Month, style: Style = "long", year: bool | None = None) -> str:
        """The month after a noun.

        Examples
        --------
        >>> calendar("fr").of_month(Month(2020, 4)), calendar("en").of_month(Month(2020, 4))
        ('d’avril 2020', 'of April 2020')
        """
        return contracted(self.lang, self.month(month, style, year))

    def day(self, number: int) -> str:
        """A day of the month; French counts the first as an ordinal."""
        return catalogue(self.lang).text("format.first_day") if number == 1 else str(number)

    def date(self, day: datetime.date) -> str:
        """A day with its month and year.

        Examples
        --------
        >>> day = datetime.date(2020, 6, 1)
        >>> calendar("en").date(day), calendar("fr").date(day)
        ('1 June 2020', '1er juin 2020')
        """
        return self._filled(
            "format.date", day=self.day(day.day), month=self.month_name(day.month), year=day.year
        )

    def period(self, first: datetime.date, last: datetime.date) -> str:
        """From one day through another, both included; what they share is said once.

        Examples
        --------
        >>> first, last = datetime.date(2020, 6, 1), datetime.date(2020, 6, 30)
        >>> calendar("en").period(first, last), calendar("fr").period(first, last)
        ('1–30 June 2020', 'du 1er au 30 juin 2020')
        """
        if first == last:
            return self._filled("format.period.one_day", date=self.date(first))
        if first.year != last.year:
            return self._filled("format.period.years", first=self.date(first), last=self.date(last))
        if first.month != last.month:
            return self._filled(
                "format.period.months",
                first=self._filled(
                    "format.day_month",
                    day=self.day(first.day),
                    month=self.month_name(first.month),
                ),
                last=self.date(last),
            )
        return self._filled(
            "format.period.days",
            first=self.day(first.day),
            last=self.day(last.day),
            month=self.month_name(last.month),
            year=last.year,
        )

    def _filled(self, key: str, **values: str | int) -> str:
        return catalogue(self.lang).text(key).format(**values)


@lru_cache
def calendar(lang: str) -> Calendar:
    """The calendar of a language, its names from CLDR."""
    from babel import Locale  # the command line's help must not pay for it

    months = Locale.parse(lang).months["format"]
    long, short = months["wide"], months["abbreviated"]
    return Calendar(
        lang,
        tuple(long[number] for number in range(1, 13)),
        tuple(short[number] for number in range(1, 13)),
    )
