"""Comparing names as people type them: `Côte d’Ivoire` and `COTE D'IVOIRE` are one name."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not take apart into a plain letter and an accent.
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "ŋ": "n", "þ": "th",
     "ɓ": "b", "ɗ": "d", "ɛ": "e", "ɔ": "o"}
)  # fmt: skip
_DOTS = re.compile(r"[.\u00b7\u2024]")
_BREAKS = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """The form under which two spellings of one name are equal.

    Case and accents are dropped; apostrophes, hyphens, underscores, brackets and every kind of
    space become one plain space; the dots of abbreviations vanish. Letters of other scripts stay,
    so that a name typed in Arabic or Tifinagh still matches itself.

    Examples
    --------
    >>> normalise("Côte d’Ivoire"), normalise("  COTE  D'IVOIRE ")
    ('cote d ivoire', 'cote d ivoire')
    >>> normalise("Guinée‑Bissau"), normalise("R.D. Congo"), normalise("Cœur")
    ('guinee bissau', 'rd congo', 'coeur')
    """
    folded = text.casefold().translate(_LETTERS)
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", folded)
        if unicodedata.category(letter) != "Mn"
    )
    return _BREAKS.sub(" ", _DOTS.sub("", plain)).strip()


def spelling(text: str) -> str:
    """The form under which two cells are the same value: names as names, all else to the letter.

    Examples
    --------
    >>> spelling("Non  déclaré"), spelling("-9"), spelling("9"), spelling("?")
    ('non declare', '-9', '9', '?')
    """
    return normalise(text) if any(letter.isalpha() for letter in text) else text.strip()
