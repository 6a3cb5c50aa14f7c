"""Run as a program: carries out an operation and ends itself at a moment, by ``kill -9``.

    python -m tests.drills.killed OPERATION

Each line of standard input is a job in JSON, each line of standard output its end. A job runs in a
process of its own, forked before any thread was begun:

``root``     the workspace
``log``      where the changes to the disk are written down, one a line, before they are made
``at``       the change before which the process ends itself; 0: none
``stop``     it only stands still there, until the next line of input
``watch``    changes before which the content of the workspace is listed, in the file ``seen``
``grown``    path of a file, and a size: the process ends itself when it is that large

A change is anything that Python reports to its auditors of a path in the workspace (opening to
write, making, renaming, removing), every sync, and the middle of every file that is written.
"""

from __future__ import annotations

import io
import json
import os
import pkgutil
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from pyarrow.parquet import ParquetWriter

import azalai.checks.month
import azalai.intake.correcting
import azalai.release.closing
from tests.drills.operations import OPERATIONS

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def listing(root: Path) -> dict[str, list[int]]:
    """What stands in a folder: size and time of each file, in each folder, staged ones too."""
    return {
        str(path.relative_to(root)): [path.stat().st_size, path.stat().st_mtime_ns]
        if path.is_file()
        else []
        for path in sorted(root.rglob("*"))
        if path.name != ".lock"
    }


def _open_path(descriptor: int) -> Path:
    """What an open file or folder is called."""
    return Path(f"/proc/self/fd/{descriptor}").readlink()


class Disk:
    """Writes down each change, and ends the process at one of them."""

    def __init__(self, job: dict[str, Any]) -> None:
        self._root = os.path.realpath(job["root"])
        self._at, self._stop = job.get("at", 0), bool(job.get("stop"))
        self._watch, self._seen = job.get("watch", ()), job.get("seen", "")
        self._log = os.open(job["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self._number, self._quiet = 0, False

    def change(self, name: str, path: str, of: int | None = None) -> None:
        """A change is about to be made."""
        if of is not None and of >= 0:
            path = str(_open_path(of) / path)
        path = os.path.abspath(path)  # noqa: PTH100
        inside = path == self._root or path.startswith(self._root + os.sep)
        if self._quiet or not inside or path.endswith("/.lock"):
            return
        self._quiet = True
        self._number += 1
        os.write(self._log, f"{name} {path[len(self._root) + 1 :] or '.'}\n".encode())
        if self._number in self._watch:
            with open(f"{self._seen}.{self._number}", "w", encoding="utf-8") as file:  # noqa: PTH123
                json.dump(listing(Path(self._root)), file)
        if self._number == self._at:
            os.kill(os.getpid(), signal.SIGSTOP if self._stop else signal.SIGKILL)
        self._quiet = False

    def audit(self, event: str, given: tuple[Any, ...]) -> None:
        """What Python says before it does it."""
        if event == "open":
            path, _, flags = given
            if isinstance(path, str | os.PathLike) and flags & _WRITING:
                self.change("open", os.fspath(path))
        elif event == "os.mkdir":
            # One that is there already changes nothing.
            if not os.path.exists(given[0]):  # noqa: PTH110
                self.change("mkdir", os.fspath(given[0]), given[2])
        elif event == "os.rename":
            self.change("rename", os.fspath(given[1]), given[3])
        elif event in ("os.remove", "os.rmdir"):
            if given[1] >= 0 or os.path.lexists(given[0]):
                self.change(event[3:], os.fspath(given[0]), given[1])
        elif event == "os.truncate":
            self.change("truncate", str(given[0]))

    def install(self) -> None:
        """From now on."""
        sync = os.fsync
        opened, closed = ParquetWriter.__init__, ParquetWriter.close

        def fsync(descriptor: int) -> None:
            self.change("sync", str(_open_path(descriptor)))
            sync(descriptor)

        def halves(path: Path, content: bytes) -> None:
            with path.open("wb") as file:
                file.write(content[: len(content) // 2])
                file.flush()
                self.change("middle of", str(path))
                file.write(content[len(content) // 2 :])

        def write_bytes(path: Path, content: bytes) -> int:
            halves(path, bytes(content))
            return len(content)

        def write_text(path: Path, content: str, encoding: str | None = None,
                       errors: str | None = None, newline: str | None = None) -> int:  # fmt: skip
            buffer = io.BytesIO()
            with io.TextIOWrapper(buffer, encoding, errors, newline) as file:
                file.write(content)
                file.flush()
                halves(path, buffer.getvalue())
            return len(content)

        disk = self

        class Part(io.FileIO):
            """A Parquet file on its way."""

            writes = 0

            def write(self, data: Any) -> int:
                self.writes += 1
                if self.writes == 2:
                    disk.change("middle of", str(self.name))
                return super().write(data)

        def begin(writer: Any, where: Any, *given: Any, **settings: Any) -> None:
            writer.part = Part(where, "wb")
            opened(writer, writer.part, *given, **settings)

        def end(writer: Any) -> None:
            closed(writer)
            writer.part.close()

        os.fsync = fsync
        Path.write_bytes, Path.write_text = write_bytes, write_text  # type: ignore[method-assign,assignment]
        ParquetWriter.__init__, ParquetWriter.close = begin, end
        sys.addaudithook(self.audit)


def end_when_grown(path: str, size: int) -> None:
    """End this process when a file is that large, whatever it is doing."""

    def look() -> None:
        while True:
            try:
                if os.stat(path).st_size >= size:  # noqa: PTH116
                    os.kill(os.getpid(), signal.SIGKILL)
            except FileNotFoundError:
                pass
            time.sleep(0.0002)

    threading.Thread(target=look, daemon=True).start()


def carry_out(operation: Callable[[Path], object], job: dict[str, Any]) -> int:
    """In the forked process."""
    try:
        if "grown" in job:
            end_when_grown(*job["grown"])
        else:
            Disk(job).install()
        operation(Path(job["root"]))
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def load_all() -> None:
    """What an operation would load on its way; a process that is forked has it."""
    for room in ("checks", "intake", "measures", "release"):
        for item in pkgutil.iter_modules([str(Path(azalai.__path__[0]) / room)]):
            if item.name != "spreadsheet_child":
                import_module(f"azalai.{room}.{item.name}")


def main() -> None:
    """Serve jobs until there are no more."""
    load_all()
    operation = OPERATIONS[sys.argv[1]]
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            os._exit(carry_out(operation, job))
        _, status = os.waitpid(child, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            sys.stdout.write(json.dumps({"stopped": True}) + "\n")
            sys.stdout.flush()
            sys.stdin.readline()
            os.kill(child, signal.SIGCONT)
            _, status = os.waitpid(child, 0)
        sys.stdout.write(json.dumps({"code": os.waitstatus_to_exitcode(status)}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
