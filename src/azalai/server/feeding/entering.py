"""Which records enter a month: one answer for the feed, the screens and the closing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from azalai.model.periods import Month
from azalai.server.models import Finding, Form, State, Submission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from azalai.server.models import Mission

KINDS = (Form.Kind.FLOW, Form.Kind.SHIFT, Form.Kind.ROUND, Form.Kind.EVENT)
"""Kinds of forms of whose records the workspace makes something."""


UNDATED = (Form.Kind.ROUND, Form.Kind.EVENT)
"""Kinds whose records belong to no one month: they are handed over all together."""
_EARLIEST, _LATEST = date(1900, 1, 1), date(9998, 12, 31)
"""Days outside belong to no month that can be named; their records show as undated."""


def open_errors() -> Exists:
    """Of a query of records: that a finding keeps a record out, which nobody has dismissed."""
    found = Finding.objects.filter(
        submission=OuterRef("pk"), severity="error", dismissed_by__isnull=True
    )
    return Exists(found)


def counting(mission: Mission) -> QuerySet[Submission]:
    """Records of a mission that are no practice and can be read: what months are made of."""
    return Submission.objects.filter(
        mission=mission, practice=False, sealed=False, content__isnull=False
    )


def entering(mission: Mission) -> QuerySet[Submission]:
    """Records that enter the month of their day: approved, and no finding keeps them out."""
    return (
        counting(mission)
        .filter(~open_errors(), state=State.APPROVED, form__kind__in=KINDS)
        .filter(Q(form__kind__in=UNDATED) | Q(day__gte=_EARLIEST, day__lte=_LATEST))
    )


def within(month: Month) -> Q:
    """Filter for records whose day lies in a month."""
    return Q(day__gte=month.first, day__lte=month.last)


def batches(mission: Mission) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Form id and month -> root id and checksum of the content of each record that enters.

    The month is empty for forms whose records belong to none.
    """
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    rows = entering(mission).values_list(
        "form__form_id", "form__kind", "day", "root_id", "content__sha256"
    )
    for form_id, kind, day, root_id, sha256 in rows.order_by().iterator():
        month = "" if kind in UNDATED or day is None else str(Month.of(day))
        found.setdefault((form_id, month), []).append((root_id, sha256))
    return found


def digest(form: Form, records: Iterable[tuple[str, str]], more: Iterable[str] = ()) -> str:
    """SHA-256 of records (root id, checksum of the content), and of what they are read with.

    Parameters
    ----------
    more : iterable of str
        Whatever else decides what becomes of them.
    """
    made = hashlib.sha256(form.mapping.encode())
    versions = form.versions.order_by("published_at", "pk").values_list("version", "md5")
    for words in (*versions, *sorted(records), tuple(more)):
        made.update("\0".join(words).encode() + b"\n")
    return made.hexdigest()
