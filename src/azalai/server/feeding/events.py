"""Event records: closures and breaks become dated notes on series, displacements figures.

Both are files of the server's own beside those of people: ``collected/<form>/all/notes.csv`` and
``figures/collected-<form>.csv``. A note says in both languages what was written; whoever reviews
the record may word it better. Another kind of event is kept with its record and goes nowhere.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from azalai.forms.declaring import read_declaring
from azalai.forms.flatten import KEY
from azalai.model.names import normalise
from azalai.server.feeding.shifts import read_rows
from azalai.server.feeding.tables import file_stem
from azalai.server.models import Form
from azalai.workspace import Folder, Transaction
from azalai.workspace.csvfile import harmless, write_lines
from azalai.workspace.ledger import COLUMNS
from azalai.workspace.register import COLLECTED, NOTE_COLUMNS

SOURCE = "collected-events"
"""Code of the source that the figures have."""
_SOURCES = ("code", "name_en", "name_fr", "publisher")
_NAMES = ("Events that enumerators reported", "Événements signalés par les enquêteurs")


def stage_events(folder: Folder, transaction: Transaction, form: Form, path: Path) -> int:
    """Write what events say; how many of them could not be used."""
    declaring = read_declaring(form.mapping, "event", form.form_id)
    notes: list[tuple[str, ...]] = []
    figures: list[dict[str, str]] = []
    aside = 0
    for row in read_rows(path):
        said = declaring.read(row)
        first, last = _day(said["from"]), _day(said.get("to", ""))
        place = folder.register.spellings.get(normalise(said.get("place", "")))
        place = place or said.get("place", "")
        if not first or (last and last < first):
            aside += 1
        elif said["kind"] in ("closure", "break"):
            text = " ".join(said["text"].split())
            notes.append((said["kind"], first, last, place, harmless(text), harmless(text), ""))
        elif said["kind"] == "displacement":
            root_id = said["record_id"] or row[KEY]
            figures.append(_figure(said, root_id, place or folder.country, first, last or first))
    base = f"{COLLECTED}/{file_stem(form.form_id)}/all"
    transaction.write(f"{base}/notes.csv", write_lines(NOTE_COLUMNS, sorted(notes)))
    ledger = f"figures/collected-{file_stem(form.form_id)}.csv"
    if figures:
        source = (SOURCE, *_NAMES, folder.config.publisher.get("en", ""))
        transaction.write(f"{base}/sources.csv", write_lines(_SOURCES, [source]))
        lines = [[item.get(name, "") for name in COLUMNS] for item in figures]
        transaction.write(ledger, write_lines(COLUMNS, lines))
    elif (folder.root / ledger).exists():
        transaction.remove(ledger)
    return aside


def _figure(
    said: dict[str, str], root_id: str, place: str, first: str, last: str
) -> dict[str, str]:
    """A displacement as a line of the ledger; a number that nobody told is unknown, never 0."""
    persons, households = said.get("persons", ""), said.get("households", "")
    value, unit = (persons, "persons") if persons or not households else (households, "households")
    return {
        "id": f"event.{root_id.removeprefix('uuid:')}",
        "category": "new_displacement",
        "population": "idp",
        "place": place,
        "from": first,
        "to": last,
        "quantifier": "about" if value else "unknown",
        "value": value,
        "unit": unit,
        "source": SOURCE,
        "published": last,
        "note": harmless(" ".join(said["text"].split())),
    }


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""
