"""Records: what is known of them, their contents, reviews, and new ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from azalai.forms.instance import LARGEST, read_instance
from azalai.server.api.answering import comment_of, plain, streamed, xml_of
from azalai.server.api.asking import FORM, ONE, XML, chunks, user_of, whole
from azalai.server.api.doors import Reach, reach
from azalai.server.api.problems import RefusedError
from azalai.server.api.selecting import pieces
from azalai.server.api.shapes import (
    ERRORS,
    Comment,
    CommentIn,
    Review,
    SubmissionShape,
)
from azalai.server.collection.receiving import Arrival, Receipt, receive
from azalai.server.models import Content, Flag, Origin, State, Submission
from azalai.server.people.roles import Action
from azalai.wording import Wording

router = Router(tags=["submissions"])

_XML_IN: dict[str, Any] = {"requestBody": {"required": True, "content": {
    "application/xml": {"schema": {"type": "string"}},
    "text/xml": {"schema": {"type": "string"}}}}}  # fmt: skip
Filter = Annotated[str, Query(alias="$filter", max_length=2000)]

_TO = {"approved": State.APPROVED, "rejected": State.REJECTED, "hasIssues": State.RETURNED,
       "edited": State.IN_REVIEW, None: State.IN_REVIEW}  # fmt: skip
"""Central's review states -> ours; what was decided and is open again is in review."""


@router.get(FORM, response={200: list[SubmissionShape], **ERRORS}, summary="List records")
def index(
    request: HttpRequest, project: int, form: str, practice: bool = False, condition: Filter = ""
) -> HttpResponseBase:
    """All records of a form that the caller may take out, the newest first, as they are read."""
    records = reach(request, project, form).records(practice=practice, condition=condition)

    def lines() -> Iterator[str]:
        between = "["
        for piece in pieces(records.defer("content__xml")):
            for record in piece:
                yield between + json.dumps(plain(record), ensure_ascii=False)
                between = ","
        yield "]" if between == "," else "[]"

    return streamed(lines())


@router.post(FORM, response={200: SubmissionShape, **ERRORS}, openapi_extra=_XML_IN,
             summary="Send a record")  # fmt: skip
def create(
    request: HttpRequest,
    project: int,
    form: str,
    practice: bool = False,
    device: Annotated[str, Query(alias="deviceID", max_length=300)] = "",
) -> dict[str, Any]:
    """Take in a record; it is on disk, audited, when this answers.

    The same bytes again are answered alike. Other bytes under an id that is known are refused; a
    phone's would be kept beside the first, but a program can be told.
    """
    found = reach(request, project, form, Action.COLLECT)
    xml = _body(request, LARGEST)
    instance = _checked(xml, found)
    _check_replaced(xml, found)
    alike = Content.objects.filter(mission=found.mission, instance_id=instance)
    stored = [bytes(one) for one in alike.values_list("xml", flat=True)]
    if stored and xml not in stored:
        raise RefusedError("other_content")
    receipt = receive(
        Arrival(
            found.mission.pk, xml, origin=Origin.IMPORT, user_id=user_of(found), practice=practice
        )
    )
    return plain(_record_of(found, receipt))


@router.get(f"{ONE}.xml", response=ERRORS, openapi_extra=XML, summary="A record's XML")
def xml(request: HttpRequest, project: int, form: str, instance: str) -> HttpResponse:
    """The content in force, byte for byte as it was sent."""
    found = whole(reach(request, project, form))
    return xml_of(found.record(instance).content)


@router.get(ONE, response={200: SubmissionShape, **ERRORS}, summary="One record")
def show(request: HttpRequest, project: int, form: str, instance: str) -> dict[str, Any]:
    """What is known of one record."""
    return plain(reach(request, project, form).record(instance))


@router.put(ONE, response={200: SubmissionShape, **ERRORS}, openapi_extra=_XML_IN,
            summary="Edit a record")  # fmt: skip
def edit(
    request: HttpRequest,
    project: int,
    form: str,
    instance: str,
    reason: Annotated[str, Query(max_length=2000)] = "",
) -> dict[str, Any]:
    """Replace the content in force by another.

    Its ``deprecatedID`` names the content that its author saw. Where another is in force by now,
    409: read that one and decide again.
    """
    found = reach(request, project, form, Action.EDIT)
    record = found.record(instance, Action.EDIT)
    xml = _body(request, LARGEST)
    own = _checked(xml, found)
    seen = read_instance(xml).deprecated_id
    if not seen:
        raise RefusedError("no_deprecated_id")
    current = record.content
    assert current is not None
    if own == current.instance_id and bytes(current.xml) == xml:
        return plain(record)
    if seen != current.instance_id or own == seen:
        raise RefusedError("not_in_force")
    # Of any record: another one's id would make this a doubt about that one.
    if Content.objects.filter(mission=found.mission, instance_id=own).exists():
        raise RefusedError("other_content")
    text = reason or _voice(request).text("api.edited")
    arrival = Arrival(
        found.mission.pk, xml, origin=Origin.EDIT, user_id=user_of(found), reason=text,
        base_id=current.pk,
    )  # fmt: skip
    if Flag.CONFLICT in receive(arrival).flags:
        raise RefusedError("not_in_force")
    return plain(found.record(instance, Action.EDIT))


@router.patch(ONE, response={200: SubmissionShape, **ERRORS}, summary="Review a record")
def review(
    request: HttpRequest, project: int, form: str, instance: str, said: Review
) -> dict[str, Any]:
    """Decide on a record: ``approved``, ``rejected``, ``hasIssues`` (returned), or open it again.

    The rules are those of the review pages: what has errors is not approved.
    """
    from azalai.server.review.states import move

    found = reach(request, project, form, Action.REVIEW)
    record = found.record(instance, Action.REVIEW)
    if said.reviewState not in _TO:
        raise RefusedError("bad_option", option="reviewState")
    to = _TO[said.reviewState]
    open_already = to == State.IN_REVIEW and record.state in (State.RECEIVED, State.IN_REVIEW)
    if record.state != to and not open_already:
        move(found.actor, record, to, said.reason or _voice(request).text("api.reviewed"))
    return plain(found.record(instance, Action.REVIEW))


@router.get(f"{ONE}/comments", response={200: list[Comment], **ERRORS}, summary="Its remarks")
def comments(request: HttpRequest, project: int, form: str, instance: str) -> list[dict[str, Any]]:
    """Remarks on the record, the newest first."""
    record = whole(reach(request, project, form)).record(instance)
    return [comment_of(one) for one in record.notes.order_by("-at", "-pk")]


@router.post(f"{ONE}/comments", response={200: Comment, **ERRORS}, summary="Remark on a record")
def comment(
    request: HttpRequest, project: int, form: str, instance: str, said: CommentIn
) -> dict[str, Any]:
    """Write a remark; nobody but reviewers sees it."""
    from azalai.server.review.states import add_note

    found = reach(request, project, form, Action.REVIEW)
    record = found.record(instance, Action.REVIEW)
    if not said.body.strip():
        raise RefusedError("bad_option", option="body")
    return comment_of(add_note(found.actor, record, said.body))


def _body(request: HttpRequest, largest: int) -> bytes:
    return b"".join(chunks(request, largest))


def _checked(xml: bytes, found: Reach) -> str:
    """The instance id of a record of this form."""
    instance = read_instance(xml)
    if instance.form_id != found.form.form_id:
        raise RefusedError("wrong_form")
    if not instance.instance_id:
        raise RefusedError("no_instance_id")
    if any("\x00" in one or "\ufffd" in one for one in (instance.instance_id, instance.version)):
        raise RefusedError("bad_xml")
    return instance.instance_id


def _check_replaced(xml: bytes, found: Reach) -> None:
    """What names a content that it replaces is an edit: for those who may edit that record."""
    seen = read_instance(xml).deprecated_id
    replaced = Content.objects.filter(mission=found.mission, instance_id=seen) if seen else None
    if replaced is None or not replaced.exists():
        return
    own = found.actor.submissions(Action.EDIT)
    if replaced.exclude(submission__in=own).exists():
        raise RefusedError("forbidden")


def _record_of(found: Reach, receipt: Receipt) -> Submission:
    root = Submission.objects.values_list("root_id", flat=True).get(pk=receipt.submission_id)
    everything = Reach(found.actor, found.mission, found.form, found.hidden)
    try:
        return everything.record(root, Action.COLLECT)
    except RefusedError:
        # At a point that the sender may not see: it is kept, and its sender is told so.
        return _own(receipt)


def _own(receipt: Receipt) -> Submission:
    from azalai.server.api.filters import with_system

    own = with_system(Submission.objects.filter(pk=receipt.submission_id))
    return own.select_related("content", "device", "mission").get()


def _voice(request: HttpRequest) -> Wording:
    return Wording(getattr(request, "LANGUAGE_CODE", "en"))
