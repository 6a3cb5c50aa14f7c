"""What went wrong, said on a page: never a traceback, never what a stranger may not know."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from azalai.model.errors import AzalaiError
from azalai.wording import Wording


class Problems:
    """Middleware: an `AzalaiError` of a view becomes a page that says where, what, what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._next(request)

    def process_exception(
        self, request: HttpRequest, problem: Exception
    ) -> HttpResponseBase | None:
        """The page, where the problem is one that we know."""
        if not isinstance(problem, AzalaiError):
            return None
        said = Wording(request.LANGUAGE_CODE).error(problem)
        return render(request, "pages/problem.html", {"message": said}, status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """404."""
    return _said(request, 404, "server.problem.not_found")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """403."""
    return _said(request, 403, "server.problem.forbidden")


def csrf(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """403 for a form that did not come from a page of ours, or from one too old."""
    return _said(request, 403, "server.problem.csrf")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """400: such as a name of the host under which this server is not known."""
    return HttpResponse("400\n", status=400, content_type="text/plain; charset=utf-8")


def broken(request: HttpRequest) -> HttpResponseBase:
    """500."""
    return _said(request, 500, "server.problem.broken")


def _said(request: HttpRequest, status: int, key: str) -> HttpResponseBase:
    language = getattr(request, "LANGUAGE_CODE", "en")
    request.LANGUAGE_CODE = language
    message = Wording(language).text(key)
    return render(request, "pages/problem.html", {"message": message}, status=status)
