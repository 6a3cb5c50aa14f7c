"""What every report does to become files: progress that is told, names that sort, whole files."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from azalai.reports.content import Document
from azalai.wording import Wording

FORMS = ("pdf", "docx")
"""What a report can be written as."""

Progress = Callable[[str, int, int], None]
"""Told the language, the steps done and the steps there are."""


class Steps:
    """Counts what has been drawn and set of one language.

    Parameters
    ----------
    forms : int
        Files to be made of the document, besides its pictures.
    """

    def __init__(self, document: Document, forms: int, progress: Progress | None) -> None:
        self._lang = document.lang
        self._total = len(document.charts) + forms
        self._done = 0
        self._progress = progress

    def next(self, _: str) -> None:
        """A step is done."""
        self._done += 1
        if self._progress is not None:
            self._progress(self._lang, self._done, self._total)


def name_of(country: str, words: Sequence[str], lang: str, form: str) -> str:
    """``Mali-2020-06-bulletin-en.pdf``; the country in English, so that files sort alike.

    Examples
    --------
    >>> name_of("CIV", ["2013-02-21", "crisis"], "fr", "pdf")
    'Côte-d-Ivoire-2013-02-21-crisis-fr.pdf'
    """
    place = Wording("en").country(country)
    plain = "".join(letter if letter.isalnum() else "-" for letter in place).strip("-")
    return f"{'-'.join((plain, *words, lang))}.{form}"


def write_files(made: Mapping[Path, bytes]) -> list[Path]:
    """Write what is made; each file appears whole or not at all."""
    for path, content in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            temporary.write_bytes(content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    return list(made)
