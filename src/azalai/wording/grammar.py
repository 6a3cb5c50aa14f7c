"""Small rules of grammar that a catalogue cannot hold: plurals, elision and lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from azalai.model.names import normalise
from azalai.wording.catalogue import catalogue
from azalai.wording.numbers import Real, exact

# Words whose first letter is a vowel to the eye but not to the ear.
_NOT_ELIDED: Final = frozenset({"onze", "onzieme", "oui", "yemen"})
# The h of these is mute; every other name here that begins with h keeps the full article.
_MUTE_H: Final = frozenset({"haiti", "heure", "homme", "hommes", "habitant", "habitants"})


def counted(lang: str, n: Real) -> int:
    """The whole number whose plural form a number takes; gettext asks about whole ones only.

    French counts by what stands before the decimal mark (1,5 is singular); elsewhere a number
    with decimals is plural.

    Examples
    --------
    >>> counted("fr", 1.5), counted("en", 1.5), counted("en", 1), counted("fr", -9)
    (1, 2, 1, 9)
    """
    size = abs(exact(n))
    if lang == "fr" or size.denominator == 1:
        return int(size)
    return max(2, int(size))


def elides(word: str) -> bool:
    """Whether French ``de`` and ``le`` lose their vowel before the word.

    Examples
    --------
    >>> elides("avril"), elides("Érythrée"), elides("Honduras"), elides("Haïti"), elides("juin")
    (True, True, False, True, False)
    """
    first = (normalise(word).split() or [""])[0]
    if first in _NOT_ELIDED:
        return False
    return first in _MUTE_H or first[:1] in ("a", "e", "i", "o", "u")


def contracted(lang: str, words: str) -> str:
    """``of`` before words that take no article: ``de juin``, ``d’avril``, ``of April``."""
    key = "format.of_vowel" if elides(words) else "format.of"
    return catalogue(lang).text(key).format(words=words)


def joined(lang: str, items: Sequence[str]) -> str:
    """A list as it is read aloud.

    Examples
    --------
    >>> joined("en", ["a", "b", "c"]), joined("fr", ["a", "b"]), joined("fr", [])
    ('a, b and c', 'a et b', '')
    """
    if len(items) < 2:
        return "".join(items)
    texts = catalogue(lang)
    start = texts.text("format.list.comma").join(items[:-1])
    return texts.text("format.list.last").format(start=start, last=items[-1])
