"""Bulletins as files: one PDF for each language of a closed month."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from azalai.model.periods import Month
from azalai.release import Release, closed_months, open_release
from azalai.reports.charts import Backdrop
from azalai.reports.content import Document
from azalai.reports.document import bulletin
from azalai.reports.month_tables import MONTHS_OF_DESTINATIONS
from azalai.reports.typeset import pictures_of, typeset
from azalai.wording import Wording
from azalai.workspace import Folder

Progress = Callable[[str, int, int], None]
"""Told the language, the steps done and the steps there are."""


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


def file_name(document: Document, release: Release) -> str:
    """``Mali-2020-06-bulletin-en.pdf``; the country's name in English, so that files sort alike."""
    place = Wording("en").country(release.country)
    plain = "".join(letter if letter.isalnum() else "-" for letter in place).strip("-")
    return f"{plain}-{release.identity}-bulletin-{document.lang}.pdf"


def write_bulletin(
    folder: Folder,
    month: Month,
    languages: Sequence[str],
    target: Path,
    *,
    revision: int = 0,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the bulletin of a closed month, one PDF for each language.

    Each file appears whole or not at all; an older one of that name is replaced.

    Parameters
    ----------
    target : Path
        A folder; made where it does not exist.
    revision : int
        Another revision than the latest.
    progress : callable, optional
        Told ``(language, done, total)`` while charts are drawn and pages set.

    Returns
    -------
    list of Path
        In the order of `languages`.

    Raises
    ------
    ReleaseError
        The month is not closed.
    InputError
        The officer's paragraphs cannot be used.
    """
    releases = releases_for(folder, month, revision)
    # Every language is put together before anything is drawn: a mistake in a text shows at once.
    documents = [document_for(folder, releases, lang) for lang in languages]
    target.mkdir(parents=True, exist_ok=True)
    table = (releases[-1].path / "public/table.csv").read_bytes()
    written = []
    for document in documents:
        total = len(document.charts) + 1
        done = 0

        def drawn(_: str, lang: str = document.lang, total: int = total) -> None:
            nonlocal done
            done += 1
            if progress is not None:
                progress(lang, done, total)

        pdf = typeset(document, pictures_of(document, drawn), table)
        path = target / file_name(document, releases[-1])
        _write_whole(path, pdf)
        written.append(path)
        drawn("")
    return written


def _write_whole(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
