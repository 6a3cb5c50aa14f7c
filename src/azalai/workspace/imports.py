"""What was imported, as the workspace remembers it: ``imports/<id>/report.json``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecord:
    """One import.

    Attributes
    ----------
    import_id : str
        Name of its folder under ``imports/``: original, mapping, report, rows set aside.
    file, sha256 : str
        Name and checksum of the file that came.
    rows, groups, persons, known, set_aside, withdrawn : int
        Rows of the file; groups and persons newly recorded; groups known before; rows set aside;
        groups of a replaced import that went out.
    replaces : str
        Id of the import it superseded; empty for none.
    months : list of str
        Months it changed.
    findings : dict
        Rule -> how often.
    """

    import_id: str
    file: str
    sha256: str
    rows: int
    groups: int
    persons: int
    known: int
    set_aside: int
    withdrawn: int
    replaces: str = ""
    months: list[str] = field(default_factory=list)
    findings: dict[str, int] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """Its folder, relative to the workspace."""
        return f"imports/{self.import_id}"

    @property
    def set_aside_path(self) -> str:
        """The file of rows set aside, relative to the workspace."""
        return f"{self.folder}/set_aside.csv"

    def to_json(self) -> str:
        """The content of its report."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


def read_imports(root: Path) -> list[ImportRecord]:
    """Every import of a workspace, by file name."""
    found = [
        ImportRecord(**json.loads(path.read_text(encoding="utf-8")))
        for path in (root / "imports").glob("*/report.json")
    ]
    return sorted(found, key=lambda item: (item.file, item.import_id))
