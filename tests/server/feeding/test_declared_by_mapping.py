"""Forms that count nobody: one way to read their mapping, from the arrival to the workspace."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from azalai.model.points import DayStatus
from azalai.server.collection.formfacts import forget
from azalai.server.collection.publishing import publish
from azalai.server.collection.receiving import Arrival, receive
from azalai.server.feeding.feed import feed
from azalai.server.models import Form, Mission, State, Submission
from azalai.server.review.checking import check_pending
from azalai.server.review.states import obstacles
from azalai.workspace import Folder
from tests.server.feeding.conftest import _form

TODAY = date(2020, 8, 1)
# A form of a mission's own: its questions are called otherwise, and so are its answers.
OWN = """
format = 1
kind = "shift"
[columns]
point = "tournee-poste"
date = "tournee-jour"
status = "constat"
[values.status]
"Rien vu" = "zero"
"Absent" = "missing"
"""


@pytest.fixture
def own(mission: Mission) -> Form:
    forget()
    return _form(mission, "poste", "shift", OWN, "tournee/poste", "tournee/jour", "constat")


def _sent(mission: Mission, root: str, point: str, said: str) -> Submission:
    xml = (
        f'<data id="poste" version="1"><tournee><poste>{point}</poste><jour>2020-06-02</jour>'
        f"</tournee><constat>{said}</constat><meta><instanceID>{root}</instanceID></meta></data>"
    )
    receipt = receive(Arrival(mission.pk, xml.encode()))
    check_pending()
    return Submission.objects.get(pk=receipt.submission_id)


def test_a_declaration_by_other_names_reaches_the_register(
    mission: Mission, workspace: Path, own: Form
) -> None:
    made = _sent(mission, "uuid:1", "Gogui", "Rien vu")
    assert (made.point, made.day) == ("ML-gogui", date(2020, 6, 2))
    assert not list(made.findings.all())
    Submission.objects.filter(pk=made.pk).update(state=State.APPROVED)
    feed(mission, TODAY)
    declared = [
        note.status
        for note in Folder(workspace).register.day_notes
        if note.point == "ML-gogui" and date(2020, 6, 2) in note.span
    ]
    assert declared == [DayStatus.ZERO]


def _said(form: Form, root: str, inside: str) -> Submission:
    version = form.versions.get().version
    xml = (
        f'<data id="{form.form_id}" version="{version}">{inside}'
        f"<meta><instanceID>{root}</instanceID></meta></data>"
    )
    receipt = receive(Arrival(form.mission_id, xml.encode()))
    check_pending()
    return Submission.objects.get(pk=receipt.submission_id)


def test_a_round_of_a_place_needs_no_point(mission: Mission) -> None:
    form = publish(mission, "round").form
    made = _said(
        form, "uuid:r",
        "<visit><round>3</round><date>2020-06-10</date><admin1>ML07</admin1></visit>"
        "<location>Gao</location><admin1_name>Gao</admin1_name>"
        "<displaced><idp_households>100</idp_households><idp_persons>500</idp_persons></displaced>",
    )  # fmt: skip
    assert made.day == date(2020, 6, 10)
    assert obstacles(made) == []


@pytest.mark.parametrize(
    ("point", "place"), [("ML-gogui", ""), ("", "ML07"), ("", "")]
)  # fmt: skip
def test_an_event_may_touch_a_point_a_place_or_neither(
    mission: Mission, point: str, place: str
) -> None:
    form = publish(mission, "event").form
    made = _said(
        form, "uuid:e",
        "<event><kind>closure</kind><from>2020-06-03</from><to>2020-06-05</to>"
        f"<point>{point}</point><place>{place}</place></event>"
        f"<told><text>The road is cut.</text></told><where>{point or place}</where>",
    )  # fmt: skip
    assert (made.point, made.day) == (point, date(2020, 6, 3))
    assert obstacles(made) == []
