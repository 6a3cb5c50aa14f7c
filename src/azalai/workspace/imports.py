"""What was imported, as the workspace remembers it: ``imports/<id>/report.json``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from azalai.model.errors import WorkspaceError


@dataclass(frozen=True, slots=True)
class KeptOut:
    """Groups that findings keep out of a month, and the rules whose findings they are."""

    groups: int
    rules: dict[str, int]


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
        Rule -> how often it warns of a group that counts.
    originals : dict
        ``""`` -> name of the kept file in its folder; kind of count -> that of a file of repeats.
    kept_out : dict
        Month (``""`` where it is not known) -> groups that are kept out today.
    corrected, excluded : int
        Values that the cleaning log changes; groups that it leaves out.
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
    originals: dict[str, str] = field(default_factory=dict)
    kept_out: dict[str, KeptOut] = field(default_factory=dict)
    corrected: int = 0
    excluded: int = 0

    @classmethod
    def lost(cls, import_id: str) -> ImportRecord:
        """What is left to say of an import whose report is gone."""
        return cls(
            import_id=import_id,
            file="?",
            sha256="",
            rows=0,
            groups=0,
            persons=0,
            known=0,
            set_aside=0,
            withdrawn=0,
        )

    @property
    def folder(self) -> str:
        """Its folder, relative to the workspace."""
        return f"imports/{self.import_id}"

    @property
    def set_aside_path(self) -> str:
        """The file of rows set aside, relative to the workspace."""
        return f"{self.folder}/set_aside.csv"

    @property
    def findings_path(self) -> str:
        """The file of what keeps rows out, a line for each finding, relative to the workspace."""
        return f"{self.folder}/findings.csv"

    def to_json(self) -> str:
        """The content of its report."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


_TEXTS = ("import_id", "file", "sha256", "replaces")
_NUMBERS = ("rows", "groups", "persons", "known", "set_aside", "withdrawn")


def _named(originals: object) -> bool:
    """Whether the kept files are named, each by a plain name."""
    return isinstance(originals, dict) and all(
        isinstance(name, str) and name and "/" not in name and name not in (".", "..")
        for name in originals.values()
    )


def _read(path: Path) -> ImportRecord:
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        kept = {month: KeptOut(**item) for month, item in data.pop("kept_out", {}).items()}
        record = ImportRecord(**data, kept_out=kept)
    except (ValueError, TypeError, AttributeError):
        raise WorkspaceError("report_damaged", path=str(path)) from None
    sound = (
        all(isinstance(getattr(record, name), str) for name in _TEXTS)
        and all(isinstance(getattr(record, name), int) for name in _NUMBERS)
        and isinstance(record.months, list)
        and isinstance(record.findings, dict)
        and _named(record.originals)
        and all(
            isinstance(item.groups, int) and isinstance(item.rules, dict)
            for item in record.kept_out.values()
        )
        and record.import_id == path.parent.name
    )
    if not sound:
        raise WorkspaceError("report_damaged", path=str(path))
    return record


def read_imports(root: Path) -> list[ImportRecord]:
    """Every import of a workspace, by file name; ``report_damaged`` names a report that is none."""
    found = [_read(path) for path in (root / "imports").glob("*/report.json")]
    return sorted(found, key=lambda item: (item.file, item.import_id))
