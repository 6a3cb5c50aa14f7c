"""Numbers of people in foreign files: what is one, and why others are none."""

from __future__ import annotations

import re

from azalai.intake.values import ERRORS, Problem

LARGEST = 100_000_000
"""More people than were ever counted in one row."""

_WHOLE = re.compile(r"(-?\d+)(?:[.,]0+)?")
_SPACED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+")
_POWER = re.compile(r"-?\d+(?:\.\d+)?[eE]\+?\d+")
_FRACTION = re.compile(r"-?\d+[.,]\d+")
_ABSENT = frozenset({"", "null", "none", "nan", "n/a", "na", "not available"})


def read_people(text: str, decimal: str = "") -> int | Problem | None:
    """A number of people: whole, from 0 to `LARGEST`; None where the file says nothing.

    Parameters
    ----------
    decimal : str
        The mark before decimals where a mapping declares it; the other one parts thousands.

    Examples
    --------
    >>> read_people("12.0"), read_people("12 345"), read_people("null"), read_people("1,234", ".")
    (12, 12345, None, 1234)
    >>> [read_people(text).code for text in ("12.5", "-3", "99999999999", "env. 5")]
    ['fractional_count', 'negative_count', 'huge_count', 'not_a_count']
    """
    if text in ERRORS:
        return Problem("error_cell")
    if text.casefold() in _ABSENT:
        return None
    if _SPACED.fullmatch(text):
        text = re.sub(r"\s", "", text)
    elif decimal:
        text = text.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    if _POWER.fullmatch(text) and float(text).is_integer():
        # How a table writes a large number that it took for a measure.
        text = str(int(float(text)))
    whole = _WHOLE.fullmatch(text)
    if whole is None:
        return Problem("fractional_count" if _FRACTION.fullmatch(text) else "not_a_count")
    value = int(whole[1])
    if value < 0:
        return Problem("negative_count")
    return value if value <= LARGEST else Problem("huge_count", str(LARGEST))
