"""Shift records into the register's days: who was there, and when nobody was seen.

One folder for each form and month, ``collected/<form>/<month>/``, with the columns of the
register's own ``days.csv`` and ``staffing.csv``. It is written by the server alone; where a person
has declared the same day in ``days.csv``, that holds.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from azalai.forms.declaring import read_declaring
from azalai.model.names import normalise
from azalai.model.points import DayStatus
from azalai.server.feeding.tables import file_stem
from azalai.server.models import Form
from azalai.workspace import Folder, Transaction
from azalai.workspace.csvfile import as_meant, write_lines
from azalai.workspace.register import COLLECTED

_DAYS = ("point", "from", "to", "status", "note")
_STAFFING = ("point", "from", "to", "weekdays", "hours")


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table that `write_tables` made, as they were sent."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: as_meant(cell).strip() for name, cell in row.items()}
            for row in csv.DictReader(file)
        ]


def stage_shifts(
    folder: Folder, transaction: Transaction, form: Form, month: str, path: Path
) -> int:
    """Write what the shifts of a month declare; how many of them could not be read.

    A day is a declared zero where every shift of it that was staffed says that nobody was seen, and
    missing where no shift was staffed. Hours are what the shifts say, one after the other.
    """
    declaring = read_declaring(form.mapping, "shift", form.form_id)
    shifts: dict[tuple[str, date], list[dict[str, str]]] = defaultdict(list)
    aside = 0
    for row in read_rows(path):
        said = declaring.read(row)
        point = folder.register.spellings.get(normalise(said["point"]))
        day = _day(said["date"])
        if point is None or day is None or said["status"] not in _STATUS:
            aside += 1
            continue
        shifts[point, day].append(said)
    days, staffing = [], []
    for (point, day), said_all in sorted(shifts.items()):
        statuses = {said["status"] for said in said_all}
        staffed = [said for said in said_all if said["status"] != DayStatus.MISSING]
        if DayStatus.COLLECTED not in statuses:
            status = DayStatus.ZERO if staffed else DayStatus.MISSING
            days.append((point, day, day, status.value, ""))
        if staffed:
            hours = sorted({f"{_hour(s, 'from')}–{_hour(s, 'to')}" for s in staffed} - {"–"})
            staffing.append((point, day, day, "", " ".join(hours)))
    base = f"{COLLECTED}/{file_stem(form.form_id)}/{month}"
    for name, header, lines in (
        ("days.csv", _DAYS, days),
        ("staffing.csv", _STAFFING, staffing),
    ):
        transaction.write(f"{base}/{name}", write_lines(header, lines))
    return aside


_STATUS = (DayStatus.COLLECTED, DayStatus.ZERO, DayStatus.MISSING)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _hour(said: Mapping[str, str], name: str) -> str:
    return said.get(name, "")[:5]
