"""What the operations on records have in common: addresses, bodies, what is closed to whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest

from azalai.server.api.doors import Reach
from azalai.server.api.problems import RefusedError

FORM: Final = "/projects/{project}/forms/{form}/submissions"
ONE: Final = f"{FORM}/{{instance}}"
XML: dict[str, Any] = {"responses": {200: {"description": "The record's XML", "content": {
    "application/xml": {"schema": {"type": "string"}}}}}}  # fmt: skip


def chunks(request: HttpRequest, largest: int) -> Iterator[bytes]:
    """A request's body, piece by piece; ``too_large`` beyond so many bytes."""
    size = 0
    while data := request.read(2**16):
        size += len(data)
        if size > largest:
            raise RefusedError("too_large", limit=largest >> 20)
        yield data


def whole(found: Reach) -> Reach:
    """Where answers are hidden from the caller, what holds them all is closed to it."""
    if not found.whole:
        raise RefusedError("hidden_fields")
    return found


def user_of(found: Reach) -> int | None:
    """The caller's number among people."""
    return found.actor.user.pk if found.actor.user is not None else None
