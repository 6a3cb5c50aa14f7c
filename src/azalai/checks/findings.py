"""What a check finds, and what a rule is.

A rule is one file of this room with a ``RULE``: a query over tables that are there already. It
looks at columns, never at one row at a time. Adding a rule is adding a file, its two sentences in
``packs/locales/*/errors.po`` under ``finding.<code>``, and its line in ``docs/checks.md``.

A rule of scope *file* runs at the door, over the file that comes in: tables ``groups`` and
``counts`` (see `azalai.workspace.records`; ``row_no`` is the line of the file), ``unreadable``,
the register's ``points`` and ``roles``, and ``places``, the names of places that are known. A rule
of scope *month* runs over the records of a month and what came before it; `azalai.checks.month`
says which tables it has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import pyarrow as pa

from azalai.model.names import normalise
from azalai.model.severity import Severity as Severity
from azalai.workspace.engine import Engine, quoted


class Scope(StrEnum):
    """What a rule looks at."""

    FILE = "file"
    """One file that comes in, before it becomes records."""
    MONTH = "month"
    """The records of a month, against earlier months and the register."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing found: where, what, by which rule.

    Attributes
    ----------
    row : int
        Line of the file, the header being line 1; in XLSX the row number of the sheet; 0 where
        the finding is about no line.
    field : str
        Field of the model, or the header of a column.
    value : str
        What stood there.
    expected : str
        What it is held against, or the spelling that is nearest; empty where nothing is.
    column : str
        Header of the column where it stands; empty where that is not one column.
    record : str
        Id of the record, where it is one.
    point, day : str
        Code of the point and ISO day, where the finding is about them.
    at : str
        Sheet (or file) and row, where an import reads several.
    """

    row: int
    rule: str
    severity: Severity
    field: str
    value: str
    expected: str = ""
    column: str = ""
    record: str = ""
    point: str = ""
    day: str = ""
    at: str = ""

    @property
    def place(self) -> str:
        """Where the line is, as a spreadsheet names it: ``17``, or ``Juin!17``."""
        return self.at or str(self.row)


@dataclass(frozen=True, slots=True)
class Rule:
    """A check: a query that returns what is wrong, a row each.

    It returns ``field, value, expected``, and says where: ``row_no`` in scope *file*; ``record``,
    ``point`` and ``day``, as far as they apply, in scope *month*. It may use the placeholders
    ``$today`` (a date) and ``$country`` (alpha-3, empty where it is not known).

    Attributes
    ----------
    waivable : bool
        Whether an officer may accept the finding as true. What cannot be true (parts larger than
        their group, a cell that cannot be read) is corrected or left out, never accepted.
    again : bool
        Whether a rule of scope *file* is asked of records too: its answer may change after the
        import, with the register or with the calendar.
    """

    code: str
    severity: Severity
    sql: str
    scope: Scope = Scope.FILE
    waivable: bool = False
    again: bool = False


@cache
def rules() -> list[Rule]:
    """Every rule of this room, by code."""
    found = []
    package = __name__.rpartition(".")[0]
    for module in iter_modules(import_module(package).__path__):
        rule = getattr(import_module(f"{package}.{module.name}"), "RULE", None)
        if isinstance(rule, Rule):
            found.append(rule)
    return sorted(found, key=lambda rule: rule.code)


def rule_of(code: str) -> Rule | None:
    """The rule of a code; None for what only a reader finds (``bad_date``)."""
    return next((rule for rule in rules() if rule.code == code), None)


def is_waivable(code: str) -> bool:
    """Whether an officer may accept a finding as true.

    Examples
    --------
    >>> is_waivable("outside_opening"), is_waivable("parts_exceed_group"), is_waivable("bad_date")
    (True, False, False)
    """
    rule = rule_of(code)
    return rule is not None and rule.waivable


def run(
    opened: Engine,
    today: str,
    scope: Scope = Scope.FILE,
    *,
    country: str = "",
    places: Iterable[str] = (),
) -> list[Finding]:
    """Run every rule of a scope over the tables of an engine.

    Parameters
    ----------
    today : str
        ISO day.
    country : str
        Alpha-3 of the mission; without it, no passage inside the country is seen.
    places : iterable of str
        Names of places that are known, as they are written; without them, no place is near one.
    """
    stage_places(opened, places)
    found = []
    for rule in rules():
        if rule.scope is scope:
            found += ask(opened, rule, today, country)
    return sorted(found)


def stage_places(opened: Engine, places: Iterable[str]) -> None:
    """Make the table ``places``: ``plain``, the form in which names are compared, and ``name``."""
    named: dict[str, str] = {}
    for name in places:
        named.setdefault(normalise(name), name)
    texts = {"plain": pa.string(), "name": pa.string()}
    opened.rows_into("places", texts, [item for item in named.items() if item[0]])


def ask(opened: Engine, rule: Rule, today: str, country: str = "") -> list[Finding]:
    """What one rule finds."""
    sql = rule.sql.replace("$today", f"DATE {quoted(today)}").replace("$country", quoted(country))
    answer = opened.arrow(f"SELECT COLUMNS(*)::VARCHAR FROM ({sql}) AS found")
    return [
        Finding(
            row=int(row.get("row_no") or 0),
            rule=rule.code,
            severity=rule.severity,
            field=row["field"] or "",
            value=row["value"] or "",
            expected=row["expected"] or "",
            record=row.get("record") or "",
            point=row.get("point") or "",
            day=row.get("day") or "",
        )
        for row in answer.to_pylist()
    ]
