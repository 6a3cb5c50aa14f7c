"""What one import works on, and what it says it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from azalai.checks import Finding
from azalai.intake.mapping import Mapping
from azalai.intake.mapping_file import MappingFile
from azalai.intake.source import Source
from azalai.model.periods import Month
from azalai.workspace import Engine, Folder, Transaction
from azalai.workspace.imports import KeptOut


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be imported, read and understood; nothing was written yet."""

    source: Source
    mapping_file: MappingFile
    mapping: Mapping
    import_id: str
    file: str
    replaced: str
    today: date
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """One import under way: its files, its tables in the engine, its transaction.

    Attributes
    ----------
    transaction : Transaction or None
        None where nothing is to be written: a dry run.
    path : Path
        The main file: the one that came, or the copy that the workspace keeps of it.
    file : str
        Its name when it came.
    replaced : str
        Id of the import whose groups this one supersedes; its own where the cleaning log changed.
    whole : bool
        The file is all there is: what it lacks goes out, even where nothing of it can be used.
    """

    folder: Folder
    transaction: Transaction | None
    opened: Engine
    source: Source
    import_id: str
    path: Path
    file: str
    mapping: Mapping
    mapping_path: Path
    replaced: str
    whole: bool = False

    @property
    def months(self) -> list[Month]:
        """Months that have records, on disk or staged."""
        there = set(self.folder.months())
        if self.transaction is not None:
            there |= self.transaction_months()
        return sorted(there)

    def transaction_months(self) -> set[Month]:
        """Months that this transaction has staged."""
        assert self.transaction is not None
        return {
            Month.parse(path.split("/")[1])
            for path in self.transaction.writes
            if path.startswith("records/")
        }


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or (in a dry run) would do.

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
    corrected, excluded : int
        Values that the cleaning log changed; groups that it leaves out.
    lacking : tuple of (str, int)
        Earlier imports of a file of this name, and how many of their groups this one has no more.
    unread : tuple of str
        Columns that the mapping says nothing of.
    kept_out : dict
        Month (``""`` where it is not known) -> groups that findings keep out.
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
    corrected: int = 0
    excluded: int = 0
    lacking: tuple[tuple[str, int], ...] = ()
    unread: tuple[str, ...] = ()
    kept_out: dict[str, KeptOut] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether any record came or went."""
        return bool(self.groups or self.withdrawn)
