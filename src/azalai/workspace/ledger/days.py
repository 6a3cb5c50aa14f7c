"""Days in the cells of a ledger: ISO, and other habits where they have one meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from azalai.model.errors import InputError
from azalai.model.moments import Moment
from azalai.model.names import normalise
from azalai.workspace.ledger.columns import UNDATED
from azalai.workspace.ledger.numbers import Refused

_MONTHS: Final = (
    ("january", "jan", "janvier", "janv"), ("february", "feb", "fevrier", "fevr", "fev"),
    ("march", "mar", "mars"), ("april", "apr", "avril", "avr"), ("may", "mai"),
    ("june", "jun", "juin"), ("july", "jul", "juillet", "juil"),
    ("august", "aug", "aout"), ("september", "sep", "sept", "septembre"),
    ("october", "oct", "octobre"), ("november", "nov", "novembre"),
    ("december", "dec", "decembre"),
)  # fmt: skip
_MONTH: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MIDNIGHT: Final = re.compile(r"[T ]00:00(:00(\.0+)?)?Z?$")
_NUMERIC: Final = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})", re.ASCII)
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})[./-](\d{4})", re.ASCII)
_YEARS: Final = (1900, 2100)
_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of spreadsheets."""
_SERIALS: Final = (20_000, 60_000)


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says of a day.

    Attributes
    ----------
    moment : Moment or None
        None where the cell says that the source gives no date.
    doubtful : bool
        Read by a habit that most writers share and not all.
    """

    moment: Moment | None
    doubtful: bool = False


@lru_cache(maxsize=8192)
def read_day(text: str) -> Read | Refused:
    """The day, month or year of a cell.

    ``06.12.2013`` is read day first, as everybody writes who puts points; with strokes Americans
    put the month first, so ``06/12/2013`` is refused and both readings are proposed.

    Examples
    --------
    >>> str(read_day("6 décembre 2012").moment), str(read_day("31/10/2012").moment)
    ('2012-12-06', '2012-10-31')
    >>> read_day("06.12.2013").doubtful, read_day("06/12/2013")
    (True, Refused(code='date_order', expected='2013-12-06 / 2013-06-12'))
    >>> read_day("unknown"), read_day("soon")
    (Read(moment=None, doubtful=False), Refused(code='bad_date', expected=''))
    """
    if text.casefold() in UNDATED:
        return Read(None)
    plain = _MIDNIGHT.sub("", text.replace("\u00a0", " ").replace("\u202f", " ")).strip()
    try:
        return _in_our_time(Moment.parse(plain))
    except InputError:
        return _otherwise(plain)


def _otherwise(text: str) -> Read | Refused:
    if text.isascii() and text.isdecimal() and len(text) == 5:
        number = int(text)
        if _SERIALS[0] <= number <= _SERIALS[1]:
            return Refused("date_serial", (_EPOCH + timedelta(days=number)).isoformat())
    numeric = _NUMERIC.fullmatch(text)
    if numeric is not None:
        return _numeric(numeric[1], numeric[2], numeric[3], numeric[4])
    month_year = _MONTH_YEAR.fullmatch(text)
    if month_year is not None:
        return _made(month_year[2], month_year[1])
    return _in_words(text)


def _numeric(first: str, mark: str, second: str, third: str) -> Read | Refused:
    if len(first) == 4:
        return _made(first, second, third)
    if len(third) != 4:
        return Refused("short_year")
    one, other = int(first), int(second)
    if one > 12 or one == other:
        return _made(third, second, first)
    if mark == ".":
        found = _made(third, second, first)
        return Read(found.moment, doubtful=True) if isinstance(found, Read) else found
    if other > 12:
        return _made(third, first, second)
    readings = (_made(third, second, first), _made(third, first, second))
    return Refused(
        "date_order", " / ".join(str(item.moment) for item in readings if isinstance(item, Read))
    )


def _in_words(text: str) -> Read | Refused:
    words = re.sub(r"\b(\d{1,2})(?:st|nd|rd|th|er)\b", r"\1", normalise(text)).split()
    words = [word for word in words if word not in ("le", "the", "of", "on", "au")]
    months = [_MONTH[word] for word in words if word in _MONTH]
    numbers = [word for word in words if word.isascii() and word.isdecimal()]
    years = [word for word in numbers if len(word) == 4]
    days = [word for word in numbers if len(word) <= 2]
    if len(months) != 1 or len(words) != 1 + len(numbers) or len(days) > 1:
        return Refused("bad_date")
    if not years:
        return Refused("short_year" if len(numbers) == 2 else "bad_date")
    if len(years) > 1 or len(numbers) != 1 + len(days):
        return Refused("bad_date")
    return _made(years[0], str(months[0]), *days)


def _made(year: str, month: str, *day: str) -> Read | Refused:
    parts = (f"{int(part):02d}" for part in (month, *day))
    try:
        return _in_our_time(Moment.parse("-".join((year, *parts))))
    except InputError:
        return Refused("bad_date")


def _in_our_time(moment: Moment) -> Read | Refused:
    if not _YEARS[0] <= moment.first.year <= _YEARS[1]:
        return Refused("odd_year")
    return Read(moment)
