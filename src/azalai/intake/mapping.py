"""The mapping file: from the columns and values of a foreign table to the model.

A mapping is TOML that a data officer can read::

    format = 1
    [file]                    # optional: sheet, encoding, delimiter, date_format
    [columns]                 # field of a group = header of its column
    point = "FMP"
    [wide.nationality]        # a column for each category; "*" = "countries": every header that
    "*" = "countries"         # is a country
    [long]                    # or: several rows make one group
    group_by = ["form_no"]
    [values.direction]        # how this file spells a value
    "Entrée" = "in"
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from azalai.intake.tabular import ReadOptions
from azalai.intake.values import is_date_format
from azalai.model.errors import InputError
from azalai.model.flows import COUNT_KINDS, FIELDS
from azalai.model.names import normalise, spelling
from azalai.workspace.config import read_toml
from azalai.workspace.packs import country_spellings

_SECTIONS = ("format", "unknown", "file", "columns", "wide", "long", "values")
_FILE_KEYS = {"sheet", "encoding", "delimiter", "date_format", "repeated_rows"}
_LONG_KEYS = {"group_by", "persons", "nationality", "sex", "age", "reason"}


@dataclass(frozen=True, slots=True)
class WideColumn:
    """A column that counts one category of one kind."""

    header: str
    kind: str
    category: str
    category2: str = ""


@dataclass(frozen=True, slots=True)
class LongLayout:
    """Several rows make one group: which columns say so, and what each row tells."""

    group_by: tuple[str, ...]
    persons: str = ""
    """Column with the persons of the row; empty: each row is one person."""
    categories: dict[str, str] = field(default_factory=dict)
    """``nationality``, ``sex``, ``age``, ``reason`` -> column."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping held against the headers of one file."""

    columns: dict[str, str]
    wide: tuple[WideColumn, ...]
    long: LongLayout | None
    values: dict[str, dict[str, str]]
    unknown: frozenset[str]
    date_format: str
    keep_repeated: bool


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A mapping as it stands in its file, before the headers are known."""

    path: Path
    data: dict[str, Any]

    @property
    def options(self) -> ReadOptions:
        """What it says about the file itself."""
        section = self.data.get("file", {})
        return ReadOptions(
            sheet=section.get("sheet", ""),
            encoding=section.get("encoding", "utf-8-sig"),
            delimiter=section.get("delimiter", ""),
        )

    def for_headers(self, headers: list[str]) -> Mapping:
        """Hold it against the headers of a file.

        Raises
        ------
        InputError
            ``mapping_no_column`` where it names a column the file has not, ``mapping_needs``
            where a group could not be counted.
        """
        data = self.data
        declared = {
            name: self._column(str(text), headers) for name, text in data["columns"].items()
        }
        columns = {**_named_by_dictionary(headers), **declared}
        wide = self._wide(headers, set(columns.values()))
        wide += _counted_by_dictionary(
            headers, {*columns.values(), *(item.header for item in wide)}
        )
        long = self._long(headers, columns)
        needed = ["point", "date"] + (["persons"] if long is None else [])
        for name in needed:
            if name not in columns:
                raise InputError("mapping_needs", path=self.path.name, field=name)
        section = data.get("file", {})
        return Mapping(
            columns=columns,
            wide=tuple(wide),
            long=long,
            values={
                name: {spelling(raw): str(code) for raw, code in entries.items()}
                for name, entries in data.get("values", {}).items()
            },
            unknown=frozenset(spelling(str(text)) for text in data.get("unknown", [])),
            date_format=section.get("date_format", ""),
            keep_repeated=section.get("repeated_rows", "set_aside") == "keep",
        )

    def _column(self, text: str, headers: list[str]) -> str:
        wanted = " ".join(text.split())
        if wanted not in headers:
            known = ", ".join(header for header in headers if header)
            raise InputError(
                "mapping_no_column", path=self.path.name, column=text, known=known[:300]
            )
        return wanted

    def _wide(self, headers: list[str], taken: set[str]) -> list[WideColumn]:
        found = []
        for kind_name, entries in self.data.get("wide", {}).items():
            kind = COUNT_KINDS[kind_name]
            for header, target in entries.items():
                if header == "*" and target == "countries":
                    continue
                code, second = (target, "") if isinstance(target, str) else (*target, "")[:2]
                if kind.categories and (
                    code not in kind.categories or (kind.crossed and second not in kind.crossed)
                ):
                    raise self.bad(f"wide.{kind_name}", f"{header} = {_shown(target)}")
                if not kind.categories:
                    code = self._country(kind_name, header, code)
                found.append(WideColumn(self._column(header, headers), kind_name, code, second))
            if entries.get("*") == "countries":
                named = {column.header for column in found} | taken
                found += [
                    WideColumn(header, kind_name, country_spellings()[normalise(header)])
                    for header in headers
                    if header not in named and normalise(header) in country_spellings()
                ]
        return found

    def _country(self, kind: str, header: str, text: str) -> str:
        code = country_spellings().get(normalise(text))
        if code is None:
            raise self.bad(f"wide.{kind}", f"{header} = {text}")
        return code

    def _long(self, headers: list[str], columns: dict[str, str]) -> LongLayout | None:
        section = self.data.get("long")
        if section is None:
            return None
        keys = section.get("group_by") or [columns.get("record_id", "")]
        if not keys[0]:
            raise self.bad("long", "group_by")
        return LongLayout(
            group_by=tuple(self._column(key, headers) for key in keys),
            persons=self._column(section["persons"], headers) if "persons" in section else "",
            categories={
                name: self._column(section[name], headers)
                for name in ("nationality", "sex", "age", "reason")
                if name in section
            },
        )

    def bad(self, section: str, problem: str) -> InputError:
        """The error that an entry cannot be used."""
        return InputError("mapping_bad", path=self.path.name, section=section, problem=problem)


def _named_by_dictionary(headers: list[str]) -> dict[str, str]:
    """Fields whose column bears a name of the DTM data dictionary: these need no mapping."""
    return {
        item.name: name
        for item in FIELDS.values()
        for name in reversed(item.dtm)
        if name in headers
    }


def _counted_by_dictionary(headers: list[str], taken: set[str]) -> list[WideColumn]:
    """Columns of counts that bear a name of the DTM data dictionary."""
    return [
        WideColumn(header, kind.name, *kind.dtm[header])
        for kind in COUNT_KINDS.values()
        for header in headers
        if header in kind.dtm and kind.dtm[header][0] and header not in taken
    ]


def _shown(value: object) -> str:
    """A value as it would stand in TOML; a text without its quotes."""
    if isinstance(value, str):
        return value
    if value is None:
        return "–"
    if isinstance(value, dict):
        return ", ".join(f"{name} = {_shown(item)}" for name, item in value.items())
    return json.dumps(value, ensure_ascii=False, default=str)


def _check_types(file: MappingFile) -> None:
    """Every entry is of the kind its section takes; ``mapping_bad`` shows the one that is not."""

    def is_text(value: object) -> bool:
        return isinstance(value, str)

    def is_texts(value: object) -> bool:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)

    def is_target(value: object) -> bool:
        return is_text(value) or (is_texts(value) and len(value) in (1, 2))  # type: ignore[arg-type]

    def is_value(value: object) -> bool:
        return is_text(value) or (isinstance(value, int) and not isinstance(value, bool))

    def check(section: str, entries: object, fits: Callable[[object], bool]) -> None:
        if not isinstance(entries, dict):
            raise file.bad(section, _shown(entries))
        for name, value in entries.items():
            if not fits(value):
                raise file.bad(section, f"{name} = {_shown(value)}")

    data = file.data
    check("file", data["file"], is_text)
    check("columns", data["columns"], is_text)
    keys = {**data.get("long", {})}
    if not is_texts(keys.pop("group_by", [])):
        raise file.bad("long", f"group_by = {_shown(data['long']['group_by'])}")
    check("long", keys, is_text)
    for section, fits in (("wide", is_target), ("values", is_value)):
        for name, entries in data[section].items():
            check(f"{section}.{name}", entries, fits)
    if not is_texts(data.get("unknown", [])):
        raise file.bad("unknown", _shown(data["unknown"]))
    if not is_date_format(data["file"].get("date_format", "")):
        raise file.bad("file", f"date_format = {data['file']['date_format']}")
    if len(data["file"].get("delimiter", ",")) != 1:
        raise file.bad("file", f"delimiter = {data['file']['delimiter']}")
    if data["file"].get("repeated_rows", "keep") not in ("keep", "set_aside"):
        raise file.bad("file", f"repeated_rows = {data['file']['repeated_rows']}")


def read_mapping(path: Path) -> MappingFile:
    """Read and check a mapping file as far as that goes without the data.

    Raises
    ------
    InputError
        ``file_not_found``, ``mapping_bad`` or ``mapping_unknown_field``.
    """
    if path.is_dir():
        raise InputError("path_is_folder", path=str(path))
    if not path.is_file():
        raise InputError("file_not_found", path=str(path))
    data = read_toml(path)
    file = MappingFile(path, data)
    for name in sorted(set(data) - set(_SECTIONS)):
        known = ", ".join(_SECTIONS)
        raise InputError("mapping_unknown_section", path=path.name, section=name, known=known)
    if data.get("format") != 1:
        raise file.bad("format", _shown(data.get("format")))
    for section in ("file", "columns", "wide", "long", "values"):
        if not isinstance(data.setdefault(section, {} if section != "long" else None), dict | None):
            raise file.bad(section, _shown(data[section]))
    if data["long"] is None:
        del data["long"]
    inside = (*COUNT_KINDS, "sex", "age")
    for name in [*data["columns"], *(name for name in data["values"] if name not in inside)]:
        if name not in FIELDS:
            known = ", ".join(FIELDS)
            raise InputError("mapping_unknown_field", path=path.name, field=name, known=known)
    _check_types(file)
    for section, known_keys in (("file", _FILE_KEYS), ("long", _LONG_KEYS), ("wide", COUNT_KINDS)):
        for name in data.get(section, {}):
            if name not in known_keys:
                raise InputError(
                    "mapping_unknown_field",
                    path=path.name,
                    field=f"{section}.{name}",
                    known=", ".join(known_keys),
                )
    return file
