"""The server as one process: waitress in front of the application."""

from __future__ import annotations

import socket
from collections.abc import Callable

from azalai.server.wsgi import application

_THREADS = 64
"""As many answers may wait for one commit."""


def serve(host: str, port: int, listening: Callable[[str], None]) -> None:
    """Serve until interrupted; Django must be set up and the tables migrated.

    Parameters
    ----------
    port : int
        0 takes any that is free.
    listening : callable
        Called with the address once connections are taken.
    """
    from waitress.server import create_server

    door = socket.create_server((host, port))
    server = create_server(
        application(), sockets=[door], threads=_THREADS, ident="azalai",
        connection_limit=1000, channel_timeout=120, max_request_body_size=128 * 2**20,
    )  # fmt: skip
    listening(f"http://{host}:{door.getsockname()[1]}")
    try:
        server.run()
    finally:
        server.close()
