"""Bulletins as files: PDF, DOCX and the page that explains, in each language of a closed month."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from azalai.model.errors import InputError, ReleaseError
from azalai.model.periods import Month
from azalai.release import Release, closed_months, open_release
from azalai.reports.charts import Backdrop
from azalai.reports.content import Document, plain, texts_of
from azalai.reports.document import bulletin
from azalai.reports.explanation import explanation_page
from azalai.reports.month_tables import MONTHS_OF_DESTINATIONS
from azalai.reports.typeset import NoGlyphError, pictures_of, typeset
from azalai.reports.word import word_file
from azalai.reports.writing import Progress, Steps, name_of, write_files
from azalai.wording import Wording
from azalai.workspace import Folder


def releases_for(folder: Folder, month: Month, revision: int = 0) -> list[Release]:
    """The month's release and those of the year before it, oldest first.

    Raises
    ------
    ReleaseError
        ``month_open``, ``month_empty`` or ``no_revision``.
    """
    current = open_release(folder, month, revision)
    first = month.shifted(1 - MONTHS_OF_DESTINATIONS)
    earlier = [item for item in closed_months(folder.root) if first <= item < month]
    return [*(open_release(folder, item) for item in earlier), current]


def backdrop_of(folder: Folder, lang: str) -> Backdrop:
    """The regions of the workspace's country, from its country pack."""
    country = folder.root / "country"
    names: dict[str, str] = {}
    shapes = []
    listed = country / "admin1.csv"
    if listed.exists():
        with listed.open(encoding="utf-8-sig", newline="") as source:
            for line in csv.DictReader(source):
                names[line["code"]] = line.get(f"name_{lang}") or line["name_en"]
    boundaries = country / str(folder.pack.get("boundaries", "admin1.geojson"))
    if boundaries.exists():
        shapes = json.loads(boundaries.read_text(encoding="utf-8"))["features"]
    return Backdrop(shapes, names)


def document_for(folder: Folder, releases: Sequence[Release], lang: str) -> Document:
    """The bulletin of the last release as content, with the officer's paragraphs."""
    month = releases[-1].month
    officer = folder.root / "text" / f"{month}.{lang}.md"
    return bulletin(releases, lang, backdrop_of(folder, lang), officer)


def file_name(document: Document, release: Release, form: str) -> str:
    """``Mali-2020-06-bulletin-en.pdf``; the country's name in English, so that files sort alike."""
    if form == "html":
        return f"explanation.{document.lang}.html"
    return name_of(release.country, [release.identity, "bulletin"], document.lang, form)


def write_bulletin(
    folder: Folder,
    month: Month,
    languages: Sequence[str],
    target: Path | None = None,
    *,
    forms: Sequence[str] = ("pdf",),
    revision: int = 0,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the bulletin of a closed month, and the page that explains its numbers.

    Nothing is written before everything is made; each file appears whole or not at all, and an
    older one of that name is replaced.

    Parameters
    ----------
    target : Path, optional
        A folder, made where it does not exist; if left out, ``bulletins/<release>`` of the
        workspace.
    forms : sequence of str
        Of `FORMS`: the page that explains is always written, links in the others lead to it.
    revision : int
        Another revision than the latest.
    progress : callable, optional
        Told ``(language, done, total)`` while charts are drawn and pages set.

    Returns
    -------
    list of Path
        By language, in the order of `forms`; the explanation last.

    Raises
    ------
    ReleaseError
        The month is not closed, or a file of a release it reads is not as it was closed.
    InputError
        The officer's paragraphs cannot be used, or a text holds a character without a glyph.
    """
    releases = releases_for(folder, month, revision)
    for item in releases:
        damaged = item.verify()
        if damaged:
            files = ", ".join(damaged)
            raise ReleaseError("release_damaged", release=item.identity, files=files)
    release = releases[-1]
    # Every language is put together before anything is drawn: a mistake in a text shows at once.
    documents = [document_for(folder, releases, lang) for lang in languages]
    target = target or folder.root / "bulletins" / release.identity
    target.mkdir(parents=True, exist_ok=True)
    made: dict[Path, bytes] = {}
    for document in documents:
        steps = Steps(document, len(forms) + 1, progress)
        pictures = pictures_of(document, steps.next)
        for form in (*forms, "html"):
            path = target / file_name(document, release, form)
            try:
                made[path] = _content(form, release, document, pictures)
            except NoGlyphError as problem:
                raise _no_glyph(folder, document, release.month, problem.character) from None
            steps.next(form)
    return write_files(made)


def _no_glyph(folder: Folder, document: Document, month: Month, character: str) -> InputError:
    """Where a character stands that no font has: the officer's line, or the printed words."""
    name = f"U+{ord(character[0]):04X}"
    officer = folder.root / "text" / f"{month}.{document.lang}.md"
    lines = officer.read_text("utf-8-sig").splitlines() if officer.exists() else []
    for row, line in enumerate(lines, start=1):
        if character in line:
            return InputError(
                "text_no_glyph", path=officer.name, row=row, value=character, name=name
            )
    shown = next((text for text in texts_of(plain(document)) if character in text), character)
    return InputError("word_no_glyph", place=shown, value=character, name=name)


def _content(form: str, release: Release, document: Document, pictures: dict[str, str]) -> bytes:
    if form == "pdf":
        return typeset(document, pictures, (release.path / "public/table.csv").read_bytes())
    if form == "docx":
        return word_file(document, pictures)
    return explanation_page(release, document, Wording(document.lang)).encode()
