"""Files of a ledger as lines of cells: CSV as programs and spreadsheets write it, and XLSX."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any, Final

from azalai.model.problems import Problem
from azalai.workspace.csvfile import SEPARATORS, separator
from azalai.workspace.ledger.columns import COLUMNS, NEEDED
from azalai.workspace.ledger.extent import too_far
from azalai.workspace.ledger.near import nearest

SUFFIXES: Final = (".csv", ".xlsx")
_LONGEST_CELL: Final = 1 << 20

Row = tuple[int, list[str]]
Line = tuple[int, dict[str, str]]


def ledger_files(root: Path) -> list[Path]:
    """The files of a workspace that hold figures: its own two names, then those of ``figures/``."""
    inside = (path for path in (root / "figures").glob("*") if path.suffix.lower() in SUFFIXES)
    own = (root / f"figures{suffix}" for suffix in SUFFIXES)
    return [
        path
        for path in (*own, *sorted(inside))
        # A spreadsheet program's mark that the file is open begins so.
        if path.is_file() and not path.name.startswith(("~$", "."))
    ]


def read_table(path: Path, name: str) -> tuple[list[Line], list[Problem]]:
    """The lines of a file by name of column, and what is wrong with the file itself."""
    problems: list[Problem] = []
    if path.suffix.lower() == ".xlsx":
        rows = _book(path, name, problems)
    else:
        rows = _text(path.read_bytes(), name, problems)
    if rows is None:
        return [], problems
    filled = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not filled:
        return [], [*problems, Problem(name, 0, "", "empty_file")]
    (header_row, header), *body = filled
    names = _names(header, header_row, name, problems)
    if names is None:
        return [], problems
    lines = []
    for number, cells in body:
        problem = _misshapen(names, cells)
        if problem:
            problems.append(Problem(name, number, "", problem, _shown(cells, len(names))))
        else:
            lines.append((number, dict(zip(names, cells, strict=False))))
    if path.suffix.lower() == ".xlsx":
        problems += _small_shares(lines, name)
    return lines, problems


def _text(data: bytes, name: str, problems: list[Problem]) -> list[Row] | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            row = data[: problem.start].count(b"\n") + 1
            try:
                text = data.decode("cp1252")
            except UnicodeDecodeError:
                problems.append(Problem(name, row, "", "not_text"))
                return None
            found = data[problem.start : problem.start + 1].decode("cp1252")
            problems.append(Problem(name, row, "", "not_utf8", found))
    mark = separator(text, COLUMNS, _named)
    reader = csv.reader(StringIO(text, newline=""), delimiter=mark)
    rows: list[Row] = []
    # The limit is one of the whole process: other readers have theirs.
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        rows.extend(enumerate(reader, start=1))
    except csv.Error:
        # What was read before it counts; what comes after is said to be lost.
        problems.append(Problem(name, len(rows) + 1, "", "broken_csv"))
    finally:
        csv.field_size_limit(before)
    return rows


def _book(path: Path, name: str, problems: list[Problem]) -> list[Row] | None:
    import fastexcel

    try:
        beyond = too_far(path)
        if beyond:
            problems.append(Problem(name, 0, "", "reaches_far", beyond))
            return None
        book = fastexcel.read_excel(path)
        sheets = sorted(book.sheet_names, key=lambda sheet: sheet not in ("figures", "chiffres"))
        best: list[Row] = []
        for sheet in sheets:
            rows = list(_sheet(book, sheet))
            header: Sequence[str] = rows[0][1] if rows else ()
            if set(NEEDED) <= {_named(cell) for cell in header}:
                return rows
            best = best or rows
        return best
    except BaseException as problem:
        # A damaged part makes the reader panic, which is no `Exception`.
        if not isinstance(problem, Exception) and type(problem).__name__ != "PanicException":
            raise
        problems.append(Problem(name, 0, "", "bad_workbook"))
        return None


def _sheet(book: Any, sheet: str) -> Iterator[Row]:
    """Rows that hold anything, numbered as the spreadsheet numbers them; days are ISO texts."""
    loaded = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
    batch, errors = loaded.to_arrow_with_errors()
    columns = [column.to_pylist() for column in batch.columns]
    for error in errors.errors if errors is not None else ():
        row, column = error.position
        # It would be blank: a formula that failed must not look like a cell left empty.
        columns[column][row] = "#N/A"
    for number, cells in enumerate(zip(*columns, strict=True), start=1):
        if any(cells):
            yield number, [cell or "" for cell in cells]


def _named(cell: str) -> str:
    """The name of a column as ledgers write it: ``As of`` is ``as_of``."""
    return "_".join(cell.strip().lstrip("\ufeff").casefold().replace("-", " ").split())


def _names(header: Iterable[str], row: int, file: str, problems: list[Problem]) -> list[str] | None:
    """The columns; None where lines cannot be read under them."""
    names = [_named(cell) for cell in header]
    while names and not names[-1]:
        names.pop()
    twice = sorted({name for name in names if name and names.count(name) > 1})
    missing = [name for name in NEEDED if name not in names]
    for name in dict.fromkeys(names):
        if name and name not in COLUMNS:
            absent = {column: column for column in COLUMNS if column not in names}
            problems.append(Problem(file, row, name, "unknown_column", name, nearest(name, absent)))
    if missing:
        problems.append(Problem(file, row, ", ".join(missing), "missing_column", ", ".join(names)))
    problems += [Problem(file, row, name, "repeated_column", name) for name in twice]
    return None if missing or twice else names


def _misshapen(names: Sequence[str], cells: Sequence[str]) -> str:
    if any(cell.strip() for cell in cells[len(names) :]):
        return "too_many_cells"
    if len(names) >= len(NEEDED):
        for cell in cells:
            if "\n" in cell and any(
                line.count(mark) >= len(NEEDED)
                for line in cell.split("\n")[1:]
                for mark in SEPARATORS
            ):
                return "open_quote"
    return ""


def _shown(cells: Sequence[str], columns: int) -> str:
    beyond = [cell for cell in cells[columns:] if cell.strip()]
    return beyond[0] if beyond else cells[0]


def _small_shares(lines: Iterable[Line], name: str) -> Iterator[Problem]:
    """Shares that are cells in per cent: a spreadsheet keeps 61% as 0.61, and 100% as 1.

    Where one share is more than 1, they are not.
    """
    found = []
    for number, cells in lines:
        if cells.get("unit", "").strip() != "%":
            continue
        with suppress(ValueError):
            found.append((number, cells, abs(float(cells.get("value", "")))))
    if all(share <= 1 for *_, share in found):
        for number, cells, share in found:
            if share:
                code = "small_share"
                yield Problem(name, number, "value", code, cells["value"], figure=cells["id"])
