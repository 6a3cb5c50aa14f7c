"""A mapping held against the columns of one file: which column means what.

`read_mapping` (in `azalai.intake.mapping_file`) says what a mapping file may hold. `bind` finds the
columns in the file at hand; whatever names a column that is not there, or counts the same thing
twice, is refused before anything is imported.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from azalai.intake.mapping_file import SHEET_NAME, MappingFile, shown
from azalai.model.errors import InputError
from azalai.model.flows import COUNT_KINDS, FIELDS
from azalai.model.names import normalise, spelling
from azalai.workspace.packs import countries, country_spellings


@dataclass(frozen=True, slots=True)
class WideColumn:
    """A column that counts one category of one kind."""

    header: str
    kind: str
    category: str
    category2: str = ""


@dataclass(frozen=True, slots=True)
class YesNoColumn:
    """A column that says yes or no to one answer of a field (or to a reason of the group)."""

    header: str
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class LongLayout:
    """Several rows make one group: which columns say so, and what each row tells."""

    group_by: tuple[str, ...]
    persons: str = ""
    """Column with the persons of the row; empty: each row is one person."""
    categories: dict[str, str] = field(default_factory=dict)
    """``nationality``, ``sex``, ``age``, ``reason`` -> column."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Another table in which several rows belong to one group."""

    kind: str
    table: str
    key: str
    """Its column that names the group …"""
    of: str
    """… and the main table's column that has the same."""
    persons: str
    categories: tuple[tuple[str, str], ...]
    """(dimension, column): one, or sex and age."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of one file mean.

    Attributes
    ----------
    columns : dict
        Field -> header.
    fixed : dict
        Field -> the text that stands for every group.
    unread : tuple of str
        Headers that nothing was said of.
    """

    columns: dict[str, str]
    fixed: dict[str, str]
    wide: tuple[WideColumn, ...]
    yes_no: tuple[YesNoColumn, ...]
    long: LongLayout | None
    repeats: tuple[Repeat, ...]
    values: dict[str, dict[str, str]]
    unknown: frozenset[str]
    date_format: str
    decimal: str
    turned_dates: str
    keep_repeated: bool
    unread: tuple[str, ...] = ()

    def header_of(self, said: str, headers: dict[str, int]) -> str:
        """The column in which a field, or a category, stands; empty where that is not one."""
        header = self.columns.get(said, "")
        if not header and self.long is not None:
            header = self.long.categories.get(said, "")
        if not header:
            counted = (column.header for column in self.wide if column.category == said)
            header = said if said in headers else next(counted, "")
        return header


class _Binder:
    """Finds the columns of one file that a mapping file names."""

    def __init__(
        self,
        file: MappingFile,
        headers: list[str],
        others: dict[str, list[str]],
        names: dict[str, str],
    ) -> None:
        self.file, self.data, self.names = file, file.data, names
        self.headers, self.others = headers, others
        self.optional = {" ".join(text.split()) for text in self.data["optional"]}

    def column(self, text: str, kind: str = "") -> str:
        """The header as the file, or the table of a repeat, has it; empty where it may lack it."""
        wanted = " ".join(text.split())
        known = self.others[kind] if kind else self.headers
        if wanted in known or text == SHEET_NAME:
            return wanted
        if wanted in self.optional:
            return ""
        listed = ", ".join(header for header in known if header)
        raise InputError(
            "mapping_no_column", path=self.file.path.name, column=text, known=listed[:300],
            file=self.names.get(kind) or self.names.get("", "–"),
        )  # fmt: skip

    def columns(self) -> dict[str, str]:
        found = {}
        for name, said in self.data["columns"].items():
            choices = [said] if isinstance(said, str) else said
            there = [text for text in choices if " ".join(text.split()) in self.headers]
            header = self.column((there or choices)[0])
            if header:
                found[name] = header
        taken = {*found, *self.data["fixed"]}
        return {
            **{name: header for name, header in self._dictionary().items() if name not in taken},
            **found,
        }

    def _dictionary(self) -> dict[str, str]:
        """Fields whose column bears our name or one of the DTM data dictionary."""
        return {
            item.name: name
            for item in FIELDS.values()
            for name in (*reversed(item.dtm), item.name)
            if name in self.headers and name not in self.data["ignore"]
        }

    def yes_no(self) -> list[YesNoColumn]:
        found = []
        for name, entries in self.data["yes_no"].items():
            codes = COUNT_KINDS[name].categories if name == "reason" else FIELDS[name].codes
            for text, code in entries.items():
                if code not in codes:
                    raise self.file.bad(f"yes_no.{name}", f"{text} = {code}")
                if header := self.column(text):
                    found.append(YesNoColumn(header, name, code))
        return found

    def wide(self, taken: set[str]) -> list[WideColumn]:
        found = []
        for kind_name, entries in self.data["wide"].items():
            kind = COUNT_KINDS[kind_name]
            for text, target in entries.items():
                if text == "*" and target == "countries":
                    continue
                code, second = (target, "") if isinstance(target, str) else (*target, "")[:2]
                if kind.categories and (
                    code not in kind.categories or (kind.crossed and second not in kind.crossed)
                ):
                    raise self.file.bad(f"wide.{kind_name}", f"{text} = {shown(target)}")
                if not kind.categories:
                    code = self._country(kind_name, text, code)
                if header := self.column(text):
                    found.append(WideColumn(header, kind_name, code, second))
            if entries.get("*") == "countries":
                named = {column.header for column in found} | taken
                found += [
                    WideColumn(header, kind_name, code)
                    for header in self.headers
                    if header not in named and (code := _country_of(header))
                ]
        taken = taken | {item.header for item in found} | set(self.data["ignore"])
        return found + [
            WideColumn(header, *cell)
            for header in self.headers
            if header not in taken and (cell := _cell_named(header))
        ]

    def _country(self, kind: str, header: str, text: str) -> str:
        code = country_spellings().get(normalise(text))
        if code is None:
            raise self.file.bad(f"wide.{kind}", f"{header} = {text}")
        return code

    def long(self, columns: dict[str, str]) -> LongLayout | None:
        section = self.data["long"]
        if section is None:
            return None
        keys = section.get("group_by") or [columns.get("record_id", "")]
        if not keys[0]:
            raise self.file.bad("long", "group_by")
        named = {
            name: self.column(section[name])
            for name in ("nationality", "sex", "age", "reason")
            if name in section
        }
        return LongLayout(
            group_by=tuple(header for key in keys if (header := self.column(key))),
            persons=self.column(section["persons"]) if "persons" in section else "",
            categories={name: header for name, header in named.items() if header},
        )

    def repeats(self, columns: dict[str, str]) -> list[Repeat]:
        found = []
        for kind, entries in self.data["repeat"].items():
            section = f"repeat.{kind}"
            dimensions = COUNT_KINDS[kind].dimensions
            named = ("category",) if len(dimensions) == 1 else dimensions
            for name in ("key", "persons", *named):
                if name not in entries:
                    raise InputError("mapping_needs", path=self.file.path.name,
                                     field=f"{section}.{name}")  # fmt: skip
            if ("sheet" in entries) == ("file" in entries):
                raise self.file.bad(section, "sheet, file")
            of = self.column(entries["of"]) if "of" in entries else columns.get("record_id", "")
            if not of:
                raise InputError("mapping_needs", path=self.file.path.name, field=f"{section}.of")
            pairs = zip(dimensions, (self.column(entries[name], kind) for name in named),
                        strict=True)  # fmt: skip
            found.append(
                Repeat(
                    kind=kind,
                    table=entries.get("sheet") or entries["file"],
                    key=self.column(entries["key"], kind),
                    of=of,
                    persons=self.column(entries["persons"], kind),
                    categories=tuple(pairs),
                )
            )
        return found


def _cell_named(header: str) -> tuple[str, str, str] | None:
    """The count a header names in words of ours ("sex_age / F / minor") or of the dictionary."""
    for kind in COUNT_KINDS.values():
        if header in kind.dtm and kind.dtm[header][0]:
            return kind.name, *kind.dtm[header]
    parts = [part.strip() for part in header.split("/")]
    if parts[0] not in COUNT_KINDS or not 2 <= len(parts) <= 3:
        return None
    kind, category, second = COUNT_KINDS[parts[0]], parts[1], (*parts, "")[2]
    known = category in (kind.categories or countries())
    return (kind.name, category, second) if known and second in (kind.crossed or ("",)) else None


def _country_of(header: str) -> str:
    """The country a header names, alone or as the last part of "Nationalités / Mali"."""
    spellings = country_spellings()
    return spellings.get(normalise(header)) or spellings.get(
        normalise(header.rpartition(" / ")[2]), ""
    )


def bind(
    file: MappingFile,
    headers: list[str],
    others: dict[str, list[str]],
    names: dict[str, str] | None = None,
) -> Mapping:
    """Hold a mapping file against the headers of the main table and of its repeats.

    Parameters
    ----------
    others : mapping
        Kind of count -> headers of the table that ``[repeat.<kind>]`` names.
    names : mapping, optional
        The names of the files, by kind; ``""`` is the main one, of which repeats are other sheets.

    Raises
    ------
    InputError
        ``mapping_no_column`` where it names a column the file has not, ``mapping_needs`` where a
        group could not be counted, ``mapping_bad``, ``mapping_twice`` where two entries claim one
        column.
    """
    binder = _Binder(file, headers, others, names or {})
    columns = binder.columns()
    yes_no = binder.yes_no()
    wide = binder.wide({*columns.values(), *(item.header for item in yes_no)})
    long = binder.long(columns)
    repeats = binder.repeats(columns)
    fixed = {name: str(text) for name, text in file.data["fixed"].items()}
    _check_once(file, columns, fixed, wide, yes_no)
    needed = ["point", "date"] + (["persons"] if long is None else [])
    answered = {item.name for item in yes_no}
    for name in needed:
        if name not in columns and name not in fixed:
            raise InputError("mapping_needs", path=file.path.name, field=name)
    for name in answered & {*columns, *fixed}:
        raise InputError("mapping_twice", path=file.path.name, column=name)
    section = file.data["file"]
    used = {*columns.values(), *(item.header for item in wide), *(item.header for item in yes_no)}
    used |= {" ".join(text.split()) for text in file.data["ignore"]}
    used |= {item.of for item in repeats}
    if long is not None:
        used |= {*long.group_by, long.persons, *long.categories.values()}
    return Mapping(
        columns=columns,
        fixed=fixed,
        wide=tuple(wide),
        yes_no=tuple(yes_no),
        long=long,
        repeats=tuple(repeats),
        values={
            name: {spelling(raw): str(code) for raw, code in entries.items()}
            for name, entries in file.data["values"].items()
        },
        unknown=frozenset(spelling(str(text)) for text in file.data["unknown"]),
        date_format=section.get("date_format", ""),
        decimal=section.get("decimal", ""),
        turned_dates=section.get("turned_dates", ""),
        keep_repeated=section.get("repeated_rows", "set_aside") == "keep",
        unread=tuple(header for header in headers if header and header not in used),
    )


def _check_once(
    file: MappingFile,
    columns: dict[str, str],
    fixed: dict[str, str],
    wide: list[WideColumn],
    yes_no: list[YesNoColumn],
) -> None:
    """No field is said in two ways, and no column counts two things."""
    for name in columns.keys() & fixed.keys():
        raise InputError("mapping_twice", path=file.path.name, column=name)
    seen: set[str] = set()
    for header in (*(item.header for item in wide), *(item.header for item in yes_no)):
        if header in seen:
            raise InputError("mapping_twice", path=file.path.name, column=header)
        seen.add(header)
