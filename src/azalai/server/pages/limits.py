"""How much may be sent to a page: looked at before anything of it is read, or anybody is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

LARGEST: Final = 10 * 2**20
"""Bytes: twice the largest form or list that a screen takes."""
_OWN_LIMITS: Final = ("/v1/", "/d/", "/o/")
"""Addresses that count while they read."""


class Limits:
    """Middleware: what is larger than any page takes is refused unread.

    To look for the token of a form Django reads the whole body, files and all: without this,
    strangers could have the server fill its disk.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        announced = str(request.META.get("CONTENT_LENGTH") or "0")
        size = int(announced) if announced.isdecimal() and len(announced) < 19 else LARGEST + 1
        if size > LARGEST and not request.path_info.startswith(_OWN_LIMITS):
            return HttpResponse("413\n", status=413, content_type="text/plain; charset=utf-8")
        return self._next(request)
