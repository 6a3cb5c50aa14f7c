"""A sealed copy of a server: database, attachments, keys and workspaces, as of one moment."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from azalai.model.errors import AzalaiError
from azalai.server import audit
from azalai.server.models import Attachment, AuditHead, FormFile, Mission
from azalai.server.safekeeping import rows
from azalai.server.safekeeping.agefile import recipient, sealing
from azalai.server.safekeeping.archive import ABOUT, LAYOUT, Packer
from azalai.server.safekeeping.workspaces import freeze, still
from azalai.server.starting import check_tables

Step = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup holds.

    Attributes
    ----------
    submissions, attachments : int
        How many.
    size : int
        Bytes of the file.
    damaged : tuple of str
        SHA-256 of attachments that are missing in the home or are no longer what they were.
    absent : tuple of str
        Codes of missions whose workspace was not there.
    """

    submissions: int
    attachments: int
    size: int
    damaged: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def back_up(
    target: Path,
    recipients: Sequence[str] = (),
    passphrase: str = "",
    step: Step = lambda what, done, total: None,
) -> Made:
    """Write a sealed copy; the server may go on taking in what is sent.

    Whatever was acknowledged before this is called is in it. The file appears under its name once
    all of it is on disk. Django must be set up (`starting.start`).

    Parameters
    ----------
    target : Path
        A new file.
    recipients : sequence of str
        Public keys ``age1…``; or
    passphrase : str

    Raises
    ------
    AzalaiError
        ``backup_needs_key``, ``bad_recipient``, ``copy_exists``.
    """
    if bool(recipients) == bool(passphrase):
        raise AzalaiError("backup_needs_key")
    for name in recipients:
        recipient(name)
    if target.exists():
        raise AzalaiError("copy_exists", path=str(target))
    pending = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(pending, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    place = settings.HOME.root / f".backup-{secrets.token_hex(4)}"
    try:
        with os.fdopen(descriptor, "wb") as file:
            with sealing(file, recipients, passphrase) as sealed:
                made = _pack(Packer(sealed), place, (pending, target), step)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        # Never over a file that somebody has put there meanwhile.
        os.link(pending, target)
    except FileExistsError:
        raise AzalaiError("copy_exists", path=str(target)) from None
    except DatabaseError:
        # Its tables were changed meanwhile, or it went away: that is said, if so.
        connection.close()
        check_tables()
        raise
    finally:
        pending.unlink(missing_ok=True)
        shutil.rmtree(place, ignore_errors=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return Made(size=size, **made)


def _pack(packer: Packer, place: Path, leave: tuple[Path, ...], step: Step) -> dict[str, Any]:
    home = settings.HOME
    damaged: list[str] = []
    with ExitStack() as inside:
        missions, there = list(Mission.objects.order_by("pk")), []
        with ExitStack() as quiet:
            # The workspaces first, then the database: so each holds what the other speaks of.
            for mission in missions:
                root = Path(mission.path)
                if (root / "azalai.toml").is_file():
                    quiet.enter_context(still(root))
                    there.append(mission)
            inside.enter_context(rows.snapshot())
            # A server of another version may have started since this program did.
            check_tables()
            for mission in there:
                freeze(Path(mission.path), place / mission.code, (home.root, *leave))
        packer.add_json(ABOUT, _about(missions))
        for path in sorted(home.keys.iterdir()):
            if path.name != "sessions" and not path.name.startswith("."):
                packer.add_file(f"keys/{path.name}", path)
        tables = rows.models()
        for number, model in enumerate(tables):
            step("tables", number, len(tables))
            packer.add_table(model._meta.db_table, rows.read_rows(model))
        for mission in there:
            root = place / mission.code
            for path in sorted(item for item in root.rglob("*") if item.is_file()):
                packer.add_file(f"workspaces/{mission.code}/{path.relative_to(root)}", path)
        blobs = _blobs()
        for number, name in enumerate(blobs):
            step("blobs", number, len(blobs))
            path = home.blobs / name[:2] / name
            if not path.is_file() or not packer.add_blob(name, path):
                damaged.append(name)
        head = AuditHead.objects.get(pk=1)
        packer.close({"audit": {"number": head.number, "seal": head.seal}, "damaged": damaged})
    return {
        "submissions": packer.tally.tables["server_submission"]["rows"],
        "attachments": packer.tally.blobs,
        "damaged": tuple(damaged),
        "absent": tuple(mission.code for mission in missions if mission not in there),
    }


def _about(missions: Sequence[Mission]) -> dict[str, Any]:
    return {
        "layout": LAYOUT,
        "azalai": version("azalai"),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": connection.vendor,
        "schema": rows.schema(),
        "columns": {model._meta.db_table: rows.columns(model) for model in rows.models()},
        "missions": {str(mission.pk): mission.code for mission in missions},
    }


def _blobs() -> list[str]:
    """SHA-256 of every attachment that a row speaks of, sorted."""
    named: set[str] = set()
    for query in (Attachment.objects, FormFile.objects):
        named.update(query.values_list("sha256", flat=True).distinct().iterator(chunk_size=2000))
    named.discard("")
    return sorted(named)


def note(target: Path, made: Made) -> None:
    """Write into the audit chain that a copy was made."""
    from django.db import transaction

    with transaction.atomic():
        audit.record(
            audit.Entry("system", "backup.made", f"file:{target.name}",
                        detail={"submissions": made.submissions, "bytes": made.size})
        )  # fmt: skip
