"""What a foreign header may mean: by our names, the data dictionary, and what sheets call things.

Two headers say the same when their `key` is the same: case, accents, plurals, small words and the
many ways to write an age do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from azalai.model.flows import AGES, COUNT_KINDS, FIELDS
from azalai.model.names import normalise
from azalai.workspace.packs import country_spellings, synonyms

Key = tuple[str, ...]

_FIVE = re.compile(r"\b(five|cinq)\b")
_YEARS = re.compile(r"\b(ans?|(?:years?|yrs?)(?: old)?)\b")
_UNDER = re.compile(
    r"(?:<=?|≤|(?<![\d\w])-(?=\d)|\b(?:moins de|under|below|less than)\b)\s*(\d{1,2})"
)
_OVER = re.compile(
    r"(?:>=?|≥|(?<!\d)\+(?=\d)|\b(?:plus de|over|above)\b)\s*(\d{1,2})\+?"
    r"|(\d{1,2})\s*(?:\+|(?:ans|years)?\s*(?:et plus|et au dela|and over|and above|and more))"
)
_RANGE = re.compile(r"(\d{1,2})\s*(?:-|–|à|to)\s*(\d{1,2})\b")
_AGE = re.compile(r"\b(?:under(\d+)|over(\d+)|range(\d+)to(\d+))\b")
_OF_AGE = 18
_NEAR = 86
_SHORTEST_NEAR = 5
"""Shorter words have too many neighbours."""


def parts(header: str) -> list[str]:
    """The levels of a header: ``Group / column``, or ``group/column`` as form servers export it."""
    return [part for part in re.split(r"\s*(?:/|::)\s*", header.strip()) if part] or [header]


@cache
def _small() -> frozenset[str]:
    return frozenset(normalise(word) for word in synonyms()["words"]["small"])


@cache
def key(text: str) -> Key:
    """The words that count in a name.

    Examples
    --------
    >>> key("Dates de la collecte") == key("date de collecte"), key("Enfants < 5 ans")
    (True, ('enfant', 'under5'))
    >>> key("H 18+"), key("Filles (6 à 17 ans)"), key("under five")
    (('h', 'over18'), ('fille', 'range6to17'), ('under5',))
    """
    plain = _FIVE.sub("5", text.casefold())
    plain = _RANGE.sub(r" range\1to\2 ", plain)
    plain = _OVER.sub(lambda found: f" over{found[1] or found[2]} ", plain)
    plain = _UNDER.sub(r" under\1 ", plain)
    words = normalise(_YEARS.sub(" ", plain)).split()
    kept = [word for word in words if word not in _small()] or words
    return tuple(_singular(word) for word in kept)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def _keyed(section: str) -> dict[Key, str]:
    """Key -> our name for one section of the synonyms; a word of two names stands for neither."""
    found: dict[Key, str] = {}
    twice: set[Key] = set()
    for name, words in synonyms()[section].items():
        for word in words:
            if found.setdefault(key(word), name) != name:
                twice.add(key(word))
    return {words: name for words, name in found.items() if words not in twice}


@cache
def keyed(section: str) -> Mapping[Key, str]:
    """Key -> our name: what sheets write, and our own codes."""
    found = _keyed(section)
    ours: Iterable[str] = ()
    if section in COUNT_KINDS and section != "sex_age":
        ours = COUNT_KINDS[section].categories
    elif section in FIELDS:
        ours = FIELDS[section].codes
    for code in ours:
        found.setdefault(key(code), code)
    return found


@cache
def _order() -> Mapping[Key, int]:
    """Which of a field's names comes first: where a sheet has both, the first is meant."""
    found: dict[Key, int] = {}
    for words in synonyms()["fields"].values():
        for place, word in enumerate(words):
            found.setdefault(key(word), place)
    return found


@dataclass(frozen=True, slots=True, order=True)
class Likeness:
    """A field that a header may mean; the higher the score, the surer."""

    score: int
    field: str
    order: int = 0

    @property
    def sure(self) -> bool:
        """Whether a name was found as it is, and not only something near it."""
        return self.score >= 90


def fields_like(header: str) -> list[Likeness]:
    """The fields a header may mean, the likeliest first.

    Examples
    --------
    >>> [item.field for item in fields_like("Date de la collecte")][:1]
    ['date']
    >>> fields_like("Effectfi")
    [Likeness(score=70, field='persons', order=0)]
    """
    if header.strip() in FIELDS:
        return [Likeness(100, header.strip())]
    for item in FIELDS.values():
        if header.strip() in item.dtm or parts(header)[-1] in item.dtm:
            return [Likeness(100 - item.dtm.index(parts(header)[-1]), item.name)]
    known = keyed("fields")
    whole, last = key(header), key(parts(header)[-1])
    for words, score in ((whole, 95), (last, 92)):
        if words in known:
            return [Likeness(score, known[words], _order().get(words, 0))]
    bare = tuple(word for word in last if word not in _counting())
    if bare != last and known.get(bare) == "persons":
        return [Likeness(91, "persons", _order().get(bare, 0))]
    found: dict[str, int] = {}
    for words, name in known.items():
        if len(words) > 1 and set(words) <= set(whole) and len(whole) - len(words) <= 2:
            # The longest name inside a header is what it is about.
            found[name] = max(found.get(name, 0), 75 + len(words))
    if not found:
        found = _near(last, known)
    return sorted((Likeness(score, name) for name, score in found.items()), reverse=True)


def _near(words: Key, known: Mapping[Key, str]) -> dict[str, int]:
    """Names spelt nearly like this one; none where two different fields are as near."""
    text = " ".join(words)
    if len(text) < _SHORTEST_NEAR:
        return {}
    best, names = float(_NEAR), set[str]()
    for other, name in known.items():
        if len(" ".join(other)) < _SHORTEST_NEAR:
            continue
        score = fuzz.ratio(text, " ".join(other))
        if score >= best:
            names = names | {name} if score == best else {name}
            best = score
    return dict.fromkeys(names, 70) if len(names) == 1 else {}


def country_of(header: str) -> str:
    """The country a header names, by itself or by its last part; empty where it names none."""
    known, last = country_spellings(), parts(header)[-1]
    return known.get(normalise(header)) or known.get(normalise(last)) or ""


def people_of(text: str) -> str:
    """The country of a nationality named by its people.

    Examples
    --------
    >>> people_of("Nationalités / Maliens"), people_of("Nigériennes"), people_of("Mali")
    ('MLI', 'NER', '')
    """
    return keyed("nationality").get(key(parts(text)[-1]), "")


def category_of(section: str, header: str) -> str:
    """The category of a section that a header names, by itself or by its last part.

    Examples
    --------
    >>> category_of("vulnerability", "Nombre d'enfants de moins de 5 ans")
    'under_5'
    >>> category_of("transport", "Moyen de transport / À pied")
    'foot'
    >>> category_of("vulnerability", "Elderly (60+)")
    'elderly'
    """
    known = keyed(section)
    for text in (header, parts(header)[-1]):
        words = key(text)
        bare = tuple(word for word in words if word not in _counting())
        ageless = tuple(word for word in bare if not _AGE.fullmatch(word))
        for name in (words, bare, ageless):
            if name in known:
                return known[name]
    return ""


@cache
def _counting() -> frozenset[str]:
    return frozenset(word for text in synonyms()["words"]["count"] for word in key(text))


@cache
def _totals() -> frozenset[str]:
    return frozenset(word for text in synonyms()["words"]["total"] for word in key(text))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of sex and age that a header names."""

    sex: str
    age: str
    band: bool = False
    """Whether it names an age: such a column may be a part of another."""
    total: bool = False


def cell_of(header: str) -> Cell | None:
    """Sex and age named by a header; None where it names anything besides, or no sex.

    Examples
    --------
    >>> cell_of("# girls"), cell_of("Adult males")
    (Cell(sex='F', age='minor', band=False, total=False), Cell(sex='M', age='adult', band=...))
    >>> cell_of("F<18").age, cell_of("Hommes / 18 ans et plus").age, cell_of("Hommes").age
    ('minor', 'adult', '')
    >>> cell_of("Adultes"), cell_of("Hommes enceintes")
    (None, None)
    """
    levels = parts(header)
    tails = [" ".join(levels[start:]) for start in range(len(levels))]
    for text in dict.fromkeys((header, *tails, f"{levels[0]} {levels[-1]}")):
        found = _cell(key(text))
        if found is not None:
            return found
    return None


def _cell(words: Key) -> Cell | None:
    sexes, ages, total, band = set[str](), set[str](), False, False
    for word in words:
        age = _age(word)
        whole = keyed("sex_age").get((word,), "")
        if age:
            ages.add(age)
            band = True
        elif whole:
            sexes.add(whole.split()[0])
            ages.add(whole.split()[1])
        elif (word,) in keyed("sex"):
            sexes.add(keyed("sex")[word,])
        elif (word,) in keyed("age"):
            ages.add(keyed("age")[word,])
        elif word in _totals():
            total = True
        elif word not in _counting():
            return None
    if len(sexes) != 1 or len(ages) > 1:
        return None
    return Cell(sexes.pop(), ages.pop() if ages else "", band, total)


def _age(word: str) -> str:
    """Of age or not, where the word is an age that says it."""
    found = _AGE.fullmatch(word)
    if found is None:
        return ""
    under, over, first, last = (int(number) if number else None for number in found.groups())
    if (under is not None and under <= _OF_AGE) or (last is not None and last <= _OF_AGE):
        return AGES[1]
    if (over is not None and over >= _OF_AGE - 1) or (first is not None and first >= _OF_AGE - 1):
        return AGES[0]
    return ""
