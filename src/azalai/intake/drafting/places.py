"""Where each column of a foreign table goes: a field, a count, an answer, or nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from azalai.intake.drafting.counts import Answers, Cells, Vulnerable, country_columns, of_group
from azalai.intake.drafting.dates import is_day
from azalai.intake.drafting.tables import Column, Table, pooled
from azalai.intake.drafting.words import Likeness, country_of, fields_like, key, keyed, people_of
from azalai.model.flows import COUNT_KINDS, FIELDS, Kind

_PLACE_OF = {
    "departure": "departure_place",
    "provenance": "provenance_place",
    "next_destination": "next_place",
    "final_destination": "final_place",
}
"""A destination may be a country or a town: what stands below the header decides."""


_COUNTRY = {"pay", "country"}
"""Words of a header that says it holds countries, however they are spelt (see `key`)."""


@dataclass
class Placed:
    """What was found for the columns of some tables.

    Attributes
    ----------
    columns : dict
        Field -> its headers; more than one where tables differ.
    wide, yes_no : dict
        Kind or field -> header -> category.
    categories : dict
        ``nationality``, ``sex``, ``age``, ``reason``, ``vulnerability`` -> the column of which
        each row names one.
    doubts : dict
        Header -> which remark its line needs.
    unread : dict
        Header -> why it was not placed.
    """

    pool: dict[str, Column]
    columns: dict[str, list[str]] = field(default_factory=dict)
    wide: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    every_country: list[str] = field(default_factory=list)
    yes_no: dict[str, dict[str, str]] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    unread: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def taken(self) -> set[str]:
        """Headers that have their place, or a reason to have none."""
        return {
            *(header for headers in self.columns.values() for header in headers),
            *(header for entries in self.wide.values() for header in entries),
            *(header for entries in self.yes_no.values() for header in entries),
            *self.every_country,
            *self.categories.values(),
            *self.unread,
        }

    def count(self, kind: str, found: Mapping[str, str]) -> None:
        """Columns of which each counts one category of a kind."""
        self.wide.setdefault(kind, {}).update({header: (code,) for header, code in found.items()})

    def rest(self) -> list[Column]:
        """Columns without a place yet."""
        taken = self.taken
        return [column for header, column in self.pool.items() if header not in taken]

    def first(self, name: str) -> str:
        """The first header of a field; empty where it has none."""
        return next(iter(self.columns.get(name, ())), "")


def place(tables: list[Table]) -> Placed:
    """Find a place for each column of tables that are about the same."""
    placed = Placed(pooled(tables))
    together = Together(tables)
    named = {header for header in placed.pool if _named(header)}
    _counts(placed, together, named)
    _categories(placed)
    _fields(placed, together)
    for column in placed.rest():
        placed.unread[column.header] = ("", "")
    return placed


class Together:
    """Which headers stand in one table: of those two cannot be the same field."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._tables = [set(table.columns) for table in tables]

    def __call__(self, one: str, other: str) -> bool:
        return any({one, other} <= headers for headers in self._tables)


def _named(header: str) -> bool:
    """Whether a header is exactly the name of a field, ours or the data dictionary's."""
    return any(item.score >= 98 for item in fields_like(header))


def _by_dictionary(placed: Placed) -> None:
    """Counts that bear a name of the DTM data dictionary."""
    for kind in COUNT_KINDS.values():
        for header in placed.pool:
            cell = kind.dtm.get(header, ("", ""))
            if cell[0]:
                target = tuple(part for part in cell if part)
                placed.wide.setdefault(kind.name, {})[header] = target


def _counts(placed: Placed, together: Together, named: set[str]) -> None:
    _by_dictionary(placed)
    named = named | placed.taken
    free = [column for column in placed.pool.values() if column.header not in named]
    vulnerable = Vulnerable(free)
    placed.count("vulnerability", vulnerable.counted(together))
    placed.unread |= vulnerable.unread
    countries = country_columns(placed.rest())
    placed.count("nationality", countries.listed)
    placed.every_country = countries.every
    placed.unread |= countries.unread
    cells = Cells([column for column in placed.rest() if column.header not in named], together)
    placed.wide.setdefault("sex_age", {}).update(cells.counted)
    placed.doubts |= cells.doubts
    placed.unread |= cells.unread
    answers = Answers([column for column in placed.rest() if column.header not in named])
    placed.yes_no = answers.yes_no
    placed.count("reason", answers.counted)
    placed.doubts |= answers.doubts
    placed.unread |= answers.unread


def _categories(placed: Placed) -> None:
    known = keyed("categories")
    for column in placed.rest():
        name = known.get(key(column.header), "") or known.get(key(of_group(column.header)[1]), "")
        if not name or name in placed.categories or not column.values:
            continue
        if name == "nationality":
            fits = column.countries >= 0.5 or column.share(_names_people) >= 0.5
        elif name == "reason":
            fits = not column.counts and not _says(column, "movement_type")
        else:
            fits = not column.counts
        if fits:
            placed.categories[name] = column.header


def _names_people(text: str) -> bool:
    return bool(people_of(text) or country_of(text))


def _says(column: Column, field_name: str) -> bool:
    """Whether its answers are those of a field rather than reasons."""
    fields, reasons = keyed(field_name), keyed("reason")
    return column.share(lambda text: key(text) in fields) > column.share(
        lambda text: key(text) in reasons
    )


def _fields(placed: Placed, together: Together) -> None:
    candidates: list[tuple[Likeness, str]] = []
    for column in placed.rest():
        for like in fields_like(column.header) + _by_answers(column):
            fitting = _fitting(like, column)
            if fitting is not None:
                candidates.append((fitting, column.header))
    places = {header: index for index, header in enumerate(placed.pool)}
    candidates.sort(key=lambda item: (-item[0].score, item[0].order, places[item[1]]))
    also: dict[str, str] = {}
    for like, header in candidates:
        if header in placed.taken:
            continue
        before = placed.columns.get(like.field, [])
        if any(together(header, other) for other in before) or (before and not like.sure):
            also.setdefault(header, like.field)
            continue
        placed.columns.setdefault(like.field, []).append(header)
        if not like.sure:
            placed.doubts[header] = "near"
    for header, name in also.items():
        if header not in placed.taken:
            placed.unread[header] = ("also", name)


def _by_answers(column: Column) -> list[Likeness]:
    """A column headed *reason* whose answers are types of movement."""
    if keyed("categories").get(key(column.header)) == "reason" and _says(column, "movement_type"):
        return [Likeness(80, "movement_type")]
    return []


def _fitting(like: Likeness, column: Column) -> Likeness | None:
    """The field, or the town in place of the country; None where the values say it is neither."""
    if like.score == 100 or not column.values:
        return like
    match FIELDS[like.field].kind:
        case Kind.COUNT:
            fits = column.counts
        case Kind.DATE:
            fits = column.share(is_day) >= 0.5
        case Kind.TIME:
            fits = column.times >= 0.5
        case Kind.COUNTRY:
            if column.counts:
                return None
            if column.countries >= 0.5 or _COUNTRY & set(key(column.header)):
                return like
            return Likeness(like.score, _PLACE_OF[like.field], like.order + 100)
        case Kind.CODE | Kind.POINT:
            fits = column.share(is_day) < 0.5 and not column.yes_no
        case _:
            fits = like.field != "record_id" or _tells_apart(column)
    return like if fits else None


def _tells_apart(column: Column) -> bool:
    """Whether a column may number groups; each number may stand on a few rows."""
    return len(column.values) * 5 >= column.filled


def lacking(placed: Placed, tables: list[Table]) -> list[str]:
    """Headers that were placed and that a table lacks, without any other of the same field."""
    found: list[str] = []
    have = [set(table.columns) for table in tables]
    for headers in placed.columns.values():
        if any(not headers_of & set(headers) for headers_of in have):
            found += headers[:1]
    single: list[Mapping[str, object]] = [*placed.wide.values(), *placed.yes_no.values()]
    for entries in single:
        found += [header for header in entries if any(header not in mine for mine in have)]
    return list(dict.fromkeys(found))
