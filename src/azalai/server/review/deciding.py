"""What a reviewer decides about one record: its state, its findings, its doubles, remarks."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from azalai.model.errors import AzalaiError
from azalai.server.models import Finding, Mission, State, Submission
from azalai.server.pages.flash import flash
from azalai.server.people.actors import Actor
from azalai.server.people.doors import needs
from azalai.server.people.roles import Action
from azalai.server.review import checking, doubling, states
from azalai.server.review.records import find_record, next_waiting
from azalai.server.review.screens import day_address
from azalai.wording import Wording

_LOG = logging.getLogger(__name__)


@require_POST
@needs(Action.REVIEW)
def move_record(request: HttpRequest, actor: Actor, mission: Mission, number: int) -> HttpResponse:
    """Approve, return, reject or take back one record; then to the next one that waits."""
    submission = find_record(actor, mission, number, Action.REVIEW)
    to = request.POST.get("to", "")
    if to not in State.values:
        raise AzalaiError("review_nothing_chosen")
    seen = request.POST.get("seen", "")
    following = next_waiting(actor, submission)
    states.move(
        actor, submission, State(to), request.POST.get("reason", ""),
        int(seen) if seen.isdecimal() and len(seen) < 19 else None,
    )  # fmt: skip
    flash(request, f"review.moved.{to}", n=1)
    settled(submission)
    if to == State.IN_REVIEW:
        return redirect(record_address(submission))
    if following is not None:
        return redirect(record_address(following))
    return redirect(
        day_address(mission, submission.point, submission.day, "1" if submission.practice else "")
    )


@require_POST
@needs(Action.REVIEW)
def note_record(request: HttpRequest, actor: Actor, mission: Mission, number: int) -> HttpResponse:
    """Write a remark on a record."""
    submission = find_record(actor, mission, number, Action.REVIEW)
    states.add_note(actor, submission, request.POST.get("text", ""))
    flash(request, "review.noted")
    return redirect(record_address(submission) + "#notes")


@require_POST
@needs(Action.REVIEW)
def decide_finding(
    request: HttpRequest, actor: Actor, mission: Mission, number: int, finding: int
) -> HttpResponse:
    """Dismiss a finding or take that back; of a double, keep one record or both."""
    submission = find_record(actor, mission, number, Action.REVIEW)
    found = Finding.objects.filter(submission=submission, pk=finding).first()
    if found is None:
        raise Http404
    found.submission = submission
    do, reason = request.POST.get("do", ""), request.POST.get("reason", "").strip()
    if do == "restore":
        states.restore(actor, found)
        flash(request, "review.restored")
    elif do in ("this", "other") and found.rule == doubling.RULE and found.other_id:
        return _keep_one(request, actor, submission, found, do)
    else:
        if found.rule == doubling.RULE and not reason:
            reason = Wording(request.LANGUAGE_CODE).text("review.double.two_groups")
        states.dismiss(actor, found, reason)
        flash(request, "review.dismissed")
    return redirect(record_address(submission))


def _keep_one(
    request: HttpRequest, actor: Actor, submission: Submission, found: Finding, do: str
) -> HttpResponse:
    """Both are one group: reject one of them, which says why."""
    assert found.other_id is not None
    other = find_record(actor, submission.mission, found.other_id, Action.REVIEW)
    kept, gone = (submission, other) if do == "this" else (other, submission)
    wording = Wording(request.LANGUAGE_CODE)
    reason = wording.text("review.double.reason", record=kept.pk)
    states.move(actor, gone, State.REJECTED, reason)
    flash(request, "review.double.kept", record=kept.pk, gone=gone.pk)
    settled(gone)
    return redirect(record_address(kept))


def record_address(submission: Submission) -> str:
    """The screen of a record."""
    return f"/m/{submission.mission.code}/records/{submission.pk}"


def settled(*submissions: Submission) -> None:
    """What hangs on a decision follows: checks at once, so that the next screen shows them."""
    from azalai.server.jobs import wake

    try:
        checking.check_now(one.pk for one in submissions)
    except Exception:
        # The job will try again; the decision itself stands.
        _LOG.exception("the checks after a decision failed")
    wake()
