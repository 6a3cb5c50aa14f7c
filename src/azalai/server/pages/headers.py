"""What every answer says to browsers about what they may do with it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class SecureHeaders:
    """Middleware: a strict content security policy, unless the view set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self._next(request)
        answer.setdefault("Content-Security-Policy", _POLICY)
        if request.path_info.startswith(("/setup/", "/welcome/")):
            # The address is a secret: it must not reach the proxy's log as that of which a page
            # asks for its style sheet.
            answer["Referrer-Policy"] = "strict-origin"
        answer.setdefault("X-Frame-Options", "DENY")
        answer.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
        answer.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        answer.setdefault("Cache-Control", "no-store")
        return answer
