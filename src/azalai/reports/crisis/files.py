"""The crisis report as files: PDF and DOCX, one in each language."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from azalai.disclosure.figures import protect_figures
from azalai.model.crisis import Crisis
from azalai.model.errors import InputError
from azalai.model.ledger import Ledger
from azalai.reports.bulletin import backdrop_of
from azalai.reports.content import Document, plain, texts_of
from azalai.reports.crisis.attachment import figures_csv, findings_csv
from azalai.reports.crisis.document import crisis_report
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.typeset import NoGlyphError, pictures_of, typeset
from azalai.reports.word import word_file
from azalai.reports.writing import Progress, Steps, name_of, write_files
from azalai.wording import Wording
from azalai.workspace import Folder
from azalai.workspace.config import read_toml
from azalai.workspace.crisis import read_crisis
from azalai.workspace.ledger import read_ledger

_STATED = ("label", "publisher", "credit")


def open_crisis(folder: Folder, name: str = "") -> tuple[Crisis, Ledger]:
    """A crisis of a workspace, and the ledger it speaks of.

    Raises
    ------
    InputError, WorkspaceError
        See `azalai.workspace.crisis.read_crisis`; ``ledger_empty`` where no figure is readable.
    """
    crisis = read_crisis(folder, name)
    ledger = read_ledger(folder).ledger
    if not len(ledger):
        raise InputError("ledger_empty", path=str(folder.root))
    return crisis, ledger


def facts_for(folder: Folder, crisis: Crisis, ledger: Ledger, lang: str) -> CrisisFacts:
    """All that a report needs, in a language; small figures are ranges from here on."""
    threshold = folder.protection.threshold
    public, hidden = protect_figures(ledger, threshold)
    settings = read_toml(folder.root / "azalai.toml")
    stated = {key: settings.get(key, {}) for key in _STATED}
    pack = folder.pack
    stated["disclaimer"] = pack.get("disclaimer", {})
    return CrisisFacts(
        crisis, public, Wording(lang), backdrop_of(folder, lang), shapes_of(folder), stated,
        hidden=hidden, threshold=threshold,
    )  # fmt: skip


def shapes_of(folder: Folder) -> dict[str, str]:
    """The code of a region's shape by the code that figures use."""
    listed = folder.root / "country" / "admin1.csv"
    if not listed.exists():
        return {}
    with listed.open(encoding="utf-8-sig", newline="") as source:
        return {line.get("pcode") or line["code"]: line["code"] for line in csv.DictReader(source)}


def write_crisis_report(
    folder: Folder,
    name: str,
    languages: Sequence[str],
    target: Path,
    *,
    forms: Sequence[str] = ("pdf",),
    force: bool = False,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the report of a crisis; nothing is written before everything is made.

    Parameters
    ----------
    name : str
        Of the crisis; may be empty where the workspace has one only.
    target : Path
        A folder, made where it does not exist.
    forms : sequence of str
        Of `azalai.reports.FORMS`.
    force : bool
        Whether files of these names may be written over.

    Returns
    -------
    list of Path
        ``Mali-2013-02-21-crisis-en.pdf`` …, by language.

    Raises
    ------
    InputError
        ``output_exists``, ``crisis_no_glyph``, or what `open_crisis` raises.
    """
    crisis, ledger = open_crisis(folder, name)
    words = [crisis.as_of.isoformat(), "crisis"]
    paths = {
        (lang, form): target / name_of(crisis.place, words, lang, form)
        for lang in languages
        for form in forms
    }
    for path in paths.values():
        if path.exists() and not force:
            raise InputError("output_exists", path=str(path))
    listed = [facts_for(folder, crisis, ledger, lang) for lang in languages]
    documents = [crisis_report(facts) for facts in listed]
    made: dict[Path, bytes] = {}
    for facts, document in zip(listed, documents, strict=True):
        steps = Steps(document, len(forms), progress)
        pictures = pictures_of(document, steps.next)
        for form in forms:
            made[paths[document.lang, form]] = _content(form, facts, document, pictures)
            steps.next(form)
    return write_files(made)


def _content(form: str, facts: CrisisFacts, document: Document, pictures: dict[str, str]) -> bytes:
    if form == "docx":
        return word_file(document, pictures)
    try:
        return typeset(document, pictures, figures_csv(facts), findings_csv(facts))
    except NoGlyphError as problem:
        raise _no_glyph(facts, document, problem.character) from None


def _no_glyph(facts: CrisisFacts, document: Document, character: str) -> InputError:
    """In which file, and in which text, a character stands that no font has."""
    crisis, ledger = facts.crisis, facts.ledger
    files = {
        "places.csv": [plain(place) for place in ledger.places],
        "sources.csv": [plain(source) for source in ledger.sources.values()],
        "events.csv": [plain(event) for event in crisis.events],
        "routes.csv": [plain(route) for route in crisis.routes],
        "response.csv": [plain(response) for response in crisis.responses],
        "azalai.toml": plain(dict(facts.stated)),
    }
    where, shown = next(
        (
            (name, text)
            for name, texts in files.items()
            for text in texts_of(texts)
            if character in text
        ),
        ("crisis.toml", ""),
    )
    shown = shown or next(
        (text for text in texts_of(plain(document)) if character in text), character
    )
    name = f"U+{ord(character[0]):04X}"
    return InputError("crisis_no_glyph", where=where, place=shown, value=character, name=name)
