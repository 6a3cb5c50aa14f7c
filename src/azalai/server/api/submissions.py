"""Records: what is known of them, their contents, reviews, and new ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from azalai.forms.instance import LARGEST, read_instance
from azalai.server.api.answering import comment_of, plain, streamed, version_of, xml_of
from azalai.server.api.differing import differences
from azalai.server.api.doors import Reach, reach
from azalai.server.api.fields import outlines_of, tree
from azalai.server.api.problems import RefusedError
from azalai.server.api.selecting import pieces
from azalai.server.api.shapes import (
    ERRORS,
    AttachmentShape,
    Comment,
    CommentIn,
    Difference,
    Review,
    SubmissionShape,
    Success,
    Version,
)
from azalai.server.collection import blobs
from azalai.server.collection.receiving import Arrival, Part, Receipt, receive
from azalai.server.models import Content, Origin, State, Submission
from azalai.server.people.roles import Action

router = Router(tags=["submissions"])

_FORM = "/projects/{project}/forms/{form}/submissions"
_ONE = f"{_FORM}/{{instance}}"
_XML: dict[str, Any] = {"responses": {200: {"description": "The record's XML", "content": {
    "application/xml": {"schema": {"type": "string"}}}}}}  # fmt: skip
_XML_IN: dict[str, Any] = {"requestBody": {"required": True, "content": {
    "application/xml": {"schema": {"type": "string"}},
    "text/xml": {"schema": {"type": "string"}}}}}  # fmt: skip
_FILE: dict[str, Any] = {"responses": {200: {"description": "The file", "content": {
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}}  # fmt: skip
_FILE_IN: dict[str, Any] = {"requestBody": {"required": True, "content": {
    "*/*": {"schema": {"type": "string", "format": "binary"}}}}}  # fmt: skip
LARGEST_FILE = 100 * 2**20
Filter = Annotated[str, Query(alias="$filter", max_length=2000)]

_TO = {"approved": State.APPROVED, "rejected": State.REJECTED, "hasIssues": State.RETURNED,
       "edited": State.IN_REVIEW, None: State.IN_REVIEW}  # fmt: skip
"""Central's review states -> ours; what was decided and is open again is in review."""


@router.get(_FORM, response={200: list[SubmissionShape], **ERRORS}, summary="List records")
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


@router.post(_FORM, response={200: SubmissionShape, **ERRORS}, openapi_extra=_XML_IN,
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
            found.mission.pk, xml, origin=Origin.IMPORT, user_id=_user(found), practice=practice
        )
    )
    return plain(_record_of(found, receipt))


@router.get(f"{_ONE}.xml", response=ERRORS, openapi_extra=_XML, summary="A record's XML")
def xml(request: HttpRequest, project: int, form: str, instance: str) -> HttpResponse:
    """The content in force, byte for byte as it was sent."""
    found = _raw(reach(request, project, form))
    return xml_of(found.record(instance).content)


@router.get(_ONE, response={200: SubmissionShape, **ERRORS}, summary="One record")
def show(request: HttpRequest, project: int, form: str, instance: str) -> dict[str, Any]:
    """What is known of one record."""
    return plain(reach(request, project, form).record(instance))


@router.put(_ONE, response={200: SubmissionShape, **ERRORS}, openapi_extra=_XML_IN,
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
        found.mission.pk, xml, origin=Origin.EDIT, user_id=_user(found), reason=text,
        base_id=current.pk,
    )  # fmt: skip
    if "conflict" in receive(arrival).flags:
        raise RefusedError("not_in_force")
    return plain(found.record(instance, Action.EDIT))


@router.patch(_ONE, response={200: SubmissionShape, **ERRORS}, summary="Review a record")
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


@router.get(f"{_ONE}/versions", response={200: list[Version], **ERRORS}, summary="Its contents")
def versions(request: HttpRequest, project: int, form: str, instance: str) -> list[Any]:
    """Every content that the record had, the newest first."""
    record = reach(request, project, form).record(instance)
    found = record.contents.defer("xml").order_by("-number")
    return [version_of(one, one.pk == record.content_id) for one in found]


@router.get(f"{_ONE}/versions/{{version}}.xml", response=ERRORS, openapi_extra=_XML,
            summary="A content's XML")  # fmt: skip
def version_xml(
    request: HttpRequest, project: int, form: str, instance: str, version: str
) -> HttpResponse:
    """One content, byte for byte."""
    found = _raw(reach(request, project, form))
    return xml_of(_content(found.record(instance), version))


@router.get(f"{_ONE}/versions/{{version}}", response={200: Version, **ERRORS},
            summary="One content")  # fmt: skip
def version_shape(
    request: HttpRequest, project: int, form: str, instance: str, version: str
) -> dict[str, Any]:
    """One content that the record had."""
    record = reach(request, project, form).record(instance)
    one = _content(record, version)
    return version_of(one, one.pk == record.content_id)


@router.get(f"{_ONE}/diffs", response={200: dict[str, list[Difference]], **ERRORS},
            summary="What edits changed")  # fmt: skip
def diffs(
    request: HttpRequest, project: int, form: str, instance: str
) -> dict[str, list[dict[str, Any]]]:
    """Id of each edit -> the answers that it changed."""
    found = reach(request, project, form)
    record = found.record(instance)
    root = tree(outlines_of(found.form), found.hidden)
    contents = [one for one in record.contents.order_by("number") if not one.rival]
    answer = {}
    for older, newer in pairwise(contents):
        before, after = read_instance(bytes(older.xml)), read_instance(bytes(newer.xml))
        if not (before.encrypted or after.encrypted):
            answer[newer.instance_id] = list(differences(root, before.root, after.root))
    return answer


@router.get(f"{_ONE}/comments", response={200: list[Comment], **ERRORS}, summary="Its remarks")
def comments(request: HttpRequest, project: int, form: str, instance: str) -> list[Any]:
    """Remarks on the record, the newest first."""
    record = _raw(reach(request, project, form)).record(instance)
    return [comment_of(one) for one in record.notes.order_by("-at", "-pk")]


@router.post(f"{_ONE}/comments", response={200: Comment, **ERRORS}, summary="Remark on a record")
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


@router.get(f"{_ONE}/attachments", response={200: list[AttachmentShape], **ERRORS},
            summary="Its files")  # fmt: skip
def attachments(request: HttpRequest, project: int, form: str, instance: str) -> list[Any]:
    """Files that came, and names of those that the record speaks of and that have not."""
    record = reach(request, project, form).record(instance)
    come = sorted(set(record.attachments.values_list("name", flat=True)))
    return [
        *({"name": name, "exists": True} for name in come),
        *({"name": name, "exists": False} for name in record.missing if name not in come),
    ]


@router.get(f"{_ONE}/attachments/{{name}}", response=ERRORS, openapi_extra=_FILE,
            summary="A file")  # fmt: skip
def attachment(
    request: HttpRequest, project: int, form: str, instance: str, name: str
) -> HttpResponseBase:
    """One file; of several under the same name the one that came last."""
    record = _raw(reach(request, project, form)).record(instance)
    file = None
    if "\x00" not in name:
        file = record.attachments.filter(name=name).order_by("-received_at", "-pk").first()
    if file is None:
        raise RefusedError("not_found")
    answer = FileResponse(
        blobs.path_of(file.sha256).open("rb"), content_type="application/octet-stream"
    )
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["ETag"] = f'"{file.sha256}"'
    return answer


@router.post(f"{_ONE}/attachments/{{name}}", response={200: Success, **ERRORS},
             openapi_extra=_FILE_IN, summary="Send a file")  # fmt: skip
def attach(request: HttpRequest, project: int, form: str, instance: str, name: str) -> Success:
    """Add a file to a record; it is on disk when this answers.

    One that the record does not speak of is kept and flagged; another under the same name is kept
    beside the first.
    """
    found = reach(request, project, form, Action.COLLECT)
    record = found.record(instance, Action.COLLECT)
    if "\x00" in name or not 0 < len(name) <= 300:
        raise RefusedError("bad_option", option="name")
    with blobs.Writing() as blob:
        for data in _chunks(request, LARGEST_FILE):
            blob.write(data)
        size, sha256 = blob.size, blob.keep()
    content = record.content
    assert content is not None
    part = Part(name, (request.headers.get("Content-Type") or "")[:200], sha256, size)
    receive(
        Arrival(
            found.mission.pk, bytes(content.xml), (part,), origin=Origin(content.origin),
            user_id=_user(found), practice=record.practice,
        )
    )  # fmt: skip
    return Success()


def _body(request: HttpRequest, largest: int) -> bytes:
    return b"".join(_chunks(request, largest))


def _chunks(request: HttpRequest, largest: int) -> Iterator[bytes]:
    size = 0
    while data := request.read(2**16):
        size += len(data)
        if size > largest:
            raise RefusedError("too_large", limit=largest >> 20)
        yield data


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


def _raw(found: Reach) -> Reach:
    """Where answers are hidden from the caller, what holds them all is closed to it."""
    if not found.whole:
        raise RefusedError("hidden_fields")
    return found


def _content(record: Submission, instance: str) -> Content:
    found = None
    if "\x00" not in instance:
        found = record.contents.filter(instance_id=instance).order_by("rival", "-number").first()
    if found is None:
        raise RefusedError("not_found")
    return found


def _user(found: Reach) -> int | None:
    return found.actor.user.pk if found.actor.user is not None else None


def _voice(request: HttpRequest) -> Any:
    from azalai.wording import Wording

    return Wording(getattr(request, "LANGUAGE_CODE", "en"))
