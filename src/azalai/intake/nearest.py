"""The known spelling that a misspelt word is nearest to: proposed, never applied.

Distance is the number of single edits (insert, delete, substitute, transpose two neighbours) on the
form in which names are compared: Damerau, *A technique for computer detection and correction of
spelling errors*, CACM 7(3), 1964, found that these four make up 80 % of misspellings; here in its
restricted form, which does not edit a piece twice.
"""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from azalai.model.names import normalise

_SHORT, _MIDDLE = 5, 12
_LONGEST = 60
"""Letters from which a text is a sentence and no name."""


def edits_allowed(length: int) -> int:
    """How many edits a word of so many letters may be away: 1 under five, 2 under twelve, else 3.

    Examples
    --------
    >>> edits_allowed(4), edits_allowed(5), edits_allowed(14)
    (1, 2, 3)
    """
    return 1 if length < _SHORT else 2 if length < _MIDDLE else 3


def suggest(text: str, spellings: Mapping[str, str]) -> str:
    """The code whose spelling is nearest to a text; empty where none is, or two codes are.

    Parameters
    ----------
    text : str
        What stood in the cell.
    spellings : mapping of str to str
        Normalised spelling -> code. Codes of three letters or fewer that stand among the spellings
        are passed over: they are one edit from each other, so a near one proves nothing.

    Examples
    --------
    >>> known = {"mali": "MLI", "mli": "MLI", "niger": "NER", "nigeria": "NGA"}
    >>> suggest("Malli", known), suggest("Nigeira", known), suggest("Nigera", known)
    ('MLI', 'NGA', '')
    """
    plain = normalise(text)
    if not plain or len(plain) > _LONGEST:
        return ""
    allowed = edits_allowed(len(plain))
    found = process.extract(
        plain,
        _names(spellings),
        scorer=OSA.distance,
        processor=None,
        score_cutoff=allowed,
        limit=None,
    )
    near = [(word, edits) for word, edits, _ in found if edits <= edits_allowed(len(word))]
    least = min((edits for _, edits in near), default=0)
    # Two spellings of one code are one candidate.
    codes = {spellings[word] for word, edits in near if edits == least}
    return codes.pop() if len(codes) == 1 else ""


def _names(spellings: Mapping[str, str]) -> list[str]:
    return [
        word
        for word, code in spellings.items()
        if code and (len(word) > 3 or word != code.casefold())
    ]
