"""The tables of one import: the main one, and those in which several rows belong to a group."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from azalai.intake.mapping_file import MappingFile
from azalai.intake.reading import read_table
from azalai.intake.reading.opening import existing_file
from azalai.intake.reading.tabular import Broken, Sheet
from azalai.model.errors import InputError
from azalai.workspace.records import sha256_of


@dataclass(frozen=True, slots=True)
class Source:
    """Foreign tables, read; their lines are numbered through, so that a number names one line.

    Attributes
    ----------
    main : Sheet
        A line for each group (or, in a long layout, several).
    repeats : dict
        Kind of count -> the table ``[repeat.<kind>]`` names.
    files : dict
        Every file read: ``""`` is the main one, else the kind its repeat counts.
    """

    path: Path
    main: Sheet
    repeats: dict[str, Sheet] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    checksums: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each of them."""
    names: dict[str, str] = field(default_factory=dict)
    """Kind of count -> the sheet, or the file, that repeats it."""
    starts: tuple[tuple[int, str], ...] = ()
    """Where the lines of each repeat begin, and its kind."""

    @property
    def rows(self) -> int:
        """Lines of the main table."""
        return int(self.main.cells.num_rows) + len(self.main.broken)

    @property
    def broken(self) -> list[Broken]:
        """Lines that do not fit their table."""
        return [item for sheet in (self.main, *self.repeats.values()) for item in sheet.broken]

    def sheet_of(self, row_no: int) -> tuple[Sheet, str]:
        """The table of a line, and the kind it repeats ("" for the main table)."""
        kind = next((kind for start, kind in reversed(self.starts) if row_no >= start), "")
        return (self.repeats[kind] if kind else self.main), kind

    def place(self, row_no: int) -> tuple[str, int]:
        """Where a line stands: its sheet or file ("" where there is but one), and its row."""
        sheet, kind = self.sheet_of(row_no)
        start = next((start for start, name in self.starts if name == kind), 0)
        name, row = sheet.place(row_no - start)
        return name or self.names.get(kind, ""), row


def open_source(
    path: Path,
    mapping: MappingFile,
    files: dict[str, Path] | None = None,
    *,
    may_be_empty: bool = False,
) -> Source:
    """Read a file, and the other sheets or files its mapping names; side by side where it can be.

    Parameters
    ----------
    files : dict, optional
        Where the files of repeats are; otherwise they are looked for beside `path`.

    may_be_empty : bool
        The main table may be a header alone; those of repeats always may.

    Raises
    ------
    InputError
        What the readers raise; ``repeat_file`` where not exactly one file is found.
    """
    wanted = {"": (path, replace(mapping.options, may_be_empty=may_be_empty))}
    found, names = {"": path}, {}
    for kind, entries in mapping.data["repeat"].items():
        other = path
        if "file" in entries:
            other = found[kind] = (files or {}).get(kind) or _beside(path, entries["file"])
        sheets = (entries["sheet"],) if "sheet" in entries else ()
        options = replace(
            mapping.options, sheets=sheets, header_row=1, header_rows=1, may_be_empty=True
        )
        wanted[kind], names[kind] = (other, options), entries.get("sheet") or other.name
    for file in found.values():
        # Nobody waits for a pipe, nor reads a device to its end.
        existing_file(file)
    with ThreadPoolExecutor(2) as pool:
        reading = {kind: pool.submit(read_table, *what) for kind, what in wanted.items()}
        hashing = {kind: pool.submit(sha256_of, file) for kind, file in found.items()}
        # The first table that cannot be read is the one to tell of.
        tables = {kind: done.result() for kind, done in reading.items()}
        checksums = {kind: done.result() for kind, done in hashing.items()}
    main = tables.pop("")
    starts: list[tuple[int, str]] = []
    last = _last(main)
    for kind, sheet in tables.items():
        start = last + 1
        tables[kind] = _shifted(sheet, start)
        starts.append((start, kind))
        last = start + _last(sheet)
    return Source(path, main, tables, found, checksums, names, tuple(starts))


def digest_of(source: Source, mapping_path: Path) -> str:
    """Sixty-four digits that tell an import from every other: its files and its mapping."""
    checksums = "".join(checksum for _, checksum in sorted(source.checksums.items()))
    return hashlib.sha256(checksums.encode() + mapping_path.read_bytes()).hexdigest()


def _last(sheet: Sheet) -> int:
    """The largest line number of a table."""
    numbers = [item.row for item in sheet.broken]
    if sheet.cells.num_rows:
        numbers.append(int(pc.max(sheet.cells["row_no"]).as_py()))
    return max(numbers, default=1)


def _shifted(sheet: Sheet, start: int) -> Sheet:
    cells = sheet.cells
    numbers = pc.add(cells["row_no"], pa.scalar(start, pa.int32()))
    place = cells.column_names.index("row_no")
    return replace(
        sheet,
        cells=cells.set_column(place, "row_no", numbers),
        broken=[replace(item, row=item.row + start) for item in sheet.broken],
    )


def _beside(path: Path, pattern: str) -> Path:
    wanted = pattern.replace("{stem}", path.stem)
    if "/" in wanted or "\\" in wanted:
        raise InputError("repeat_file", path=path.name, value=wanted, found="–")
    there = sorted(path.parent.glob(wanted)) if any(c in wanted for c in "*?[") else []
    if not there and (path.parent / wanted).exists():
        there = [path.parent / wanted]
    if len(there) != 1:
        names = ", ".join(item.name for item in there) or "–"
        raise InputError("repeat_file", path=path.name, value=wanted, found=names)
    return there[0]
