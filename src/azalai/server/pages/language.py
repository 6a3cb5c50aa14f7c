"""Which language a page speaks: the person's, else what the browser asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from babel import Locale
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from azalai.wording.languages import LANGUAGES

NAMES: Mapping[str, str] = {
    code: str(Locale.parse(code).get_language_name(code)).capitalize() for code in LANGUAGES
}
"""Each language by the name that it has for itself."""


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
