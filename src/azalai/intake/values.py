"""What a cell means: each distinct text of a column is read once.

A reader returns the value, or a `Problem` whose code is a finding (``finding.<code>``). A blank
never gets here: it is unknown, whatever the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from azalai.model.flows import AGES, COUNT_KINDS, SEXES, Field, Kind
from azalai.model.names import normalise, spelling
from azalai.wording import Wording
from azalai.workspace.packs import country_spellings

# "12.0" is how spreadsheets write 12; "1,000" may be a thousand or one, and is not guessed at.
_COUNT = re.compile(r"(-?\d+)([.,]0{1,2})?")
_SPACED = re.compile(r"\d{1,3}(\s\d{3})+")
_LARGEST = 1_000_000
_ISO_DAY = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)


# Day, month and year in an order that only the file's author knows.
_THREE_NUMBERS = re.compile(r"\d{1,2}([/.\- ])\d{1,2}\1(\d{2}|\d{4})")
_SERIAL_DAY = re.compile(r"([2-7]\d{4})(?:\.\d+)?")
_EXCEL_EPOCH = date(1899, 12, 30)
_A_DAY = date(2020, 11, 25)
EXCEL = "excel"
"""The ``date_format`` of a file whose days are numbers, as Excel counts them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell cannot be read."""

    code: str
    expected: str = ""


Read = Callable[[str], str | int | date | time | Problem | None]
"""A reader of one field; None means that the cell says *unknown*."""


def read_count(text: str) -> int | Problem:
    """Persons: a whole number that is not negative.

    Examples
    --------
    >>> read_count("12"), read_count("12.0"), read_count("-3").code, read_count("1,000").code
    (12, 12, 'negative_count', 'not_a_count')
    """
    match = _COUNT.fullmatch(text.replace("\u202f", "").replace("\u00a0", ""))
    if match is None and _SPACED.fullmatch(text):
        return Problem("spaced_count", "".join(text.split()))
    if match is None:
        return Problem("not_a_count")
    value = int(match[1])
    if value < 0:
        return Problem("negative_count")
    return value if value <= _LARGEST else Problem("not_a_count", str(_LARGEST))


def date_reader(form: str) -> Read:
    """Days: ISO 8601, or the form the mapping declares; anything else is not guessed at."""
    shown = _A_DAY.strftime(form) if form not in ("", EXCEL) else str(_A_DAY)

    def read(text: str) -> date | Problem:
        iso, serial = _ISO_DAY.fullmatch(text), _SERIAL_DAY.fullmatch(text)
        try:
            if iso is not None:
                return date.fromisoformat(iso[1])
            if form == EXCEL and serial is not None:
                return _EXCEL_EPOCH + timedelta(days=int(serial[1]))
            if form not in ("", EXCEL):
                return datetime.strptime(text, form).date()
        except ValueError:
            pass
        if serial is not None:
            return Problem("serial_date")
        if not form and iso is None and _THREE_NUMBERS.fullmatch(text):
            return Problem("undeclared_date", "%d/%m/%Y")
        return Problem("bad_date", shown)

    return read


def is_date_format(form: str) -> bool:
    """Whether days written in a form can be read from it again.

    Examples
    --------
    >>> is_date_format("%d/%m/%Y"), is_date_format("DD/MM/YYYY"), is_date_format("%d/%m")
    (True, False, False)
    """
    try:
        return form in ("", EXCEL) or (
            datetime.strptime(_A_DAY.strftime(form), form).date() == _A_DAY
        )
    except ValueError:
        return False


def read_time(text: str) -> time | Problem:
    """A time of day: ``HH:MM``, with or without seconds or a day before it."""
    try:
        return time.fromisoformat(text.split(" ")[-1]).replace(microsecond=0, tzinfo=None)
    except ValueError:
        return Problem("bad_time")


def read_country(text: str) -> str | Problem:
    """A country by code, English or French name, or alias."""
    return country_spellings().get(normalise(text)) or Problem("unknown_country")


def coded(spellings: dict[str, str], code: str) -> Read:
    """One of a list of codes, by code or by its label in any language; an empty one is unknown."""

    def read(text: str) -> str | Problem | None:
        found = spellings.get(normalise(text))
        return Problem(code) if found is None else found or None

    return read


def code_spellings(dimension: str, codes: tuple[str, ...]) -> dict[str, str]:
    """Normalised code or label -> code."""
    found = {normalise(code): code for code in codes}
    for language in Wording.languages:
        wording = Wording(language)
        for code in codes:
            found.setdefault(normalise(wording.category(dimension, code)), code)
    return found


_LABELLED = ("movement_type", "transport", "direction")


def field_reader(item: Field, points: dict[str, str], date_format: str) -> Read | None:
    """How a field is read; None for plain text, which is taken as it is."""
    match item.kind:
        case Kind.COUNT:
            return read_count
        case Kind.DATE:
            return date_reader(date_format)
        case Kind.TIME:
            return read_time
        case Kind.COUNTRY:
            return read_country
        case Kind.POINT:
            return coded(points, "unknown_point")
        case Kind.CODE:
            known = {normalise(code): code for code in item.codes}
            if item.name in _LABELLED:
                known = code_spellings(item.name, item.codes)
            aliases = {normalise(code): ours for code, ours in item.aliases.items()}
            return coded({**aliases, **known}, "unknown_code")
        case _:
            return None


def category_reader(name: str) -> Read:
    """How a row of a long layout names its nationality, sex, age or reason."""
    if name == "nationality":
        return read_country
    if name == "reason":
        codes = COUNT_KINDS["reason"].categories
        return coded({normalise(code): code for code in codes}, "unknown_code")
    return coded(code_spellings(name, SEXES if name == "sex" else AGES), "unknown_code")


def with_declared(read: Read, declared: dict[str, str], unknown: frozenset[str]) -> Read:
    """The values that a mapping declares come first, then the words for *unknown*."""

    def look_up(text: str) -> str | int | date | time | Problem | None:
        key = spelling(text)
        if key in unknown:
            return None
        return read(declared.get(key, text))

    return look_up
