"""Numbers in the cells of a ledger: read where they have one meaning, else what to write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_PLAIN: Final = re.compile(r"[-+]?\d{1,15}(\.\d{1,10})?", re.ASCII)
_SPACED: Final = re.compile(r"[-+]?\d{1,3}([ '’]\d{3})+([.,]\d{1,10})?", re.ASCII)
_ENGLISH: Final = re.compile(r"[-+]?\d{1,3}((,\d{3}){2,}|(,\d{3})+(?=\.))(\.\d{1,10})?", re.ASCII)
_GERMAN: Final = re.compile(r"[-+]?\d{1,3}((\.\d{3}){2,}|(\.\d{3})+(?=,))(,\d{1,10})?", re.ASCII)
_COMMA: Final = re.compile(r"[-+]?\d{1,15},(\d{1,2}|\d{4,10})", re.ASCII)
_POWER: Final = re.compile(r"[-+]?\d(\.\d{1,15})?[eE]\+?\d{1,3}", re.ASCII)
_TWO_WAYS: Final = re.compile(r"[-+]?[1-9]\d{0,2}([.,])\d{3}", re.ASCII)
_LARGEST: Final = Decimal(10**15)
_LONGEST: Final = 60

_SPACES: Final = str.maketrans("\u00a0\u2009\u2007\u202f\t\u2212", "     -")

_AMOUNT: Final = (
    r"(?P<n>[-+]?\d[\d .,'’]*)\s*"
    r"(?P<times>k|mille|thousand|m|mio|mn|millions?|bn|billions?|milliards?)?"
)
_UNIT: Final = (
    r"(?P<unit>%|per ?cent|pour ?cent|pers(?:onn?e?s?|ons?)?\.?|people|individus?|individuals?"
    r"|households?|hh|ménages?|menages?|families|family|familles?)?"
)
_BEFORE: Final = {
    "about": r"env\.?|environ|about|approx\.?|approximately|approximativement|around|ca\.?|c\.|"
             r"circa|~|≈|près de|pres de|quelque|some|roughly|autour de",
    "at_least": r"at least|au moins|more than|plus de|over|above|min\.?|minimum|>=|≥|>|au-delà de",
    "at_most": r"at most|au plus|up to|jusqu['’]à|less than|fewer than|moins de|under|below|"
               r"max\.?|maximum|<=|≤|<",
}  # fmt: skip
_AFTER: Final = {"at_least": r"\+|or more|and over|ou plus|et plus"}
_UNKNOWN: Final = re.compile(
    r"unknown|inconnue?s?|n ?/? ?[adc]\.?|n\.[adc]\.|\?+|-+|–|—|\.\.+|…|no data|not available|"
    r"not stated|non disponibles?|non communiqué|tb[dc]|x+"
)
_NONE: Final = re.compile(r"nil|none|néant|neant|aucune?|zéro|zero")
_TIMES: Final = {"k": 3, "mille": 3, "thousand": 3, "b": 9, "milliard": 9}


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a cell cannot be read, and what to write instead."""

    code: str
    expected: str = ""


def read_number(text: str, *, unit: str = "", whole: bool = False) -> Decimal | Refused:
    """The number of a cell.

    Grouped thousands and a decimal comma are read where they have one meaning. ``5,000`` has two,
    and words have to go into columns of their own.

    Parameters
    ----------
    unit : str
        With ``%``, a per cent sign after the number says nothing new.
    whole : bool
        Whether parts of one make no sense, as of persons: then ``5.000`` has two meanings too.

    Examples
    --------
    >>> read_number("436077"), read_number("436 077"), read_number("8,6"), read_number("1,234,567")
    (Decimal('436077'), Decimal('436077'), Decimal('8.6'), Decimal('1234567'))
    >>> read_number("5,000"), read_number("5.000", whole=True).expected
    (Refused(code='two_ways', expected='5000 / 5.000'), '5000')
    >>> read_number("env. 5 000")
    Refused(code='write_apart', expected='value = 5000, quantifier = about')
    """
    if _PLAIN.fullmatch(text) and not (whole and _TWO_WAYS.fullmatch(text)):
        return Decimal(text)
    plain = " ".join(text.translate(_SPACES).split())
    if unit == "%" and plain.endswith("%"):
        plain = plain[:-1].rstrip()
    if len(plain) > _LONGEST:
        return Refused("bad_number")
    way = _TWO_WAYS.fullmatch(plain)
    if way is not None and (way[1] == "," or whole):
        digits = plain.replace(way[1], "")
        return Refused("two_ways", digits if whole else f"{digits} / {plain.replace(',', '.')}")
    number = _grouped(plain)
    if number is None:
        apart = _apart(plain.casefold())
        return Refused("write_apart", apart) if apart else Refused("bad_number")
    return number if abs(number) < _LARGEST else Refused("too_large")


def _grouped(text: str) -> Decimal | None:
    """A number with marks between its thousands, a decimal comma, or a power of ten."""
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if _SPACED.fullmatch(text):
        return Decimal(re.sub(r"[ '’]", "", text).replace(",", "."))
    if _ENGLISH.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if _GERMAN.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _COMMA.fullmatch(text):
        return Decimal(text.replace(",", "."))
    if _POWER.fullmatch(text):
        number = Decimal(text)
        return Decimal(int(number)) if number < _LARGEST and number == int(number) else number
    return None


def _apart(text: str) -> str:
    """What to write in which column, of a number with words; empty where nobody can say."""
    if _UNKNOWN.fullmatch(text):
        return "value = , quantifier = unknown"
    if _NONE.fullmatch(text):
        return "value = 0"
    words = "|".join(rf"(?P<{name}>{words})" for name, words in _BEFORE.items())
    after = "|".join(_AFTER.values())
    found = re.fullmatch(rf"(?:(?:{words}) ?)?{_AMOUNT} ?{_UNIT}(?P<after> ?(?:{after}))?", text)
    if found is not None:
        number = _amount(found["n"], found["times"])
        kind = next((name for name in _BEFORE if found[name]), "at_least" if found["after"] else "")
        return "" if number is None else _said({"value": number, "quantifier": kind}, found["unit"])
    second = _AMOUNT.replace("<n>", "<n2>").replace("<times>", "<times2>")
    found = re.fullmatch(
        rf"(?:between|entre|from|de)? ?{_AMOUNT} ?(?:-|–|—|to|à|a|and|et|/) ?{second} ?{_UNIT}",
        text,
    )
    if found is None:
        return ""
    low = _amount(found["n"], found["times"] or found["times2"])
    high = _amount(found["n2"], found["times2"])
    if low is None or high is None:
        return ""
    return _said({"value": "", "quantifier": "between", "low": low, "high": high}, found["unit"])


def _amount(digits: str, times: str | None) -> str | None:
    digits = digits.strip(" .,'’")
    two_ways = _TWO_WAYS.fullmatch(digits)
    if two_ways is not None and not times:
        digits = digits.replace(two_ways[1], "")
    number = _grouped(digits)
    if number is None:
        return None
    if times:
        power = next((p for word, p in _TIMES.items() if times.startswith(word)), 6)
        number = number.scaleb(power)
    return f"{int(number)}" if number == int(number) and times else f"{number:f}"


def _said(columns: dict[str, str], unit: str | None) -> str:
    if unit:
        shares = ("%", "per", "pour")
        share = unit.startswith(shares) and not unit.startswith("pers")
        house = unit.startswith(("h", "mé", "me", "fam"))
        columns["unit"] = "%" if share else "households" if house else "persons"
    return ", ".join(
        f"{column} = {text}" for column, text in columns.items() if text or column == "value"
    )
