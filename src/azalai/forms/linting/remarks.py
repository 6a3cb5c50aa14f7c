"""What a rule has to say, without words: `azalai.wording` speaks it in each language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azalai.forms.linting.form import Form


class Severity(StrEnum):
    """How much it matters."""

    ERROR = "error"
    """It does not work on a phone or in a browser, or records are spoilt."""
    WARNING = "warning"
    """It works otherwise in the two, or a usual slip."""
    NOTE = "note"
    """Good to know."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at.

    Attributes
    ----------
    code : str
        Of the rule; its text is ``form.lint.<code>``.
    sheet : str
        ``survey``, ``choices``, ``settings``, ``mapping.toml`` or the name of a file.
    row : str
        Line of the sheet; empty where it is about all of it.
    name : str
        The question, the list, the column.
    value : str
        What stands there.
    """

    code: str
    severity: Severity
    sheet: str
    row: str = ""
    name: str = ""
    value: str = ""


Found = Iterator[tuple[str, str, str, str]]
"""Sheet, row, name and value of each place that a rule speaks of."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its code, how much it matters, and what finds it."""

    code: str
    severity: Severity
    find: Callable[[Form], Found]
