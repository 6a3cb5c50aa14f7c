"""Records read in pieces, newest first, without holding more than a piece.

Each piece is a query of its own: a long export keeps no transaction open, and what arrives while
it runs comes before its beginning and shifts nothing.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from azalai.server.api.problems import RefusedError
from azalai.server.models import Attachment, Submission

PIECE: Final = 100


def pieces(
    records: QuerySet[Submission], below: int | None = None, skip: int = 0, size: int = PIECE
) -> Iterator[list[Submission]]:
    """Records (`Reach.records`) in lists, each with its content.

    Parameters
    ----------
    below : int, optional
        Only those with a smaller number: where an earlier page ended.
    size : int
        Records in a piece.
    """
    records = records.select_related("content", "device")
    start = skip
    while True:
        found = records if below is None else records.filter(pk__lt=below)
        piece = list(found[start : start + size])
        if piece:
            yield piece
        if len(piece) < size:
            return
        below, start = piece[-1].pk, 0


@dataclass(frozen=True, slots=True)
class Files:
    """How many attachments a record speaks of, and how many of them came."""

    present: int
    expected: int


def files_of(piece: list[Submission]) -> dict[int, Files]:
    """Record's number -> its attachments."""
    come: dict[int, set[str]] = {}
    rows = Attachment.objects.filter(submission__in=[one.pk for one in piece], expected=True)
    for pk, name in rows.values_list("submission_id", "name"):
        come.setdefault(pk, set()).add(name)
    return {
        one.pk: Files(len(come.get(one.pk, ())), len(come.get(one.pk, ())) + len(one.missing))
        for one in piece
    }


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: below which record, and after how many rows of the one above it."""

    below: int
    rows: int = 0

    def token(self) -> str:
        """As an address carries it."""
        return base64.urlsafe_b64encode(f"{self.below}.{self.rows}".encode()).decode().rstrip("=")

    @classmethod
    def of(cls, token: str) -> Place:
        """What `token` wrote; ``bad_option`` for anything else.

        Examples
        --------
        >>> Place.of(Place(17, 3).token())
        Place(below=17, rows=3)
        """
        try:
            said = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode("ascii")
            below, rows = (int(part) for part in said.split("."))
        except ValueError:
            raise RefusedError("bad_option", option="$skiptoken") from None
        if not (0 <= below < 2**63 and 0 <= rows < 2**31):
            raise RefusedError("bad_option", option="$skiptoken")
        return cls(below, rows)


def system_of(record: Submission, files: Files) -> dict[str, Any]:
    """Central's ``__system`` of a record (`filters.with_system`)."""
    known: Any = record
    return {
        "submissionDate": moment(record.received_at),
        "updatedAt": moment(known.edited_at),
        "deletedAt": None,
        "submitterId": str(known.submitter) if known.submitter is not None else None,
        "submitterName": record.device.label if record.device is not None else None,
        "attachmentsPresent": files.present,
        "attachmentsExpected": files.expected,
        "status": "notDecrypted" if record.sealed else None,
        "reviewState": known.review,
        "deviceId": device_of(record),
        "edits": record.contents_count - 1,
        "formVersion": record.version,
    }


def device_of(record: Submission) -> str | None:
    """A device as the audit chain names it."""
    return f"device:{record.device_id}" if record.device_id is not None else None


def moment(at: datetime | None) -> str | None:
    """ISO, in UTC, to the millisecond."""
    if at is None:
        return None
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
