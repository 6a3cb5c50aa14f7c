"""A server brought back from a backup, in a new home: all of it, or nothing."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import Any

from azalai.model.errors import AzalaiError
from azalai.server.home import Home
from azalai.server.safekeeping.archive import Digesting
from azalai.server.safekeeping.reading import Taker, Verified, copy, read_backup
from azalai.server.starting import migrate, start
from azalai.workspace.store import sync


def restore(
    path: Path,
    home: Path,
    identities: Sequence[str] = (),
    passphrase: str = "",
    step: Callable[[int], None] = lambda done: None,
) -> Verified:
    """Put everything that a backup holds into a new home; workspaces come to stand in it.

    The home appears under its name once everything was read, checked and is on disk. Where
    ``AZALAI_DATABASE`` names a PostgreSQL, the rows go there, in one transaction; a backup of
    SQLite may be restored to PostgreSQL and the other way round. Sets up Django for this process.

    Parameters
    ----------
    home : Path
        A folder that does not exist or is empty.

    Raises
    ------
    AzalaiError
        ``home_not_empty``, ``database_not_empty``, ``database_newer``, and whatever
        `read_backup` raises.
    """
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise AzalaiError("home_not_empty", path=str(home))
    place = home.parent / f".{home.name}.{secrets.token_hex(4)}.restoring"
    # The database's own files as well.
    before = os.umask(0o077)
    try:
        with ExitStack() as transaction:
            taker = _Restorer(place, home, transaction)
            found = read_backup(path, identities, passphrase, taker, step)
            taker.finish()
        taker.settle(path.name)
        if home.exists():
            home.rmdir()
        place.rename(home)
        sync(home.parent)
    finally:
        os.umask(before)
        shutil.rmtree(place, ignore_errors=True)
    return found


class _Restorer(Taker):
    def __init__(self, place: Path, home: Path, transaction: ExitStack) -> None:
        self._place, self._home, self._transaction = place, home, transaction
        self._touched: set[Path] = set()

    def about(self, about: dict[str, Any]) -> None:
        # Only now is it known that the key fits.
        self._about = about
        start(Home(self._place))
        from django.db import connection, transaction

        from azalai.server.safekeeping import rows

        if connection.introspection.table_names() and _has_rows():
            raise AzalaiError("database_not_empty")
        if set(about["schema"].items()) - _known():
            raise AzalaiError("backup_newer", version=about["azalai"])
        tables = rows.bring_to(about["schema"])
        self._transaction.enter_context(transaction.atomic())
        self._writer = rows.Writer(tables, about["columns"])
        if not self._writer.fits():
            raise AzalaiError("backup_newer", version=about["azalai"])

    def key(self, name: str, data: bytes) -> None:
        self._write(self._place / "keys" / name, data)

    def rows(self, table: str, lines: list[bytes]) -> None:
        self._writer.write(table, lines)

    def file(self, mission: str, path: PurePosixPath, file: Digesting) -> None:
        self._copy(self._place / "workspaces" / mission / path, file)

    def blob(self, name: str, file: Digesting) -> None:
        self._copy(self._place / "blobs" / name[:2] / name, file)

    def finish(self) -> None:
        """Everything was read and is right."""
        self._writer.finish()

    def settle(self, name: str) -> None:
        """Everything is to be on disk before the folder gets its name."""
        migrate()
        from django.db import connections, transaction

        from azalai.server import audit
        from azalai.server.models import Mission

        with transaction.atomic():
            for mission in Mission.objects.all():
                if (self._place / "workspaces" / mission.code).is_dir():
                    mission.path = str(self._home / "workspaces" / mission.code)
                    mission.save(update_fields=["path"])
            audit.record(
                audit.Entry("system", "backup.restored", f"file:{name}",
                            detail={"made_at": self._about["made_at"]})
            )  # fmt: skip
        connections.close_all()
        for folder in self._touched:
            sync(folder)
        for path in self._place.glob("server.sqlite3*"):
            sync(path)
        sync(self._place)

    def _folder(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = path.parent
        while folder != self._place.parent and folder not in self._touched:
            self._touched.add(folder)
            folder = folder.parent

    def _write(self, path: Path, data: bytes) -> None:
        self._folder(path)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            os.fsync(file.fileno())

    def _copy(self, path: Path, source: Digesting) -> None:
        self._folder(path)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            copy(source, file)
            file.flush()
            os.fsync(file.fileno())


def _known() -> set[tuple[str, str]]:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    return set(MigrationLoader(connection).disk_migrations)


def _has_rows() -> bool:
    """Whether the database belongs to a server already, or to something else altogether."""
    from django.db import connection

    names = connection.introspection.table_names()
    if "server_mission" not in names:
        return True
    with connection.cursor() as cursor:
        for table in ("server_mission", "server_user", "server_submission"):
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
            if cursor.fetchone():
                return True
    return False
