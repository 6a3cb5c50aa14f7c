"""Whoever answers phones waits for none of them.

CO-01  a client that takes nothing of what it asked for holds nobody up
CO-02  a client that goes between two of its requests holds nobody up
CO-03  a request that cannot be handed on ends its connection
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from waitress import wasyncore
from waitress.server import create_server

from azalai.server.collection import openrosa
from azalai.server.connections import Connection, Threads

BODY = b"--y\r\n\r\none part\r\n--y--"
POST = b"POST /d/token/submission HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n%s" % (
    len(BODY),
    BODY,
)
MEGABYTE = 2**20

Environ = dict[str, Any]


class Committing:
    """In place of the committer: one thread that answers."""

    def __init__(self) -> None:
        self._one = ThreadPoolExecutor(1)
        self.answered = 0

    def answer_later(self, environ: Environ, tell: Callable[..., None], *, read_now: bool) -> None:
        assert not read_now
        self._one.submit(self._answer, tell)

    def _answer(self, tell: Callable[..., None]) -> None:
        tell(openrosa.Answer(403))
        self.answered += 1

    def answers(self, count: int) -> bool:
        """Whether as many are answered, and the thread is held up at no time."""
        for _ in range(500):
            assert self._one.submit(lambda: True).result(10)
            if self.answered == count:
                return True
            threading.Event().wait(0.02)
        return False


def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Much for whoever asks; and the answers to phones, here a megabyte each."""
    content = b"x" * MEGABYTE * (24 if environ["REQUEST_METHOD"] == "GET" else 1)
    start_response("200 OK", [("Content-Length", str(len(content)))])
    return [content]


@pytest.fixture
def committing(monkeypatch: pytest.MonkeyPatch) -> Committing:
    made = Committing()
    monkeypatch.setattr(openrosa, "answer_later", made.answer_later)
    return made


class GoneInBetween(Threads):
    """Clients go after their first request, at the moment at which the next is given out."""

    def add_task(self, task: Connection) -> None:
        task.connected = not hasattr(task, "seen")
        task.seen = True
        super().add_task(task)


@pytest.fixture
def door(request: pytest.FixtureRequest) -> Iterator[socket.socket]:
    """A connection to a server of ours; nothing that is sent there was read yet."""
    listening = socket.create_server(("127.0.0.1", 0))
    threads = getattr(request, "param", Threads)()
    server = create_server(
        application, sockets=[listening], _dispatcher=threads, outbuf_high_watermark=30 * MEGABYTE
    )
    threads.set_thread_count(2)
    server.channel_class = Connection
    stopped = threading.Event()

    def loop() -> None:
        while not stopped.is_set():
            wasyncore.loop(timeout=0.05, map=server._map, use_poll=True, count=1)

    running = threading.Thread(target=loop)
    running.start()
    way = socket.socket()
    way.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    way.connect(listening.getsockname())
    try:
        yield way
    finally:
        way.close()
        stopped.set()
        running.join()
        threads.shutdown(timeout=1)
        server.close()


def test_co01_a_client_that_takes_nothing(door: socket.socket, committing: Committing) -> None:
    # 24 MB of 30 wait for it already; twelve more come of what the committer answers.
    door.sendall(b"GET /c/ HTTP/1.1\r\nHost: here\r\n\r\n" + POST * 12)
    assert committing.answers(12)


@pytest.mark.parametrize("door", [GoneInBetween], indirect=True)
def test_co02_a_client_that_goes(door: socket.socket, committing: Committing) -> None:
    door.sendall(POST * 2)
    assert committing.answers(2)


def test_co03_what_cannot_be_handed_on(
    door: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(openrosa, "answer_later", failing)
    door.settimeout(10)
    door.sendall(POST)
    assert door.recv(100) == b""
