"""What a check finds, and what a rule is.

A rule is one file of this room with a ``RULE``: a query over the staged tables ``groups`` and
``counts`` (see `azalai.workspace.records`; ``row_no`` is the line of the file) and the register's
table ``points``. It looks at columns, never at one row at a time. Adding a rule is adding a file
and its two sentences in ``packs/locales/*/errors.po``, under ``finding.<code>``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pkgutil import iter_modules

from azalai.workspace.engine import Engine


class Severity(StrEnum):
    """What a finding does to its record."""

    ERROR = "error"
    """The record stays out of every count until it is resolved."""
    WARNING = "warning"
    """The record counts; somebody should look."""
    NOTE = "note"
    """Worth knowing."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing found: where, what, by which rule.

    Attributes
    ----------
    row : int
        Line of the file, the header being line 1; in XLSX the row number of the sheet.
    field : str
        Field of the model, or the header of a column.
    value : str
        What stood there.
    expected : str
        What it is held against; empty where nothing is.
    column : str
        Header of the column where it stands; empty where that is not one column.
    """

    row: int
    rule: str
    severity: Severity
    field: str
    value: str
    expected: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A check: a query that returns ``row_no, field, value, expected`` of what is wrong.

    Placeholders ``$today`` (a date) may be used in the query.
    """

    code: str
    severity: Severity
    sql: str


def rules() -> list[Rule]:
    """Every rule of this room, by code."""
    found = []
    package = __name__.rpartition(".")[0]
    for module in iter_modules(import_module(package).__path__):
        rule = getattr(import_module(f"{package}.{module.name}"), "RULE", None)
        if isinstance(rule, Rule):
            found.append(rule)
    return sorted(found, key=lambda rule: rule.code)


def run(opened: Engine, today: str) -> list[Finding]:
    """Run every rule over the staged tables."""
    found = []
    for rule in rules():
        sql = rule.sql.replace("$today", f"DATE '{today}'")
        for row, field, value, expected in opened.rows(
            f"SELECT row_no, field::VARCHAR, value::VARCHAR, expected::VARCHAR FROM ({sql}) AS f"
        ):
            found.append(
                Finding(row, rule.code, rule.severity, field or "", value or "", expected or "")
            )
    return sorted(found)
