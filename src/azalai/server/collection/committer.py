"""Commits in groups: whoever waits while a commit is being synced shares the next one.

One thread in each process writes. A sync to disk costs the same for one record as for fifty, so
that the more phones send at once, the less each costs; and nobody is answered before the commit
that holds his bytes has returned.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from concurrent.futures import Future
from typing import Final

from django.db import connection, transaction
from django.db.utils import DatabaseError

from azalai.model.errors import AzalaiError
from azalai.server.collection.receiving import Prepared, Receipt
from azalai.server.collection.storing import store

_LOG = logging.getLogger(__name__)
_LARGEST: Final = 128
_TRIES: Final = 3

Waiting = tuple[Prepared, "Future[Receipt]"]


class _Committer:
    """The thread and what waits for it."""

    def __init__(self) -> None:
        self._waiting: deque[Waiting] = deque()
        self._changed = threading.Condition(threading.Lock())
        threading.Thread(target=self._work, name="azalai-committer", daemon=True).start()

    def commit(self, prepared: Prepared) -> Receipt:
        future: Future[Receipt] = Future()
        with self._changed:
            self._waiting.append((prepared, future))
            self._changed.notify()
        return future.result()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting:
                    self._changed.wait()
                count = min(len(self._waiting), _LARGEST)
                group = [self._waiting.popleft() for _ in range(count)]
            try:
                self._settle(group)
            except BaseException as problem:
                # Whatever happens, nobody waits for ever, and the thread lives on.
                _LOG.exception("a group of %s could not be committed", len(group))
                for _, future in group:
                    if not future.done():
                        future.set_exception(problem)

    def _settle(self, group: list[Waiting]) -> None:
        try:
            outcomes = _stored([prepared for prepared, _ in group])
        except Exception as problem:
            if len(group) == 1:
                group[0][1].set_exception(problem)
                return
            # One that cannot be stored must not take the others with it.
            _LOG.warning("a group of %s is committed one by one: %s", len(group), problem)
            for one in group:
                self._settle([one])
            return
        for (_, future), outcome in zip(group, outcomes, strict=True):
            if isinstance(outcome, AzalaiError):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)


def _stored(group: list[Prepared]) -> list[Receipt | AzalaiError]:
    for number in range(1, _TRIES + 1):
        # A connection that the database has dropped is replaced; what was uncertain is found.
        if connection.errors_occurred:
            connection.close_if_unusable_or_obsolete()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                return store(cursor, group)
        except DatabaseError:
            if number == _TRIES:
                raise
            connection.close()
    raise AssertionError


_committer: _Committer | None = None
_starting = threading.Lock()


def commit(prepared: Prepared) -> Receipt:
    """Store one arrival together with whatever else waits; returns after the commit.

    Raises
    ------
    AzalaiError
        It cannot be stored, and was not.
    DatabaseError
        The database failed; it is not known to be stored.
    """
    global _committer
    if _committer is None:
        with _starting:
            if _committer is None:
                _committer = _Committer()
    return _committer.commit(prepared)


def _after_fork() -> None:
    global _committer, _starting
    _committer, _starting = None, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
