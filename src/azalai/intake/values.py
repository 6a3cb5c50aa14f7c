"""What a cell means: each distinct text of a column is read once.

A reader returns the value, or a `Problem` whose code is a finding (``finding.<code>``). A blank
never gets here: it is unknown, whatever the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from functools import partial

from azalai.intake.days import (
    EXCEL,
    EXCEL_1904,
    TURNED,
    NoDay,
    day_reader,
    is_date_format,
)
from azalai.intake.nearest import suggest
from azalai.model.flows import AGES, COUNT_KINDS, SEXES, Field, Kind
from azalai.model.names import normalise, spelling
from azalai.wording import Wording
from azalai.workspace.packs import country_spellings

# "12.0" is how spreadsheets write 12; "1,000" may be a thousand or one, and is not guessed at.
_COUNT = re.compile(r"(-?\d+)([.,]0{1,2})?")
_SPACED = re.compile(r"\d{1,3}(\s\d{3})+")
# With the decimal mark declared, the other one can only part thousands.
_MARKED = {
    mark: re.compile(rf"(-?\d{{1,3}}(?:\{other}\d{{3}})+|-?\d+)(?:\{mark}0*)?")
    for mark, other in ((",", "."), (".", ","))
}
_LARGEST = 1_000_000
_DAY_BEFORE = re.compile(r"^(?:.*\s|\d{4}-\d{2}-\d{2}T)", re.DOTALL)

ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
"""What a spreadsheet shows where a formula fails."""

YES = frozenset({"yes", "y", "oui", "o", "1", "true", "vrai", "x", "✓", "✔", "☑"})
NO = frozenset({"no", "non", "n", "0", "false", "faux", "☐"})


__all__ = [
    "EXCEL",
    "EXCEL_1904",
    "TURNED",
    "Problem",
    "Read",
    "category_reader",
    "code_spellings",
    "coded",
    "date_reader",
    "field_reader",
    "is_date_format",
    "read_count",
    "read_country",
    "read_time",
    "read_yes_no",
    "with_declared",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell cannot be read: code of the finding, and what is expected or nearest."""

    code: str
    expected: str = ""


Read = Callable[[str], str | int | bool | date | time | Problem | None]
"""A reader of one field; None means that the cell says *unknown*."""


def read_count(text: str, decimal: str = "") -> int | Problem:
    """Persons: a whole number that is not negative.

    Parameters
    ----------
    decimal : str
        The mark before decimals, ``,`` or ``.``, where the mapping declares it; the other one
        then parts thousands.

    Examples
    --------
    >>> read_count("12"), read_count("12.0"), read_count("-3").code, read_count("1,000").code
    (12, 12, 'negative_count', 'not_a_count')
    >>> read_count("12,0", ","), read_count("1.234", ","), read_count("12,5", ",").code
    (12, 1234, 'not_a_count')
    """
    bare = text.replace("\u202f", "").replace("\u00a0", "")
    match = (_MARKED[decimal] if decimal else _COUNT).fullmatch(bare)
    if match is None and _SPACED.fullmatch(text):
        return Problem("spaced_count", "".join(text.split()))
    if match is None:
        return Problem("not_a_count")
    value = int(match[1].replace(".", "").replace(",", ""))
    if value < 0:
        return Problem("negative_count")
    return value if value <= _LARGEST else Problem("not_a_count", str(_LARGEST))


def read_yes_no(text: str) -> bool | Problem:
    """Yes or no, in a word, a letter, a digit or a mark.

    Examples
    --------
    >>> read_yes_no("Oui"), read_yes_no("x"), read_yes_no("0"), read_yes_no("peut-être").code
    (True, True, False, 'not_yes_no')
    """
    word = text.strip().casefold()
    # A column of ticks comes out of a spreadsheet as 1.0 and 0.0.
    word = word.removesuffix(".0") if word in ("1.0", "0.0") else word
    if word in YES:
        return True
    return False if word in NO else Problem("not_yes_no")


def date_reader(form: str, texts: Iterable[str] = (), turned: str = "") -> Read:
    """Days, see `azalai.intake.days.day_reader`."""
    day = day_reader(form, texts, turned)

    def read(text: str) -> date | Problem:
        found = day(text)
        return Problem(found.code, found.expected) if isinstance(found, NoDay) else found

    return read


def read_time(text: str) -> time | Problem:
    """A time of day: ``HH:MM``, with or without seconds or a day before it.

    An offset says by which clock the hour was read; the hour is what was read.

    Examples
    --------
    >>> read_time("23:30:00.000+03:00"), read_time("2020-06-03T23:30:00.000Z")
    (datetime.time(23, 30), datetime.time(23, 30))
    """
    try:
        hour = _DAY_BEFORE.sub("", text)
        return time.fromisoformat(hour).replace(microsecond=0, tzinfo=None)
    except ValueError:
        return Problem("bad_time")


def read_country(text: str) -> str | Problem:
    """A country by code, English or French name, or alias; else the nearest one is proposed.

    Examples
    --------
    >>> read_country("Côte d'Ivoire"), read_country("Burkina Fasso").expected
    ('CIV', 'BFA')
    """
    known = country_spellings()
    return known.get(normalise(text)) or Problem("unknown_country", suggest(text, known))


def coded(spellings: dict[str, str], code: str) -> Read:
    """One of a list of codes, by code or by its label in any language; an empty one is unknown."""

    def read(text: str) -> str | Problem | None:
        found = spellings.get(normalise(text))
        return Problem(code, suggest(text, spellings)) if found is None else found or None

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


def field_reader(
    item: Field,
    points: dict[str, str],
    date_format: str,
    *,
    decimal: str = "",
    turned: str = "",
    texts: Iterable[str] = (),
) -> Read | None:
    """How a field is read; None for plain text, which is taken as it is.

    Parameters
    ----------
    points : dict
        Normalised spelling -> code of the points there are.
    date_format, decimal, turned : str
        What the mapping says under ``[file]``; `turned` is its ``turned_dates``.
    texts : iterable of str
        The distinct texts of the column, which days may need.
    """
    match item.kind:
        case Kind.COUNT:
            return partial(read_count, decimal=decimal)
        case Kind.DATE:
            return date_reader(date_format, texts, turned)
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

    def look_up(text: str) -> str | int | bool | date | time | Problem | None:
        key = spelling(text)
        if key in unknown:
            return None
        if key not in declared and text in ERRORS:
            return Problem("error_cell")
        return read(declared.get(key, text))

    return look_up
