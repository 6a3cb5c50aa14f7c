"""A first mapping for the spreadsheet of a round, for a person to complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from azalai.intake.drafting.dates import dates_of
from azalai.intake.drafting.lines import comment, line, listed, plain, quoted
from azalai.intake.figures.foreign import Foreign, open_foreign
from azalai.intake.figures.round_fields import COUNTED, FIELDS, bind
from azalai.intake.reading import ReadOptions, look
from azalai.wording import Wording

_ASKED: Final = ("operation", "round", "assessment", "date")
_AREAS: Final = ("admin1", "admin1_code", "admin2", "admin2_code", "admin3", "admin3_code",
                 "location", "location_id")  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoundDraft:
    """A proposed mapping.

    Attributes
    ----------
    text : str
        TOML; what is uncertain stands behind ``#``.
    placed : int
        Columns that have a place.
    to_decide : int
        Lines that a person must decide upon.
    unread : tuple of str
        Columns of which nothing is known.
    """

    text: str
    placed: int
    to_decide: int
    unread: tuple[str, ...]


def draft_round(path: Path, wording: Wording) -> RoundDraft:
    """Propose a mapping for a spreadsheet of a round.

    Raises
    ------
    InputError
        Where the file cannot be read as a table.
    """
    foreign = open_foreign(path)
    headers = foreign.sheet.headers
    found = bind(headers, {}, {}, frozenset())

    def say(key: str, **values: object) -> str:
        return wording.text(f"figures_in.draft.{key}", **values)

    lines = [*comment(say("title", file=path.name)), *comment(say("how")), "", "format = 1",
             'kind = "round"']  # fmt: skip
    options = ReadOptions() if foreign.json else look(path).options
    lines += _file(options, _date_form(foreign, found.columns, say))
    lacking = [name for name in _ASKED if name not in found.columns]
    lines += ["", "[fixed]", *comment(say("fixed"))]
    examples = {"operation": "", "round": "1", "assessment": "BA", "date": "2024-05-31"}
    lines += [line(name, quoted(examples[name]), say(f"fixed.{name}"), active=False)
              for name in lacking]  # fmt: skip
    households = any(
        name.endswith("_households")
        and name.replace("_households", "_persons") not in found.columns
        for name in found.columns
    )
    if households and "household_size" not in found.columns:
        lines.append(line("household_size", "6", say("size"), active=False))
    lines += ["", "[columns]"]
    lines += [
        line(name, quoted(found.columns[name]), say("counts") * (name in COUNTED))
        for name in FIELDS if name in found.columns
    ]  # fmt: skip
    lines += [
        line(name, quoted(header), say("near"), active=False) for header, name in found.near.items()
    ]
    if not any(name in found.columns for name in COUNTED):
        lines += comment(say("no_counts"))
    if not any(name in found.columns for name in _AREAS):
        lines += comment(say("no_areas"))
    if found.cells:
        lines += ["", "[cells]", *comment(say("cells"))]
        lines += [f"{quoted(header)} = {listed(cell)}" for cell, header in found.cells.items()]
    if found.unread:
        lines += ["", *comment(say("unread")), *(f"#   {plain(quoted(x))}" for x in found.unread)]
    decide = sum(1 for item in lines if item.startswith("# ") and " = " in item.split("   ")[0])
    placed = len(found.columns) + len(found.cells)
    return RoundDraft("\n".join(lines) + "\n", placed, decide, found.unread)


def _file(options: ReadOptions, form: list[str]) -> list[str]:
    lines = []
    if options.sheets:
        lines.append(f"sheets = {listed(options.sheets)}")
    if options.encoding:
        lines.append(f"encoding = {quoted(options.encoding)}")
    if options.header_row != 1:
        lines.append(f"header_row = {options.header_row}")
    if options.header_rows != 1:
        lines.append(f"header_rows = {options.header_rows}")
    return ["", "[file]", *lines, *form] if lines or form else []


def _date_form(foreign: Foreign, columns: dict[str, str], say: Callable[..., str]) -> list[str]:
    """How the days are written, where that is not plain."""
    header = columns.get("date_end") or columns.get("date")
    if not header:
        return []
    column = foreign.column(foreign.sheet.headers.index(header))
    dates = dates_of(Counter(column.distinct if column is not None else []))
    if dates.form:
        return [line("date_format", quoted(dates.form))]
    if dates.either:
        other = ", ".join(quoted(form) for form in dates.either[1:])
        return [line("date_format", quoted(dates.either[0]), say("either", other=other),
                     active=False)]  # fmt: skip
    return []
