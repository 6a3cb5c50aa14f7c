"""Connections of the one process: what phones send passes through as few threads as can be.

Of all threads one runs at a time, and to wake another costs as much as to read a record. So the
thread that commits also reads what it commits, and answers; while a commit is awaited, no thread
waits with it. Only what may take long to read, photos and passwords, is read by another thread
first.
"""

from __future__ import annotations

from typing import Any, Final

from waitress.channel import HTTPChannel
from waitress.task import ThreadedTaskDispatcher, WSGITask

from azalai.server.collection import openrosa

_LIGHT: Final = 2**16
"""Bytes of a body that is read in a millisecond or two."""


class _Task(WSGITask):  # type: ignore[misc]
    """A request; of a submission, what was made of it stands there already."""

    def get_environment(self) -> dict[str, Any]:
        made: dict[str, Any] | None = getattr(self.request, "azalai_environ", None)
        return made or super().get_environment()


class Connection(HTTPChannel):  # type: ignore[misc]
    """A connection: what phones send on it occupies no thread while it waits for its commit."""

    task_class = _Task

    @property
    def sends(self) -> bool:
        """Whether the request at hand is a phone's submission."""
        request = self.requests[0]
        return not request.error and openrosa.serves(request.path) and request.command == "POST"

    @property
    def light(self) -> bool:
        """Whether it is a submission that is read at once."""
        request = self.requests[0]
        small = request.body_bytes_received <= _LIGHT
        return small and self.sends and openrosa.by_token_alone(request.path)

    def service(self) -> None:
        if not self.sends or not self.connected:
            super().service()
            return
        request = self.requests[0]
        # Kept with the request: by the time it is answered the next may be at hand.
        request.azalai_environ = environ = WSGITask(self, request).get_environment()
        finish = super().service

        def say(answer: openrosa.Answer) -> None:
            environ[openrosa.ANSWER] = answer
            finish()

        openrosa.answer_later(environ, say, read_now=not self.light)

    def writable(self) -> bool:
        """Whether something is to be sent from the loop of connections.

        While another thread sends an answer it holds the lock, and says at its end that it is done.
        Until then the loop would find the socket ready and the lock taken, a hundred times for
        each answer, and keep that thread from going on.
        """
        if not super().writable():
            return False
        if self.requests and self.total_outbufs_len:
            if not self.outbuf_lock.acquire(False):
                return False
            self.outbuf_lock.release()
        return True


class Threads(ThreadedTaskDispatcher):  # type: ignore[misc]
    """The threads that do everything but what the thread that commits does itself."""

    def add_task(self, task: Connection) -> None:
        if task.light:
            # Only handed on: read, committed and answered elsewhere.
            task.service()
        else:
            super().add_task(task)
