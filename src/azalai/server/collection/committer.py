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
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from django.db import connection, transaction
from django.db.utils import DatabaseError

from azalai.model.errors import AzalaiError
from azalai.server.collection.receiving import Prepared, Receipt
from azalai.server.collection.storing import store
from azalai.server.jobs import wake

_LOG = logging.getLogger(__name__)
_LARGEST: Final = 128
_TRIES: Final = 3


Outcome = Receipt | BaseException
"""What became of a record: stored, or why it was not."""


class _Waiting:
    """A record that waits for its commit, and who is told of it."""

    __slots__ = ("outcome", "prepared", "read", "tell")

    def __init__(
        self, read: Callable[[], Prepared | None], tell: Callable[[Outcome], None]
    ) -> None:
        self.read, self.tell = read, tell
        self.prepared: Prepared | None = None
        self.outcome: Outcome | None = None


class _Committer:
    """The thread and what waits for it."""

    def __init__(self) -> None:
        self._waiting: deque[_Waiting] = deque()
        self._changed = threading.Condition(threading.Lock())
        threading.Thread(target=self._work, name="azalai-committer", daemon=True).start()

    def add(self, one: _Waiting) -> None:
        with self._changed:
            self._waiting.append(one)
            self._changed.notify()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting:
                    self._changed.wait()
                count = min(len(self._waiting), _LARGEST)
                group = [self._waiting.popleft() for _ in range(count)]
            try:
                self._read(group)
                self._settle([one for one in group if one.prepared is not None])
            except BaseException as problem:
                # Whatever happens, nobody waits for ever, and the thread lives on.
                _LOG.exception("a group of %s could not be committed", len(group))
                for one in group:
                    if one.prepared is not None:
                        one.outcome = one.outcome or problem
            for one in group:
                if one.outcome is None:
                    continue
                try:
                    one.tell(one.outcome)
                except Exception:
                    _LOG.exception("an outcome could not be told")

    def _read(self, group: list[_Waiting]) -> None:
        for one in group:
            try:
                one.prepared = one.read()
            except BaseException as problem:
                one.outcome = problem

    def _settle(self, group: list[_Waiting]) -> None:
        if not group:
            return
        try:
            outcomes = _stored([one.prepared for one in group if one.prepared is not None])
        except Exception as problem:
            if len(group) == 1:
                group[0].outcome = problem
                return
            # One that cannot be stored must not take the others with it.
            _LOG.warning("a group of %s is committed one by one: %s", len(group), problem)
            for one in group:
                self._settle([one])
            return
        for one, outcome in zip(group, outcomes, strict=True):
            one.outcome = outcome
        wake(len(group))


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
    told: Future[Receipt] = Future()

    def tell(outcome: Outcome) -> None:
        if isinstance(outcome, BaseException):
            told.set_exception(outcome)
        else:
            told.set_result(outcome)

    commit_then(prepared, tell)
    return told.result()


def commit_then(prepared: Prepared, tell: Callable[[Outcome], None]) -> None:
    """The same without waiting.

    Parameters
    ----------
    tell : callable
        Called with the outcome after the commit, in the thread that commits; must be quick, and
        not raise.
    """
    read_and_commit(lambda: prepared, tell)


def read_and_commit(read: Callable[[], Prepared | None], tell: Callable[[Outcome], None]) -> None:
    """The same for what the thread that commits shall read as well.

    Parameters
    ----------
    read : callable
        Called in that thread, outside of any transaction; must be quick. None where there is
        nothing to commit after all: then nobody is told.
    """
    global _committer
    if _committer is None:
        with _starting:
            if _committer is None:
                _committer = _Committer()
    _committer.add(_Waiting(read, tell))


def _after_fork() -> None:
    global _committer, _starting
    _committer, _starting = None, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
