"""Style sheets, scripts and pictures: served by this process, named by their content."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

_SERVER = Path(__file__).parent.parent
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@lru_cache
def _files() -> dict[str, Path]:
    """Address below ``/static/`` -> file, of every room's ``static/``."""
    found = {}
    for path in sorted(_SERVER.glob("*/static/*")):
        if path.suffix in _TYPES:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            found[f"{path.stem}.{digest}{path.suffix}"] = path
    return found


@lru_cache
def asset(name: str) -> str:
    """The address of a file of a room's ``static/``; another content has another address."""
    for address, path in _files().items():
        if path.name == name:
            return f"/static/{address}"
    raise KeyError(name)


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file, to be kept for good."""
    path = _files().get(name)
    if path is None:
        raise Http404
    answer = FileResponse(path.open("rb"), content_type=f"{_TYPES[path.suffix]}; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
