"""The folder of one server: its database, its attachments, its keys."""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import monotonic

from azalai.model.errors import AzalaiError


@dataclass(frozen=True, slots=True)
class Home:
    """Where a server keeps what it owns.

    Attributes
    ----------
    root : Path
        Readable by its owner only.
    """

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file, where no other database is named."""
        return self.root / "server.sqlite3"

    @property
    def blobs(self) -> Path:
        """Attachments, each named by the SHA-256 of its bytes."""
        return self.root / "blobs"

    @property
    def keys(self) -> Path:
        """Secrets: of sessions, of the audit chain."""
        return self.root / "keys"

    def has_room(self, reserve: int) -> bool:
        """Whether the disk holds more than so many free bytes.

        Examples
        --------
        >>> Home(Path.home()).has_room(0), Home(Path.home()).has_room(2**63)
        (True, False)
        """
        return _free(self.root, int(monotonic())) > reserve

    def key(self, name: str) -> bytes:
        """A secret of 32 random bytes; made when first asked for, durable before it is used."""
        path = self.keys / name
        if not path.exists():
            self.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
            pending = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
            descriptor = os.open(pending, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(32))
                file.flush()
                os.fsync(file.fileno())
            try:
                # Whoever comes first decides; a key is never replaced.
                os.link(pending, path)
            except FileExistsError:
                pass
            finally:
                pending.unlink()
            folder = os.open(self.keys, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
        return path.read_bytes()


@lru_cache(4)
def _free(root: Path, second: int) -> int:
    """Free bytes, asked for once a second: asking lets another thread go first."""
    return shutil.disk_usage(root).free


def home_from_environment() -> Home:
    """The home that ``AZALAI_HOME`` names.

    Raises
    ------
    AzalaiError
        ``server_home_unset`` where it names none.
    """
    named = os.environ.get("AZALAI_HOME", "")
    if not named:
        raise AzalaiError("server_home_unset")
    return Home(Path(named).resolve())


def reserve_from_environment() -> int:
    """Bytes of the disk that what is sent in must leave free: for review, backups and repair.

    Raises
    ------
    AzalaiError
        ``server_reserve`` where ``AZALAI_RESERVE_MB`` is no whole number.
    """
    named = os.environ.get("AZALAI_RESERVE_MB", "") or "200"
    if not (named.isascii() and named.isdigit()):
        raise AzalaiError("server_reserve", value=named)
    return int(named) * 2**20
