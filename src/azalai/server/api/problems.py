"""What the API refuses, in ODK Central's shape: ``{"message": …, "code": 404.1}``."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse

from azalai.model.errors import AzalaiError
from azalai.wording import Wording

CODES: Final = {
    "not_found": 404.1,
    "unauthenticated": 401.2,
    "second_factor": 401.2,
    "throttled": 429.1,
    "forbidden": 403.1,
    "csrf": 403.1,
    "hidden_fields": 403.1,
    "bad_request": 400.8,
    "bad_option": 400.8,
    "bad_filter": 400.18,
    "bad_xml": 400.1,
    "wrong_form": 400.8,
    "no_instance_id": 400.3,
    "no_deprecated_id": 400.3,
    "unknown_version": 409.15,
    "not_in_force": 409.15,
    "other_content": 409.3,
    "not_possible": 409.1,
    "too_large": 413.1,
}
"""Words of ``api.problem.<name>`` -> the number that Central has for the like of it."""


class RefusedError(Exception):
    """A request that is not answered, and why.

    Parameters
    ----------
    name : str
        Key of `CODES`; the status is its whole part.
    **values
        Fill the text.
    """

    def __init__(self, name: str, **values: object) -> None:
        self.name = name
        self.values = values
        super().__init__(name, values)

    @property
    def status(self) -> int:
        """Of HTTP."""
        return int(CODES[self.name])


def said(request: HttpRequest, problem: RefusedError) -> HttpResponse:
    """The answer, in the language that the program asks for."""
    text = _voice(request).text(f"api.problem.{problem.name}", **problem.values)
    answer = body(problem.status, CODES[problem.name], text)
    if problem.status == 401:
        # Without it no spreadsheet asks its user for a password.
        answer["WWW-Authenticate"] = 'Basic realm="Azalai", charset="UTF-8"'
    if problem.status == 429:
        answer["Retry-After"] = "1800"
    return answer


def of_error(request: HttpRequest, problem: AzalaiError) -> HttpResponse:
    """What the rest of the server refuses: a state that cannot be, XML that cannot be read."""
    text = _voice(request).error(problem)
    if problem.code.startswith("xml_") or problem.code.startswith("body_"):
        return body(400, CODES["bad_xml"], text)
    if problem.code == "review_not_yours":
        return body(403, CODES["forbidden"], text)
    return body(409, CODES["not_possible"], text)


def body(status: int, code: float, message: str, **details: Any) -> HttpResponse:
    """Central's shape of an error."""
    said: dict[str, Any] = {"message": message, "code": code}
    if details:
        said["details"] = details
    return JsonResponse(said, status=status)


def _voice(request: HttpRequest) -> Wording:
    return Wording(getattr(request, "LANGUAGE_CODE", "en"))
