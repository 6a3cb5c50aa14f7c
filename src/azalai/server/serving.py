"""The server as one process: waitress in front of the application."""

from __future__ import annotations

import errno
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import Any

from filelock import FileLock, Timeout
from waitress import wasyncore
from waitress.server import create_server

from azalai.model.errors import AzalaiError
from azalai.server.home import Home
from azalai.server.wsgi import application

_THREADS = 16
"""For pages, lists and exports."""
_PATIENCE = 10.0
"""Seconds that answers in flight are given when the server is told to stop."""
_PROBLEMS = {
    errno.EADDRINUSE: "port_in_use",
    errno.EACCES: "port_forbidden",
    errno.EPERM: "port_forbidden",
}


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Keep a second server off the same home.

    Raises
    ------
    AzalaiError
        ``server_running``.
    """
    lock = FileLock(home.root / ".serving", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise AzalaiError("server_running", path=str(home.root)) from None
    try:
        yield
    finally:
        lock.release()


def open_door(host: str, port: int) -> socket.socket:
    """The socket that takes connections.

    Raises
    ------
    AzalaiError
        ``port_in_use``, ``port_forbidden`` or ``host_unusable``.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as problem:
        code = _PROBLEMS.get(problem.errno or 0, "host_unusable")
        raise AzalaiError(code, host=host, port=str(port)) from None


def address_of(door: socket.socket) -> str:
    """Where a door is, for this machine at least."""
    host, port = door.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(door: socket.socket, listening: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; answers in flight are finished first, a second signal is not
    waited for. Django must be set up and the tables migrated.

    Parameters
    ----------
    door : socket
        From `open_door`.
    listening : callable
        Called once connections are taken.
    """
    from azalai.server.connections import Connection, Threads

    threads = Threads()
    server = create_server(
        application(), sockets=[door], ident="azalai", _dispatcher=threads,
        connection_limit=1000, channel_timeout=120, max_request_body_size=128 * 2**20,
    )  # fmt: skip
    threads.set_thread_count(_THREADS)
    server.channel_class = Connection
    told = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal told
        if told:
            raise KeyboardInterrupt
        told = True
        server.pull_trigger()

    before = _on_signals(stop)
    listening()
    try:
        while not told:
            wasyncore.loop(timeout=1, map=server._map, use_poll=True, count=1)
        _finish(server)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        server.close()


def _on_signals(handler: Callable[[int, FrameType | None], None]) -> dict[signal.Signals, Any]:
    """What stood there before."""
    if current_thread() is not main_thread():
        return {}
    return {number: signal.signal(number, handler) for number in (signal.SIGTERM, signal.SIGINT)}


def _finish(server: Any) -> None:
    """No new connections; whoever was heard gets an answer, within reason."""
    wasyncore.dispatcher.close(server)
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        busy = False
        for channel in list(server.active_channels.values()):
            if channel.requests or channel.request or channel.total_outbufs_len:
                busy = True
            else:
                channel.will_close = True
        if not busy:
            break
        wasyncore.loop(timeout=0.05, map=server._map, use_poll=True, count=1)
    server.task_dispatcher.shutdown(cancel_pending=True, timeout=5)
