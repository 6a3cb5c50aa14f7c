"""The texts of one language: gettext catalogues keyed by symbols, filled with values.

This module is on the path of ``azalai --help``: it imports nothing but the standard library.
Babel is fetched only when a catalogue was edited after it was compiled, that is, on the machine
of someone who translates.
"""

from __future__ import annotations

import gettext
import io
import os
import string
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from azalai.wording.languages import LOCALES, known

# An installer writes the two files of one domain moments apart and in either order; only an edit
# makes a source younger than its compiled twin by more than this.
_SECONDS_OF_GRACE: Final = 5.0


Place = str | os.PathLike[str]


class MissingTextError(KeyError):
    """A key without a text, or a text without its value: a mistake in the program, not by a user.

    A raw key must never reach a page; tests find it first.
    """


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

    A domain is read when a key is not found in those read before it, ``verbs`` first:
    `azalai --help` needs no other.

    Examples
    --------
    >>> Catalogue("fr").text("term.direction.in")
    'Entrants'
    """

    def __init__(self, lang: str) -> None:
        self.lang = known(lang)
        self._unread = list(domains(lang))
        self._read: list[gettext.GNUTranslations] = []
        self._reading = threading.Lock()
        # Bounded by the texts that there are: only plain ones that were found.
        self._known: dict[str, str] = {}

    def _find(self, key: str, n: int | None) -> str | None:
        """The text of a key; gettext answers with the key itself where it has none."""
        tried = 0
        while tried < len(self._read) or self._read_next(tried):
            domain = self._read[tried]
            found = domain.gettext(key) if n is None else domain.ngettext(key, key, n)
            if found != key:
                return found
            tried += 1
        return None

    def _read_next(self, tried: int) -> bool:
        """Read one domain more than were tried; False where there is none.

        One thread at a time: the others wait, or they would take a text for missing that is
        only being read.
        """
        with self._reading:
            if tried == len(self._read) and self._unread:
                self._read.append(load(self._unread.pop(0)))
            return tried < len(self._read)

    def text(self, key: str, n: int | None = None) -> str:
        """The text of a key as it stands in the catalogue, in the plural form that `n` asks for."""
        if n is None and key in self._known:
            return self._known[key]
        found = self._find(key, n)
        if found is None:
            raise MissingTextError(key)
        if n is None:
            self._known[key] = found
        return found

    def has(self, key: str, n: int | None = None) -> bool:
        """Whether the key has a text, or a plural form for `n`."""
        return (n is None and key in self._known) or self._find(key, n) is not None


@lru_cache
def catalogue(lang: str) -> Catalogue:
    """The catalogue of a language, read once per process."""
    return Catalogue(lang)


def domains(lang: str) -> list[Place]:
    """One file for each domain of a language: compiled where it is up to date, else its source."""
    found: dict[str, dict[str, Place]] = {}
    for entry in os.scandir(os.path.join(LOCALES, lang)):  # noqa: PTH118 (see `languages`)
        name, _, kind = entry.name.rpartition(".")
        if kind in ("po", "mo"):
            found.setdefault(name, {})[kind] = entry.path
    order = sorted(found, key=lambda name: (name != "verbs", name != "cli", name))
    return [fresher(**found[name]) for name in order]


def fresher(po: Place = "", mo: Place = "") -> Place:
    """The compiled catalogue, or its source where that was edited since."""
    if not (po and mo):
        return mo or po
    edited = os.stat(po).st_mtime > os.stat(mo).st_mtime + _SECONDS_OF_GRACE  # noqa: PTH116
    return po if edited else mo


def load(path: Place) -> gettext.GNUTranslations:
    """Read one domain, compiling a source in memory on the way."""
    with open(path, "rb") as file:  # noqa: PTH123 (see `languages`)
        if os.fspath(path).endswith(".mo"):
            return gettext.GNUTranslations(file)
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        compiled = io.BytesIO()
        write_mo(compiled, read_po(file, abort_invalid=True))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
