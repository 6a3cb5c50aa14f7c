"""A small world of two missions, and one browser for each role and scope in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from django.test import Client

from azalai.server.collection import blobs
from azalai.server.models import (
    Attachment,
    Device,
    Finding,
    Form,
    Grant,
    Mission,
    Note,
    Role,
    State,
    Submission,
    User,
)
from azalai.server.people.actors import SYSTEM
from azalai.server.people.tokens import new_device, revoke
from tests.server import filling
from tests.server.conftest import show_second

OWN, OTHER = "ML-gogui", "ML-benena"
DAY = date(2020, 6, 3)

COLUMNS = (
    "nobody", "device", "administrator",
    "officer, own", "officer, other point", "officer, other mission",
    "supervisor, own", "supervisor, other point", "supervisor, other mission",
    "enumerator, own", "enumerator, other point", "enumerator, other mission",
    "reader, own", "reader, other point", "reader, other mission",
)  # fmt: skip
"""Of the matrix. *Own* is the mission and the point of what is asked for; an officer's and a
reader's own is the whole mission."""

_ROLES = {
    "officer": Role.COUNTRY_OFFICER,
    "supervisor": Role.POINT_SUPERVISOR,
    "enumerator": Role.ENUMERATOR,
    "reader": Role.READER,
}


@dataclass
class World:
    """What the requests speak of: everything of mission ``mli`` and, of a record, at `OWN`."""

    mission: Mission
    other: Mission
    record: Submission
    records: dict[str, Submission]
    device: Device
    token: str
    other_token: str
    revoked_token: str
    person: User
    form: Form
    file: Attachment
    finding: Finding
    users: dict[str, User] = field(default_factory=dict)

    def client(self, column: str) -> Client:
        """A browser of this column."""
        if column == "device":
            bearer = {"Authorization": f"Bearer {self.token}"}
            return Client(headers=bearer, raise_request_exception=False)
        client = Client(raise_request_exception=False)
        if column in self.users:
            user = self.users[column]
            client.force_login(user)
            if column == "administrator":
                show_second(client, user)
        return client


SECRETS = {
    "own": (4241, "SECRET-OWN-POINT"),
    "other point": (5303, "SECRET-OTHER-POINT"),
    "other mission": (6113, "SECRET-OTHER-MISSION"),
    "no point": (7019, "SECRET-NO-POINT"),
}
"""Where a record is -> how many persons it says, and its comment: both show where it shows."""


def world(mission: Mission, folder: Path) -> World:
    """Make it; `mission` is the fixture's, the other one stands in a folder of its own."""
    from azalai.server.missions import add_mission
    from azalai.workspace import create
    from azalai.workspace.packs import country_pack, example

    create(folder / "other", example("mali_2020"), country_pack("MLI"))
    other = add_mission(folder / "other", "ner")
    Mission.objects.filter(pk=other.pk).update(name="Niger")
    records = {
        "own": _record(mission, OWN, "own"),
        "other point": _record(mission, OTHER, "other point"),
        "other mission": _record(other, OWN, "other mission"),
        "no point": _record(mission, "somewhere", "no point"),
    }
    device, token = new_device(mission, "phone", actor=SYSTEM, points=[OWN])
    _, other_token = new_device(other, "other phone", actor=SYSTEM)
    gone, revoked_token = new_device(mission, "lost phone", actor=SYSTEM)
    revoke(gone, SYSTEM)
    person = User.objects.create("somebody")
    Grant.objects.create(user=person, role=Role.READER, mission=mission)
    record = records["own"]
    file = Attachment.objects.create(
        submission=record,
        name="a.txt",
        sha256=blobs.put(b"text\n"),
        size=5,
        received_at=datetime.now(UTC),
    )
    finding = Finding.objects.create(submission=record, rule="missing_value", severity="warning")
    made = World(
        mission, other, record, records, device, token, other_token, revoked_token, person,
        Form.objects.get(mission=mission, form_id="flow_registry"), file, finding,
    )  # fmt: skip
    made.users["administrator"] = _user("administrator", Role.ADMINISTRATOR, None)
    for word, role in _ROLES.items():
        own = [] if word in ("officer", "reader") else [OWN]
        for scope, where, points in (
            ("own", mission, own),
            ("other point", mission, [OTHER]),
            ("other mission", other, []),
        ):
            made.users[f"{word}, {scope}"] = _user(f"{word} {scope}", role, where, points)
    return made


def _user(name: str, role: Role, mission: Mission | None, points: list[str] | None = None) -> User:
    # Without a password: nothing has to be hashed.
    user = User.objects.create(name.replace(" ", "-"))
    Grant.objects.create(user=user, role=role, mission=mission, points=points or [])
    return user


def _record(mission: Mission, point: str, where: str) -> Submission:
    persons, comment = SECRETS[where]
    answers = filling.group(1) | {
        "persons": persons, "men": persons, "women": 0, "boys": 0, "girls": 0,
        "nationality": {"MLI": persons}, "comment": comment,
    }  # fmt: skip
    receipt = filling.send(mission, point, DAY, answers)
    record = Submission.objects.get(pk=receipt.submission_id)
    Submission.objects.filter(pk=record.pk).update(state=State.IN_REVIEW)
    Note.objects.create(submission=record, text=f"{comment}-NOTE", at=datetime.now(UTC))
    return record
