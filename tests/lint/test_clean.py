"""A clean bulletin raises nothing above a note.

CL-01  a simulated month of more than a thousand figures, both editions, with and without roles
CL-02  the same with one number changed is found
"""

from __future__ import annotations

from pathlib import Path

import pytest

from azalai.accounts.lint import lint
from azalai.accounts.lint.rows import figures_of
from azalai.model.figures import Figure
from azalai.model.ledger import Ledger
from azalai.model.lint import Severity
from azalai.model.periods import Month
from azalai.model.points import Role
from azalai.release import month_rows
from azalai.workspace import Folder
from azalai.workspace.places import read_places

FEBRUARY = Month(2021, 2)


def grave(ledger: Ledger, counted: dict[str, bool]) -> list[tuple[object, ...]]:
    return [f.mark for f in lint(ledger, counted) if f.severity is not Severity.NOTE]


def roles(folder: Folder) -> dict[str, bool]:
    return {code: point.role(FEBRUARY.first) is Role.ENTRY_EXIT
            for code, point in folder.register.points.items()}  # fmt: skip


@pytest.mark.parametrize("edition", ["public", "sealed"])
def test_a_simulated_month(simulated: Path, edition: str) -> None:
    folder = Folder(simulated)
    figures = figures_of(month_rows(folder, FEBRUARY, edition))
    assert len(figures) >= 1000
    ledger = Ledger(figures, read_places(folder))
    assert grave(ledger, roles(folder)) == []
    assert grave(ledger, {}) == []


def test_a_slip_in_it_is_found(simulated: Path) -> None:
    folder = Folder(simulated)
    figures = figures_of(month_rows(folder, FEBRUARY))
    slipped = [_slip(f) if f.id == f"flows.{folder.country}.total" else f for f in figures]
    found = grave(Ledger(slipped, read_places(folder)), roles(folder))
    assert {rule for rule, *_ in found} >= {"totals", "points"}


def _slip(figure: Figure) -> Figure:
    assert figure.value is not None
    return figure.but(value=figure.value + 1)
