"""A mapping of rounds: TOML that says what the columns of a round's spreadsheet mean.

::

    format = 1
    kind = "round"
    unknown = ["ND"]              # words for "we do not know"
    ignore = ["Remarques"]        # columns not read, on purpose
    [file]                        # sheet, encoding, delimiter, header_row, header_rows,
    date_format = "%d/%m/%Y"      # date_format, decimal: where it is not found out
    [fixed]                       # what holds for the whole file
    operation = "Sahel Crisis"
    assessment = "BA"
    household_size = 6            # declared: persons = households × 6
    [columns]                     # field = header, or several to try: headers drift
    idp_persons = ["IDP individuals", "Nb PDI"]
    [cells]                       # header = sex and age among the IDPs
    "Femmes" = ["F", "adult"]
    [values.reason]               # how this file spells a value
    "Conflit" = "conflict"

Columns that it does not name are found by the synonyms of `azalai.intake.figures.round_fields`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from azalai.intake.figures.round_fields import FIELDS
from azalai.intake.mapping_file import MappingFile, open_mapping, shown
from azalai.intake.reading import ReadOptions, look
from azalai.intake.values import is_date_format
from azalai.model.errors import InputError

_TOP: Final = ("format", "kind", "unknown", "ignore", "file", "fixed", "columns", "cells", "values")
_FILE: Final = ("sheet", "sheets", "encoding", "delimiter", "header_row", "header_rows",
                "date_format", "decimal", "turned_dates")  # fmt: skip
_SEXES, _AGES = ("M", "F", ""), ("adult", "minor", "")


@dataclass(frozen=True, slots=True)
class RoundMapping:
    """A mapping as it stands, checked as far as that goes without the data."""

    name: str = ""
    file: dict[str, Any] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    ignore: frozenset[str] = frozenset()

    def options_of(self, path: Path) -> ReadOptions:
        """How to read a file: what the mapping says, and the rest found out."""
        found = look(path).options
        sheets = self.file.get("sheets") or ([self.file["sheet"]] if "sheet" in self.file else [])
        return ReadOptions(
            sheets=tuple(sheets) or found.sheets,
            encoding=self.file.get("encoding", found.encoding),
            delimiter=self.file.get("delimiter", found.delimiter),
            header_row=self.file.get("header_row", found.header_row),
            header_rows=self.file.get("header_rows", found.header_rows),
        )


def read_round_mapping(path: Path) -> RoundMapping:
    """Read a mapping of rounds.

    Raises
    ------
    InputError
        ``file_not_found``, ``path_is_folder``, ``mapping_unknown_section``, ``mapping_bad`` or
        ``mapping_unknown_field``.
    """
    said = open_mapping(path, _TOP)
    data = said.data
    if data.get("kind") != "round":
        raise said.bad("kind", shown(data.get("kind")))
    for name in ("file", "fixed", "columns", "cells", "values"):
        if not isinstance(data.setdefault(name, {}), dict):
            raise said.bad(name, shown(data[name]))
    for name in ("unknown", "ignore"):
        entries = data.setdefault(name, [])
        if not isinstance(entries, list) or not all(isinstance(item, str) for item in entries):
            raise said.bad(name, shown(entries))
    _known(path, "file", data["file"], _FILE)
    for section in ("fixed", "columns", "values"):
        _known(path, section, data[section], tuple(FIELDS))
    _check_file(said, data["file"])
    return RoundMapping(
        name=path.name,
        file=data["file"],
        fixed={name: _text(said, "fixed", name, value) for name, value in data["fixed"].items()},
        columns={name: _headers(said, name, value) for name, value in data["columns"].items()},
        cells={_line(name): _cell(said, name, value) for name, value in data["cells"].items()},
        values={name: _spellings(said, name, value) for name, value in data["values"].items()},
        unknown=tuple(data["unknown"]),
        ignore=frozenset(_line(name) for name in data["ignore"]),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _known(path: Path, section: str, names: dict[str, Any], known: tuple[str, ...]) -> None:
    for name in names:
        if name not in known:
            raise InputError(
                "mapping_unknown_field", path=path.name, field=f"{section}.{name}",
                known=", ".join(known),
            )  # fmt: skip


def _check_file(said: MappingFile, entries: dict[str, Any]) -> None:
    for name, value in entries.items():
        kind = {"header_row": int, "header_rows": int, "sheets": list}.get(name, str)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise said.bad("file", f"{name} = {shown(value)}")
    wrong: dict[str, Callable[[Any], bool]] = {
        "date_format": lambda text: not is_date_format(text),
        "delimiter": lambda text: len(text) != 1,
        "decimal": lambda text: text not in (",", "."),
        "header_row": lambda number: not 1 <= number <= 1000,
        "header_rows": lambda number: number not in (1, 2),
    }
    for name, fails in wrong.items():
        if name in entries and fails(entries[name]):
            raise said.bad("file", f"{name} = {shown(entries[name])}")


def _text(said: MappingFile, section: str, name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        if hasattr(value, "isoformat"):
            return str(value.isoformat())
        raise said.bad(section, f"{name} = {shown(value)}")
    if name == "household_size" and not re.fullmatch(r"\d+(\.\d+)?", str(value)):
        raise said.bad(section, f"{name} = {shown(value)}")
    return str(value)


def _headers(said: MappingFile, name: str, value: Any) -> list[str]:
    choices = [value] if isinstance(value, str) else value
    if not isinstance(choices, list) or not choices or not all(isinstance(x, str) for x in choices):
        raise said.bad("columns", f"{name} = {shown(value)}")
    return [_line(text) for text in choices]


def _cell(said: MappingFile, name: str, value: Any) -> tuple[str, str]:
    pair = [value, ""] if isinstance(value, str) else value
    if not isinstance(pair, list) or not 1 <= len(pair) <= 2:
        raise said.bad("cells", f"{name} = {shown(value)}")
    sex, age = [*pair, ""][:2]
    if sex not in _SEXES or age not in _AGES or not (sex or age):
        raise said.bad("cells", f"{name} = {shown(value)}")
    return sex, age


def _spellings(said: MappingFile, name: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(x, str | int) for x in value.values()):
        raise said.bad(f"values.{name}", shown(value))
    return {text: str(code) for text, code in value.items()}
