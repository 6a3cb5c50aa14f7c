"""One record on a screen: its answers, what is found of it, its doubles, notes and history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast

from django.db.models import F, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from azalai.model.errors import AzalaiError
from azalai.model.flows import Sensitivity
from azalai.server.models import Attachment, Content, Mission, Submission
from azalai.server.people.actors import Actor
from azalai.server.people.doors import needs
from azalai.server.people.roles import Action
from azalai.server.people.visible import OF_RECORD, hidden_questions, seen
from azalai.server.review import doubling, queue, states
from azalai.server.review.answers import Answers, differing, read_answers
from azalai.server.review.saying import Said, Sayer, flags
from azalai.server.review.screens import day_address, register_of
from azalai.server.review.sheet import Section, Sheet, outline_for
from azalai.wording import Wording
from azalai.workspace import Register

SAFE_TYPES: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif",
                               "application/pdf", "audio/mpeg", "audio/mp4", "audio/amr",
                               "audio/ogg", "video/mp4", "video/3gpp"})  # fmt: skip
"""Types under which an attachment is handed out; any other is only bytes."""


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that differs from the content before."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One content in the history of a record."""

    content: Content
    changes: list[Change]
    in_force: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A double beside its record.

    Attributes
    ----------
    rows : list of (label, this, other, differs)
        Answers, those that differ marked; what neither answers is left out.
    """

    said: Said
    other: Submission
    rows: list[tuple[str, str, str, bool]]
    reachable: bool


def find_record(
    actor: Actor, mission: Mission, number: int, action: Action = Action.READ
) -> Submission:
    """A record of a mission that somebody may see; 404 for any other."""
    found = (
        actor.submissions(action)
        .filter(mission=mission, pk=number)
        .select_related("mission", "form", "content", "device", "checked")
        .first()
    )
    if found is None:
        raise Http404
    return found


def reader_sheet(
    actor: Actor, submission: Submission, content: Content, wording: Wording, register: Register
) -> Sheet:
    """How somebody may see a content of a record."""
    allowed = seen(actor, submission)
    hidden = hidden_questions(submission.form, allowed) if submission.form else frozenset()
    return Sheet(
        outline_for(submission.form, content), wording, register, hidden,
        everything=Sensitivity.SECRET in allowed,
    )  # fmt: skip


def answers_of(submission: Submission, content: Content | None) -> Answers:
    """What a content answers; nothing where it cannot be read."""
    if content is None or submission.sealed:
        return {}
    try:
        return read_answers(bytes(content.xml), outline_for(submission.form, content))
    except AzalaiError:
        return {}


@require_GET
@needs(Action.READ)
def show_record(request: HttpRequest, actor: Actor, mission: Mission, number: int) -> HttpResponse:
    """``/m/<mission>/records/<number>``."""
    submission = find_record(actor, mission, number)
    wording, register = Wording(request.LANGUAGE_CODE), register_of(mission)
    allowed = seen(actor, submission)
    sees = {name: level in allowed for name, level in OF_RECORD.items()}
    content = submission.content
    answers = answers_of(submission, content)
    sections: list[Section] = []
    said: list[Said] = []
    marks: dict[str, str] = {}
    if content is not None:
        sheet = reader_sheet(actor, submission, content, wording, register)
        sections = sheet.sections(answers)
        sayer = Sayer(wording, register, sheet.labels, sheet.hidden)
        found = submission.findings.select_related("submission", "other", "dismissed_by")
        said = sayer.all(list(found)) if sees["findings"] else []
        marks = _marks(said)
    doubles = [one for one in said if one.finding.rule == doubling.RULE]
    may_review = actor.may(Action.REVIEW, mission, submission.point)
    context: dict[str, Any] = {
        "mission": mission,
        "record": submission,
        "content": content,
        "title": _title(submission, register, wording),
        "back": day_address(mission, submission.point, submission.day,
                            "1" if submission.practice else ""),
        "sections": sections,
        "findings": [one for one in said if one.finding.rule != doubling.RULE],
        "marks": marks,
        "pairs": [_pair(actor, submission, answers, one, wording, register) for one in doubles],
        "flags": flags(submission, wording),
        "sees": sees,
        "obstacles": states.obstacles(submission),
        "moves": states.MOVES.get(submission.state, {}),  # type: ignore[call-overload]
        "may_review": may_review,
        "may_edit": actor.may(Action.EDIT, mission, submission.point)
        and content is not None
        and not submission.sealed,
        "rivals": list(submission.contents.filter(rival=True).order_by("number")),
        "notes": submission.notes.select_related("user").order_by("-at") if sees["notes"] else [],
        "attachments": submission.attachments.order_by("name", "pk") if sees["attachments"] else [],
        "history": _history(actor, submission, wording, register) if sees["received_at"] else [],
        "waiting": _next(actor, submission) if may_review else None,
    }  # fmt: skip
    context["titles"] = queue.titles(mission)
    return render(request, "review/record.html", context)


@require_GET
@needs(Action.READ)
def download(
    request: HttpRequest, actor: Actor, mission: Mission, number: int, file: int
) -> HttpResponse:
    """An attachment, as a file to be kept: never shown as a page of this server."""
    from azalai.server.collection import blobs

    submission = find_record(actor, mission, number)
    if OF_RECORD["attachments"] not in seen(actor, submission):
        raise Http404
    attachment = Attachment.objects.filter(submission=submission, pk=file).first()
    if attachment is None:
        raise Http404
    kind = attachment.content_type.partition(";")[0].strip().lower()
    answer = FileResponse(
        blobs.path_of(attachment.sha256).open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=kind if kind in SAFE_TYPES else "application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # A file that is streamed is no `HttpResponse` for Django's types, but answers like one.
    return cast("HttpResponse", answer)


def next_waiting(actor: Actor, submission: Submission) -> Submission | None:
    """The next record of the same point and day that waits for a decision."""
    return _next(actor, submission)


def _next(actor: Actor, submission: Submission) -> Submission | None:
    waiting = (
        actor.submissions(Action.REVIEW)
        .filter(
            mission=submission.mission_id, point=submission.point, day=submission.day,
            practice=submission.practice, state__in=states.PENDING,
        )
        .exclude(pk=submission.pk)
        .order_by(F("time").asc(nulls_last=True), "received_at", "pk")
    )  # fmt: skip
    if submission.time is not None:
        later = Q(time__gt=submission.time) | Q(time=None)
        later |= Q(time=submission.time, received_at__gte=submission.received_at)
        following = waiting.filter(later).first()
        if following is not None:
            return following
    return waiting.first()


def _title(submission: Submission, register: Register, wording: Wording) -> str:
    point = register.points.get(submission.point)
    name = point.name(wording.lang) if point else submission.point
    parts = [name or wording.text("review.nowhere")]
    parts.append(wording.date(submission.day) if submission.day else wording.text("review.noday"))
    return ", ".join(parts)


def _marks(said: list[Said]) -> dict[str, str]:
    """Column -> the gravest severity found there."""
    found: dict[str, str] = {}
    for one in reversed(said):
        if one.finding.dismissed_by_id is None and one.address:
            found[one.address] = one.finding.severity
    return found


def _pair(
    actor: Actor,
    submission: Submission,
    answers: Answers,
    said: Said,
    wording: Wording,
    register: Register,
) -> Pair:
    other = said.finding.other
    assert other is not None
    # Who reviews one point only sees of the other no more than that it is there.
    visible = actor.submissions().filter(pk=other.pk).select_related("content", "form", "mission")
    found = visible.first()
    rows: list[tuple[str, str, str, bool]] = []
    if found is not None and found.content is not None and submission.content is not None:
        theirs = answers_of(found, found.content)
        mine = reader_sheet(actor, submission, submission.content, wording, register)
        other_sheet = reader_sheet(actor, found, found.content, wording, register)
        differs = set(differing(answers, theirs))
        for address in dict.fromkeys((*answers, *theirs)):
            one, two = mine.line(address, answers), other_sheet.line(address, theirs)
            shown = one.said or two.said
            if shown and not one.computed and _asked(address) and not (one.hidden or two.hidden):
                label = mine.full_label(address)
                rows.append((label, one.said, two.said, address in differs))
    return Pair(said, found or other, rows, found is not None)


def _asked(address: str) -> bool:
    return not address.startswith("meta/") and address not in ("start", "end")


def _history(
    actor: Actor, submission: Submission, wording: Wording, register: Register
) -> list[Step]:
    """Every content, the newest first, each with what it changed."""
    steps: list[Step] = []
    contents = list(submission.contents.select_related("user", "device").order_by("number"))
    by_id = {one.pk: answers_of(submission, one) for one in contents}
    before: Content | None = None
    for one in contents:
        base = by_id.get(one.base_id or 0) or (by_id[before.pk] if before else None)
        changes: list[Change] = []
        if base is not None:
            sheet = reader_sheet(actor, submission, one, wording, register)
            changes = changes_between(sheet, base, by_id[one.pk])
        steps.append(Step(one, changes, one.pk == submission.content_id))
        before = one
    return steps[::-1]


def changes_between(sheet: Sheet, before: Answers, after: Answers) -> list[Change]:
    """What differs, in words; computed answers and what the reader may not see are left out."""
    found = []
    for address in differing(before, after):
        one, two = sheet.line(address, before), sheet.line(address, after)
        if one.computed or not _asked(address):
            continue
        hide = one.hidden or two.hidden
        found.append(
            Change(sheet.full_label(address), "…" if hide else one.said, "…" if hide else two.said)
        )
    return found
