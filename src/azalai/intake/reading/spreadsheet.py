"""Excel and OpenDocument spreadsheets: every cell as the text that it means."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from azalai.intake.reading.container import Container, Found
from azalai.intake.reading.opening import Kind
from azalai.intake.reading.tabular import Merged, Raw, ReadOptions
from azalai.model.errors import InputError
from azalai.workspace.arrays import arrow_of

_MB = 1 << 20
_BASE_MEMORY = 1 << 30
# How a process ends that spent what it may of a processor; Windows knows no such signal.
_TIME_UP = {-getattr(signal, "SIGXCPU", sys.maxsize)}
_CHILD = Path(__file__).with_name("spreadsheet_child.py")
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_DOCUMENTS = ("WordDocument".encode("utf-16-le"), "PowerPoint Document".encode("utf-16-le"))
# A time without a day is stored as one of the first day that can be, which the date system says;
# a day without a time as its first second.
_DAYLESS = r"^(?:1899-12-3[01]|1904-01-01)[ T]\d\d:\d\d:\d\d"
_TIMELESS = "____-__-__ 00:00:00"
_DATED = len(_TIMELESS)


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet before anybody knows which of its rows is which: row 0 is the spreadsheet's row 1."""

    name: str
    cells: pa.Table
    left: int
    """Columns before the first one with a cell; they are not in `cells`."""
    found: Found

    @property
    def merged(self) -> tuple[Merged, ...]:
        """Merged cells, by the columns of `cells`."""
        by = self.left
        return tuple(
            Merged(item.top, item.left - by, item.bottom, item.right - by)
            for item in self.found.merged
        )


@dataclass(frozen=True, slots=True)
class Book:
    """What was read of a workbook; a sheet that is a chart has a name and no grid."""

    names: list[str]
    grids: list[Grid]


def read(path: Path, kind: Kind, options: ReadOptions) -> list[Raw]:
    """Read the sheets of the options, or the first one, as text.

    Raises
    ------
    InputError
        ``bad_spreadsheet``, ``password_protected``, ``expands_too_much``, ``needs_too_much``,
        ``takes_too_long``, ``formula_without_result``, ``errors_look_blank``, ``no_sheet``,
        ``no_header``, ``no_rows``.
    """
    return [_raw(path, grid, options) for grid in load(path, kind, options.sheets).grids]


def _raw(path: Path, grid: Grid, options: ReadOptions) -> Raw:
    if grid.found.no_result:
        # Read as a blank, a total would silently be unknown.
        raise InputError(
            "formula_without_result", path=path.name, sheet=grid.name,
            cell=grid.found.first_no_result, cells=grid.found.no_result,
        )  # fmt: skip
    if grid.found.errors:
        raise InputError("errors_look_blank", path=path.name, cells=grid.found.errors)
    first = options.header_row - 1
    heads = [
        [column[row].as_py() or "" for column in grid.cells.columns]
        for row in range(first, min(first + options.header_rows, grid.cells.num_rows))
    ]
    if not heads or not any(cell.strip() for head in heads for cell in head):
        raise InputError("no_header", path=path.name, row=options.header_row)
    below = options.header_row + options.header_rows
    body = grid.cells.slice(below - 1)
    empty = body.num_rows == 0 and not options.may_be_empty
    if empty or len(heads) < options.header_rows:
        raise InputError("no_rows", path=path.name)
    rows = np.arange(below, below + body.num_rows, dtype=np.int32)
    return Raw(grid.name, heads, body.append_column("row_no", arrow_of(rows)), merged=grid.merged)


def _tidy(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Typed days and times as ISO says them, without what the format adds."""
    # Most columns hold nothing as long as that, which is quickly seen.
    if (pc.max(pc.binary_length(column)).as_py() or 0) < _DATED:
        return column
    dayless = pc.or_(pc.starts_with(column, "1899-12-3"), pc.starts_with(column, "1904-01-01"))
    if pc.any(dayless).as_py():
        dayless = pc.match_substring_regex(column, _DAYLESS)
    for is_meant, start, stop in (
        (dayless, 11, _DATED),
        (pc.match_like(column, _TIMELESS), 0, 10),
    ):
        if pc.any(is_meant).as_py():
            column = pc.if_else(is_meant, pc.utf8_slice_codeunits(column, start, stop), column)
    return column


def load(
    path: Path, kind: Kind, sheets: tuple[str, ...], every: bool = False, rows: int | None = None
) -> Book:
    """Read sheets as they stand.

    Parameters
    ----------
    every : bool
        All of them; otherwise those named, or the first one.
    rows : int, optional
        No more rows than this of each.
    """
    if kind is Kind.OLE:
        _check_ole(path)
    with contextlib.ExitStack() as stack:
        container = None
        if kind is Kind.ZIPPED:
            container = stack.enter_context(contextlib.closing(Container(path)))
        return _Reading(path, container, sheets, every, rows).run()


def _check_ole(path: Path) -> None:
    """The container of Office before 2007 also holds documents, and what has a password."""
    data = path.read_bytes()
    if _PASSWORD in data:
        raise InputError("password_protected", path=path.name)
    if any(mark in data for mark in _DOCUMENTS):
        raise InputError("file_is_document", path=path.name)


class _Reading:
    """A workbook on its way through a process of its own, looked through meanwhile in this one."""

    def __init__(
        self,
        path: Path,
        container: Container | None,
        sheets: tuple[str, ...],
        every: bool,
        rows: int | None,
    ):
        self._path, self._container = path, container
        sheets = tuple(filter(None, sheets))
        size = path.stat().st_size
        unpacked = container.unpacked if container else size
        self._memory = _BASE_MEMORY + max(64 * size, 6 * unpacked)
        # Ten times what a slow machine needs: by the clock, and of a processor.
        megabytes = max(size, unpacked) // _MB
        self._seconds = 60 + megabytes
        self._busy = 4 + megabytes
        self._wish = {
            "sheets": sheets, "all": every, "rows": rows, "memory": self._memory,
            "seconds": self._busy,
        }  # fmt: skip
        self._parts = container.sheet_parts() if container else {}
        names = list(self._parts)
        self._wanted = names if every else list(sheets) or names[:1]
        self._found: dict[str, Found] = {}
        self._damage: InputError | None = None
        self._late = False

    def run(self) -> Book:
        """Let the other process read, and judge how it ended."""
        said: list[bytes] = []
        book: Book | None = None
        with (
            self._path.open("rb") as source,
            subprocess.Popen(
                [sys.executable, "-P", str(_CHILD), json.dumps(self._wish)],
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pipesize=_MB,
            ) as child,
        ):
            assert child.stdout is not None
            assert child.stderr is not None
            hear = child.stderr.read
            threads = [
                threading.Thread(target=lambda: said.append(hear())),
                threading.Thread(target=self._look_through, args=(child.kill,)),
            ]
            timer = threading.Timer(self._seconds, self._stop, (child.kill,))
            for thread in (timer, *threads):
                thread.start()
            try:
                book = self._receive(child.stdout)  # type: ignore[arg-type]
            except (ValueError, KeyError, EOFError, OSError, pa.ArrowException):
                # It ended before it had said everything; how, is seen below.
                pass
            finally:
                if book is None:
                    child.stdout.close()
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        child.wait(5)
                    child.kill()
                child.wait()
                timer.cancel()
                for thread in threads:
                    thread.join()
        return self._judged(book, child.returncode, b"".join(said))

    def _stop(self, kill: Callable[[], None]) -> None:
        self._late = True
        kill()

    def _look_through(self, kill: Callable[[], None]) -> None:
        if self._container is None:
            return
        parts = {name: self._parts[name] for name in self._wanted if name in self._parts}
        if self._container.is_ods:
            parts = {"": "content.xml"}
        try:
            for name, part in parts.items():
                self._found[name] = self._container.look_through(part)
        except InputError as damage:
            self._damage = damage
            kill()

    def _receive(self, stream: BinaryIO) -> Book:
        def line() -> dict[str, Any]:
            said: dict[str, Any] = json.loads(stream.readline())
            if said.get("error"):
                raise ValueError(said["error"])
            return said

        start = line()
        names, wanted = start["names"], start["wanted"]
        for name in wanted:
            if name not in names:
                raise InputError(
                    "no_sheet", path=self._path.name, value=name, known=", ".join(names)[:300]
                )
        grids = []
        for name in wanted:
            try:
                said = line()
            except ValueError as problem:
                if str(problem) == "bad_spreadsheet" and self._wish["all"]:
                    continue
                raise
            cells = pa.table({})
            if said["columns"]:
                with pa.ipc.open_stream(stream) as batches:
                    cells = batches.read_all()
            tidy = pa.table([_tidy(column) for column in cells.columns], names=cells.column_names)
            grids.append(Grid(name, tidy, said["left"], Found()))
        return Book(names, grids)

    def _judged(self, book: Book | None, code: int, said: bytes) -> Book:
        name = self._path.name
        if self._late:
            raise InputError("takes_too_long", path=name, seconds=self._seconds)
        if self._damage is not None:
            raise self._damage
        if code in _TIME_UP:
            raise InputError("takes_too_long", path=name, seconds=self._busy)
        if book is None or code != 0:
            # Killed from outside (-9) is how a system short of memory ends a process.
            if b"memory allocation" in said or b"MemoryError" in said or code == -9:
                raise InputError("needs_too_much", path=name, limit=self._memory // _MB)
            raise InputError("bad_spreadsheet", path=name)
        if not book.names:
            raise InputError("bad_spreadsheet", path=name)
        whole = self._found.get("", Found())
        return Book(
            book.names,
            [replace(grid, found=self._found.get(grid.name, whole)) for grid in book.grids],
        )
