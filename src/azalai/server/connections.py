"""Connections of the one process: what phones send waits for its commit without a thread.

A hundred threads that wait for one commit would all wake at once and fight for the interpreter; so
a submission is read by one of few threads, handed to the thread that commits, and answered from
there.
"""

from __future__ import annotations

from typing import Any, Final

from waitress.channel import HTTPChannel
from waitress.task import ThreadedTaskDispatcher, WSGITask

from azalai.server.collection import openrosa

_READERS: Final = 2
"""Threads that read what phones send: that is work for one processor."""


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

    def service(self) -> None:
        if not self.sends or not self.connected:
            super().service()
            return
        request = self.requests[0]
        finish = super().service

        # Kept with the request: by the time it is answered the next may be at hand.
        request.azalai_environ = environ = WSGITask(self, request).get_environment()

        def say(answer: openrosa.Answer) -> None:
            environ[openrosa.ANSWER] = answer
            finish()

        openrosa.answer_later(environ, say)

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
    """Few threads read what phones send, the others do everything else."""

    def __init__(self) -> None:
        super().__init__()
        self._readers = ThreadedTaskDispatcher()

    def set_thread_count(self, count: int) -> None:
        super().set_thread_count(count)
        self._readers.set_thread_count(min(count, _READERS))

    def add_task(self, task: Connection) -> None:
        if task.sends:
            self._readers.add_task(task)
        else:
            super().add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        self._readers.shutdown(cancel_pending, timeout)
        return bool(super().shutdown(cancel_pending, timeout))
