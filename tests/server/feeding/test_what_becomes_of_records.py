"""A record edited, moved, doubted, sent twice: what the month then says, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from azalai.model.periods import Month
from azalai.release import close, open_release
from azalai.server.collection.receiving import Arrival, Receipt, receive
from azalai.server.feeding.closing import looked_at
from azalai.server.feeding.feed import feed
from azalai.server.models import Content, Mission, Role, State, Submission, User
from azalai.server.people.actors import Actor, actor_of_user
from azalai.server.review import checking, states
from azalai.server.review.answers import read_answers
from azalai.server.review.editing import send_edit
from azalai.server.review.screens import assign
from azalai.server.review.sheet import outline_for
from azalai.workspace import Folder
from tests.server import filling
from tests.server.feeding.conftest import tree
from tests.server.feeding.test_feed import groups

TODAY = date(2020, 8, 20)
JUNE, JULY = Month(2020, 6), Month(2020, 7)


@pytest.fixture
def officer(person: Callable[..., User], mission: Mission) -> Actor:
    return actor_of_user(person("awa", Role.COUNTRY_OFFICER, mission))


def persons(number: int, **more: Any) -> dict[str, Any]:
    """The answers of a group of so many Malian men."""
    return filling.group(number) | {
        "persons": number, "men": number, "women": 0, "boys": 0, "girls": 0, "under_5": 0,
        "nationality": {"MLI": number},
    } | more  # fmt: skip


def count(mission: Mission, number: int, day: date = date(2020, 6, 3), **more: Any) -> Submission:
    point = more.pop("point", "ML-gogui")
    receipt = filling.send(mission, point, day, persons(number), **more)
    return Submission.objects.get(pk=receipt.submission_id)


def settle(actor: Actor, *records: Submission) -> None:
    """Check, take doubles for two groups, approve."""
    while checking.check_pending():
        pass
    for one in records:
        one.refresh_from_db()
        for double in one.findings.filter(rule="double", dismissed_by=None):
            states.dismiss(actor, double, "Two buses.")
        states.move(actor, one, State.APPROVED)


def edited(actor: Actor, record: Submission, seen: Content | None = None, **new: str) -> Content:
    """A reviewer's edit: ``group__persons="9"``."""
    record.refresh_from_db()
    base = seen or record.content
    assert base is not None
    outline = outline_for(record.form, base)
    answers = read_answers(bytes(base.xml), outline)
    answers |= {name.replace("__", "/"): text for name, text in new.items()}
    return send_edit(actor, record, base, answers, outline, "Looked at the sheet.")


def total(mission: Mission, month: Month = JUNE) -> int | float | None:
    release = open_release(Folder(Path(mission.path)), month)
    (value,) = [
        row.value for row in release.rows("sealed")
        if (row.measure, row.place, row.direction) == ("flows", "ML-gogui", "total")
    ]  # fmt: skip
    return value


def test_edited_after_approval_it_leaves_until_somebody_has_looked(
    mission: Mission, workspace: Path, officer: Actor
) -> None:
    one, two = count(mission, 7), count(mission, 30, date(2020, 6, 9))
    settle(officer, one, two)
    feed(mission, TODAY)
    assert sorted(n for _, _, n in groups(workspace).values()) == [7, 30]
    edited(officer, one, group__persons="9", sex_age__men="9", nationality__x="")
    one.refresh_from_db()
    assert one.state == State.IN_REVIEW
    feed(mission, TODAY)
    assert [n for _, _, n in groups(workspace).values()] == [30]


def test_edited_after_closing_it_is_a_revision(
    mission: Mission, workspace: Path, officer: Actor
) -> None:
    one, two = count(mission, 7), count(mission, 30, date(2020, 6, 9))
    settle(officer, one, two)
    feed(mission, TODAY)
    close(Folder(workspace), JUNE, TODAY)
    assert total(mission) == 37
    frozen = tree(workspace / "releases")
    edited(officer, one, visit__date="2020-06-10")
    settle(officer, one)
    feed(mission, TODAY)
    assert tree(workspace / "releases") == frozen
    close(Folder(workspace), JUNE, TODAY, revise=True, reason="Another day.")
    assert total(mission) == 37
    edited(officer, one, visit__date="2020-07-10")
    settle(officer, one)
    feed(mission, TODAY)
    close(Folder(workspace), JUNE, TODAY, revise=True, reason="Another month.")
    close(Folder(workspace), JULY, TODAY)
    assert (total(mission), total(mission, JULY)) == (30, 7)
    assert set(groups(workspace)) == {one.root_id, two.root_id}


def test_moved_to_another_point(mission: Mission, workspace: Path, officer: Actor) -> None:
    one = count(mission, 7)
    settle(officer, one)
    feed(mission, TODAY)
    edited(officer, one, visit__point="ML-benena")
    settle(officer, one)
    feed(mission, TODAY)
    assert groups(workspace) == {one.root_id: ("ML-benena", "2020-06-03", 7)}


def test_a_phones_own_edit_follows_and_waits_for_a_look(
    mission: Mission, workspace: Path, officer: Actor
) -> None:
    one = count(mission, 7, instance_id="uuid:one")
    settle(officer, one)
    feed(mission, TODAY)
    filling.send(
        mission, "ML-gogui", date(2020, 6, 4), persons(8), instance_id="uuid:two",
        deprecated_id="uuid:one",
    )  # fmt: skip
    feed(mission, TODAY)
    assert groups(workspace) == {}
    settle(officer, one)
    feed(mission, TODAY)
    assert groups(workspace) == {"uuid:one": ("ML-gogui", "2020-06-04", 8)}


def test_other_content_under_one_id_counts_when_it_is_chosen(
    mission: Mission, workspace: Path, officer: Actor
) -> None:
    one = count(mission, 7, instance_id="uuid:one")
    count(mission, 8, instance_id="uuid:one")
    checking.check_pending()
    one.refresh_from_db()
    assert states.obstacles(one) == ["rivals"]
    rival = one.contents.get(rival=True)
    answers = read_answers(bytes(rival.xml), None)
    one.refresh_from_db()
    assert one.content is not None
    states.settle(officer, rival)
    send_edit(officer, one, one.content, answers, outline_for(one.form, one.content),
              "Counted anew.")  # fmt: skip
    settle(officer, one)
    feed(mission, TODAY)
    assert groups(workspace) == {"uuid:one": ("ML-gogui", "2020-06-03", 8)}


def test_of_a_double_the_one_that_is_kept_counts(
    mission: Mission, workspace: Path, officer: Actor
) -> None:
    one, two = count(mission, 31), count(mission, 31)
    checking.check_pending()
    assert one.findings.filter(rule="double", other=two).exists()
    states.move(officer, two, State.REJECTED, "Entered twice.")
    settle(officer, one)
    feed(mission, TODAY)
    assert set(groups(workspace)) == {one.root_id}


def test_neither_practice_nor_what_nobody_can_read_counts(
    mission: Mission, workspace: Path, officer: Actor
) -> None:
    fine = count(mission, 7)
    game = count(mission, 9, practice=True)
    sealed = receive(Arrival(mission.pk, _sealed(mission)))
    settle(officer, fine)
    for number in (game.pk, sealed.submission_id):
        with pytest.raises(Exception, match="review_blocked"):
            states.move(officer, Submission.objects.get(pk=number), State.APPROVED)
    feed(mission, TODAY)
    assert set(groups(workspace)) == {fine.root_id}


def _sealed(mission: Mission) -> bytes:
    version = filling.flow_form(mission).versions.latest("pk").version
    return (
        f'<data xmlns="http://www.opendatakit.org/xforms/encrypted" id="flow_registry" '
        f'version="{version}" encrypted="yes"><base64EncryptedKey>eA==</base64EncryptedKey>'
        "<meta xmlns='http://openrosa.org/xforms'><instanceID>uuid:sealed</instanceID></meta>"
        "<encryptedXmlFile>submission.xml.enc</encryptedXmlFile></data>"
    ).encode()


def test_a_form_assigned_later_stays_assigned_when_its_record_is_edited(
    mission: Mission, workspace: Path, officer: Actor
) -> None:
    form = filling.flow_form(mission)
    version = form.versions.latest("pk").version
    receipt = filling.send(
        mission, "ML-gogui", date(2020, 6, 3), persons(7), form_id="flow_2019", version=version
    )
    feed(mission, TODAY)
    assert groups(workspace) == {}
    one = Submission.objects.get(pk=receipt.submission_id)
    assert assign(officer, mission, "flow_2019", form) == 1
    settle(officer, one)
    feed(mission, TODAY)
    assert groups(workspace) == {one.root_id: ("ML-gogui", "2020-06-03", 7)}
    edited(officer, one, visit__date="2020-06-05")
    settle(officer, one)
    feed(mission, TODAY)
    assert groups(workspace) == {one.root_id: ("ML-gogui", "2020-06-05", 7)}
    # On the phone, which still names the form that nobody knows.
    one.refresh_from_db()
    assert one.content is not None
    filling.send(
        mission, "ML-gogui", date(2020, 6, 6), persons(8), form_id="flow_2019", version=version,
        deprecated_id=one.content.instance_id,
    )  # fmt: skip
    settle(officer, one)
    feed(mission, TODAY)
    assert groups(workspace) == {one.root_id: ("ML-gogui", "2020-06-06", 8)}


def test_the_same_again_changes_no_byte(mission: Mission, workspace: Path, officer: Actor) -> None:
    one = count(mission, 7, instance_id="uuid:one")
    settle(officer, one)
    feed(mission, TODAY)
    before, seen = tree(workspace), looked_at(mission, Folder(workspace), JUNE)
    again: Receipt = receive(Arrival(mission.pk, bytes(one.content.xml)))  # type: ignore[union-attr]
    assert again.retry
    checking.check_pending()
    # Out and in again: the same content, the same id, the same bytes.
    states.move(officer, one, State.IN_REVIEW, "A second look.")
    feed(mission, TODAY)
    assert groups(workspace) == {}
    settle(officer, one)
    feed(mission, TODAY)
    after = tree(workspace)
    changed = {name for name in before if before[name] != after.get(name)}
    # What an import did is told of its last run.
    assert {Path(name).name for name in changed} <= {"report.json"}
    assert looked_at(mission, Folder(workspace), JUNE) == seen
