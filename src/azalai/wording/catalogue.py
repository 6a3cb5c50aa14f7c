"""The texts of one language: gettext catalogues keyed by symbols, filled with values.

This module is on the path of ``azalai --help``: it imports nothing but the standard library.
Babel is fetched only when a catalogue was edited after it was compiled, that is, on the machine
of someone who translates.
"""

from __future__ import annotations

import gettext
import io
import string
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from azalai.wording.languages import LOCALES, known

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

# An installer writes the two files of one domain moments apart and in either order; only an edit
# makes a source younger than its compiled twin by more than this.
_SECONDS_OF_GRACE: Final = 5.0


class MissingTextError(KeyError):
    """A key without a text, or a text without its value: a mistake in the program, not by a user.

    A raw key must never reach a page; tests find it first.
    """


class _Missing(gettext.NullTranslations):
    """End of the chain of domains: gettext would answer with the key itself."""

    def gettext(self, message: str) -> str:
        raise MissingTextError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise MissingTextError(msgid1)


class Filler(string.Formatter):
    """`str.format` whose specifications may name a way of writing: ``{rows:number}``.

    Parameters
    ----------
    writers : mapping of str to callable
        What turns a value into text for each specification. Unknown ones mean what they mean to
        `format`.
    """

    def __init__(self, writers: Mapping[str, Callable[[Any], str]]) -> None:
        self._writers = writers

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        if key not in kwargs:
            raise MissingTextError(f"no value for {{{key}}}")
        return kwargs[str(key)]

    def format_field(self, value: Any, format_spec: str) -> str:
        writer = self._writers.get(format_spec)
        return writer(value) if writer else str(super().format_field(value, format_spec))


class Catalogue:
    """Every text of one language, all domains merged.

    Examples
    --------
    >>> Catalogue("fr").text("term.direction.in")
    'Entrants'
    """

    def __init__(self, lang: str) -> None:
        self.lang = known(lang)
        self._texts: gettext.NullTranslations = _Missing()
        for domain in domains(lang):
            translations = load(domain)
            translations.add_fallback(self._texts)
            self._texts = translations

    def text(self, key: str, n: int | None = None) -> str:
        """The text of a key as it stands in the catalogue, in the plural form that `n` asks for."""
        if n is None:
            return self._texts.gettext(key)
        return self._texts.ngettext(key, key, n)

    def has(self, key: str) -> bool:
        """Whether the key has a text."""
        try:
            self._texts.gettext(key)
        except MissingTextError:
            return False
        return True


@lru_cache
def catalogue(lang: str) -> Catalogue:
    """The catalogue of a language, read once per process."""
    return Catalogue(lang)


def domains(lang: str) -> list[Traversable]:
    """One file for each domain of a language: compiled where it is up to date, else its source."""
    found: dict[str, dict[str, Traversable]] = {}
    for entry in LOCALES.joinpath(lang).iterdir():
        stem, _, kind = entry.name.rpartition(".")
        if kind in ("po", "mo"):
            found.setdefault(stem, {})[kind] = entry
    return [fresher(**found[stem]) for stem in sorted(found)]


def fresher(po: Traversable | None = None, mo: Traversable | None = None) -> Traversable:
    """The compiled catalogue, or its source where that was edited since."""
    if po is None or mo is None:
        chosen = mo or po
        assert chosen is not None
        return chosen
    if isinstance(po, Path) and isinstance(mo, Path):
        edited = po.stat().st_mtime > mo.stat().st_mtime + _SECONDS_OF_GRACE
        return po if edited else mo
    return mo


def load(domain: Traversable) -> gettext.GNUTranslations:
    """Read one domain, compiling a source in memory on the way."""
    if domain.name.endswith(".mo"):
        return gettext.GNUTranslations(io.BytesIO(domain.read_bytes()))
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(domain.read_bytes()), abort_invalid=True))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
