"""What a format makes of a foreign file: figures in the columns of a ledger, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

from azalai.checks import Finding, Severity
from azalai.intake.figures.foreign import Foreign
from azalai.intake.figures.found_places import Finder
from azalai.workspace import Engine
from azalai.workspace.ledger import COLUMNS

STATED: Final = tuple(name for name in COLUMNS if name != "id")
"""Columns that a format fills; the id follows from them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user says of a file besides the file itself.

    Attributes
    ----------
    said : dict
        ``operation``, ``assessment``, ``round``, ``date``, ``population``, ``origin``,
        ``household_size``, ``published``, ``role``: as typed; what is absent was not said.
    mapping : str
        Text of a mapping file; empty for none.
    """

    said: Mapping[str, str] = field(default_factory=dict)
    mapping: str = ""
    mapping_name: str = ""


@dataclass(slots=True)
class Job:
    """One file being read: everything a format needs, and where it puts what it finds."""

    foreign: Foreign
    finder: Finder
    opened: Engine
    asked: Asked
    source: str
    today: str
    country: str = ""
    figures: pa.Table | None = None
    findings: list[Finding] = field(default_factory=list)
    aside: set[int] = field(default_factory=set)

    def error(self, row: int, rule: str, column: str, value: str, expected: str = "") -> None:
        """A row that cannot be used as it is; it goes to the rows set aside."""
        self.findings.append(Finding(row, rule, Severity.ERROR, "", value, expected, column=column))
        self.aside.add(row)

    def warn(
        self, rule: str, value: str = "", expected: str = "", *, row: int = 0, column: str = ""
    ) -> None:
        """Something that somebody should look at; the figures count."""
        self.findings.append(
            Finding(row, rule, Severity.WARNING, "", value, expected, column=column)
        )

    def note(self, rule: str, value: str = "", expected: str = "") -> None:
        """Worth knowing."""
        self.findings.append(Finding(0, rule, Severity.NOTE, "", value, expected))


@dataclass(frozen=True, slots=True)
class Format:
    """A foreign format.

    Attributes
    ----------
    kind : str
        What ``--kind`` calls it; its name is the text ``figures_in.kind.<kind>``.
    source : str
        Code of the source whose figures these are, where nobody names another.
    prefix : str
        With which the ids of its figures begin.
    fits : callable
        Whether a file is of this format, by its columns and what stands around them.
    read : callable
        Fills the table ``made`` of the engine: `STATED` as texts, and ``row_no``.
    role : str
        What its figures are used for, where nobody says.
    """

    kind: str
    source: str
    prefix: str
    fits: Callable[[Foreign], bool]
    read: Callable[[Job], None]
    role: str = "recommended"


def made_of(job: Job, rows: list[dict[str, str]], numbers: list[int]) -> None:
    """Hand figures to the engine, one dict of texts each."""
    columns = [pa.array([row.get(name, "") for row in rows], pa.string()) for name in STATED]
    table = pa.table([*columns, pa.array(numbers, pa.int32())], names=[*STATED, "row_no"])
    job.opened.table("made", table)
