"""What a reviewer takes as true counts in the month, and stops counting when that is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from azalai.intake.correcting import Correction, correct
from azalai.server.feeding.feed import feed
from azalai.server.models import Finding, Mission, Role, State, Submission, User
from azalai.server.people.actors import Actor, actor_of_user
from azalai.server.review import checking, states
from azalai.workspace import Folder
from azalai.workspace.cleaning import read_entries
from azalai.workspace.collected import read_fed
from tests.server import filling
from tests.server.feeding.conftest import tree
from tests.server.feeding.test_feed import groups

TODAY = date(2020, 8, 1)
ONE = "uuid:00000000-0000-0000-0000-000000000001"


@pytest.fixture
def officer(person: Callable[..., User], mission: Mission) -> Actor:
    return actor_of_user(person("awa", Role.COUNTRY_OFFICER, mission))


def _closed_point(workspace: Path) -> None:
    """Gogui opens in July only: what is counted there before has a wrong day or place."""
    path = workspace / "points.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    place = header.split(",").index("opened")
    changed = []
    for line in lines:
        cells = line.split(",")
        if cells[0] == "ML-gogui":
            cells[place] = "2020-07-01"
        changed.append(",".join(cells))
    path.write_text("\n".join([header, *changed]) + "\n", encoding="utf-8")


@pytest.fixture
def early(mission: Mission, workspace: Path) -> Submission:
    """A group of 7 before the point opened."""
    _closed_point(workspace)
    answers = filling.group(1) | {
        "persons": 7, "men": 4, "women": 3, "boys": 0, "girls": 0, "nationality": {"MLI": 7},
        "under_5": 0,
    }  # fmt: skip
    sent = filling.send(mission, "ML-gogui", date(2020, 6, 3), answers, instance_id=ONE)
    checking.check_pending()
    return Submission.objects.get(pk=sent.submission_id)


def _dismissed(officer: Actor, record: Submission) -> Finding:
    (error,) = record.findings.filter(severity="error")
    assert error.rule == "outside_opening"
    states.dismiss(officer, error, "The post opened early, before the sign was up.")
    return Finding.objects.get(pk=error.pk)


def test_a_finding_that_was_taken_as_true_lets_the_group_count(
    mission: Mission, workspace: Path, officer: Actor, early: Submission
) -> None:
    _dismissed(officer, early)
    states.move(officer, early, State.APPROVED)
    feed(mission, TODAY)
    assert groups(workspace) == {ONE: ("ML-gogui", "2020-06-03", 7)}
    assert [item.set_aside for item in read_fed(workspace).values()] == [0]
    (entry,) = read_entries(workspace)
    assert (entry.record, entry.rule, entry.new) == (ONE, "outside_opening", "accept")
    assert (entry.who, entry.reason) == (
        "awa (azalai serve)", "The post opened early, before the sign was up."
    )  # fmt: skip
    before = tree(workspace)
    assert feed(mission, TODAY) == []
    assert tree(workspace) == before


def test_taken_back_it_is_out_again_and_the_log_says_so(
    mission: Mission, workspace: Path, officer: Actor, early: Submission
) -> None:
    error = _dismissed(officer, early)
    states.move(officer, early, State.APPROVED)
    feed(mission, TODAY)
    states.restore(officer, error)
    feed(mission, TODAY)
    assert groups(workspace) == {}
    assert [entry.undoes for entry in read_entries(workspace)] == [0, 1]
    _dismissed(officer, early)
    early.refresh_from_db()
    states.move(officer, early, State.APPROVED)
    feed(mission, TODAY)
    assert set(groups(workspace)) == {ONE}


def test_checked_anew_the_finding_stays_and_stays_dismissed(
    mission: Mission, workspace: Path, officer: Actor, early: Submission
) -> None:
    error = _dismissed(officer, early)
    states.move(officer, early, State.APPROVED)
    feed(mission, TODAY)
    checking.check_again(Submission.objects.filter(pk=early.pk))
    checking.check_pending()
    (again,) = early.findings.filter(severity="error")
    assert (again.pk, again.dismissed_by_id) == (error.pk, error.dismissed_by_id)
    filling.send(mission, "ML-wabaria", date(2020, 6, 4), filling.group(2))
    filling.approve_all(mission)
    feed(mission, TODAY)
    assert len(groups(workspace)) == 2
    assert len(read_entries(workspace)) == 1


def test_a_correction_at_the_workspace_and_the_reviewers_word_both_hold(
    mission: Mission, workspace: Path, officer: Actor, early: Submission
) -> None:
    _dismissed(officer, early)
    states.move(officer, early, State.APPROVED)
    feed(mission, TODAY)
    # Read anew with the log on disk, as an officer's correction of another thing does.
    what = Correction(record=ONE, field="date", new="2020-06-04", reason="The sheet says the 4th.")
    correct(Folder(workspace), [what], TODAY)
    assert groups(workspace) == {ONE: ("ML-gogui", "2020-06-04", 7)}
    filling.send(mission, "ML-wabaria", date(2020, 6, 4), filling.group(2))
    filling.approve_all(mission)
    feed(mission, TODAY)
    assert groups(workspace)[ONE] == ("ML-gogui", "2020-06-04", 7)
