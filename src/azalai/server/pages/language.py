"""Which language a page speaks: the person's, else what the browser asks for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from azalai.wording.languages import LANGUAGES


class Language:
    """Middleware: sets ``request.LANGUAGE_CODE``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = request.session.get("language") or translation.get_language_from_request(request)
        request.LANGUAGE_CODE = asked if asked in LANGUAGES else "en"
        translation.activate(request.LANGUAGE_CODE)
        try:
            return self._next(request)
        finally:
            translation.deactivate()
