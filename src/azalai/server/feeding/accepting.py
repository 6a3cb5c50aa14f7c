"""What reviewers took as true, in the workspace's own cleaning log.

A waivable finding that somebody dismissed would keep its record out of the month all the same: the
workspace asks its rules anew. So the feed writes an acceptance there, with the reviewer's reason,
in the transaction that brings the record; a dismissal taken back becomes an undoing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from azalai.checks import is_waivable
from azalai.model.cleaning import DECISION, Decision, Entry, in_force
from azalai.server.models import Finding, Form
from azalai.workspace.cleaning import FILE, entries_text, read_entries

if TYPE_CHECKING:
    from azalai.server.models import Mission
    from azalai.workspace import Folder, Transaction

_HERE: Final = " (azalai serve)"
"""Behind the name of who took something as true on the server."""


def is_from_review(entry: Entry) -> bool:
    """Whether an acceptance was written by the feed, and not by an officer at the workspace."""
    return entry.field == DECISION and entry.who.endswith(_HERE)


def without_review(entries: Iterable[Entry]) -> list[Entry]:
    """A cleaning log without what reviewers accepted: their findings show as they are."""
    return [entry for entry in entries if not is_from_review(entry)]


def stage_accepted(mission: Mission, folder: Folder, transaction: Transaction) -> list[Entry]:
    """Bring the cleaning log in step with what reviewers took as true.

    Returns
    -------
    list of Entry
        The log as it will be; staged where it differs from what stands.
    """
    entries = read_entries(folder.root)
    known = in_force(entries)
    wanted = _taken_as_true(mission)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    added: list[Entry] = []
    for (record, rule), (who, reason) in sorted(wanted.items()):
        there = known.get((record, DECISION, rule))
        if there is None or there.new != Decision.ACCEPT:
            added.append(
                Entry(
                    number=len(entries) + len(added) + 1, record=record, field=DECISION, old="",
                    new=Decision.ACCEPT.value, reason=reason, who=who + _HERE, when=now, rule=rule,
                )
            )  # fmt: skip
    for entry in known.values():
        if is_from_review(entry) and (entry.record, entry.rule) not in wanted:
            added.append(
                Entry(
                    number=len(entries) + len(added) + 1, record=entry.record, field=DECISION,
                    old=entry.new, new=entry.old, reason=entry.reason, who=entry.who, when=now,
                    rule=entry.rule, undoes=entry.number,
                )
            )  # fmt: skip
    if added:
        entries = [*entries, *added]
        transaction.write(FILE, entries_text(entries))
        for entry in added:
            subject = f"{FILE}:{entry.number}"
            folder.log(transaction, "undo" if entry.undoes else "correct", subject, entry.record)
    return entries


def _taken_as_true(mission: Mission) -> dict[tuple[str, str], tuple[str, str]]:
    """(Record, rule) -> who dismissed its finding, and why; what can be accepted at all."""
    rows = Finding.objects.filter(
        submission__mission=mission, submission__form__kind=Form.Kind.FLOW, severity="error",
        dismissed_by__isnull=False,
    ).order_by("-pk")  # fmt: skip
    found = {}
    for record, rule, who, reason in rows.values_list(
        "submission__root_id", "rule", "dismissed_by__username", "dismissed_reason"
    ):
        if is_waivable(rule):
            found[record, rule] = (who, " ".join(reason.split()) or "–")
    # Where one of several stands, the rule still keeps the record out.
    standing = Finding.objects.filter(
        submission__mission=mission, severity="error", dismissed_by__isnull=True
    )
    for key in standing.values_list("submission__root_id", "rule"):
        found.pop(key, None)
    return found
