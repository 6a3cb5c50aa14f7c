"""What only shows when all lines are read: ids that stand twice, figures that name no other."""

from __future__ import annotations

from collections.abc import Iterable

from azalai.model.figures import Figure
from azalai.model.problems import Problem


def joined(figures: Iterable[Figure]) -> tuple[list[Figure], list[Problem]]:
    """The figures that can stand in one ledger, and what is wrong with the others.

    Of two figures with one id the first counts; of a circle of figures that supersede each other,
    none. A reference that leads nowhere is emptied, so that nobody follows it.
    """
    kept: dict[str, Figure] = {}
    problems = []
    for figure in figures:
        first = kept.setdefault(figure.id, figure)
        if first is not figure:
            where = f"{first.file}, {first.row}"
            problems.append(_problem(figure, "id", "repeated_id", figure.id, where))
    superseding = {figure.id: figure.supersedes for figure in kept.values() if figure.supersedes}
    for identity in _circles(superseding):
        figure = kept.pop(identity)
        problems.append(_problem(figure, "supersedes", "supersedes_circle", figure.supersedes))
    bases = {figure.id: figure.base for figure in kept.values() if figure.base}
    circling = _circles(bases)
    for figure in list(kept.values()):
        if figure.supersedes and figure.supersedes not in kept:
            problems.append(_problem(figure, "supersedes", "no_such_superseded", figure.supersedes))
            kept[figure.id] = figure = figure.but(supersedes="")
        if figure.base and (figure.base not in kept or figure.id in circling):
            code = "base_circle" if figure.id in circling else "no_such_base"
            problems.append(_problem(figure, "base", code, figure.base))
            kept[figure.id] = figure.but(base="")
    return list(kept.values()), problems


def _circles(leads_to: dict[str, str]) -> set[str]:
    """Ids from which following what each names comes back to itself."""
    found: set[str] = set()
    done: set[str] = set()
    for start in leads_to:
        way: dict[str, int] = {}
        at = start
        while at in leads_to and at not in way and at not in done:
            way[at] = len(way)
            at = leads_to[at]
        if at in way:
            found |= {name for name, place in way.items() if place >= way[at]}
        done |= way.keys()
    return found


def _problem(figure: Figure, column: str, code: str, value: str, expected: str = "") -> Problem:
    return Problem(figure.file, figure.row, column, code, value, expected, figure.id)
