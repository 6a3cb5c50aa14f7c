"""Countries: their names, and how a sentence takes them.

``packs/iso3166.csv`` holds the names in each language and, for French, the article; the forms
are made by rule. `tools/make_iso3166.py` writes that file and says where it comes from.
What people type is recognised elsewhere, by `azalai.workspace.packs.country_spellings`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from azalai.model.errors import InputError
from azalai.wording.grammar import elides
from azalai.wording.languages import LANGUAGES, PACKS

Form = Literal["name", "definite", "of", "in", "from", "to"]


@dataclass(frozen=True, slots=True)
class Country:
    """What a sentence must know of a country of ISO 3166-1.

    Attributes
    ----------
    names : mapping of str to str
        Short name in each language.
    fr_article : str
        ``m`` le, ``f`` la, ``mv`` and ``fv`` l’ before a vowel, ``mp`` and ``fp`` les, ``none``.
    fr_in : str
        French words for *in* where the article does not tell: ``à la`` (Barbade), ``en`` (Israël).
    en_article : str
        ``the`` or empty.
    """

    names: Mapping[str, str] = field(hash=False)
    fr_article: str
    fr_in: str
    en_article: str


@lru_cache
def countries() -> Mapping[str, Country]:
    """All 249, by alpha-3 code, in the order of that code.

    Examples
    --------
    >>> countries()["MLI"].names["fr"], len(countries())
    ('Mali', 249)
    """
    table: dict[str, Country] = {}
    with Path(PACKS, "iso3166.csv").open(encoding="utf-8") as source:
        for row in csv.DictReader(source):
            table[row["alpha3"]] = Country(
                # A language that has no column of names yet says them in English.
                names=MappingProxyType(
                    {lang: row.get(f"name_{lang}") or row["name_en"] for lang in LANGUAGES}
                ),
                fr_article=row["fr_article"],
                fr_in=row["fr_in"],
                en_article=row["en_article"],
            )
    return MappingProxyType(table)


def country(alpha3: str) -> Country:
    """One country; a code that is none raises ``unknown_country``."""
    try:
        return countries()[alpha3]
    except KeyError:
        raise InputError("unknown_country", value=alpha3) from None


def in_words(alpha3: str, lang: str, form: Form = "name") -> str:
    """A country as a sentence takes it; see `azalai.wording.Wording.country`."""
    entry = country(alpha3)
    name = entry.names[lang]
    if form == "name" or lang not in _LANGUAGES:
        return name
    return _LANGUAGES[lang](entry, name, form)


def _english(entry: Country, name: str, form: Form) -> str:
    definite = f"{entry.en_article} {name}".lstrip()
    return definite if form == "definite" else f"{form} {definite}"


def _french(entry: Country, name: str, form: Form) -> str:
    article = entry.fr_article
    if article != "none" and name.startswith(_COMMON_NOUNS):
        # An island among islands loses its capital once an article stands before it.
        name = name[0].lower() + name[1:]
    before = _FRENCH[article]
    if form == "definite":
        return _attached(before.definite, name)
    if form in ("in", "to"):
        return _attached(entry.fr_in or before.into, name)
    bare = _attached("d’" if elides(name) else "de", name)
    # One comes from a feminine country as one goes there, without article: en Guinée, de Guinée,
    # d’Algérie; but à la Barbade, de la Barbade.
    if form == "from" and before.into == "en" and entry.fr_in in ("", "en"):
        return bare
    return _attached(before.of, name) if before.of else bare


@dataclass(frozen=True, slots=True)
class _Before:
    """The words before a name; no `of` means *de*, elided where it must be."""

    definite: str
    of: str
    into: str


_FRENCH: Final[Mapping[str, _Before]] = MappingProxyType(
    {
        "m": _Before("le", "du", "au"),
        "f": _Before("la", "de la", "en"),
        "mv": _Before("l’", "de l’", "en"),
        "fv": _Before("l’", "de l’", "en"),
        "mp": _Before("les", "des", "aux"),
        "fp": _Before("les", "des", "aux"),
        "none": _Before("", "", "à"),
    }
)
_COMMON_NOUNS: Final = ("Île ", "Îles ", "Territoire ")


def _attached(word: str, name: str) -> str:
    return f"{word}{name}" if word.endswith("’") or not word else f"{word} {name}"


_LANGUAGES: Final = MappingProxyType({"en": _english, "fr": _french})
"""A language whose names change in a sentence has its rule here."""
