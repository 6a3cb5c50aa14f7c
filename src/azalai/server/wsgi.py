"""One application: what phones send takes the short way, everything else goes through Django."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


def application() -> Callable[[Environ, StartResponse], Iterable[bytes]]:
    """The WSGI application; Django must be set up (`starting.start`)."""
    from django.core.handlers.wsgi import WSGIHandler

    return WSGIHandler()
