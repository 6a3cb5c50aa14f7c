"""What a backup holds, in order: a stream of files in a sealed tar.

``about.json``
    Version of this layout, of the program, of the tables; which database; missions.
``keys/<name>``
    The audit chain's key and others; not that of sessions.
``tables/<table>/<number>.jsonl.gz``
    Rows in the order of their keys, one a line; ``columns`` of each table are in ``about.json``.
``workspaces/<mission>/<path>``
    Files of each mission's workspace.
``blobs/<sha256>``
    Attachments that the rows speak of.
``manifest.json``
    Counts and SHA-256 of all the above, and the head of the audit chain. Written last: a file
    without it was cut.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

LAYOUT: Final = 1
ABOUT: Final = "about.json"
MANIFEST: Final = "manifest.json"
_PART: Final = 4 * 2**20
"""Rows are cut into parts of about this size, so that memory stays flat."""


@dataclass
class Tally:
    """Counts and digests, gathered while a backup is written, and again while it is read."""

    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    """Path in the archive -> SHA-256, of keys and workspaces."""
    blobs: int = 0
    blob_bytes: int = 0
    _rows: dict[str, Any] = field(default_factory=dict)
    _names: Any = field(default_factory=hashlib.sha256)

    def begin(self, table: str) -> None:
        """A table, which may have no row at all."""
        self.tables[table] = {"rows": 0, "sha256": ""}
        self._rows[table] = hashlib.sha256()

    def row(self, table: str, line: bytes) -> None:
        """One row of it."""
        self._rows[table].update(line)
        self.tables[table]["rows"] += 1

    def blob(self, name: str, size: int) -> None:
        """One attachment; they come in the order of their names."""
        self._names.update(name.encode())
        self.blobs += 1
        self.blob_bytes += size

    def as_json(self) -> dict[str, Any]:
        """As the manifest has it."""
        for table, digest in self._rows.items():
            self.tables[table]["sha256"] = digest.hexdigest()
        return {
            "tables": self.tables,
            "files": self.files,
            "blobs": {
                "count": self.blobs, "bytes": self.blob_bytes, "sha256": self._names.hexdigest(),
            },
        }  # fmt: skip


class Packer:
    """Writes the stream.

    Parameters
    ----------
    target : binary file
        Gets the tar, front to back.
    """

    def __init__(self, target: BinaryIO) -> None:
        self.tally = Tally()
        # Closed by `close`; a stream that failed half-way must not write its end.
        self._tar = tarfile.open(  # type: ignore[call-overload]  # noqa: SIM115
            fileobj=_Unbuffered(target), mode="w|", format=tarfile.PAX_FORMAT
        )

    def add(self, name: str, data: bytes) -> None:
        """A small file that is not counted."""
        item = tarfile.TarInfo(name)
        item.size = len(data)
        self._add(item, io.BytesIO(data))

    def add_json(self, name: str, value: Mapping[str, Any]) -> None:
        """A small file of JSON."""
        self.add(name, json.dumps(value, ensure_ascii=False, indent=1).encode())

    def add_file(self, name: str, path: Path) -> None:
        """A file of a workspace, or a key."""
        with path.open("rb") as file:
            reader = Digesting(file)
            item = tarfile.TarInfo(name)
            status = path.stat()
            item.size, item.mtime = status.st_size, status.st_mtime
            self._add(item, reader)
        self.tally.files[name] = reader.hexdigest()

    def add_blob(self, name: str, path: Path) -> bool:
        """An attachment; whether it is as its name says."""
        with path.open("rb") as file:
            reader = Digesting(file)
            item = tarfile.TarInfo(f"blobs/{name}")
            item.size = path.stat().st_size
            self._add(item, reader)
        self.tally.blob(name, item.size)
        return reader.hexdigest() == name

    def _add(self, item: tarfile.TarInfo, content: Any) -> None:
        self._tar.addfile(item, content)
        # It would keep all of them, though nobody asks for them again.
        self._tar.members.clear()

    def add_table(self, table: str, lines: Iterable[bytes]) -> None:
        """All rows of a table."""
        self.tally.begin(table)
        part: list[bytes] = []
        number = size = 0
        for line in lines:
            self.tally.row(table, line)
            part.append(line)
            size += len(line)
            if size >= _PART:
                number += 1
                self._add_part(table, number, part)
                part, size = [], 0
        if part:
            self._add_part(table, number + 1, part)

    def _add_part(self, table: str, number: int, lines: list[bytes]) -> None:
        data = gzip.compress(b"".join(lines), compresslevel=3, mtime=0)
        self.add(f"tables/{table}/{number:06}.jsonl.gz", data)

    def close(self, head: Mapping[str, Any]) -> None:
        """Write the manifest, with what else it is to say."""
        self.add_json(MANIFEST, {**self.tally.as_json(), **head})
        self._tar.close()


class _Unbuffered:
    """What tarfile writes to; once closed it takes whatever a discarded stream still says."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target

    def write(self, data: bytes) -> int:
        return len(data) if self._target.closed else self._target.write(data)


class Digesting:
    """A file that is digested while it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """As files do."""
        data = self._file.read(size)
        self._digest.update(data)
        return data

    def hexdigest(self) -> str:
        """Of what was read so far."""
        return self._digest.hexdigest()
