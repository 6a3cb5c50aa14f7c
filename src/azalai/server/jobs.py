"""What follows after a record has arrived: it is checked, and what is approved is fed.

One thread in each serving process waits to be woken. Where there are several processes, one works
at a time: on PostgreSQL an advisory lock says which, else a lock on a file in the home; both end
with the process that holds them, however it ends.
"""

from __future__ import annotations

import atexit
import logging
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from time import monotonic
from typing import Final

from django.conf import settings
from django.db import connection, connections
from django.urls import get_resolver

_LOG = logging.getLogger(__name__)
_LOCK: Final = 0x617A616C6169
"""The number of our advisory lock: "azalai"."""
_PATIENCE: Final = 30.0
"""Seconds after which one looks whether another process has brought something."""
_BUSY: Final = 0.5
"""Seconds after which one tries again where another process is at work."""

STEPS: Final = (
    ("azalai.server.review.checking", "check_pending"),
    ("azalai.server.feeding.feed", "feed_pending"),
    ("azalai.server.people.tidying", "forget_expired"),
)

_MANY: Final = 100
"""Records a second above which phones go first."""
_WAITING: Final = 15.0
"""Seconds that checks wait for them at most."""
_SWITCH: Final = 0.001
"""Seconds after which a thread gives way to another. An answer to a phone passes from thread to
thread several times, and each time waits as long for a check or an export that is at work."""

_woken = threading.Event()
_stopping = threading.Event()
_starting = threading.Lock()
_thread: threading.Thread | None = None
_latest: deque[float] = deque(maxlen=32)
"""When it was said lately that there is something to do."""


def wake(records: int = 1) -> None:
    """Say that there is something to do, with how many records; costs nothing, may be called from
    any thread."""
    _latest.extend([monotonic()] * min(records, _latest.maxlen or 0))
    if not _woken.is_set():
        _woken.set()


def start_jobs() -> None:
    """Start the thread of this process; a second call changes nothing."""
    global _thread
    with _starting:
        if _thread is None or not _thread.is_alive():
            _stopping.clear()
            # Everything is imported before there are two threads: of rooms that import each other,
            # two threads at once would see halves.
            get_resolver().url_patterns  # noqa: B018
            for module, _ in STEPS:
                import_module(module)
            sys.setswitchinterval(_SWITCH)
            _thread = threading.Thread(target=_work, name="azalai-jobs", daemon=True)
            _thread.start()
            # A thread that is inside the engine when the interpreter goes takes it down hard.
            atexit.register(stop_jobs)


def stop_jobs(patience: float = 30.0) -> None:
    """End the thread of this process after what it is at; `start_jobs` may start another."""
    thread = _thread
    _stopping.set()
    _woken.set()
    if thread is not None and thread is not threading.current_thread():
        thread.join(patience)
    _stopping.clear()


def work_once() -> bool:
    """Do all that there is to do, in this thread; False where another process does it.

    What fails is written to the log and tried again the next time; nothing is raised.
    """
    with _alone() as mine:
        if mine:
            for module, name in STEPS:
                if not _stopping.is_set():
                    _tried(module, name)
    return mine


def _work() -> None:
    _woken.set()
    patience = _PATIENCE
    while not _stopping.is_set():
        _woken.wait(patience)
        if _stopping.is_set():
            return
        _woken.clear()
        try:
            patience = _PATIENCE if work_once() else _BUSY
        except Exception:
            _LOG.exception("the jobs could not begin")
            patience = _PATIENCE
        finally:
            connections.close_all()


def _let_phones_pass() -> None:
    """While records arrive by the hundred, what can wait waits, though not for ever."""
    until = monotonic() + _WAITING
    while _many_come() and monotonic() < until and not _stopping.wait(0.25):
        pass


def _many_come() -> bool:
    enough = _latest.maxlen or 0
    return len(_latest) == enough and monotonic() - _latest[0] < enough / _MANY


def _tried(module: str, name: str) -> None:
    try:
        step: Callable[[], object] = getattr(import_module(module), name)
        if name == "check_pending":
            # A large import comes in batches; what is checked is to be seen in between.
            _let_phones_pass()
            while step() and not _stopping.is_set():
                _let_phones_pass()
        else:
            step()
    except Exception:
        _LOG.exception("%s.%s failed", module, name)
        # Whatever it has left of a connection would fail the next step as well.
        if connection.vendor != "postgresql":
            connection.close()


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process may work now; the lock is free again at the end."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
            mine = bool(cursor.fetchone()[0])
        try:
            yield mine
        finally:
            if mine and connection.connection is not None:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        return
    from filelock import FileLock, Timeout

    lock = FileLock(settings.HOME.root / "jobs.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
