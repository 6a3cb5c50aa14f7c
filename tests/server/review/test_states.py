"""Which moves there are, who may make them, what stands in the way; and doubles."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, time
from functools import partial

import pytest

from azalai.model.errors import AzalaiError
from azalai.server.models import (
    AuditEntry,
    Content,
    Finding,
    Mission,
    Note,
    Role,
    State,
    Submission,
    User,
)
from azalai.server.people.actors import Actor, actor_of_user
from azalai.server.review import checking, states
from tests.server import filling

DAY = date(2020, 6, 3)
ALLOWED = {
    ("received", "in_review"): "", ("received", "approved"): "",
    ("received", "returned"): "reason", ("received", "rejected"): "reason",
    ("in_review", "approved"): "", ("in_review", "returned"): "reason",
    ("in_review", "rejected"): "reason", ("approved", "in_review"): "reason",
    ("approved", "returned"): "reason", ("approved", "rejected"): "reason",
    ("returned", "in_review"): "reason", ("returned", "rejected"): "reason",
    ("rejected", "in_review"): "reason",
}  # fmt: skip


@pytest.fixture
def officer(person: Callable[..., User], mission: Mission) -> Actor:
    return actor_of_user(person("awa", Role.COUNTRY_OFFICER, mission))


@pytest.fixture
def record(mission: Mission) -> Submission:
    receipt = filling.send(mission, "ML-gogui", DAY, filling.group(4))
    checking.check_pending()
    return Submission.objects.get(pk=receipt.submission_id)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(AzalaiError) as caught:
        call()
    return caught.value.code


def test_every_pair_of_states(officer: Actor, record: Submission) -> None:
    for before, after in itertools.product(State, State):
        Submission.objects.filter(pk=record.pk).update(state=before, checked=record.content)
        record.refresh_from_db()
        needed = ALLOWED.get((str(before), str(after)))
        if needed is None:
            assert code_of(partial(states.move, officer, record, after, "why")) == (
                "review_no_such_move"
            )  # fmt: skip
            continue
        if needed:
            assert code_of(partial(states.move, officer, record, after, "  ")) == (
                "review_reason_needed"
            )  # fmt: skip
        audited = AuditEntry.objects.count()
        states.move(officer, record, after, "why")
        assert record.state == after
        assert AuditEntry.objects.count() == audited + 1


@pytest.mark.parametrize(
    ("role", "points", "may"),
    [
        (Role.ADMINISTRATOR, (), True), (Role.COUNTRY_OFFICER, (), True),
        (Role.POINT_SUPERVISOR, ("ML-gogui",), True),
        (Role.POINT_SUPERVISOR, ("ML-wabaria",), False),
        (Role.ENUMERATOR, ("ML-gogui",), False), (Role.READER, (), False),
    ],
)  # fmt: skip
def test_who_may_move(
    role: Role, points: tuple[str, ...], may: bool, record: Submission, mission: Mission,
    person: Callable[..., User],
) -> None:  # fmt: skip
    actor = actor_of_user(person("x", role, mission, points))
    if may:
        states.move(actor, record, State.APPROVED)
    else:
        assert code_of(lambda: states.move(actor, record, State.APPROVED)) == "review_not_yours"
    record.refresh_from_db()
    assert (record.state == State.APPROVED) is may


def test_what_blocks_approval(officer: Actor, record: Submission) -> None:
    def blocked() -> str:
        with pytest.raises(AzalaiError) as caught:
            states.move(officer, record, State.APPROVED)
        assert caught.value.code == "review_blocked"
        assert not Submission.objects.filter(states.clean(), pk=record.pk).exists()
        return str(caught.value.values["obstacle"])

    fresh = {"practice": False, "sealed": False, "checked": record.content}
    for change, said in (({"practice": True}, "practice"), ({"sealed": True}, "sealed"),
                         ({"checked": None}, "unchecked")):  # fmt: skip
        Submission.objects.filter(pk=record.pk).update(**fresh | change)
        assert blocked() == said
    Submission.objects.filter(pk=record.pk).update(**fresh)
    Content.objects.create(
        submission=record, number=2, mission=record.mission, instance_id="x", xml=b"<a/>",
        sha256="0" * 64, origin="phone", rival=True, received_at=record.received_at,
    )  # fmt: skip
    assert blocked() == "rivals"
    states.settle(officer, record.contents.get(rival=True))
    finding = Finding.objects.create(submission=record, rule="outside_opening", severity="error")
    assert blocked() == "errors"
    states.dismiss(officer, finding, "opened early that week")
    assert Submission.objects.filter(states.clean(), pk=record.pk).exists()
    states.move(officer, record, State.APPROVED)
    finding.refresh_from_db()
    states.restore(officer, finding)
    record.refresh_from_db()
    assert record.state == State.IN_REVIEW


def test_missing_attachments_warn_only(officer: Actor, record: Submission) -> None:
    Submission.objects.filter(pk=record.pk).update(missing=["photo.jpg"])
    assert not Submission.objects.filter(states.clean(), pk=record.pk).exists()
    states.move(officer, record, State.APPROVED)


def test_what_cannot_be_true_is_not_dismissed(officer: Actor, record: Submission) -> None:
    finding = Finding.objects.create(submission=record, rule="parts_exceed_group", severity="error")
    assert code_of(lambda: states.dismiss(officer, finding, "so")) == "review_not_waivable"
    finding.rule = "outside_opening"
    assert code_of(lambda: states.dismiss(officer, finding, " ")) == "review_reason_needed"


def test_a_decision_on_older_content_is_refused(officer: Actor, record: Submission) -> None:
    seen = record.content_id
    assert seen is not None
    assert code_of(lambda: states.move(officer, record, State.APPROVED, seen=seen + 1)) == (
        "review_changed"
    )  # fmt: skip


def test_all_or_none(officer: Actor, mission: Mission) -> None:
    filling.fill_day(mission, DAY, ["ML-gogui"], 3)
    checking.check_pending()
    items = list(Submission.objects.order_by("pk"))
    Submission.objects.filter(pk=items[2].pk).update(practice=True)
    assert code_of(lambda: states.move_all(officer, items, State.APPROVED)) == "review_blocked"
    assert set(Submission.objects.values_list("state", flat=True)) == {"received"}


BUS = {
    "time": time(9, 12), "direction": "out", "persons": 23, "men": 12, "women": 6, "boys": 3,
    "girls": 2, "under_5": 2, "nationality": {"MLI": 14, "BFA": 6, "GIN": 3},
}  # fmt: skip


def test_a_double_is_found_and_settled(officer: Actor, mission: Mission) -> None:
    filling.fill_day(mission, DAY, ["ML-gogui"], 20)
    filling.fill_day(mission, date(2020, 6, 2), ["ML-gogui"], 20)
    one, two = (
        filling.send(mission, "ML-gogui", DAY, filling.group(31) | BUS | {"time": time(9, minute)})
        for minute in (12, 18)
    )
    checking.check_pending()
    pairs = {(f.submission_id, f.other_id) for f in Finding.objects.filter(rule="double")}
    ids = one.submission_id, two.submission_id
    assert {ids, ids[::-1]} <= pairs
    first, second = (Submission.objects.get(pk=pk) for pk in ids)
    states.dismiss(officer, first.findings.get(rule="double"), "two buses")
    assert second.findings.get(rule="double").dismissed_reason == "two buses"
    checking.check_again(Submission.objects.filter(pk=first.pk))
    checking.check_pending()
    assert first.findings.get(rule="double").dismissed_by is not None
    states.move(officer, second, State.REJECTED, "the same bus")
    checking.check_pending()
    assert not first.findings.filter(rule="double").exists()


def test_a_returned_message_reaches_the_phone(officer: Actor, mission: Mission) -> None:
    from azalai.server.people.tokens import new_device

    device, _ = new_device(mission, "Tecno 04", actor=officer)
    sent = filling.send(mission, "ML-gogui", DAY, filling.group(4), device=device)
    states.move(officer, Submission.objects.get(pk=sent.submission_id), State.RETURNED, "How many?")
    assert Note.objects.get().to_enumerator
    receipt = filling.send(mission, "ML-gogui", DAY, filling.group(5), device=device)
    assert [one.message for one in receipt.news.corrections] == ["How many?"]
