"""What is wrong with a line of a ledger, in words: where, what stands there, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from unicodedata import category

if TYPE_CHECKING:
    from azalai.model.problems import Problem
    from azalai.wording.voice import Wording

_LONGEST: Final = 60


def problem_said(wording: Wording, problem: Problem) -> str:
    """The whole message of a problem: ``figures.csv, row 7, value: …``.

    Examples
    --------
    >>> from azalai.model.problems import Problem
    >>> from azalai.wording import Wording
    >>> problem = Problem("figures.csv", 7, "as_of", "date_serial", "41249", "2012-12-06")
    >>> print(problem_said(Wording("en"), problem).replace(". ", ".\\n"))
    figures.csv, row 7, as_of: “41249” is a day as spreadsheets count them, 2012-12-06.
    Write 2012-12-06.
    """
    return wording.text(
        "figure.said", where=where_said(wording, problem), what=what_said(wording, problem)
    )


def where_said(wording: Wording, problem: Problem) -> str:
    """File, row and column, as far as the problem has one."""
    places = {"file": problem.file, "row": problem.row, "column": problem.column}
    key = "file" if not problem.row else "cell" if problem.column else "row"
    return wording.text(f"figure.where.{key}", **places)


def what_said(wording: Wording, problem: Problem) -> str:
    """What stands there and what to do, without saying where."""
    key = f"figure.{problem.code}"
    # Words for a column, else for a proposal that there is or is not, else for all.
    for other in (f"{key}.{problem.column}", f"{key}.near" if problem.expected else ""):
        if other and wording.has(other):
            key = other
            break
    return wording.text(key, value=shown(problem.value), expected=shown(problem.expected, 200))


def shown(text: str, longest: int = _LONGEST) -> str:
    """A foreign text that may go on a screen: one line, no control characters, not endless.

    Examples
    --------
    >>> shown("a\\x1b[31m\\nb"), shown("x" * 99)[-3:]
    ('a [31m b', 'xx…')
    """
    # A no-break space is not printable to Python, and French is full of them.
    plain = "".join(
        letter if letter.isprintable() or category(letter) == "Zs" else " " for letter in text
    )
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
