"""Which languages there are, and which one a user wants."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from azalai.model.errors import InputError

# This module is on the path of `azalai --help`: `os.path` costs a tenth of `pathlib`, and the
# package is always installed as files.
PACKS: Final = os.path.join(os.path.dirname(os.path.dirname(__file__)), "packs")  # noqa: PTH118, PTH120
LOCALES: Final = os.path.join(PACKS, "locales")  # noqa: PTH118

LANGUAGES: Final[tuple[str, ...]] = tuple(
    sorted(entry.name for entry in os.scandir(LOCALES) if entry.is_dir())
)
"""A language is a folder of catalogues in ``packs/locales``."""

FALLBACK: Final = "en"


def known(lang: str) -> str:
    """`lang` itself when there is a catalogue for it, else ``unknown_language``."""
    if lang not in LANGUAGES:
        raise InputError("unknown_language", value=lang, known=", ".join(LANGUAGES))
    return lang


def language_from(environment: Mapping[str, str]) -> str:
    """The language a user's environment asks for; English where it asks for none we speak.

    The first of these that is set and not empty decides: ``AZALAI_LANG``, ``LC_ALL``,
    ``LC_MESSAGES``, ``LANG``.

    Examples
    --------
    >>> language_from({"LANG": "fr_FR.UTF-8"}), language_from({"LC_ALL": "C", "LANG": "fr_ML"})
    ('fr', 'en')
    """
    for name in ("AZALAI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        asked = environment.get(name, "").strip()
        if asked:
            lang = asked.replace("-", "_").split("_")[0].split(".")[0].split("@")[0].lower()
            return lang if lang in LANGUAGES else FALLBACK
    return FALLBACK
