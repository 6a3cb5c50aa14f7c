"""Words of a foreign file that nobody has explained yet, and what each is nearest to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from azalai.intake.drafting.tables import Column
from azalai.intake.drafting.words import key, keyed
from azalai.intake.nearest import suggest
from azalai.intake.values import Problem, Read, category_reader, field_reader
from azalai.model.flows import FIELDS, Direction, Kind
from azalai.model.names import spelling
from azalai.wording import Wording
from azalai.workspace import Register
from azalai.workspace.packs import country_spellings, synonyms


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is not understood, how many rows have it, and what it may mean.

    Attributes
    ----------
    code : str
        The value proposed; empty where nothing is near.
    near : str
        What the value is called, where the word is only near it; empty where a synonym says it.
    """

    text: str
    rows: int
    code: str = ""
    near: str = ""

    @property
    def sure(self) -> bool:
        """Whether the word is a known synonym, and not only near one."""
        return bool(self.code) and not self.near


@dataclass(frozen=True, slots=True)
class Unknown:
    """Words for *we do not know*: those that are, and those that only may be."""

    sure: Mapping[str, int]
    doubtful: Mapping[str, int]


def _spelt(words: Iterable[str]) -> frozenset[str]:
    return frozenset(spelling(word) for word in words)


class Explainer:
    """Reads the words of each field as an import would, and proposes for those it cannot read."""

    def __init__(self, register: Register, wording: Wording) -> None:
        self._register, self._wording = register, wording
        self._sure = _spelt(synonyms()["words"]["unknown"])
        self._doubtful = _spelt(synonyms()["words"]["doubtful"])

    def reader(self, name: str) -> Read | None:
        """How a field, or the category of a row, is read; None for plain text."""
        if name in FIELDS:
            return field_reader(FIELDS[name], self._register.spellings, "")
        return category_reader(name)

    def words(self, name: str, columns: Iterable[Column]) -> list[Word]:
        """The words of a field that an import would not understand, the most frequent first."""
        read = self.reader(name)
        if read is None or (name in FIELDS and FIELDS[name].kind not in _WORDED):
            return []
        found: Counter[str] = Counter()
        texts: dict[str, str] = {}
        for column in columns:
            for text, rows in column.values.items():
                plain = spelling(text)
                if plain in self._sure or plain in self._doubtful:
                    continue
                if isinstance(read(text), Problem):
                    found[texts.setdefault(plain, text)] += rows
        return [self._word(name, text, rows) for text, rows in found.most_common()]

    def _word(self, name: str, text: str, rows: int) -> Word:
        known = self._spellings(name)
        if name in _SECTIONS and key(text) in keyed(name):
            return Word(text, rows, keyed(name)[key(text)])
        code = suggest(text, known)
        return Word(text, rows, code, self._label(name, code) if code else "")

    def _spellings(self, name: str) -> Mapping[str, str]:
        if name == "point":
            return self._register.spellings
        if name in _SECTIONS and name != "nationality":
            return {" ".join(words): code for words, code in keyed(name).items()}
        if name in FIELDS and FIELDS[name].kind is Kind.CODE:
            return {code: code for code in FIELDS[name].codes}
        return country_spellings()

    def _label(self, name: str, code: str) -> str:
        if name == "point":
            return self._register.points[code].name(self._wording.lang)
        return self._wording.category(name, code)

    def unknown(self, read: Iterable[tuple[str, Column]], counted: Iterable[Column]) -> Unknown:
        """Words for *unknown* that stand in columns which would not understand them."""
        sure: Counter[str] = Counter()
        doubtful: Counter[str] = Counter()
        for name, column in read:
            if name == "record_id":
                continue
            reader = self.reader(name)
            for text, rows in column.values.items():
                plain = spelling(text)
                if plain not in self._sure and plain not in self._doubtful:
                    continue
                if reader is None:
                    sure[text] += rows * (plain in self._sure)
                elif isinstance(reader(text), Problem):
                    (sure if plain in self._sure else doubtful)[text] += rows
                elif plain in self._sure and reader(text) not in (None, Direction.UNKNOWN):
                    # DNK is *do not know* on forms, and Denmark in the standard.
                    doubtful[text] += rows
        for column in counted:
            for text, rows in column.values.items():
                plain = spelling(text)
                if plain in self._sure:
                    sure[text] += rows
                elif plain in self._doubtful and not plain.lstrip("-").isdigit():
                    doubtful[text] += rows
        return Unknown(_once(sure), _once(doubtful))


def _once(words: Counter[str]) -> dict[str, int]:
    """One spelling of each word, the most frequent first."""
    found: dict[str, tuple[str, int]] = {}
    for text, rows in words.most_common():
        if rows:
            first, before = found.get(spelling(text), (text, 0))
            found[spelling(text)] = (first, before + rows)
    return dict(found.values())


_WORDED = (Kind.POINT, Kind.COUNTRY, Kind.CODE)
_SECTIONS = ("direction", "movement_type", "transport", "reason", "sex", "age",
             "nationality")  # fmt: skip
