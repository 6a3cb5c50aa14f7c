"""The word that a misspelt one is nearest to: proposed in a message, never applied."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from azalai.model.names import normalise

_LONGEST = 60


def nearest(text: str, spellings: Mapping[str, str]) -> str:
    """What the spelling means that is at most two edits away: one of a short word, three of a long.

    Empty where none is so near, or several that mean different things.

    Parameters
    ----------
    spellings : mapping of str to str
        Spelling -> what it means.

    Examples
    --------
    >>> known = {"stock": "stock", "return": "return", "timbuktu": "ML06", "tombouctou": "ML06"}
    >>> nearest("stok", known), nearest("Timbouctou", known), nearest("xyz", known)
    ('stock', 'ML06', '')
    """
    plain = normalise(text)
    if not plain or len(plain) > _LONGEST:
        return ""
    known = {word: normalise(word) for word in spellings}
    allowed = 1 if len(plain) < 5 else 2 if len(plain) < 12 else 3
    found = process.extract(plain, known, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    near = [
        (edits, spellings[word])
        for plain_word, edits, word in found
        # A code of three letters is one edit from many others.
        if len(word) > 3 or not edits or plain_word != normalise(spellings[word])
    ]
    meant = {meaning for edits, meaning in near if edits == min(near)[0]}
    return meant.pop() if len(meant) == 1 else ""
