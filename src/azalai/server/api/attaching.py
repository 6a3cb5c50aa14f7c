"""The files of a record: which came, which are missing, one to read, one more to keep."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router

from azalai.server.api.asking import ONE, chunks, user_of, whole
from azalai.server.api.doors import reach
from azalai.server.api.problems import RefusedError
from azalai.server.api.shapes import ERRORS, AttachmentShape, Success
from azalai.server.collection import blobs
from azalai.server.collection.receiving import Arrival, Part, receive
from azalai.server.models import Origin
from azalai.server.people.roles import Action

router = Router(tags=["submissions"])

_FILE: dict[str, Any] = {"responses": {200: {"description": "The file", "content": {
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}}  # fmt: skip
_FILE_IN: dict[str, Any] = {"requestBody": {"required": True, "content": {
    "*/*": {"schema": {"type": "string", "format": "binary"}}}}}  # fmt: skip
LARGEST_FILE: Final = 100 * 2**20


@router.get(f"{ONE}/attachments", response={200: list[AttachmentShape], **ERRORS},
            summary="Its files")  # fmt: skip
def attachments(
    request: HttpRequest, project: int, form: str, instance: str
) -> list[dict[str, Any]]:
    """Files that came, and names of those that the record speaks of and that have not."""
    record = reach(request, project, form).record(instance)
    come = sorted(set(record.attachments.values_list("name", flat=True)))
    return [
        *({"name": name, "exists": True} for name in come),
        *({"name": name, "exists": False} for name in record.missing if name not in come),
    ]


@router.get(f"{ONE}/attachments/{{name}}", response=ERRORS, openapi_extra=_FILE,
            summary="A file")  # fmt: skip
def attachment(
    request: HttpRequest, project: int, form: str, instance: str, name: str
) -> HttpResponseBase:
    """One file; of several under the same name the one that came last."""
    record = whole(reach(request, project, form)).record(instance)
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


@router.post(f"{ONE}/attachments/{{name}}", response={200: Success, **ERRORS},
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
        for data in chunks(request, LARGEST_FILE):
            blob.write(data)
        size, sha256 = blob.size, blob.keep()
    content = record.content
    assert content is not None
    part = Part(name, (request.headers.get("Content-Type") or "")[:200], sha256, size)
    receive(
        Arrival(
            found.mission.pk, bytes(content.xml), (part,), origin=Origin(content.origin),
            user_id=user_of(found), practice=record.practice,
        )
    )  # fmt: skip
    return Success()
