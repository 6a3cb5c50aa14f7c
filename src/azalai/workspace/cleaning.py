"""The cleaning log on disk: ``corrections.csv``, one line an entry, only ever added to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from azalai.model.cleaning import Entry
from azalai.workspace.csvfile import Line, harmless, read_lines, write_lines

FILE = "corrections.csv"
COLUMNS = (
    "entry", "record", "field", "old", "new", "reason", "who", "when", "rule", "undoes",
)  # fmt: skip


def plain(text: str) -> str:
    """A cell without the apostrophe that kept a spreadsheet from computing it."""
    return text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text


def _number(line: Line, column: str) -> int:
    text = line[column]
    if text.isascii() and text.isdigit():
        return int(text)
    raise line.fail(column)


def read_entries(root: Path) -> list[Entry]:
    """Every entry, in order; none where nothing was corrected yet.

    Raises
    ------
    WorkspaceError
        ``bad_cell`` or ``column_missing``, with file, row and column.
    """
    found: list[Entry] = []
    for line in read_lines(root / FILE, COLUMNS):
        number = _number(line, "entry")
        undoes = _number(line, "undoes") if line["undoes"] else 0
        if number != len(found) + 1:
            raise line.fail("entry")
        if undoes >= number:
            raise line.fail("undoes")
        cells = {name: plain(line[name]) for name in ("field", "old", "new", "reason", "who")}
        found.append(
            Entry(number=number, record=plain(line.needed("record")), when=line["when"],
                  rule=line["rule"], undoes=undoes, **cells)
        )  # fmt: skip
    return found


def cells_of(entry: Entry) -> list[str]:
    """An entry as the cells of its line."""
    cells = [getattr(entry, name) for name in COLUMNS if name not in ("entry", "undoes")]
    undoes = str(entry.undoes) if entry.undoes else ""
    return [str(entry.number), *cells, undoes]


def entries_text(entries: Sequence[Entry]) -> str:
    """The log as it stands on disk."""
    return write_lines(COLUMNS, [[harmless(cell) for cell in cells_of(entry)] for entry in entries])
