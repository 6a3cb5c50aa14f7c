"""Rounds become figures of the ledger, events notes and figures, by the packaged mappings."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from azalai.server.collection.publishing import publish
from azalai.server.feeding.feed import feed
from azalai.server.models import Form, Mission, State, Submission
from azalai.workspace import Folder
from azalai.workspace.collected import read_fed
from azalai.workspace.ledger import read_ledger
from azalai.workspace.register import notes_text
from tests.server.feeding.conftest import content_of

TODAY = date(2020, 8, 1)


def _record(form: Form, root: str, answers: dict[str, dict[str, object] | object]) -> Submission:
    def said(name: str, value: object) -> str:
        if isinstance(value, dict):
            return f"<{name}>{''.join(said(*item) for item in value.items())}</{name}>"
        return f"<{name}>{escape(str(value))}</{name}>"

    version = form.versions.get()
    made = Submission.objects.create(
        mission=form.mission, root_id=root, form=form, form_name=form.form_id,
        version=version.version, state=State.APPROVED, received_at=datetime(2020, 7, 1, tzinfo=UTC),
    )  # fmt: skip
    inside = "".join(said(*item) for item in answers.items())
    meta = f"<meta><instanceID>{root}</instanceID></meta>"
    content = content_of(
        made, f'<data id="{form.form_id}" version="{version.version}">{inside}{meta}</data>'
    )
    content.version = version.version
    content.save()
    return made


@pytest.fixture
def event(mission: Mission) -> Form:
    return publish(mission, "event").form


def _event(form: Form, root: str, kind: str, where: str, **more: object) -> Submission:
    return _record(form, root, {
        "event": {"kind": kind, "from": "2020-06-03", "to": "2020-06-05"},
        "displaced": more, "told": {"text": f"Event {root}", "source": "authority"},
        "where": where,
    })  # fmt: skip


def test_closures_become_notes_and_displacements_figures(
    mission: Mission, workspace: Path, event: Form
) -> None:
    closed = _event(event, "uuid:1", "closure", "ML-gogui")
    _event(event, "uuid:2", "displacement", "ML-menaka", persons=120)
    _event(event, "uuid:3", "displacement", "ML-menaka", households=30)
    _event(event, "uuid:4", "displacement", "ML-menaka")
    _event(event, "uuid:5", "other", "")
    before = Folder(workspace).register.notes
    feed(mission, TODAY)
    folder = Folder(workspace)
    (note,) = [item for item in folder.register.notes if item not in before]
    assert (note.kind, note.places, note.text["fr"]) == ("closure", ("ML-gogui",), "Event uuid:1")
    assert (note.span.first, note.span.last) == (date(2020, 6, 3), date(2020, 6, 5))
    # What people wrote stands in the public edition with what was collected.
    assert len(notes_text(workspace).splitlines()) == len(before) + 2
    found = read_ledger(folder)
    assert not [problem for problem in found.errors if "collected" in problem.file]
    said = {
        name: (str(found.ledger[name].value), found.ledger[name].unit)
        for name in ("event.2", "event.3", "event.4")
    }
    assert said == {
        "event.2": ("120", "persons"), "event.3": ("30", "households"),
        "event.4": ("None", "persons"),
    }  # fmt: skip
    for item in Submission.objects.all():
        item.state = State.REJECTED
        item.save()
    feed(mission, TODAY)
    folder = Folder(workspace)
    assert folder.register.notes == before
    assert "event.2" not in {figure.id for figure in read_ledger(folder).ledger}
    assert closed.root_id == "uuid:1"


@pytest.fixture
def rounds(mission: Mission) -> Form:
    return publish(mission, "round").form


def _round(form: Form, root: str, place: str, persons: int) -> Submission:
    return _record(form, root, {
        "visit": {"round": 3, "date": "2020-06-10", "admin1": "ML07", "place": place},
        "location": "Gao", "admin1_name": "Gao",
        "displaced": {"idp_households": persons // 5, "idp_persons": persons},
    })  # fmt: skip


def test_rounds_become_figures_and_leave_again(
    mission: Mission, workspace: Path, rounds: Form
) -> None:
    one = _round(rounds, "uuid:1", "", 500)
    feed(mission, TODAY)
    (fed,) = read_fed(workspace).values()
    assert fed.problem == {}
    stated = [f for f in read_ledger(Folder(workspace)).ledger if f.round == "3"]
    assert {(str(f.value), f.unit) for f in stated} >= {("500", "persons")}
    content_of(one, bytes(one.content.xml).decode().replace(">500<", ">650<"))
    one.content.version = rounds.versions.get().version
    one.content.save()
    feed(mission, TODAY)
    stated = [f for f in read_ledger(Folder(workspace)).ledger if f.round == "3"]
    assert "650" in {str(f.value) for f in stated}
    assert "500" not in {str(f.value) for f in stated}
    one.state = State.REJECTED
    one.save()
    feed(mission, TODAY)
    assert not [f for f in read_ledger(Folder(workspace)).ledger if f.round == "3"]
