"""Columns of a draft that count inside a group, or answer yes or no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from azalai.intake.drafting.tables import Column
from azalai.intake.drafting.words import (
    Cell,
    category_of,
    cell_of,
    country_of,
    fields_like,
    key,
    keyed,
    parts,
    people_of,
)
from azalai.model.flows import AGES

Together = Callable[[str, str], bool]
_ANSWERED = ("movement_type", "transport", "direction", "reason")


def of_group(header: str) -> tuple[str, str]:
    """What stands over a header, and the header: ``("Nationalités", "Mali")``."""
    levels = parts(header)
    return ("" if len(levels) == 1 else levels[0]), levels[-1]


def subject(group: str) -> str:
    """The field or kind that the upper row of two headers names; empty where it names none."""
    if not group:
        return ""
    category = keyed("categories").get(key(group))
    likely = [item.field for item in fields_like(group) if item.sure]
    return category or next(iter(likely), "")


class Vulnerable:
    """Columns that count vulnerable persons."""

    def __init__(self, columns: list[Column]) -> None:
        self.unread: dict[str, tuple[str, str]] = {}
        self._found: dict[str, str] = {}
        for column in columns:
            code = category_of("vulnerability", column.header)
            if not code:
                continue
            if column.counts:
                self._found[column.header] = code
            elif column.yes_no:
                # Whether one of them is pregnant or all are, yes does not tell.
                self.unread[column.header] = ("yes_not_count", "")

    def counted(self, together: Together) -> dict[str, str]:
        """Header -> category; of two columns of one table the first counts."""
        kept: dict[str, str] = {}
        for header, code in self._found.items():
            twins = [other for other, its in kept.items() if its == code]
            if any(together(header, other) for other in twins):
                self.unread[header] = ("also", code)
            else:
                kept[header] = code
        return kept


@dataclass
class Countries:
    """Columns headed by a country."""

    every: list[str] = field(default_factory=list)
    """All of them are nationalities."""
    listed: dict[str, str] = field(default_factory=dict)
    """Some are something else, so these are named one by one."""
    people: dict[str, str] = field(default_factory=dict)
    """Headed by the people (*Maliens*): no ``"*"`` finds them."""
    unread: dict[str, tuple[str, str]] = field(default_factory=dict)


def country_columns(columns: list[Column]) -> Countries:
    """Columns whose header is a country and that hold numbers."""
    found = Countries()
    other = False
    for column in columns:
        code = country_of(column.header)
        people = people_of(column.header)
        if people and column.counts and column.values:
            found.people[column.header] = people
        if not code or people:
            continue
        about = subject(of_group(column.header)[0])
        if about in ("", "nationality") and column.counts:
            found.listed[column.header] = code
        else:
            other = True
            found.unread[column.header] = ("country", about)
    if not other:
        found.every, found.listed = list(found.listed), {}
    found.listed |= found.people
    # A country that two columns count in one table is added up, as everywhere.
    return found


class Cells:
    """Columns that count a sex at an age."""

    def __init__(self, columns: list[Column], together: Together) -> None:
        self.counted: dict[str, tuple[str, ...]] = {}
        self.doubts: dict[str, str] = {}
        self.unread: dict[str, tuple[str, str]] = {}
        named = {
            column.header: cell
            for column in columns
            if column.counts and (cell := cell_of(column.header)) is not None
        }
        minors = any(cell.age == AGES[1] for cell in named.values())
        for header, cell in named.items():
            others = {
                name: other
                for name, other in named.items()
                if name != header and other.sex == cell.sex and together(name, header)
            }
            if self._is_sum(cell, list(others.values())):
                self.unread[header] = ("sum", "")
            elif self._is_part(cell, list(others.values())):
                self.unread[header] = ("part", "")
            else:
                self.counted[header] = (cell.sex, cell.age or AGES[0])
                if not cell.age and not minors:
                    self.doubts[header] = "all_ages"

    @staticmethod
    def _is_sum(cell: Cell, others: list[Cell]) -> bool:
        """A total, or *Men* beside *Men 18+*."""
        if cell.total and others:
            return True
        return not cell.age and any(other.age == AGES[0] for other in others)

    @staticmethod
    def _is_part(cell: Cell, others: list[Cell]) -> bool:
        """*Girls under 5* beside *Girls*."""
        return cell.band and any(
            other.age == cell.age and not other.band and not other.total for other in others
        )


class Answers:
    """Columns of which each is one answer: *Seasonal* yes or no, *Work* 3 persons."""

    def __init__(self, columns: list[Column]) -> None:
        self.yes_no: dict[str, dict[str, str]] = {}
        self.counted: dict[str, str] = {}
        self.doubts: dict[str, str] = {}
        self.unread: dict[str, tuple[str, str]] = {}
        found: dict[str, list[tuple[Column, str]]] = {}
        loose: dict[str, tuple[Column, dict[str, str]]] = {}
        for column in columns:
            if not column.values or not (column.counts or column.yes_no):
                continue
            group, label = of_group(column.header)
            codes = {name: category_of(name, label) for name in _ANSWERED}
            codes = {name: code for name, code in codes.items() if code}
            about = subject(group)
            if about in codes:
                found.setdefault(about, []).append((column, codes[about]))
            elif codes and not about:
                loose[column.header] = (column, codes)
        for name, (column, code) in self._settled(loose):
            found.setdefault(name, []).append((column, code))
        for name, columns_of in found.items():
            self._decide(name, columns_of)

    @staticmethod
    def _settled(
        loose: dict[str, tuple[Column, dict[str, str]]],
    ) -> list[tuple[str, tuple[Column, str]]]:
        """Answers without a heading: where two or more are answers of one field, they are."""
        votes = Counter(name for _, codes in loose.values() if len(codes) == 1 for name in codes)
        wider = Counter(name for _, codes in loose.values() for name in codes)
        settled = []
        for column, codes in loose.values():
            name = max(codes, key=lambda item: (votes[item], wider[item], item == "reason"))
            if wider[name] >= 2:
                settled.append((name, (column, codes[name])))
        return settled

    def _decide(self, name: str, columns: list[tuple[Column, str]]) -> None:
        words = all(column.yes_no for column, _ in columns)
        ones = all(column.ones or column.yes_no for column, _ in columns)
        ones = ones and any("1" in column.values for column, _ in columns)
        for column, code in columns:
            if words or ones:
                self.yes_no.setdefault(name, {})[column.header] = code
                if not words:
                    self.doubts[column.header] = "ones"
            elif name == "reason" and column.counts:
                self.counted[column.header] = code
            else:
                self.unread[column.header] = ("counts_of_code", name)
