"""A mapping file as it stands: TOML that a data officer can read, checked as far as that goes
without the data.

::

    format = 1
    unknown = ["NSP"]             # words for "we do not know"
    optional = ["Ghana"]          # headers that a file may lack
    ignore = ["Remarques"]        # columns not read, on purpose
    [file]                        # optional: sheet(s), encoding, delimiter, header rows, dates …
    [fixed]                       # what holds for every group of the file
    method = "counter"
    [columns]                     # field of a group = header of its column, or several to try
    point = ["FMP", "Site"]
    [yes_no.movement_type]        # one column for each answer, with yes or no in it
    "Saisonnier" = "seasonal"
    [wide.nationality]            # a column for each category; "*" = "countries": every header
    "*" = "countries"             # that is a country
    [long]                        # several rows make one group
    group_by = ["form_no"]
    [repeat.nationality]          # another sheet or file with several rows for a group
    sheet = "nationalites"
    [values.direction]            # how this file spells a value
    "Entrée" = "in"

What it means for the columns of one file is `azalai.intake.mapping`'s business.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from azalai.intake.reading.tabular import ReadOptions
from azalai.intake.values import is_date_format
from azalai.model.errors import InputError
from azalai.model.flows import COUNT_KINDS, FIELDS, Kind
from azalai.workspace.config import read_toml

SHEET_NAME = "{sheet}"
"""Stands for the name of the sheet, where a header is asked for."""

_LISTS = ("unknown", "optional", "ignore")
_TABLES = ("file", "fixed", "columns", "yes_no", "wide", "long", "repeat", "values")
_FILE_TEXTS = ("sheet", "encoding", "delimiter", "date_format", "decimal", "repeated_rows",
               "turned_dates")  # fmt: skip
_FILE_NUMBERS = ("header_row", "header_rows")
_LONG_KEYS = ("group_by", "persons", "nationality", "sex", "age", "reason")
_REPEAT_KEYS = ("sheet", "file", "key", "of", "category", "sex", "age", "persons")
_CHOICES = {
    "decimal": (",", "."),
    "repeated_rows": ("keep", "set_aside"),
    "turned_dates": ("keep", "swap"),
}
YES_NO = tuple(
    item.name for item in FIELDS.values() if item.kind is Kind.CODE and item.name != "method"
)
"""Fields whose answers may stand in one column each."""


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A mapping as it stands in its file, before the headers are known."""

    path: Path
    data: dict[str, Any]

    @property
    def options(self) -> ReadOptions:
        """What it says about the file itself."""
        section = self.data["file"]
        sheets = section.get("sheets") or ([section["sheet"]] if section.get("sheet") else [])
        return ReadOptions(
            sheets=tuple(sheets),
            encoding=section.get("encoding", ""),
            delimiter=section.get("delimiter", ""),
            header_row=section.get("header_row", 1),
            header_rows=section.get("header_rows", 1),
        )

    def bad(self, section: str, problem: str) -> InputError:
        """The error that an entry cannot be used."""
        return InputError("mapping_bad", path=self.path.name, section=section, problem=problem)


def shown(value: object) -> str:
    """A value as it would stand in TOML; a text without its quotes."""
    if isinstance(value, str):
        return value
    if value is None:
        return "–"
    if isinstance(value, dict):
        return ", ".join(f"{name} = {shown(item)}" for name, item in value.items())
    return json.dumps(value, ensure_ascii=False, default=str)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_header(value: object) -> bool:
    return _is_text(value) or (_is_texts(value) and bool(value))


def _is_target(value: object) -> bool:
    return _is_text(value) or (
        isinstance(value, list) and _is_texts(value) and len(value) in (1, 2)
    )


def _is_value(value: object) -> bool:
    return _is_text(value) or (isinstance(value, int) and not isinstance(value, bool))


def _check_entries(
    file: MappingFile, section: str, entries: object, fits: Callable[[object], bool]
) -> None:
    if not isinstance(entries, dict):
        raise file.bad(section, shown(entries))
    for name, value in entries.items():
        if not fits(value):
            raise file.bad(section, f"{name} = {shown(value)}")


def _check_names(file: MappingFile, section: str, names: Iterable[str], known: object) -> None:
    for name in names:
        if name not in known:  # type: ignore[operator]
            prefix = f"{section}." * bool(section)
            raise InputError(
                "mapping_unknown_field",
                path=file.path.name,
                field=prefix + name,
                known=", ".join(known),  # type: ignore[arg-type]
            )


def _check_file(file: MappingFile) -> None:
    section = dict(file.data["file"])
    _check_names(file, "file", section, (*_FILE_TEXTS, "sheets", *_FILE_NUMBERS))
    if not _is_texts(section.pop("sheets", [])):
        raise file.bad("file", f"sheets = {shown(file.data['file']['sheets'])}")
    for name, largest in zip(_FILE_NUMBERS, (1000, 2), strict=True):
        number = section.pop(name, 1)
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= largest:
            raise file.bad("file", f"{name} = {shown(number)}")
    _check_entries(file, "file", section, _is_text)
    for name, fits in (("date_format", is_date_format), ("delimiter", lambda text: len(text) == 1)):
        if name in section and not fits(section[name]):
            raise file.bad("file", f"{name} = {section[name]}")
    for name, choices in _CHOICES.items():
        if section.get(name, choices[0]) not in choices:
            raise file.bad("file", f"{name} = {section[name]}")


def _check_tables(file: MappingFile) -> None:
    data = file.data
    inside = (*COUNT_KINDS, "sex", "age", "yes_no")
    values = [name for name in data["values"] if name not in inside]
    _check_names(file, "", [*data["columns"], *data["fixed"], *values], FIELDS)
    _check_names(file, "wide", data["wide"], COUNT_KINDS)
    _check_names(file, "yes_no", data["yes_no"], (*YES_NO, "reason"))
    _check_names(file, "repeat", data["repeat"], COUNT_KINDS)
    _check_entries(file, "columns", data["columns"], _is_header)
    _check_entries(file, "fixed", data["fixed"], _is_value)
    for section, fits in (("wide", _is_target), ("yes_no", _is_text), ("values", _is_value)):
        for name, entries in data[section].items():
            _check_entries(file, f"{section}.{name}", entries, fits)
    for name, entries in data["repeat"].items():
        _check_entries(file, f"repeat.{name}", entries, _is_text)
        _check_names(file, f"repeat.{name}", entries, _REPEAT_KEYS)
    if data["long"] is not None:
        keys = dict(data["long"])
        _check_names(file, "long", keys, _LONG_KEYS)
        if not _is_texts(keys.pop("group_by", [])):
            raise file.bad("long", f"group_by = {shown(data['long']['group_by'])}")
        _check_entries(file, "long", keys, _is_text)
        for section in ("repeat", "yes_no.reason"):
            # Which rows of a group would they speak of?
            if data["repeat"] if section == "repeat" else "reason" in data["yes_no"]:
                raise file.bad(section, "[long]")


def open_mapping(path: Path, sections: Iterable[str]) -> MappingFile:
    """A mapping of any kind: a TOML file of format 1 with no other sections than these.

    Raises
    ------
    InputError
        ``file_not_found``, ``path_is_folder``, ``mapping_unknown_section`` or ``mapping_bad``.
    """
    if path.is_dir():
        raise InputError("path_is_folder", path=str(path))
    if not path.is_file():
        raise InputError("file_not_found", path=str(path))
    file = MappingFile(path, read_toml(path))
    known = list(sections)
    for name in sorted(set(file.data) - set(known)):
        raise InputError(
            "mapping_unknown_section", path=path.name, section=name, known=", ".join(known)
        )
    number = file.data.get("format")
    if number != 1 or isinstance(number, bool):
        raise file.bad("format", shown(number))
    return file


def read_mapping(path: Path) -> MappingFile:
    """Read and check a mapping file as far as that goes without the data.

    Raises
    ------
    InputError
        ``file_not_found``, ``path_is_folder``, ``mapping_unknown_section``, ``mapping_bad`` or
        ``mapping_unknown_field``.
    """
    file = open_mapping(path, ("format", *_LISTS, *_TABLES))
    data = file.data
    for name in _LISTS:
        if not _is_texts(data.setdefault(name, [])):
            raise file.bad(name, shown(data[name]))
    for name in _TABLES:
        data.setdefault(name, None if name == "long" else {})
        if not isinstance(data[name], dict) and not (name == "long" and data[name] is None):
            raise file.bad(name, shown(data[name]))
    _check_file(file)
    _check_tables(file)
    return file
