"""What is wrong with a line of a ledger, as a code with values; `azalai.wording` speaks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

WARNINGS: Final = frozenset({
    "after_publication", "date_read_as", "over_100", "small_share", "spaced_id", "unknown_column",
    "empty_file", "not_utf8", "no_such_base", "base_circle", "no_such_superseded",
    "unknown_document", "unused_interval", "part_of_one",
})  # fmt: skip
"""Codes that let a line count: it can be read, and somebody should look at it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line of a ledger cannot be used, or should be looked at.

    Attributes
    ----------
    file : str
        As the workspace calls it.
    row : int
        As a spreadsheet counts, the names of the columns being row 1; 0 for the whole file.
    column : str
        Where in the row; empty for all of it.
    code : str
        Key of the catalogue: ``figure.<code>``, or ``figure.<code>.<column>`` where the column
        needs words of its own.
    value : str
        What stands there.
    expected : str
        What to write instead, or what it collides with.
    figure : str
        Id of the figure, where the line has one.

    Examples
    --------
    >>> Problem("figures.csv", 7, "value", "write_apart", "env. 5 000").severity
    'error'
    >>> Problem("figures.csv", 7, "as_of", "after_publication", "2013-12-06").severity
    'warning'
    """

    file: str
    row: int
    column: str
    code: str
    value: str = ""
    expected: str = ""
    figure: str = ""

    @property
    def severity(self) -> str:
        """``error``: the line is left out; ``warning``: it counts."""
        return "warning" if self.code in WARNINGS else "error"
