"""The cleaning log as a spreadsheet: out, to be read and filled in; and in again.

A line without a number is a new entry once it has both a *new* value and a *reason*; until then it
waits for somebody and is passed over, so that a list of findings (`azalai.intake.listing`), with
its proposals, can be filled in bit by bit. A line with a number that the log has must say what the
log says.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from azalai.intake.correcting import Corrected, Correction, correct
from azalai.intake.listing import write_rows
from azalai.intake.reading import read_table
from azalai.intake.reading.tabular import ReadOptions
from azalai.model.cleaning import Entry
from azalai.model.errors import InputError
from azalai.workspace import Folder
from azalai.workspace.cleaning import COLUMNS, cells_of, plain, read_entries

UNKNOWN = "-"
"""What a person writes as the new value where nothing is known; a blank waits for an answer."""


def write_log(folder: Folder, path: Path) -> int:
    """Write the cleaning log as XLSX or CSV; returns how many entries it has."""
    entries = read_entries(folder.root)
    write_rows(path, COLUMNS, [cells_of(entry) for entry in entries])
    return len(entries)


def import_log(folder: Folder, path: Path, today: date) -> Corrected:
    """Add the entries of a spreadsheet to the cleaning log.

    Raises
    ------
    InputError
        ``log_column`` where a column is missing, ``entry_differs``, and what `correct` refuses;
        nothing is written then.
    """
    known = read_entries(folder.root)
    lines = _lines(path)
    numbers: dict[str, int] = {entry_number(entry): entry.number for entry in known}
    added: list[Correction] = []
    waiting = 0
    for row, cells in lines:
        number = cells["entry"]
        if number in numbers and numbers[number] <= len(known):
            _check_same(path, row, cells, known[numbers[number] - 1])
            continue
        if not number and not (cells["new"] and cells["reason"]):
            waiting += any(cells[name] for name in ("new", "reason"))
            continue
        added.append(_correction(cells, numbers, numbered=bool(number)))
        if number:
            numbers[number] = len(known) + len(added)
    done = correct(folder, added, today) if added else Corrected((), ())
    return replace(done, waiting=waiting)


def entry_number(entry: Entry) -> str:
    """The number of an entry as its cell has it."""
    return str(entry.number)


def _lines(path: Path) -> list[tuple[int, dict[str, str]]]:
    sheet = read_table(path, ReadOptions())
    for name in COLUMNS:
        if name not in sheet.headers:
            known = ", ".join(COLUMNS)
            raise InputError("log_column", path=path.name, column=name, known=known)
    places = {name: f"c{sheet.headers.index(name)}" for name in COLUMNS}
    found = []
    for line in sheet.cells.to_pylist():
        cells = {name: plain((line[place] or "").strip()) for name, place in places.items()}
        if any(cells.values()):
            found.append((sheet.place(line["row_no"])[1], cells))
    return found


def _correction(cells: dict[str, str], numbers: dict[str, int], numbered: bool) -> Correction:
    new = "" if cells["new"] == UNKNOWN and not numbered else cells["new"]
    # An entry of another workspace's log knows what it corrects; a blank there is a blank.
    old = cells["old"] if numbered or cells["old"] else None
    return Correction(
        record=cells["record"],
        field=cells["field"],
        old=old,
        new=new,
        reason=cells["reason"],
        rule=cells["rule"],
        who=cells["who"],
        when=cells["when"],
        undoes=numbers.get(cells["undoes"], 0),
    )


def _check_same(path: Path, row: int, cells: dict[str, str], entry: Entry) -> None:
    if [cells[name] for name in COLUMNS] != cells_of(entry):
        raise InputError("entry_differs", path=path.name, row=row, value=entry_number(entry))
