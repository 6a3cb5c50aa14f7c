"""Arrivals while somebody else has the same record in hand: neither undoes the other.

What is tried here runs on SQLite with the other tests, on PostgreSQL through
``tests/server/test_on_postgresql.py``.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, connections, transaction

from azalai.server.audit.verify import verify
from azalai.server.collection.receiving import Arrival, Receipt, prepare, receive
from azalai.server.collection.storing import store
from azalai.server.models import Form, Mission, Role, State, Submission, User
from azalai.server.people.actors import Actor, actor_of_user
from azalai.server.review.screens import assign
from azalai.server.review.states import move, move_all
from tests.server.collection.test_receiving import part, xml

T = TypeVar("T")
PHOTO = "<photo>p.jpg</photo>"


def _reviewer(person: Callable[..., User], mission: Mission) -> Actor:
    return actor_of_user(person("awa", Role.COUNTRY_OFFICER, mission))


def _own_thread(work: Callable[[], T]) -> T:
    """Work with a connection of this thread, which goes with it."""
    try:
        return work()
    finally:
        connections.close_all()


def test_a_move_that_was_begun_first_stands(mission: Mission, person: Callable[..., User]) -> None:
    actor = _reviewer(person, mission)
    sent = xml(more=PHOTO)
    first = receive(Arrival(mission.pk, sent))
    record = Submission.objects.get(pk=first.submission_id)
    again = Arrival(mission.pk, sent, (part("p.jpg", b"picture"),))
    with ThreadPoolExecutor(1) as phone:
        with transaction.atomic():
            move(actor, record, State.REJECTED, "entered twice")
            waiting = phone.submit(receive, again)
            time.sleep(0.5)
            # It waits for the reviewer: whatever it has read must not be older than his move.
            assert not waiting.done()
        assert waiting.result(20).retry
    record.refresh_from_db()
    assert (record.state, record.state_reason) == (State.REJECTED, "entered twice")
    assert (record.retries, record.attachments.count()) == (1, 1)


def test_a_move_that_comes_second_sees_what_arrived(
    mission: Mission, person: Callable[..., User]
) -> None:
    actor = _reviewer(person, mission)
    first = receive(Arrival(mission.pk, xml("uuid:a", "7")))
    record = Submission.objects.get(pk=first.submission_id)
    seen = first.content_id
    move(actor, record, State.IN_REVIEW)
    edit = prepare(Arrival(mission.pk, xml("uuid:b", "8", deprecated="uuid:a")))

    def reject() -> str:
        try:
            move(actor, record, State.REJECTED, "wrong", seen)
        except Exception as problem:
            return str(getattr(problem, "code", problem))
        return "moved"

    with ThreadPoolExecutor(1) as reviewer:
        with transaction.atomic(), connection.cursor() as cursor:
            (stored,) = store(cursor, [edit])
            waiting = reviewer.submit(_own_thread, reject)
            time.sleep(0.5)
            assert not waiting.done()
        assert waiting.result(20) == "review_changed"
    assert isinstance(stored, Receipt)
    record.refresh_from_db()
    assert (record.state, record.content_id) == (State.IN_REVIEW, stored.content_id)


def test_giving_a_form_undoes_no_arrival(mission: Mission, person: Callable[..., User]) -> None:
    actor = _reviewer(person, mission)
    first = receive(Arrival(mission.pk, xml("uuid:a", "7", form="old_name")))
    form = Form.objects.create(mission=mission, form_id="new_name", kind=Form.Kind.OTHER)
    edit = prepare(Arrival(mission.pk, xml("uuid:b", "8", form="old_name", deprecated="uuid:a")))
    with ThreadPoolExecutor(1) as officer:
        with transaction.atomic(), connection.cursor() as cursor:
            (stored,) = store(cursor, [edit])
            waiting = officer.submit(_own_thread, lambda: assign(actor, mission, "old_name", form))
            time.sleep(0.5)
            assert not waiting.done()
        assert waiting.result(20) == 1
    assert isinstance(stored, Receipt)
    record = Submission.objects.get(pk=first.submission_id)
    assert (record.form_id, record.content_id) == (form.pk, stored.content_id)
    assert (record.contents_count, record.flags) == (2, [])


def test_many_moves_and_many_copies_at_once(mission: Mission, person: Callable[..., User]) -> None:
    actor = _reviewer(person, mission)
    many = 30
    sent = [xml(f"uuid:{number}") for number in range(many)]
    keys = [receive(Arrival(mission.pk, one)).submission_id for one in sent]
    ended = threading.Event()
    retries = [0] * 4

    def phone(number: int) -> None:
        # From the last to the first as well: another order of locking than the reviewer's.
        order = sent if number % 2 else sent[::-1]
        while not ended.is_set():
            for one in order:
                receive(Arrival(mission.pk, one))
                retries[number] += 1

    moved = 0
    with ThreadPoolExecutor(len(retries)) as phones:
        running = [phones.submit(_own_thread, lambda n=n: phone(n)) for n in range(len(retries))]
        try:
            for to in (State.IN_REVIEW, State.REJECTED) * 4:
                records = [Submission.objects.get(pk=key) for key in keys]
                moved += move_all(actor, records, to, "tried")
                found = set(Submission.objects.filter(pk__in=keys).values_list("state", flat=True))
                assert found == {to}
        finally:
            ended.set()
        for one in running:
            one.result(60)
    assert moved == 8 * many
    assert sum(retries) > many
    assert sum(Submission.objects.values_list("retries", flat=True)) == sum(retries)
    assert verify().whole
