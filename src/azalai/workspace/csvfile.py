"""CSV files that a person keeps by hand: read with row numbers, so that errors can point."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from math import isfinite
from pathlib import Path

from azalai.model.errors import WorkspaceError

_BEYOND = "\0beyond"
"""Where cells stand that have no column; no column is called so."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a CSV file, with its place."""

    path: Path
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def fail(self, column: str) -> WorkspaceError:
        """The error that this cell cannot be read."""
        return WorkspaceError(
            "bad_cell",
            path=str(self.path),
            row=self.number,
            column=column,
            value=self[column],
        )

    def day(self, column: str) -> date | None:
        """An ISO date; None where the cell is empty."""
        if not self[column]:
            return None
        try:
            return date.fromisoformat(self[column])
        except ValueError:
            raise self.fail(column) from None

    def number_at(self, column: str) -> float | None:
        """A number; None where the cell is empty."""
        if not self[column]:
            return None
        try:
            number = float(self[column])
        except ValueError:
            raise self.fail(column) from None
        if not isfinite(number):
            raise self.fail(column)
        return number

    def needed(self, column: str) -> str:
        """A cell that may not be empty."""
        if not self[column]:
            raise self.fail(column)
        return self[column]


SEPARATORS = (",", ";", "\t")
"""What stands between cells: French spreadsheets write semicolons, for commas are in numbers."""


def separator(text: str, columns: Collection[str], named: Callable[[str], str] = str.strip) -> str:
    """The mark under which the first line of a CSV text names most of some columns.

    Parameters
    ----------
    named : callable
        What a cell of that line calls its column.

    Examples
    --------
    >>> separator("code;name_en;name_fr\\r\\nx;A, B;C", ("code", "name_en")), separator("", ("a",))
    (';', ',')
    """
    first = next((line for line in text.splitlines() if line.strip()), "")

    def known(mark: str) -> int:
        return sum(named(cell.strip('"')) in columns for cell in first.split(mark))

    return max(SEPARATORS, key=known)


def read_lines(path: Path, columns: Sequence[str]) -> Iterator[Line]:
    """The lines of a CSV file whose header holds at least `columns`; none if it is absent.

    Raises
    ------
    WorkspaceError
        ``not_utf8``; ``column_missing``; ``cells_too_many`` where a line has more cells than the
        first, for what lies beyond would be lost, and what lies before is seldom where it belongs;
        ``csv_broken`` where a quotation mark never ends.
    """
    if not path.exists():
        return
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        row = data[: problem.start].count(b"\n") + 1
        raise WorkspaceError("not_utf8", path=str(path), row=row) from None
    mark = separator(text, columns)
    reader = csv.DictReader(
        StringIO(text, newline=""), restkey=_BEYOND, delimiter=mark, strict=True
    )
    row = 1
    try:
        names = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = names
        missing = [name for name in columns if name not in names]
        if missing:
            raise WorkspaceError("column_missing", path=str(path), column=", ".join(missing))
        for cells in reader:
            row = reader.line_num
            beyond: Sequence[str] = cells.pop(_BEYOND, ())
            if any(cell.strip() for cell in beyond):
                value = next(cell for cell in beyond if cell.strip())
                raise WorkspaceError("cells_too_many", path=str(path), row=row, value=value)
            clean = {name: visible(cell or "").strip() for name, cell in cells.items()}
            yield Line(path, row, clean)
    except csv.Error:
        raise WorkspaceError("csv_broken", path=str(path), row=row + 1) from None


def write_lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV text with a header and Unix line ends."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)  # None is an empty cell
    return out.getvalue()


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """A text without characters that command a terminal or turn its letters around.

    Arabic and Hebrew need none of them; line ends and tabs stay.

    Examples
    --------
    >>> visible("\x1b[31mGao\u202e"), visible("مخيم")
    ('[31mGao', 'مخيم')
    """
    return _CONTROL.sub("", text)


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """A foreign text as a cell that no spreadsheet takes for a formula.

    An apostrophe goes before it, as a person would type it; intake takes it off again. Before a
    text that looks as if that had been done already goes one more, so that intake gives it back as
    it was. Numbers stay as they are.

    Examples
    --------
    >>> harmless("=HYPERLINK(1)"), harmless("-3"), harmless("Gao")
    ("'=HYPERLINK(1)", '-3', 'Gao')
    >>> harmless("'=1")
    "''=1"
    """
    if not text.lstrip("'").startswith(_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text


def as_meant(cell: str) -> str:
    """A cell without the apostrophe that `harmless`, or ODK Central, put before it.

    Examples
    --------
    >>> as_meant("'=HYPERLINK(1)"), as_meant("''=1"), as_meant("'n Djamena"), as_meant("-3")
    ('=HYPERLINK(1)', "'=1", "'n Djamena", '-3')
    """
    guarded = cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA)
    return cell[1:] if guarded else cell
