"""Slips of the pen: what goes wrong when a form is typed. Each works on the cells of one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from azalai.model.flows import MOVEMENT_TYPES, TRANSPORT
from azalai.model.names import normalise
from azalai.simulate.sheets import CELLS
from azalai.workspace.packs import country_spellings

_LETTERS = "abcdefghilmnoprstu"
_WORDS = {
    "en": ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
           "eleven", "twelve"),
    "fr": ("aucun", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
           "onze", "douze"),
}  # fmt: skip
_COUNTRIES = ("next_destination", "final_destination", "departure", "provenance")
_PLACES = ("next_place", "departure_place")


@dataclass(frozen=True)
class Slip:
    """What was planted in a line: where, what stands there, what should."""

    field: str
    value: str
    true: str


@dataclass(frozen=True)
class Desk:
    """Where forms are typed: what it knows of the country."""

    columns: tuple[str, ...]
    nationalities: tuple[str, ...]
    spellings: frozenset[str]
    """Every spelling of a point, normalised."""
    towns: frozenset[str]
    """Every town, normalised."""
    places: frozenset[str]
    """Names of places at home, long enough that one that is misspelt can be told."""
    opened: dict[str, date]
    """Name of a point -> the day it opened."""
    language: str


class Form:
    """One line that is being typed wrongly."""

    def __init__(self, desk: Desk, cells: list[str], rng: np.random.Generator) -> None:
        self.desk, self.cells, self.rng = desk, cells, rng

    def __getitem__(self, field: str) -> str:
        return self.cells[self.desk.columns.index(field)]

    def put(self, field: str, value: str) -> Slip:
        """Write a wrong value over a right one."""
        true = self[field]
        self.cells[self.desk.columns.index(field)] = value
        return Slip(field, value, true)

    def any(self, fields: tuple[str, ...] | list[str]) -> str:
        """One of some fields that are filled and not 0; empty where none is."""
        filled = [name for name in fields if self[name] not in ("", "0")]
        return filled[int(self.rng.integers(len(filled)))] if filled else ""

    def misspelt(self, text: str, right: frozenset[str] | set[str]) -> str:
        """A word with one letter wrong, missing, doubled or swapped, that is no other word."""
        for _ in range(60):
            at = int(self.rng.integers(len(text)))
            letter = _LETTERS[int(self.rng.integers(len(_LETTERS)))]
            match int(self.rng.integers(4)):
                case 0:
                    made = text[:at] + text[at + 1 :]
                case 1:
                    made = text[:at] + letter + text[at + 1 :]
                case 2:
                    made = text[:at] + text[at] + text[at:]
                case _:
                    made = text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
            known = normalise(made)
            if len(known) > 2 and known not in right and known != normalise(text):
                return made.strip()
        return ""


def _parts_exceed(form: Form) -> Slip | None:
    name = form.any([*CELLS, *form.desk.nationalities])
    extra = 1 + int(form.rng.integers(9))
    return form.put(name, str(int(form[name]) + extra))


def _nationality_short(form: Form) -> Slip | None:
    name = form.any(form.desk.nationalities)
    if not name:
        return None
    held = int(form[name])
    stated = [one for one in form.desk.nationalities if form[one] not in ("", "0")]
    if len(stated) > 1:
        return form.put(name, "")
    if held == 1:
        return None
    return form.put(name, str(held - 1 - int(form.rng.integers(min(held - 1, 4)))))


def _cells_short(form: Form) -> Slip | None:
    name = form.any(list(CELLS))
    held = int(form[name])
    return form.put(name, str(held - 1 - int(form.rng.integers(min(held, 5)))))


def _negative(form: Form) -> Slip | None:
    name = form.any(["persons", *CELLS])
    return form.put(name, f"-{form[name]}")


def _not_a_count(form: Form) -> Slip | None:
    name = form.any(["persons", *CELLS])
    value = form[name]
    words = _WORDS[form.desk.language]
    made = [f"{value} pers", f"{value}?", f"~{value}"]
    if int(value) < len(words):
        made += [words[int(value)]] * 3
    if "0" in value:
        made += [value.replace("0", "O")] * 2
    return form.put(name, made[int(form.rng.integers(len(made)))])


def _missing(form: Form) -> Slip | None:
    return form.put(("persons", "point", "date")[int(form.rng.integers(3))], "")


def _bad_date(form: Form) -> Slip | None:
    year, month, _ = form["date"].split("-")
    last = {"02": "30", "04": "31", "06": "31", "09": "31", "11": "31"}.get(month, "32")
    made = (f"{year}-02-30", f"{year}-{month}-{last}", f"{year}-{month}-00", f"{year}-13-{month}")
    return form.put("date", made[int(form.rng.integers(len(made)))])


def _future(form: Form) -> Slip | None:
    year, rest = form["date"][:4], form["date"][4:]
    swapped = year[:2] + year[3] + year[2]
    later = swapped if int(swapped) > 2049 else year[0] + str(int(year[1]) + 1) + year[2:]
    if rest == "-02-29":
        rest = "-02-28"
    return form.put("date", later + rest)


def _outside(form: Form) -> Slip | None:
    day = form["date"]
    opened = form.desk.opened.get(form["point"])
    if opened is None:
        return None
    # A decade too early; or a phone whose clock was never set.
    early = f"{int(day[:4]) - 10:04d}{day[4:]}".replace("-02-29", "-02-28")
    made = early if form.rng.random() < 0.7 and early < opened.isoformat() else "1970-01-01"
    return form.put("date", made) if made < opened.isoformat() else None


def _point(form: Form) -> Slip | None:
    made = form.misspelt(form["point"], form.desk.spellings)
    return form.put("point", made) if made else None


def _country(form: Form) -> Slip | None:
    name = form.any(_COUNTRIES)
    made = form.misspelt(form[name], set(country_spellings())) if name else ""
    return form.put(name, made) if made else None


def _code(form: Form) -> Slip | None:
    name = ("movement_type", "transport")[int(form.rng.integers(2))]
    known = {normalise(code) for code in (*MOVEMENT_TYPES, *TRANSPORT)}
    made = form.misspelt(form[name], known) if form[name] else ""
    return form.put(name, made) if made else None


def _place(form: Form) -> Slip | None:
    name = form.any([name for name in _PLACES if form[name] in form.desk.places])
    made = form.misspelt(form[name], form.desk.towns) if name else ""
    return form.put(name, made) if made else None


def _broken(form: Form) -> Slip | None:
    """A comma where the form had a dash: one cell becomes two."""
    name = form.any(_PLACES)
    if not name:
        return None
    true = form[name]
    form.put(name, f"{true}, {form['point']}")
    return Slip(name, form[name], true)


TYPED: dict[str, Callable[[Form], Slip | None]] = {
    "parts_exceed_group": _parts_exceed,
    "nationality_short_of_group": _nationality_short,
    "cells_short_of_group": _cells_short,
    "negative_count": _negative,
    "not_a_count": _not_a_count,
    "missing_value": _missing,
    "bad_date": _bad_date,
    "future_date": _future,
    "outside_opening": _outside,
    "unknown_point": _point,
    "unknown_country": _country,
    "unknown_code": _code,
    "unknown_place": _place,
    "broken_row": _broken,
}
"""Code of a finding -> how it comes about; None where this form gives no occasion."""
