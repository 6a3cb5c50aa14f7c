"""A form as a person writes it: the sheets of an XLSForm, from a workbook or a folder of tables.

The packaged forms are folders of CSV files, one for each sheet, because two versions of a CSV file
can be laid side by side; missions mostly send a workbook. Both become the same `Tables`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from azalai.model.errors import InputError
from azalai.workspace.packs import packs_folder

Tables = Mapping[str, Sequence[Sequence[str]]]
"""Sheet -> rows, the header first; every cell a text."""

SHEETS: Final = ("survey", "choices", "settings", "entities", "external_choices")
"""Sheets that mean something to pyxform; others are a person's own and are left out."""
MAPPING: Final = "mapping.toml"
_MOST_ROWS, _MOST_COLUMNS, _LARGEST = 50_000, 200, 20 * 2**20


def read_tables(source: Path | bytes | str) -> dict[str, list[list[str]]]:
    """The sheets of a form.

    Parameters
    ----------
    source : Path, bytes or str
        A workbook (XLSX) or a folder of CSV files; the bytes of a workbook; or the name of a
        packaged form.

    Raises
    ------
    InputError
        ``form_unknown`` for a name that no packaged form has, ``form_unreadable`` for what is no
        workbook, ``form_sheet_missing`` without a sheet ``survey``, ``form_too_large``.

    Examples
    --------
    >>> read_tables("shift")["settings"][0][:2]
    ['form_title', 'form_id']
    """
    if isinstance(source, bytes):
        found = _of_workbook(source, "XLSX")
    elif isinstance(source, str):
        found = _of_folder(packaged_folder(source))
    elif source.is_dir():
        found = _of_folder(source)
    elif source.is_file():
        found = _of_workbook(source.read_bytes(), source.name)
    else:
        raise InputError("file_not_found", path=str(source))
    if not found.get("survey"):
        name = "XLSX" if isinstance(source, bytes) else Path(source).name
        raise InputError("form_sheet_missing", path=name, sheet="survey")
    return found


def packaged_forms() -> list[str]:
    """Names of the forms that ship with the program.

    Examples
    --------
    >>> "flow_registry" in packaged_forms()
    True
    """
    folder = packs_folder() / "forms"
    return sorted(path.parent.name for path in folder.glob("*/survey.csv"))


def packaged_folder(name: str) -> Path:
    """The folder of a packaged form; ``form_unknown`` names those there are."""
    if name not in packaged_forms():
        raise InputError("form_unknown", value=name, known=", ".join(packaged_forms()))
    return packs_folder() / "forms" / name


def packaged_mapping(name: str) -> str:
    """The mapping that leads a packaged form into the model, as TOML."""
    return (packaged_folder(name) / MAPPING).read_text(encoding="utf-8")


def rows_of(tables: Tables, sheet: str) -> list[dict[str, str]]:
    """The rows of a sheet by their headers, blank cells left out; ``row`` is the line in the sheet.

    Examples
    --------
    >>> rows_of({"choices": [["name", "label"], ["", ""], ["in", "Incoming"]]}, "choices")
    [{'name': 'in', 'label': 'Incoming', 'row': '3'}]
    """
    lines = tables.get(sheet) or [[]]
    header = [text.strip() for text in lines[0]]
    found = []
    for number, line in enumerate(lines[1:], 2):
        cells = {
            name: text.strip()
            for name, text in zip(header, line, strict=False)
            if name and text.strip()
        }
        if cells:
            found.append({**cells, "row": str(number)})
    return found


def settings_of(tables: Tables) -> dict[str, str]:
    """The one row of the sheet ``settings``; empty where there is none."""
    rows = rows_of(tables, "settings")
    return {name: text for name, text in rows[0].items() if name != "row"} if rows else {}


def workbook_of(tables: Tables) -> bytes:
    """The same form as a workbook (XLSX), for whoever edits it in a spreadsheet."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    # Every cell is a text: what begins with "=" is no formula, and "1" stays "1".
    plain = dict.fromkeys(("strings_to_formulas", "strings_to_numbers", "strings_to_urls"), False)
    with Workbook(out, {"in_memory": True, **plain}) as book:
        bold = book.add_format({"bold": True})
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                for column, text in enumerate(row):
                    if text:
                        sheet.write_string(number, column, text, bold if number == 0 else None)
    return out.getvalue()


def _of_folder(folder: Path) -> dict[str, list[list[str]]]:
    found = {}
    for sheet in SHEETS:
        path = folder / f"{sheet}.csv"
        if path.is_file():
            with path.open(encoding="utf-8-sig", newline="") as file:
                found[sheet] = _trimmed(list(csv.reader(file)))
    return found


def _of_workbook(content: bytes, name: str) -> dict[str, list[list[str]]]:
    from zipfile import ZipFile

    from openpyxl import load_workbook  # type: ignore[import-untyped]

    try:
        with ZipFile(io.BytesIO(content)) as archive:
            size = sum(item.file_size for item in archive.infolist())
        if size > _LARGEST:
            raise InputError("form_too_large", path=name)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        found = {}
        room = _Room(name)
        for sheet in book.worksheets:
            if sheet.title in SHEETS:
                rows = sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True)
                found[sheet.title] = _trimmed([room.take(row) for row in rows])
    except InputError:
        raise
    except Exception as problem:
        # A broken archive or sheet fails in as many ways as there are parsers below openpyxl.
        raise InputError("form_unreadable", path=name, problem=str(problem)) from None
    return found


class _Room:
    """What a workbook may grow to when it is read: a few bytes can stand for thousands of rows, and
    one long text for every cell of them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rows, self._letters = _MOST_ROWS, _LARGEST

    def take(self, row: Sequence[Any]) -> list[str]:
        """A row as texts; ``form_too_large`` where there is no room for it."""
        self._rows -= 1
        self._letters -= sum(len(cell) for cell in row if isinstance(cell, str))
        if self._rows < 0 or self._letters < 0:
            raise InputError("form_too_large", path=self._name)
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        return cells


def _text(cell: Any) -> str:
    """A cell as XLSForm means it: 1.0 is 1, TRUE is TRUE."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\r\n", "\n").strip(" \t")


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Without blank rows and columns at the ends."""
    while rows and not any(rows[-1]):
        rows.pop()
    wide = max((place + 1 for row in rows for place, text in enumerate(row) if text), default=0)
    return [[*row[:wide], *[""] * (wide - len(row))] for row in rows]
