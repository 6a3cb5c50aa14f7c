"""One application: what phones send takes the short way, everything else goes through Django."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


def application() -> Application:
    """The WSGI application; Django must be set up (`starting.start`)."""
    from django.core.handlers.wsgi import WSGIHandler

    from azalai.server.collection import blobs, openrosa

    blobs.sweep()
    django = WSGIHandler()

    def dispatch(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        address = environ.get("PATH_INFO", "")
        if openrosa.serves(address):
            return openrosa.application(environ, start_response)
        if address == "/healthz":
            return _health(environ, start_response)
        return django(environ, start_response)

    return dispatch


def _health(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Whether this process answers and reaches its database; for supervisors, without secrets."""
    from django.db import DatabaseError, close_old_connections, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        status, content = "200 OK", b"ok\n"
    except DatabaseError:
        status, content = "503 Service Unavailable", b"no database\n"
    finally:
        close_old_connections()
    headers = [
        ("Content-Type", "text/plain"), ("Content-Length", str(len(content))),
        ("Cache-Control", "no-store"),
    ]  # fmt: skip
    start_response(status, headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else content]
