"""A backup read from front to back: everything in it is checked against what its end says."""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final

from azalai.model.errors import AzalaiError
from azalai.server.audit.chain import FIRST_SEAL, seal
from azalai.server.safekeeping.agefile import unsealing
from azalai.server.safekeeping.archive import ABOUT, LAYOUT, MANIFEST, Digesting, Tally

_PART_LIMIT: Final = 512 * 2**20
_SMALL: Final = 64 * 2**20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PIECE: Final = 2**20


class Taker:
    """What is done with the parts of a backup; this one only lets them be read."""

    def about(self, about: dict[str, Any]) -> None:
        """What kind of backup it is, before anything else."""

    def key(self, name: str, data: bytes) -> None:
        """A secret of the home."""

    def rows(self, table: str, lines: list[bytes]) -> None:
        """Some rows of a table."""

    def file(self, mission: str, path: PurePosixPath, file: Digesting) -> None:
        """A file of a workspace; must be read to its end."""
        drain(file)

    def blob(self, name: str, file: Digesting) -> None:
        """An attachment; must be read to its end."""
        drain(file)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a backup was found to hold.

    Attributes
    ----------
    made_at : str
        ISO, UTC.
    rows : mapping of str to int
        Table -> number of rows.
    audit : int
        Lines of the audit chain, each of which fits.
    damaged : tuple of str
        Attachments that were missing or spoilt when the backup was made.
    """

    made_at: str
    rows: dict[str, int]
    attachments: int
    attachment_bytes: int
    files: int
    audit: int
    damaged: tuple[str, ...]


def read_backup(
    path: Path,
    identities: Sequence[str] = (),
    passphrase: str = "",
    taker: Taker | None = None,
    step: Callable[[int], None] = lambda done: None,
) -> Verified:
    """Read a backup to its end and check every count, digest and line of the audit chain.

    Parameters
    ----------
    identities : sequence of str
        Private keys; or
    passphrase : str
    taker : Taker
        Is given the parts as they come. What it is given is proven only when this returns.
    step : callable
        Called with how many bytes of the file have been read.

    Raises
    ------
    AzalaiError
        ``backup_wrong_key``, ``backup_other_key``, ``backup_cut``, ``not_a_backup``,
        ``backup_newer``, ``backup_damaged``.
    """
    reader = _Reader(taker or Taker())
    with path.open("rb") as source, unsealing(source, identities, passphrase) as opened:
        try:
            with tarfile.open(fileobj=opened, mode="r|") as tar:
                for item in tar:
                    content = tar.extractfile(item)
                    if content is None:
                        raise AzalaiError("backup_damaged", part=item.name)
                    reader.part(item.name, item.size, content)
                    step(source.tell())
                    # It would keep every part's name and size.
                    tar.members.clear()  # type: ignore[attr-defined]
            # Whatever follows the archive's end is part of what was sealed.
            while opened.read(_PIECE):
                pass
        except tarfile.TarError:
            raise AzalaiError("backup_cut") from None
    return reader.finish()


class _Reader:
    def __init__(self, taker: Taker) -> None:
        self._taker, self._tally = taker, Tally()
        self._about: dict[str, Any] = {}
        self._manifest: dict[str, Any] = {}
        self._key = b""
        self._seal, self._lines = FIRST_SEAL, 0
        self._head: tuple[int, str] = (0, FIRST_SEAL)
        self._wanted: set[bytes] = set()
        self._found = 0

    def part(self, name: str, size: int, content: Any) -> None:
        kind, _, rest = name.partition("/")
        if not self._about and name != ABOUT:
            raise AzalaiError("not_a_backup")
        if name == ABOUT:
            self._begin(json.loads(_all(content, size, name)))
        elif name == MANIFEST:
            self._manifest = json.loads(_all(content, size, name))
        elif kind == "tables":
            table = rest.partition("/")[0]
            if table not in self._about["columns"]:
                raise AzalaiError("backup_damaged", part=name)
            self._rows(table, _lines(content, size, name))
        elif kind == "keys" and _NAME.fullmatch(rest):
            data = _all(content, size, name)
            reader = Digesting(io.BytesIO(data))
            drain(reader)
            self._tally.files[name] = reader.hexdigest()
            if rest == "audit":
                self._key = data
            self._taker.key(rest, data)
        elif kind == "workspaces":
            mission, _, inner = rest.partition("/")
            path = PurePosixPath(inner)
            if not _NAME.fullmatch(mission) or path.is_absolute() or ".." in path.parts:
                raise AzalaiError("backup_damaged", part=name)
            reader = Digesting(content)
            self._taker.file(mission, path, reader)
            self._tally.files[name] = reader.hexdigest()
        elif kind == "blobs" and _SHA256.fullmatch(rest):
            reader = Digesting(content)
            self._taker.blob(rest, reader)
            self._tally.blob(rest, size)
            self._found += bytes.fromhex(rest) in self._wanted
            if reader.hexdigest() != rest:
                self._damaged.add(rest)
        else:
            raise AzalaiError("backup_damaged", part=name)

    def _begin(self, about: dict[str, Any]) -> None:
        if about.get("layout", 0) > LAYOUT:
            raise AzalaiError("backup_newer", version=str(about.get("azalai", "?")))
        self._about = about
        self._damaged: set[str] = set()
        self._columns = {
            table: {name: index for index, name in enumerate(names)}
            for table, names in about["columns"].items()
        }
        self._taker.about(about)

    def _rows(self, table: str, lines: list[bytes]) -> None:
        if table not in self._tally.tables:
            self._tally.begin(table)
        for line in lines:
            self._tally.row(table, line)
        columns = self._columns[table]
        if table == "server_auditentry":
            self._chain([json.loads(line) for line in lines], columns)
        elif table == "server_audithead":
            head = json.loads(lines[0])
            self._head = (head[columns["number"]], head[columns["seal"]])
        elif table in ("server_attachment", "server_formfile"):
            index = columns["sha256"]
            named = {json.loads(line)[index] for line in lines} - {""}
            self._wanted.update(bytes.fromhex(name) for name in named)
        self._taker.rows(table, lines)

    def _chain(self, lines: list[list[Any]], columns: dict[str, int]) -> None:
        places = [columns[name] for name in ("actor", "action", "subject", "mission", "detail")]
        for line in lines:
            self._lines += 1
            number = line[columns["number"]]
            words = [line[index] for index in places]
            self._seal = seal(self._seal, number, line[columns["at"]], words, self._key)
            if number != self._lines or self._seal != line[columns["seal"]]:
                raise AzalaiError("backup_damaged", part=f"audit {number}")

    def finish(self) -> Verified:
        """Compare with what the end says."""
        manifest, told = self._manifest, self._tally
        if not manifest:
            raise AzalaiError("backup_cut")
        for table in self._about["columns"]:
            if table not in told.tables:
                told.begin(table)
        found = told.as_json()
        damaged = set(manifest["damaged"])
        for part in ("tables", "files", "blobs"):
            if found[part] != manifest[part]:
                raise AzalaiError("backup_damaged", part=part)
        if self._damaged - damaged:
            raise AzalaiError("backup_damaged", part=f"blobs/{min(self._damaged - damaged)}")
        missing = len(self._wanted) - self._found
        if missing > len(damaged):
            raise AzalaiError("backup_damaged", part="blobs")
        head = manifest["audit"]
        if not ((self._lines, self._seal) == self._head == (head["number"], head["seal"])):
            raise AzalaiError("backup_damaged", part="audit")
        return Verified(
            made_at=self._about["made_at"],
            rows={table: item["rows"] for table, item in found["tables"].items()},
            attachments=told.blobs,
            attachment_bytes=told.blob_bytes,
            files=len(told.files),
            audit=self._lines,
            damaged=tuple(sorted(damaged)),
        )


def drain(file: Digesting) -> None:
    """Read to the end."""
    while file.read(_PIECE):
        pass


def copy(file: Digesting, target: BinaryIO) -> None:
    """Read to the end, and write."""
    while data := file.read(_PIECE):
        target.write(data)


def _all(content: Any, size: int, name: str) -> bytes:
    if size > _SMALL:
        raise AzalaiError("backup_damaged", part=name)
    return bytes(content.read())


def _lines(content: Any, size: int, name: str) -> list[bytes]:
    with gzip.GzipFile(fileobj=io.BytesIO(_all(content, size, name))) as file:
        data = file.read(_PART_LIMIT + 1)
    if len(data) > _PART_LIMIT:
        raise AzalaiError("backup_damaged", part=name)
    return data.splitlines(keepends=True)
