"""Data that ships with the program: countries of the world, country packs, examples."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from azalai.model.errors import InputError
from azalai.model.names import normalise


def packs_folder() -> Path:
    """Where the packs lie; the package is always installed as files."""
    return Path(str(files("azalai") / "packs"))


@dataclass(frozen=True, slots=True)
class Country:
    """A country of ISO 3166-1 with its UN M49 sub-region and the names it goes by."""

    alpha3: str
    alpha2: str
    region: str
    names: tuple[str, ...]


@cache
def countries() -> dict[str, Country]:
    """Alpha-3 -> country, for the whole standard.

    Examples
    --------
    >>> countries()["MLI"].region
    'western_africa'
    """
    with (packs_folder() / "iso3166.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["alpha3"]: Country(
                row["alpha3"],
                row["alpha2"],
                row["region"],
                (row["name_en"], row["name_fr"], *filter(None, row["aliases"].split("|"))),
            )
            for row in csv.DictReader(file)
        }


@cache
def country_spellings() -> dict[str, str]:
    """Normalised alpha-3, name or alias -> alpha-3.

    Two-letter codes are left out: on forms, NA, NC and NR mean that there is no answer.
    """
    found: dict[str, str] = {}
    for country in countries().values():
        for text in (country.alpha3, *country.names):
            found.setdefault(normalise(text), country.alpha3)
    return found


@cache
def synonyms() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """What foreign sheets call things: section -> our name -> their words, of all languages.

    A person adds to them in ``packs/synonyms/*.toml``.

    Examples
    --------
    >>> "PSF" in synonyms()["fields"]["point"], "garçons" in synonyms()["sex_age"]["M minor"]
    (True, True)
    """
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for path in sorted((packs_folder() / "synonyms").glob("*.toml")):
        with path.open("rb") as file:
            for section, entries in tomllib.load(file).items():
                ours = found.setdefault(section, {})
                for name, words in entries.items():
                    ours[name] = (*ours.get(name, ()), *words)
    return found


def is_european(alpha3: str) -> bool:
    """Whether the UN M49 standard places a country in Europe."""
    country = countries().get(alpha3)
    return country is not None and country.region.endswith("_europe")


def country_pack(alpha3: str) -> Path:
    """The folder of a shipped country pack; ``no_country_pack`` names those there are."""
    country = countries().get(alpha3.upper())
    folder = packs_folder() / "countries"
    if country is not None and (folder / country.alpha2.lower() / "country.toml").exists():
        return folder / country.alpha2.lower()
    raise InputError("no_country_pack", value=alpha3, known=", ".join(pack_countries()))


def pack_countries() -> list[str]:
    """The countries that have a shipped pack, by alpha-3.

    Examples
    --------
    >>> "MLI" in pack_countries()
    True
    """
    folder = packs_folder() / "countries"
    shipped = {path.parent.name.upper() for path in folder.glob("*/country.toml")}
    return sorted(item.alpha3 for item in countries().values() if item.alpha2 in shipped)


def example(name: str) -> Path:
    """The folder of a packaged example."""
    folder = packs_folder() / "examples" / name
    if not (folder / "azalai.toml").exists():
        known = sorted(path.parent.name for path in folder.parent.glob("*/azalai.toml"))
        raise InputError("no_example", value=name, known=", ".join(known))
    return folder


def ledger_examples() -> list[str]:
    """Packaged examples that have a ledger of figures.

    Examples
    --------
    >>> "mali_2012" in ledger_examples()
    True
    """
    return sorted(path.parent.name for path in packs_folder().glob("examples/*/figures.csv"))
