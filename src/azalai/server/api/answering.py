"""How answers look: records in Central's shapes, XML as it was sent, JSON as it is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse

from azalai.server.api.selecting import device_of, moment
from azalai.server.models import Content, Note


def streamed(lines: Iterable[str]) -> StreamingHttpResponse:
    """JSON, as it is made; a few kilobytes at a time."""
    return StreamingHttpResponse(_gathered(lines), content_type="application/json; charset=utf-8")


def _gathered(lines: Iterable[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    size = 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size > 2**15:
            yield "".join(waiting).encode("utf-8", "replace")
            waiting, size = [], 0
    yield "".join(waiting).encode("utf-8", "replace")


def plain(record: Any) -> dict[str, Any]:
    """Central's shape of a record (`filters.with_system`)."""
    return {
        "instanceId": record.root_id,
        "instanceName": None,
        "submitterId": record.submitter or 0,
        "deviceId": device_of(record),
        "userAgent": None,
        "reviewState": record.review,
        "createdAt": moment(record.received_at),
        "updatedAt": moment(record.edited_at),
        "currentVersion": version_of(record.content, True),
    }


def version_of(content: Content, current: bool) -> dict[str, Any]:
    """Central's shape of one content."""
    device = content.device_id
    return {
        "instanceId": content.instance_id,
        "instanceName": None,
        "submitterId": -device if device is not None else content.user_id or 0,
        "deviceId": f"device:{device}" if device is not None else None,
        "userAgent": None,
        "createdAt": moment(content.received_at),
        "current": current,
        "formVersion": content.version,
    }


def comment_of(note: Note) -> dict[str, Any]:
    """Central's shape of a remark."""
    return {"body": note.text, "actorId": note.user_id or 0, "createdAt": moment(note.at)}


def xml_of(content: Content | None) -> HttpResponse:
    """A content, byte for byte, never shown as a page."""
    assert content is not None
    answer = HttpResponse(bytes(content.xml), content_type="application/xml")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Disposition"] = "attachment"
    return answer
