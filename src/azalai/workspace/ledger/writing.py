"""Figures as a ledger file: CSV, or a workbook that explains its columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from azalai.model.figures import Category, Figure
from azalai.workspace.csvfile import harmless, write_lines
from azalai.workspace.ledger.columns import (
    COLUMNS,
    MOMENTS,
    NUMBERS,
    UNDATED,
    WITH_INTERVAL,
)

_NAMES: Final = {column: MOMENTS.get(column, column) for column in COLUMNS}
_WIDTHS: Final = {"id": 24, "quotation": 48, "note": 32}


def cells_of(figure: Figure) -> dict[str, str]:
    """A figure as the cells of a ledger line; reading them gives the figure again.

    Examples
    --------
    >>> figure = Figure(id="a", category=Category.STOCK, place="MLI", value=Decimal("8.60"))
    >>> [text for text in cells_of(figure).values() if text]
    ['a', 'stock', 'count', 'MLI', 'unknown', 'exact', '8.60', 'persons', 'recommended']
    """
    cells = {column: _text(getattr(figure, name)) for column, name in _NAMES.items()}
    dated = ("from", "to") if figure.category in WITH_INTERVAL else ("as_of",)
    if figure.category in (Category.CONTEXT, Category.ANSWER) and (cells["from"] or cells["to"]):
        dated = ("from", "to")
    if figure.category is not Category.CONTEXT or dated != ("as_of",):
        for column in dated:
            cells[column] = cells[column] or UNDATED[0]
    return cells


def csv_of(figures: Iterable[Figure]) -> str:
    """A ledger as CSV text; no cell of it is a formula to a spreadsheet program."""
    rows = (cells_of(figure).values() for figure in figures)
    return write_lines(COLUMNS, ([harmless(cell) for cell in row] for row in rows))


def book_of(
    figures: Iterable[Figure],
    sheet: str = "figures",
    explained: Sequence[Sequence[str]] = (),
    explanation: str = "columns",
) -> bytes:
    """A ledger as a workbook.

    Parameters
    ----------
    sheet, explanation : str
        Names of the sheets.
    explained : sequence of rows
        A second sheet, its first row the header; none where it is empty.
    """
    import xlsxwriter

    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        # Days are text, so that no program turns them around.
        text = book.add_format({"num_format": "@"})
        lines = book.add_worksheet(sheet)
        for number, column in enumerate(COLUMNS):
            form = None if column in (*NUMBERS, "sample") else text
            lines.set_column(number, number, _WIDTHS.get(column, 14), form)
            lines.write_string(0, number, column, bold)
        lines.freeze_panes(1, 1)
        for row, figure in enumerate(figures, start=1):
            for number, (column, cell) in enumerate(cells_of(figure).items()):
                _write(lines, row, number, column, cell)
        if explained:
            about = book.add_worksheet(explanation)
            about.set_column(0, 0, 18)
            about.set_column(1, 3, 44, wrapped)
            for row, cells in enumerate(explained):
                for number, cell in enumerate(cells):
                    about.write_string(row, number, cell, bold if row == 0 else None)
            about.freeze_panes(1, 0)
    return target.getvalue()


def _write(sheet: Any, row: int, number: int, column: str, cell: str) -> None:
    if not cell:
        return
    # A number of a spreadsheet has no trailing zeros and 15 digits: what has, stays a text.
    plain = column in (*NUMBERS, "sample") and len(cell) <= 15
    if plain and f"{Decimal(cell).normalize():f}" == cell:
        sheet.write_number(row, number, float(cell))
    else:
        sheet.write_string(row, number, cell)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return "; ".join("=".join(part) for part in value)
    return str(value)
