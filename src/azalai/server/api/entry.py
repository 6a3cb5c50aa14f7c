"""The API: its operations put together, and what it says when something is refused."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from azalai.model.errors import AzalaiError
from azalai.server.api import (
    attaching,
    contents,
    csvzip,
    forms,
    odata,
    problems,
    projects,
    sessions,
    submissions,
)
from azalai.server.api.doors import Caller
from azalai.server.api.problems import RefusedError

api = NinjaAPI(
    title="Azalai",
    version="1",
    description="Records of flow monitoring, in the shapes of ODK Central’s API and OData.",
    urls_namespace="v1",
    auth=Caller(),
    docs_url=None,
    openapi_extra={
        "components": {"securitySchemes": {"Basic": {"type": "http", "scheme": "basic"}}}
    },
)
# A form's name may end in anything: what says most comes first.
for one in (sessions, projects, odata, csvzip, attaching, contents, submissions, forms):
    api.add_router("", one.router)


@api.exception_handler(RefusedError)
def _refused(request: HttpRequest, problem: RefusedError) -> HttpResponse:
    return problems.said(request, problem)


@api.exception_handler(AzalaiError)
def _error(request: HttpRequest, problem: AzalaiError) -> HttpResponse:
    return problems.of_error(request, problem)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, problem: Any) -> HttpResponse:
    return problems.said(request, RefusedError("not_found"))


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, problem: Any) -> HttpResponse:
    return problems.said(request, RefusedError("forbidden"))


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(HttpError)
def _bad(request: HttpRequest, problem: Any) -> HttpResponse:
    return problems.said(request, RefusedError("bad_request"))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, problem: Any) -> HttpResponse:
    names = [".".join(map(str, one["loc"][1:])) for one in problem.errors]
    option = ", ".join(dict.fromkeys(name for name in names if name)) or "…"
    return problems.said(request, RefusedError("bad_option", option=option))


def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """What no address of the API begins with."""
    return problems.said(request, RefusedError("not_found"))
