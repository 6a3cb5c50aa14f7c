"""Names of months and weekdays as people type them, in English and in French."""

from __future__ import annotations

import re
from typing import Final

from azalai.model.names import normalise

_ENGLISH = ("January", "February", "March", "April", "May", "June", "July", "August",
            "September", "October", "November", "December")  # fmt: skip
_FRENCH = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
           "septembre", "octobre", "novembre", "décembre")  # fmt: skip
# How each is cut short; "jui" is not among them: June and July both begin so.
_SHORT = (("jan", "janv"), ("feb", "fev", "fevr", "febr"), ("mar",), ("apr", "avr"),
          (), ("jun",), ("jul", "juil"), ("aug", "aou"), ("sep", "sept"),
          ("oct",), ("nov",), ("dec",))  # fmt: skip
MONTHS: Final[dict[str, int]] = {
    normalise(word): number
    for number, words in enumerate(zip(_ENGLISH, _FRENCH, _SHORT, strict=True), start=1)
    for word in (words[0], words[1], *words[2])
}
"""Normalised name or abbreviation -> number of the month."""

_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

DAYS: Final[dict[str, int]] = {
    normalise(word): number
    for number, (en, fr) in enumerate(zip(_DAYS_EN, _DAYS_FR, strict=True))
    for word in (en, en[:3], en[:4], fr, fr[:3])
    # "mar" is Tuesday in French and March in both: before a day it is a weekday.
}
"""Normalised name or abbreviation -> number of the weekday, 0 for Monday."""

_LETTERS = re.compile(r"[^\W\d_]+\.?")


def weekday_named(number: int, like: str) -> str:
    """A weekday in the language and length of another.

    Examples
    --------
    >>> weekday_named(1, "lundi"), weekday_named(1, "Mon"), weekday_named(0, "Tue")
    ('mardi', 'Tue', 'Mon')
    """
    plain = normalise(like)
    full = [name for name in (*_DAYS_FR, *_DAYS_EN) if normalise(name).startswith(plain)]
    names = _DAYS_FR if full and full[0] in _DAYS_FR else _DAYS_EN
    name = names[number]
    short = all(normalise(day) != plain for day in names)
    name = name[: len(plain)] if short else name
    return name.capitalize() if like[:1].isupper() else name


def english(text: str, form: str) -> str:
    """A text whose months and weekdays are named as `datetime.strptime` expects them.

    Examples
    --------
    >>> english("1 févr. 20", "%d %b %y"), english("lundi 1 juin 2020", "%A %d %B %Y")
    ('1 Feb 20', 'Monday 1 June 2020')
    """
    months = {"%B": _ENGLISH, "%b": tuple(name[:3] for name in _ENGLISH)}
    days = {"%A": _DAYS_EN, "%a": tuple(name[:3] for name in _DAYS_EN)}
    month = next((names for sign, names in months.items() if sign in form), ())
    day = next((names for sign, names in days.items() if sign in form), ())

    def named(match: re.Match[str]) -> str:
        plain = normalise(match[0])
        if month and plain in MONTHS and not (day and plain in DAYS and match.start() == 0):
            return month[MONTHS[plain] - 1]
        if day and plain in DAYS:
            return day[DAYS[plain]]
        return match[0]

    return _LETTERS.sub(named, text) if month or day else text
