"""The sectors of the Migration Crisis Operational Framework, as the file of the pack lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from azalai.workspace.packs import packs_folder


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector of assistance.

    Attributes
    ----------
    code : str
        What ``response.csv`` of a crisis calls it.
    names : mapping of str to str
    confirmed : str
        ``seen``: a page that was read names it in this or nearly this form; ``reported``: a note
        says that a leaflet does; ``memory``: check it against MC/2355 before quoting it.
    source : str
        Where it is named; empty for what is not confirmed.
    """

    code: str
    names: Mapping[str, str]
    confirmed: str
    source: str

    def name(self, lang: str) -> str:
        """Its name in a language, else in English."""
        return self.names.get(lang) or self.names["en"]


@cache
def sectors() -> Mapping[str, Sector]:
    """Code -> sector, in the order of the file.

    Examples
    --------
    >>> len(sectors()), sectors()["camp_management"].name("fr")
    (15, 'Gestion des camps et suivi des déplacements')
    """
    with (packs_folder() / "mcof.toml").open("rb") as file:
        return {
            item["code"]: Sector(
                item["code"], item["name"], item["confirmed"], item.get("source", "")
            )
            for item in tomllib.load(file)["sector"]
        }
