"""The pages for phones, as they were built: the same for everybody, no personal data in them."""

from __future__ import annotations

from typing import Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azalai.server.browser.bundle import bundle

_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src {style}; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
POLICY: Final = _POLICY.format(style="'self'")
FORM_POLICY: Final = _POLICY.format(style="'self' 'unsafe-inline'")
"""The components of @getodk/web-forms write their styles into the page."""
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_LOOK_EACH_TIME: Final = "public, no-cache"


@require_safe
def part(request: HttpRequest, name: str = "") -> HttpResponseBase:
    """A file of the bundle: hashed ones are kept for good, pages and worker asked for each time."""
    files = bundle()
    if not files:
        return render(request, "browser/unbuilt.html", status=503)
    found = files.get(name)
    if found is None:
        raise Http404
    tag = f'"{found.tag}"'
    answer: HttpResponseBase
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        answer = HttpResponse(status=304)
    else:
        encoding, path = found.best(request.headers.get("Accept-Encoding", ""))
        answer = FileResponse(path.open("rb"), content_type=found.content_type)
        if encoding:
            answer["Content-Encoding"] = encoding
    answer["ETag"] = tag
    answer["Vary"] = "Accept-Encoding"
    answer["Cache-Control"] = _FOR_GOOD if name.startswith("assets/") else _LOOK_EACH_TIME
    answer["Content-Security-Policy"] = FORM_POLICY if name == "form/" else POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
