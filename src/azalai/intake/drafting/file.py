"""The ``[file]`` section of a draft: how the files are written, as far as they tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from azalai.intake.drafting.dates import Dates, dates_of, decimals_of
from azalai.intake.drafting.layout import Layout
from azalai.intake.drafting.lines import comment, line, listed, quoted
from azalai.intake.drafting.tables import Table, says_unknown
from azalai.intake.reading import sheet_names

Say = Callable[..., str]
_UTF8 = ("", "utf-8", "utf-8-sig")
_SHOWN = 3


def file_section(layout: Layout, say: Say) -> list[str]:
    """The lines of the section; none where everything is as the program expects."""
    lines = [
        *_one("encoding", layout.main, say, _encoding(layout.main)),
        *_one("delimiter", layout.main, say),
        *_sheets(layout.main, say),
        *_one("header_row", layout.main, say),
        *_one("header_rows", layout.main, say),
        *_dates(layout, say),
        *_decimal(layout, say),
    ]
    return ["[file]", *lines] if lines else []


def _one(name: str, tables: list[Table], say: Say, remark: str = "") -> list[str]:
    """A setting that all files share; where they differ, that is said."""
    found = list(dict.fromkeys(getattr(table.options, name) for table in tables))
    if name == "encoding":
        found = ["utf-8" if text in _UTF8 else text for text in found]
        found = list(dict.fromkeys(found))
    if len(found) > 1:
        values = ", ".join(
            f"{table.name}: {getattr(table.options, name) or 'utf-8'}" for table in tables
        )
        if name == "delimiter":
            return []
        return comment(f"{name}: {say('file_differs', values=values)}")
    value = found[0]
    if value in ("utf-8", "", ",", 1):
        return []
    written = str(value) if isinstance(value, int) else quoted(value)
    return [line(name, written, say(remark) if remark else "")]


def _encoding(tables: list[Table]) -> str:
    return "encoding" if all(table.encoding_sure for table in tables) else "encoding_likely"


def _sheets(tables: list[Table], say: Say) -> list[str]:
    """Which sheets are read; nothing where each file has its groups on its first one."""
    names = list(dict.fromkeys(table.sheet for table in tables if table.sheet))
    by_file: dict[str, list[str]] = {}
    for table in tables:
        by_file.setdefault(str(table.path), []).append(table.sheet)
    first = all(
        sheets == sheet_names(table.path)[:1]
        for table in tables
        if table.sheet and (sheets := by_file[str(table.path)])
    )
    if not names or first:
        return []
    if len({tuple(sheets) for sheets in by_file.values()}) > 1:
        values = ", ".join(table.name for table in tables)
        return comment(f"sheet: {say('file_differs', values=values)}")
    if len(names) == 1:
        return [line("sheet", quoted(names[0]))]
    return [line("sheets", listed(names), say("sheets"))]


def _dates(layout: Layout, say: Say) -> list[str]:
    values: Counter[str] = Counter()
    for header in layout.placed.columns.get("date", []):
        told = layout.placed.pool[header].values
        values += Counter({text: rows for text, rows in told.items() if not says_unknown(text)})
    dates = dates_of(values)
    lines = _form(dates, values, say)
    if dates.real and dates.texts:
        lines += comment(say("date_mixed", real=dates.real, texts=dates.texts))
    if dates.turned:
        lines += [line("turned_dates", quoted("swap"), say("date_turned"), active=False)]
    return lines


def _form(dates: Dates, values: Counter[str], say: Say) -> list[str]:
    misfits = ", ".join(list(dates.misfits)[:_SHOWN])
    if dates.form == "excel":
        shown = min(text for text in values if text[:1].isdigit())
        return [line("date_format", quoted("excel"), say("date_excel", example=shown))]
    if dates.form:
        shown = next(text for text in values if text not in dates.misfits and "-" * 2 not in text)
        shown = max(
            (text for text in values if text not in dates.misfits and text[:4].isdigit() is False),
            default=shown,
        )
        remark = say("date_form", example=shown)
        if dates.misfits:
            remark = say("date_misfits", dates.misfits.total(), example=shown, misfits=misfits)
        return [line("date_format", quoted(dates.form), remark)]
    if dates.either:
        first, *rest = dates.either
        other = ", ".join(quoted(form) for form in rest)
        remark = (
            say("date_either_mixed", other=other)
            if dates.misfits or not rest
            else say("date_either", other=other, example=dates.example)
        )
        return [line("date_format", quoted(first), remark, active=False)]
    return comment(f"date_format: {say('date_unread', misfits=misfits)}") if misfits else []


def _decimal(layout: Layout, say: Say) -> list[str]:
    placed = layout.placed
    headers = [
        *placed.columns.get("persons", []),
        *(header for entries in placed.wide.values() for header in entries),
        *placed.every_country,
    ]
    values: Counter[str] = Counter()
    for header in headers:
        values += placed.pool[header].values
    mark, doubtful = decimals_of(values)
    if mark:
        return [line("decimal", quoted(mark), say("decimal"))]
    if doubtful:
        return [line("decimal", quoted(","), say("decimal_either", example=doubtful), active=False)]
    return []
