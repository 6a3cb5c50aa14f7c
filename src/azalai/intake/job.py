"""What one import works on, and what it says it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from azalai.checks import Finding
from azalai.intake.tabular import Sheet
from azalai.model.periods import Month
from azalai.workspace import Engine, Folder, Transaction


@dataclass(frozen=True, slots=True)
class Job:
    """One import under way: its file, its tables in the engine, its transaction."""

    folder: Folder
    transaction: Transaction
    opened: Engine
    sheet: Sheet
    import_id: str
    path: Path
    mapping_path: Path
    replaced: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes
    ----------
    groups, persons : int
        Newly recorded.
    known : int
        Groups that the workspace had already.
    set_aside : int
        Rows of the file that were not recorded; each stands in `set_aside_file` with its reasons.
    withdrawn : int
        Groups of the replaced import that went out.
    lacking : tuple of (str, int)
        Earlier imports of a file of this name, and how many of their groups this one has no more.
    """

    import_id: str
    file: str
    rows: int
    groups: int
    persons: int
    known: int
    set_aside: int
    withdrawn: int
    months: tuple[Month, ...]
    findings: tuple[Finding, ...] = field(repr=False)
    set_aside_file: Path | None = None
    lacking: tuple[tuple[str, int], ...] = ()

    @property
    def changed(self) -> bool:
        """Whether any record came or went."""
        return bool(self.groups or self.withdrawn)
