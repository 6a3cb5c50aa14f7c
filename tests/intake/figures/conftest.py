"""A workspace for foreign figures, and short ways to bring files in and to ask what came."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from azalai.intake.figures import FigureReport, import_figures
from azalai.model.figures import Figure
from azalai.model.ledger import Ledger
from azalai.workspace import Folder, create
from azalai.workspace.ledger import read_ledger
from azalai.workspace.packs import country_pack

TODAY = date(2024, 7, 1)


class Room:
    """A workspace of Mali without any figure of its own, and a folder for files that come."""

    def __init__(self, root: Path) -> None:
        (root / "blank").mkdir()
        self.folder = create(root / "ws", root / "blank", country_pack("MLI"))
        self.files = root

    def file(self, name: str, content: Any) -> Path:
        """Write a file: text as it is, anything else as JSON."""
        path = self.files / name
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
        return path

    def bring(self, name: str, content: Any, **options: Any) -> FigureReport:
        """Write a file and import it."""
        return import_figures(self.folder, self.file(name, content), TODAY, **options)

    @property
    def ledger(self) -> Ledger:
        """The ledger as it is read anew; no line of it may be a problem."""
        reading = read_ledger(Folder(self.folder.root))
        assert not reading.problems
        return reading.ledger

    def values(self, **wanted: Any) -> dict[tuple[str, ...], str]:
        """(place, origin, sex, age, breakdown) -> quantifier and value, of what is asked for."""
        return {_key(figure): _said(figure) for figure in self.ledger.select(**wanted)}


def _key(figure: Figure) -> tuple[str, ...]:
    parts = ";".join("=".join(part) for part in figure.breakdown)
    cells = (figure.place, figure.origin, figure.sex, figure.age, parts)
    return tuple(cell for cell in cells if cell)


def _said(figure: Figure) -> str:
    mark = {"exact": "", "at_least": ">=", "at_most": "<=", "about": "~", "unknown": "?"}
    return mark[figure.quantifier] + ("" if figure.value is None else str(figure.value))


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """A workspace of its own for each test."""
    return Room(tmp_path)


Rows = Callable[..., dict[str, Any]]


@pytest.fixture
def dtm_row() -> Rows:
    """A row of DTM's interface, with what is asked for instead of what it usually has."""

    def row(persons: Any, **other: Any) -> dict[str, Any]:
        return {
            "operation": "Mali Conflict", "admin0Name": "Mali", "admin0Pcode": "MLI",
            "admin1Name": "Gao", "admin1Pcode": "ML07", "admin2Name": "Bourem",
            "admin2Pcode": "ML0702", "numPresentIdpInd": persons,
            "reportingDate": "2024-03-31T00:00:00", "yearReportingDate": 2024,
            "monthReportingDate": 3, "roundNumber": 7, "displacementReason": "Conflict",
            "numberMales": None, "numberFemales": None, "idpOriginAdmin1Name": "Kidal",
            "idpOriginAdmin1Pcode": "ML08", "assessmentType": "BA",
        } | other  # fmt: skip

    return row
