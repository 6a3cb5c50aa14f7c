"""A small form of flows and one of shifts, and records of them as if they had arrived."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from azalai.forms.outline import Outline, Question
from azalai.server.models import Content, Form, FormVersion, Mission, State, Submission

FLOW = """
format = 1
optional = ["meta-instanceID"]
[columns]
record_id = "KEY"
point = "visit-point"
date = "visit-date"
persons = "persons"
direction = "direction"
comment = "comment"
[repeat.nationality]
file = "{stem}-nat.csv"
key = "PARENT_KEY"
of = "KEY"
category = "code"
persons = "number"
"""
SHIFT = """
format = 1
kind = "shift"
[columns]
record_id = "KEY"
point = "point"
date = "date"
from = "from"
to = "to"
status = "status"
"""


def _form(mission: Mission, name: str, kind: str, mapping: str, *paths: str) -> Form:
    form = Form.objects.create(mission=mission, form_id=name, kind=kind, mapping=mapping)
    questions = tuple(
        Question(path=path, type="text", repeat=path.partition("/")[0] if "nat/" in path else "")
        for path in paths
    )
    repeats = ("nat",) if any("nat/" in path for path in paths) else ()
    outline = Outline(name, "1", name, "data", questions, repeats=repeats)
    FormVersion.objects.create(
        form=form, version="1", title=name, xform="", md5="", outline=outline.as_json()
    )
    return form


@pytest.fixture
def flow(mission: Mission) -> Form:
    """Counts of groups."""
    return _form(
        mission, "count", "flow", FLOW, "visit/point", "visit/date", "direction", "persons",
        "comment", "nat/code", "nat/number", "meta/instanceID",
    )  # fmt: skip


@pytest.fixture
def shift(mission: Mission) -> Form:
    """Declarations of days."""
    return _form(mission, "shift", "shift", SHIFT, "point", "date", "from", "to", "status")


Record = Callable[..., Submission]


def content_of(submission: Submission, xml: str) -> Content:
    """One more content, in force from now on."""
    number = submission.contents.count() + 1
    made = Content.objects.create(
        submission=submission, number=number, mission=submission.mission,
        instance_id=f"{submission.root_id}-{number}" if number > 1 else submission.root_id,
        version="1", xml=xml.encode(), sha256=hashlib.sha256(xml.encode()).hexdigest(),
        origin="phone", received_at=submission.received_at,
    )  # fmt: skip
    submission.content, submission.contents_count = made, number
    submission.save()
    return made


def flow_xml(root: str, point: str, day: date, persons: object, comment: str, nat: Any) -> str:
    from xml.sax.saxutils import escape

    rows = "".join(f"<nat><code>{c}</code><number>{n}</number></nat>" for c, n in nat)
    return (
        f'<data id="count" version="1"><visit><point>{point}</point><date>{day}</date></visit>'
        f"<direction>out</direction><persons>{persons}</persons>"
        f"<comment>{escape(comment)}</comment>{rows}"
        f"<meta><instanceID>{root}</instanceID></meta></data>"
    )


@pytest.fixture
def group(flow: Form) -> Record:
    """An approved group: ``group("a", "ML-gogui", date(2020, 6, 2), 5, nat=[("MLI", 3)])``."""

    def make(
        root: str, point: str = "ML-gogui", day: date = date(2020, 6, 2), persons: object = 5,
        *, nat: Any = (), comment: str = "", state: str = State.APPROVED, practice: bool = False,
        late: int = 0,
    ) -> Submission:  # fmt: skip
        arrived = datetime.combine(day, time(18), UTC) + timedelta(days=late)
        made = Submission.objects.create(
            mission=flow.mission, root_id=root, form=flow, form_name="count", version="1",
            state=state, practice=practice, received_at=arrived, point=point, day=day,
            persons=persons if isinstance(persons, int) else None,
        )  # fmt: skip
        content_of(made, flow_xml(root, point, day, persons, comment, nat))
        return made

    return make


@pytest.fixture
def declared(shift: Form) -> Record:
    """An approved shift: ``declared("s", "ML-gogui", date(2020, 6, 3), "zero")``."""

    def make(
        root: str, point: str, day: date, status: str, hours: tuple[str, str] = ("06:00", "18:00")
    ) -> Submission:
        made = Submission.objects.create(
            mission=shift.mission, root_id=root, form=shift, form_name="shift", version="1",
            state=State.APPROVED, received_at=datetime.combine(day, time(19), UTC), point=point,
            day=day,
        )  # fmt: skip
        xml = (
            f'<data id="shift" version="1"><point>{point}</point><date>{day}</date>'
            f"<from>{hours[0]}:00.000</from><to>{hours[1]}:00.000</to><status>{status}</status>"
            f"<meta><instanceID>{root}</instanceID></meta></data>"
        )
        content_of(made, xml)
        return made

    return make


@pytest.fixture
def edit() -> Callable[[Submission, date, object], Submission]:
    """Another content of a group: other day, other number."""

    def change(submission: Submission, day: date, persons: object) -> Submission:
        xml = flow_xml(submission.root_id, submission.point, day, persons, "", ())
        submission.day = day
        content_of(submission, xml)
        return submission

    return change


def tree(root: Path) -> dict[str, bytes]:
    """What stands in a workspace, without its locks and its log."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and path.name != "log.csv"
    }
