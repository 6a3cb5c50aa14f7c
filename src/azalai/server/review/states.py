"""From received to approved: which moves there are, who may make them, and what stands in the way.

Only approved records enter the month. So approving asks for a record whose content in force was
checked, with no error left that is not taken as true, and with no second content waiting for a
choice. What was practice, and what the server cannot read, is never approved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from azalai.checks import is_waivable
from azalai.model.errors import AzalaiError
from azalai.server import audit
from azalai.server.models import Content, Finding, Flag, Note, State, Submission
from azalai.server.models.submissions import after_change
from azalai.server.people.actors import Actor
from azalai.server.people.roles import Action

MOVES: Final[Mapping[State, Mapping[State, bool]]] = {
    State.RECEIVED: {
        State.IN_REVIEW: False,
        State.APPROVED: False,
        State.RETURNED: True,
        State.REJECTED: True,
    },
    State.IN_REVIEW: {State.APPROVED: False, State.RETURNED: True, State.REJECTED: True},
    State.APPROVED: {State.IN_REVIEW: True, State.RETURNED: True, State.REJECTED: True},
    State.RETURNED: {State.IN_REVIEW: True, State.REJECTED: True},
    State.REJECTED: {State.IN_REVIEW: True},
}
"""From -> to -> whether a reason is needed. What is not here cannot be done."""

OWN_WAIVABLE: Final = frozenset({"double"})
"""Findings of the review itself that an officer may take as true."""

_OF_RIVALS: Final = (Flag.CONFLICT, Flag.OTHER_CONTENT)

PENDING: Final = (State.RECEIVED, State.IN_REVIEW)
"""States in which a record waits for the office."""


def may_dismiss(finding: Finding) -> bool:
    """Whether somebody may say of a finding that it is as it should be.

    An error that cannot be true is mended, never waved through; anything milder may be dismissed.
    """
    known = finding.rule in OWN_WAIVABLE or is_waivable(finding.rule)
    return finding.severity != "error" or known


def obstacles(submission: Submission) -> list[str]:
    """What keeps a record from being approved, as codes of ``review.obstacle.*``; empty: nothing.

    ``practice``, ``sealed``, ``no_content``, ``unchecked``, ``rivals``, ``errors``.
    """
    found = []
    if submission.practice:
        found.append("practice")
    if submission.sealed:
        found.append("sealed")
    if submission.content_id is None:
        found.append("no_content")
    elif submission.checked_id != submission.content_id:
        found.append("unchecked")
    if submission.contents.filter(rival=True).exists():
        found.append("rivals")
    if submission.findings.filter(severity="error", dismissed_by=None).exists():
        found.append("errors")
    return found


def clean() -> Q:
    """Filter for records that may be approved unseen: checked, whole, and nothing to look at."""
    waiting = Finding.objects.filter(
        submission=OuterRef("pk"), dismissed_by=None, severity__in=("error", "warning")
    )
    rivals = Content.objects.filter(submission=OuterRef("pk"), rival=True)
    return (
        Q(state__in=PENDING, practice=False, sealed=False, missing=[], flags=[])
        & Q(content__isnull=False, checked=F("content"))
        & ~Exists(waiting)
        & ~Exists(rivals)
    )


def move(
    actor: Actor, submission: Submission, to: State, reason: str = "", seen: int | None = None
) -> None:
    """Bring a record into another state; audited, in one transaction.

    A return writes its reason as a message to the enumerator (`Note`, ``to_enumerator``).

    Parameters
    ----------
    seen : int, optional
        Id of the content that was looked at; another in force refuses the move.

    Raises
    ------
    AzalaiError
        ``review_not_yours``, ``review_no_such_move``, ``review_reason_needed``,
        ``review_changed``, or ``review_blocked`` with what is in the way.
    """
    with transaction.atomic():
        _move(actor, _locked(submission), State(to), reason.strip(), seen)
    submission.refresh_from_db()


def move_all(actor: Actor, submissions: Iterable[Submission], to: State, reason: str = "") -> int:
    """Bring several records into one state: all of them, or, where one refuses, none."""
    with transaction.atomic():
        # All of them before the first audit line, and in one order: who takes records in does the
        # same, and neither ever waits for the other in a circle.
        locked = _lock(sorted(submission.pk for submission in submissions))
        for submission in locked:
            _move(actor, submission, State(to), reason.strip(), None)
    return len(locked)


def approve_clean(actor: Actor, found: QuerySet[Submission]) -> int:
    """Approve those among some records that have nothing to look at; how many they were."""
    with transaction.atomic():
        ready = found.filter(clean()).order_by("pk")
        return move_all(actor, list(ready), State.APPROVED)


def dismiss(actor: Actor, finding: Finding, reason: str) -> None:
    """Take a finding as true: it blocks nothing any more.

    Of a double its twin on the other record goes as well, where that record is the actor's to
    review: at a point of somebody else they say so themselves.

    Raises
    ------
    AzalaiError
        ``review_not_yours``, ``review_reason_needed``, or ``review_not_waivable``.
    """
    reason = reason.strip()
    submission = finding.submission
    _allowed(actor, submission)
    if not may_dismiss(finding):
        raise AzalaiError("review_not_waivable")
    if not reason:
        raise AzalaiError("review_reason_needed")
    with transaction.atomic():
        _locked(submission)
        _both(actor, finding).update(dismissed_by=actor.user, dismissed_reason=reason)
        _told(actor, submission, "finding.dismissed", {"rule": finding.rule})


def restore(actor: Actor, finding: Finding) -> None:
    """Take back that a finding was dismissed; an approved record has to be looked at again."""
    submission = finding.submission
    _allowed(actor, submission)
    with transaction.atomic():
        locked = _locked(submission)
        _both(actor, finding).update(dismissed_by=None, dismissed_reason="")
        _told(actor, locked, "finding.restored", {"rule": finding.rule})
        if locked.state == State.APPROVED and finding.severity == "error":
            _set(actor, locked, State.IN_REVIEW, "")


def settle(actor: Actor, rival: Content) -> None:
    """Say that a content beside the one in force needs no choice any more.

    The last one takes with it what was flagged of them.
    """
    submission = rival.submission
    _allowed(actor, submission)
    with transaction.atomic():
        locked = _locked(submission)
        Content.objects.filter(pk=rival.pk).update(rival=False)
        if not locked.contents.filter(rival=True).exists():
            locked.flags = [flag for flag in locked.flags if flag not in _OF_RIVALS]
            locked.save(update_fields=["flags"])
        _told(actor, locked, "submission.settled", {"content": rival.pk})


def reopen_changed(submission: Submission, actor: str = "system") -> None:
    """A record with new content goes back to those who review; inside the caller's transaction."""
    to = after_change(submission.state)
    if to != submission.state:
        before = submission.state
        submission.state, submission.state_reason = to, ""
        submission.save(update_fields=["state", "state_reason"])
        audit.record(
            audit.Entry(
                actor, "submission.moved", f"submission:{submission.pk}",
                submission.mission.code, {"from": before, "to": to, "why": "content"},
            )
        )  # fmt: skip


def add_note(
    actor: Actor, submission: Submission, text: str, *, to_enumerator: bool = False
) -> Note:
    """Write a remark on a record; ``review_not_yours`` and ``review_reason_needed`` as above."""
    _allowed(actor, submission)
    text = text.strip()
    if not text:
        raise AzalaiError("review_reason_needed")
    with transaction.atomic():
        note = _note(actor, submission, text, to_enumerator)
        _told(actor, submission, "submission.noted", {"to_enumerator": to_enumerator})
    return note


def _locked(submission: Submission) -> Submission:
    return _lock([submission.pk])[0]


def _lock(keys: Sequence[int]) -> list[Submission]:
    # `of` keeps PostgreSQL from locking the mission, of which there is one for all.
    found = Submission.objects.select_related("mission").select_for_update(of=("self",))
    return list(found.filter(pk__in=keys).order_by("pk"))


def _move(actor: Actor, submission: Submission, to: State, reason: str, seen: int | None) -> None:
    _allowed(actor, submission)
    if seen is not None and seen != submission.content_id:
        raise AzalaiError("review_changed")
    needed = MOVES[State(submission.state)].get(to)
    if needed is None:
        raise AzalaiError("review_no_such_move", state=str(submission.state), to=str(to))
    if needed and not reason:
        raise AzalaiError("review_reason_needed")
    if to == State.APPROVED and (blocked := obstacles(submission)):
        raise AzalaiError("review_blocked", obstacle=blocked[0])
    _set(actor, submission, to, reason)
    if reason:
        _note(actor, submission, reason, to == State.RETURNED)


def _set(actor: Actor, submission: Submission, to: State, reason: str) -> None:
    before = submission.state
    submission.state, submission.state_reason = to, reason
    changed = ["state", "state_reason"]
    if State.REJECTED in (before, to):
        # What is rejected doubles nothing any more; what is taken back may again.
        submission.checked = None
        changed.append("checked")
    submission.save(update_fields=changed)
    detail = {"from": str(before), "to": str(to), "content": submission.content_id}
    _told(actor, submission, "submission.moved", detail)


def _note(actor: Actor, submission: Submission, text: str, to_enumerator: bool) -> Note:
    return Note.objects.create(
        submission=submission, user=actor.user, text=text, to_enumerator=to_enumerator,
        at=timezone.now(),
    )  # fmt: skip


def _told(actor: Actor, submission: Submission, action: str, detail: Mapping[str, object]) -> None:
    subject = f"submission:{submission.pk}"
    audit.record(audit.Entry(actor.name, action, subject, submission.mission.code, detail))


def _allowed(actor: Actor, submission: Submission) -> None:
    if not actor.may(Action.REVIEW, submission.mission, submission.point):
        raise AzalaiError("review_not_yours")


def _both(actor: Actor, finding: Finding) -> QuerySet[Finding]:
    """A finding, and of a double the same one on the other record, if that is the actor's too."""
    own = Q(pk=finding.pk)
    if finding.other_id is not None:
        twin = Q(rule=finding.rule, submission=finding.other_id, other=finding.submission_id)
        own |= twin & actor.where(Action.REVIEW, "submission__")
    return Finding.objects.filter(own)
