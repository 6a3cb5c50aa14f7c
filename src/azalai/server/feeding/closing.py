"""Closing a month with four eyes: one asks, another confirms what the first has looked at.

What was looked at is a checksum over everything that makes the release: the records that enter the
month, the workspace's records of it, its register and its rules. Where anything of it has changed,
nobody can confirm any more; somebody has to look anew and ask again.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from azalai.model.errors import AzalaiError, InputError
from azalai.model.periods import Month
from azalai.release import close
from azalai.release.building import release_id
from azalai.release.history import revisions
from azalai.release.reading import open_revision
from azalai.server import audit
from azalai.server.feeding.entering import batches
from azalai.server.feeding.feed import unfed
from azalai.server.missions import folder_of
from azalai.server.models import Closing
from azalai.workspace.folder import acting_as
from azalai.workspace.register import COLLECTED

if TYPE_CHECKING:
    from azalai.server.models import Mission, User
    from azalai.workspace import Folder

_FILES = ("azalai.toml", "protection.toml", "points.csv", "roles.csv", "staffing.csv", "days.csv",
          "notes.csv")  # fmt: skip


def looked_at(mission: Mission, folder: Folder, month: Month) -> str:
    """SHA-256 of all that makes the release of a month as it would be closed now."""
    made = hashlib.sha256()
    for (form, key), records in sorted(batches(mission).items()):
        if key == str(month):
            made.update(repr((form, sorted(records))).encode())
    inside = sorted(
        path
        for pattern in (f"records/{month}/*.parquet", f"{COLLECTED}/*/{month}/*.csv")
        for path in folder.root.glob(pattern)
    )
    for path in (*(folder.root / name for name in _FILES), *inside):
        if path.exists():
            made.update(path.relative_to(folder.root).as_posix().encode() + b"\0")
            made.update(hashlib.sha256(path.read_bytes()).digest())
    return made.hexdigest()


def is_unfed(mission: Mission, folder: Folder, month: Month, today: date) -> bool:
    """Whether something approved that concerns a month has not reached the workspace."""
    return any(key[1] in (str(month), "") for key in unfed(mission, folder, today))


def open_request(mission: Mission, month: Month) -> Closing | None:
    """The request that waits for a second person, or for the end of what was cut off."""
    return mission.closings.filter(month=str(month), withdrawn_at=None, done_at=None).first()


def ask(mission: Mission, month: Month, user: User, seen: str, reason: str, today: date) -> Closing:
    """Ask for a month to be closed, or a closed one to be revised.

    Parameters
    ----------
    seen : str
        `looked_at` of the screen on which the person decided.
    reason : str
        Needed for a revision.

    Raises
    ------
    InputError
        ``closing_not_over``, ``closing_unfed``, ``closing_changed`` (something is different from
        what was seen), ``closing_reason`` or ``closing_asked`` (somebody has asked already).
    """
    folder = folder_of(mission)
    if today <= month.last:
        raise InputError("closing_not_over", month=str(month), last=str(month.last))
    if is_unfed(mission, folder, month, today):
        raise InputError("closing_unfed", month=str(month))
    now = looked_at(mission, folder, month)
    if seen != now:
        raise InputError("closing_changed", month=str(month))
    frozen = revisions(folder.root, month)
    if frozen and not reason.strip():
        raise InputError("closing_reason", month=str(month))
    try:
        with transaction.atomic():
            closing = Closing.objects.create(
                mission=mission, month=str(month), asked_by=user, asked_at=datetime.now(UTC),
                content=now, reason=reason.strip() if frozen else "",
            )  # fmt: skip
            _record(closing, user, "month.closing_asked", content=now)
    except IntegrityError:
        raise InputError("closing_asked", month=str(month)) from None
    return closing


def confirm(closing: Closing, user: User, today: date) -> Closing:
    """Be the second pair of eyes, and close the month.

    Raises
    ------
    InputError
        ``closing_same_person``, whatever roles that person has; ``closing_changed`` where the month
        is no longer what was looked at; ``closing_over`` where the request is.
    ReleaseError
        What `azalai.release.close` raises; the request then waits as before.
    """
    mission, month = closing.mission, Month.parse(closing.month)
    folder = folder_of(mission)
    if user.pk == closing.asked_by_id:
        raise InputError("closing_same_person", month=closing.month)
    now = looked_at(mission, folder, month)
    if is_unfed(mission, folder, month, today) or now != closing.content:
        raise InputError("closing_changed", month=closing.month)
    planned = release_id(month, len(revisions(folder.root, month)) + 1)
    with transaction.atomic():
        # Of two who confirm at once one comes first.
        taken = Closing.objects.filter(
            pk=closing.pk, confirmed_by=None, withdrawn_at=None, done_at=None
        ).update(confirmed_by=user, confirmed_at=datetime.now(UTC), release=planned)
        if not taken:
            raise InputError("closing_over", month=closing.month)
        closing.refresh_from_db()
        _record(closing, user, "month.closing_confirmed", release=planned, content=closing.content)
    return finish(closing, today)


def finish(closing: Closing, today: date) -> Closing:
    """Make the release that was confirmed, unless it is there: what was cut off goes on here.

    Raises
    ------
    ReleaseError
        What `azalai.release.close` raises; the confirmation is then taken back.
    """
    if closing.confirmed_by is None or closing.done_at is not None:
        raise InputError("closing_over", month=closing.month)
    folder, month = folder_of(closing.mission), Month.parse(closing.month)
    frozen = revisions(folder.root, month)
    made = {open_revision(path).identity for path in frozen}
    if closing.release not in made:
        who = f"{closing.asked_by.username} + {closing.confirmed_by.username}"
        try:
            if looked_at(closing.mission, folder, month) != closing.content:
                raise InputError("closing_changed", month=closing.month)
            with acting_as(who):
                close(folder, month, today, revise=bool(frozen), reason=closing.reason)
        except AzalaiError as problem:
            with transaction.atomic():
                closing.confirmed_by = closing.confirmed_at = None
                closing.release = ""
                closing.save()
                audit.record(
                    audit.Entry("system", "month.closing_failed", f"closing:{closing.pk}",
                                closing.mission.code, {"problem": problem.code})
                )  # fmt: skip
            raise
    with transaction.atomic():
        closing.done_at = datetime.now(UTC)
        closing.save()
        audit.record(
            audit.Entry("system", "month.closed", f"closing:{closing.pk}", closing.mission.code,
                        {"month": closing.month, "release": closing.release})
        )  # fmt: skip
    return closing


def withdraw(closing: Closing, user: User) -> None:
    """Take a request back that nobody has confirmed; whoever may close months may do that.

    Raises
    ------
    InputError
        ``closing_over`` where it is confirmed, done or withdrawn already.
    """
    with transaction.atomic():
        taken = Closing.objects.filter(
            pk=closing.pk, confirmed_by=None, withdrawn_at=None, done_at=None
        ).update(withdrawn_at=datetime.now(UTC))
        if not taken:
            raise InputError("closing_over", month=closing.month)
        _record(closing, user, "month.closing_withdrawn")


def _record(closing: Closing, user: User, action: str, **detail: str) -> None:
    subject = f"closing:{closing.pk}"
    words = {"month": closing.month, **detail}
    audit.record(audit.Entry(f"user:{user.pk}", action, subject, closing.mission.code, words))
