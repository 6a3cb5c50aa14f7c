"""Rows of totals among the rows of a round: known by their words, compared, never counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from azalai.model.names import normalise
from azalai.workspace.packs import synonyms

if TYPE_CHECKING:
    from azalai.intake.figures.round_lines import Count, Line

_PLACES = ("admin1", "admin1_code", "admin2", "admin2_code", "admin3", "admin3_code", "location",
           "location_id")  # fmt: skip
_AROUND = frozenset({"grand", "general", "generale", "overall", "national", "sous", "sub", "of",
                     "du", "de", "des", "la", "le", "les", "pour", "for"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Total:
    """A row of totals.

    Attributes
    ----------
    compared : list of (count, stated, computed)
        What it states, and what its rows add up to.
    """

    row: int
    name: str
    compared: list[tuple[Count, int, int]] = field(default_factory=list)


@cache
def _words() -> frozenset[str]:
    words = {normalise(word) for word in synonyms()["words"]["total"]}
    return frozenset(words | {"total", "totaux", "totals", "sous total", "subtotal"})


def total_named(text: str) -> str | None:
    """What a text is a total of: empty for all; None where it names no total.

    Examples
    --------
    >>> total_named("Grand total"), total_named("Sous-total Gao"), total_named("Gao Total")
    ('', 'gao', 'gao')
    >>> total_named("Gao") is None, total_named("Total général")
    (True, '')
    """
    words = normalise(text).split()
    if not words or not (_words() & {*words, " ".join(words[:2])}):
        return None
    kept = [word for word in words if word not in _words() and word not in _AROUND]
    # A name that only holds the word ("Total Gas Station") is a place, not a total.
    ends = words[0] in _words() | _AROUND or words[-1] in _words()
    return " ".join(kept) if ends and len(kept) <= 3 else None


def totals_of(lines: Sequence[Line]) -> tuple[list[Line], list[Total]]:
    """The rows that count, and the totals among them."""
    kept: list[Line] = []
    totals: list[Total] = []
    since = 0
    for line in lines:
        named = _named(line)
        blank = not any(line.texts.get(name) for name in _PLACES)
        if named is None and not (blank and kept and _adds_up(line, kept)):
            kept.append(line)
            continue
        choices = _choices(line, named or "", kept, since)
        compared = [
            (kind, stated, _best(kind, stated, choices))
            for kind, stated in line.counts.items()
            if stated is not None
        ]
        name = next((line.texts[x] for x in _PLACES if line.texts.get(x)), "–")
        totals.append(Total(line.row, name, compared))
        since = len(kept)
    return kept, totals


def _named(line: Line) -> str | None:
    for name in _PLACES:
        found = total_named(line.texts.get(name, ""))
        if found is not None:
            return found
    return None


def _adds_up(line: Line, rows: Sequence[Line]) -> bool:
    """Whether a row without any place states the sums of those above it."""
    stated = {kind: value for kind, value in line.counts.items() if value}
    return bool(stated) and all(_sum(kind, rows) == value for kind, value in stated.items())


def _choices(line: Line, named: str, kept: Sequence[Line], since: int) -> list[Sequence[Line]]:
    """The rows a total may be of: those of the place it names, those since the last, or all."""
    choices: list[Sequence[Line]] = []
    if named:
        choices.append([row for row in kept if _names(row, named)])
    areas = {name: line.texts[name] for name in _PLACES
             if line.texts.get(name) and total_named(line.texts[name]) is None}  # fmt: skip
    if areas:
        wanted = areas.items()
        choices.append([row for row in kept if all(row.texts.get(x) == y for x, y in wanted)])
    if not choices and since < len(kept):
        choices.append(kept[since:])
    if not areas and not named:
        choices.append(kept)
    return [rows for rows in choices if rows] or [kept]


def _names(row: Line, named: str) -> bool:
    return any(normalise(row.texts.get(name, "")) == named for name in _PLACES)


def _sum(kind: Count, rows: Sequence[Line]) -> int:
    return sum(row.counts.get(kind) or 0 for row in rows)


def _best(kind: Count, stated: int, choices: list[Sequence[Line]]) -> int:
    """The sum that fits, or the one that comes nearest."""
    return min((_sum(kind, rows) for rows in choices), key=lambda found: abs(found - stated))
