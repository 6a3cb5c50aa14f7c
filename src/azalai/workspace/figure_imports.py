"""Figures that came in from foreign files: one folder for each import, read as part of the ledger.

``figures/imports/<id>/`` holds the file as it came, ``figures.parquet`` with the columns of a
ledger, the places and sources it brought along, and ``report.json``. An import that another one
replaces stays where it is and is no longer read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from azalai.model.errors import WorkspaceError

FOLDER: Final = "figures/imports"
TABLE: Final = "figures.parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureImport:
    """One import of figures.

    Attributes
    ----------
    import_id : str
        Name of its folder: the first twelve digits of the file's SHA-256.
    file, sha256, original : str
        Name and checksum of the file that came; its name in the folder.
    kind, source : str
        Which foreign format it is; code of the source whose figures these are.
    rows, figures, known, set_aside, withdrawn : int
        Rows of the file; figures it states; those of them that another import stated already; rows
        set aside; figures of the replaced import that went.
    replaces : str
        Ids of the imports whose place it takes, set apart by spaces; empty for none.
    findings : dict
        Rule -> how often.
    """

    import_id: str
    file: str
    sha256: str
    original: str
    kind: str
    source: str
    rows: int
    figures: int
    known: int = 0
    set_aside: int = 0
    withdrawn: int = 0
    replaces: str = ""
    findings: dict[str, int] = field(default_factory=dict)

    @property
    def replaced(self) -> tuple[str, ...]:
        """The imports whose place it takes."""
        return tuple(name for name in self.replaces.split() if name != self.import_id)

    @property
    def folder(self) -> str:
        """Its folder, relative to the workspace."""
        return f"{FOLDER}/{self.import_id}"

    def to_json(self) -> str:
        """The content of its report."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


def read_figure_imports(root: Path) -> list[FigureImport]:
    """Every import of figures, replaced ones too; ``report_damaged`` where a report is none."""
    return [_read(path) for path in sorted((root / FOLDER).glob("*/report.json"))]


def active(imports: list[FigureImport]) -> list[FigureImport]:
    """Those that count: no other has taken their place."""
    gone = {name for item in imports for name in item.replaced}
    return [item for item in imports if item.import_id not in gone]


def _read(path: Path) -> FigureImport:
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        item = FigureImport(**data)
        sound = (
            item.import_id == path.parent.name
            and isinstance(item.replaces, str)
            and isinstance(item.findings, dict)
        )
    except (ValueError, TypeError, AttributeError):
        sound = False
    if not sound:
        raise WorkspaceError("report_damaged", path=str(path))
    return item


def imported_lines(root: Path) -> Iterator[tuple[str, list[tuple[int, Mapping[str, str]]]]]:
    """The figures of each import that counts, as lines of a ledger, with the name of their file.

    A figure that several imports state alike is given once: its id comes from what it states.

    Raises
    ------
    WorkspaceError
        ``report_damaged`` where a report or a table cannot be read.
    """
    seen: set[str] = set()
    for item in active(read_figure_imports(root)):
        name = f"{item.folder}/{TABLE}"
        try:
            table = pq.read_table(root / name)
        except (OSError, pa.ArrowException):
            raise WorkspaceError("report_damaged", path=str(root / name)) from None
        lines: list[tuple[int, Mapping[str, str]]] = []
        for number, cells in enumerate(table.to_pylist(), start=1):
            if cells["id"] not in seen:
                seen.add(cells["id"])
                lines.append((number, {key: text for key, text in cells.items() if text}))
        yield name, lines


def brought(root: Path, name: str) -> list[Path]:
    """The files of one name (``places.csv``, ``sources.csv``) that imports brought along.

    Those of replaced imports too: what they name may be named by others since.
    """
    return sorted((root / FOLDER).glob(f"*/{name}"))
