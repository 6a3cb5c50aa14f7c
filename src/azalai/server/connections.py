"""Connections of the one process: what phones send passes through as few threads as can be.

Of all threads one runs at a time, and to wake another costs as much as to read a record. So the
thread that commits also reads what it commits, and answers; while a commit is awaited, no thread
waits with it. Only what may take long to read, photos and passwords, is read by another thread
first.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from waitress.channel import HTTPChannel
from waitress.task import ThreadedTaskDispatcher, WSGITask

from azalai.server.collection import openrosa

_LOG = logging.getLogger(__name__)
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
        """Whether it is a submission that is read at once: no password to check, no photo to sync
        to disk."""
        request = self.requests[0]
        if not self.sends or not openrosa.by_token_alone(request.path):
            return False
        if request.body_bytes_received > _LIGHT:
            return False
        body = request.get_body_stream()
        parts = body.read().count(b"\r\n--")
        body.seek(0)
        return bool(parts == 1)

    def service(self) -> None:
        """Answer the request at hand; in a thread of its own."""
        if self.sends:
            self.hand_on(read_now=True)
        else:
            super().service()

    def hand_on(self, *, read_now: bool) -> None:
        """Have the submission at hand committed and answered.

        waitress holds the lock of the requests when it gives out a task: nothing here may wait for
        it, nor for the client.
        """
        request = self.requests[0]
        finish = super().service
        told = False

        def say(answer: openrosa.Answer) -> None:
            nonlocal told
            # Once; and of this request: by the time it is answered the next may be at hand.
            if not told and self.requests and self.requests[0] is request:
                told = True
                environ[openrosa.ANSWER] = answer
                finish()

        try:
            request.azalai_environ = environ = WSGITask(self, request).get_environment()
            openrosa.answer_later(environ, say, read_now=read_now)
        except Exception:
            _LOG.exception("a phone's request could not be answered")
            # Better no answer at once than a connection that waits for one: the phone tries again.
            self.will_close = True
            self.server.pull_trigger()

    def _flush_outbufs_below_high_watermark(self) -> None:
        # What phones are answered is short, and who answers them waits for none of them, least of
        # all for one that takes nothing of what it asked for.
        if not (self.requests and self.sends):
            super()._flush_outbufs_below_high_watermark()

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
            # Read, committed and answered elsewhere.
            task.hand_on(read_now=False)
        else:
            super().add_task(task)
