"""In which form a file writes its days and its numbers, as far as the file tells."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

FORMS = (
    "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%Y/%m/%d", "%d/%m/%y", "%m/%d/%y",
    "%d-%m-%y", "%m-%d-%y", "%d.%m.%y", "%Y%m%d", "%d %m %Y", "%d-%b-%Y", "%d-%b-%y", "%d %b %Y",
    "%d %B %Y", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S",
    "%d-%m-%Y %H:%M", "%m-%d-%Y %H:%M",
)  # fmt: skip
"""The forms that are tried; where several fit, the file does not tell."""
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
_YEARS = range(1990, 2100)
_MOST = 0.8


@dataclass(frozen=True)
class Dates:
    """How the days of a file are written.

    Attributes
    ----------
    form : str
        The only form that fits; empty where none is needed, or where it is not known.
    either : tuple of str
        The forms that all fit.
    example : str
        A day that can be read in each of them.
    misfits : Counter
        Texts that no form found fits.
    real, texts : int
        Rows with ISO days, and rows with any other.
    turned : bool
        Whether a spreadsheet seems to have turned day and month of the real dates around.
    """

    form: str = ""
    either: tuple[str, ...] = ()
    example: str = ""
    misfits: Counter[str] = field(default_factory=Counter)
    real: int = 0
    texts: int = 0
    turned: bool = False


def read_as(form: str, text: str) -> date | None:
    """The day that a text is in a form; None where it is none of our time."""
    try:
        day = datetime.strptime(text, form).date()
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _iso(text: str) -> date | None:
    found = _ISO.fullmatch(text)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def is_day(text: str) -> bool:
    """Whether a text is a day in any form.

    Examples
    --------
    >>> is_day("2020-06-30"), is_day("30/06/2020"), is_day("44012"), is_day("Gao")
    (True, True, True, False)
    """
    return bool(
        _ISO.fullmatch(text)
        or _SERIAL.fullmatch(text)
        or any(read_as(form, text) for form in FORMS)
    )


def dates_of(values: Counter[str]) -> Dates:
    """What the days of a column tell about their form.

    Examples
    --------
    >>> dates_of(Counter({"30/06/2020": 1, "03/06/2020": 4})).form
    '%d/%m/%Y'
    >>> dates_of(Counter({"03/06/2020": 4, "12/11/2020": 1})).either
    ('%d/%m/%Y', '%m/%d/%Y')
    """
    iso = {text: day for text in values if (day := _iso(text)) is not None}
    others = Counter({text: rows for text, rows in values.items() if text not in iso})
    real, texts = sum(values[text] for text in iso), others.total()
    if not others:
        return Dates(real=real)
    if all(_SERIAL.fullmatch(text) for text in others):
        return Dates(form="excel", real=real, texts=texts)
    fits = {form: {text for text in others if read_as(form, text)} for form in FORMS}
    rows = {form: sum(others[text] for text in found) for form, found in fits.items()}
    most = max(rows.values())
    best = [form for form in FORMS if rows[form] == most and most]
    if not best:
        return Dates(misfits=others, real=real, texts=texts)
    first = best[0]
    misfits = Counter({text: n for text, n in others.items() if text not in fits[first]})
    # What another order of day and month reads and this one does not speaks against both.
    against = any(fits[form] - fits[first] for form in FORMS if form != first)
    if len(best) == 1 and not against and most >= _MOST * texts:
        return Dates(first, (), "", misfits, real, texts, _turned(iso, others, first))
    either = tuple(best) if len(best) > 1 else tuple(form for form in FORMS if fits[form])
    common = set.intersection(*(fits[form] for form in either))
    return Dates("", either, min(common or fits[first]), misfits, real, texts)


def _turned(iso: dict[str, date], others: Counter[str], form: str) -> bool:
    """Real dates all of days up to 12, texts all of later days: Excel read the month first."""
    days = [day.day for day in iso.values()]
    texts = [day.day for text in others if (day := read_as(form, text)) is not None]
    return bool(days and texts) and max(days) <= 12 < min(texts)


_COMMA = re.compile(r"\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3})+,\d+")
_POINT = re.compile(r"\d+\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3})+\.\d+")
_EITHER = re.compile(r"\d{1,3}[.,]\d{3}")


def decimals_of(values: Counter[str]) -> tuple[str, str]:
    """The decimal mark that numbers show, and a number that could be read in two ways.

    Examples
    --------
    >>> decimals_of(Counter(["12,0", "3"])), decimals_of(Counter(["1,000", "3"]))
    ((',', ''), ('', '1,000'))
    >>> decimals_of(Counter(["12", "3"]))
    ('', '')
    """
    comma = any(_COMMA.fullmatch(text) for text in values)
    point = any(_POINT.fullmatch(text) for text in values)
    doubtful = min((text for text in values if _EITHER.fullmatch(text)), default="")
    if comma and not point:
        return ",", ""
    if doubtful and not point:
        return "", doubtful
    # A point is how numbers are read where nothing is said; it needs saying beside thousands.
    return ("." if doubtful and not comma else ""), ""
