"""What the phone shows after sending: every number of a day worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from azalai.server.collection.messages import message, today
from azalai.server.collection.receiving import Arrival, News, Receipt, receive
from azalai.server.models import Device, Mission, Role, State, Submission, User
from azalai.server.people.actors import actor_of_user
from azalai.server.review import checking, states
from azalai.wording.phone import PhoneWording
from tests.server import filling

NNBSP = "\u202f"


@pytest.fixture
def devices(mission: Mission) -> tuple[Device, Device]:
    return tuple(  # type: ignore[return-value]
        Device.objects.create(
            mission=mission, label=name, token_sha256=name * 64, language="en", points=["ML-gogui"]
        )
        for name in "ab"
    )


def _send(mission: Mission, device: Device, persons: int, **more: object) -> Receipt:
    version = filling.flow_form(mission).versions.latest("pk").version
    day = datetime.now(UTC).date()
    answers = filling.group(persons) | {
        "persons": persons, "men": persons, "women": 0, "boys": 0, "girls": 0, "under_5": 0,
        "nationality": {"MLI": persons},
    }  # fmt: skip
    point = str(more.pop("point", "ML-gogui"))
    xml = filling.instance(point, day, answers, version=version)
    return receive(Arrival(mission.pk, xml, device_id=device.pk, **more))  # type: ignore[arg-type]


def test_a_day_at_a_point(
    mission: Mission, devices: tuple[Device, Device], person: Callable[..., User]
) -> None:
    mine, other = devices
    officer = actor_of_user(person("awa", Role.COUNTRY_OFFICER, mission))
    returned = _send(mission, mine, 7)
    rejected = _send(mission, mine, 30)
    _send(mission, other, 11)
    _send(mission, mine, 100, practice=True)
    _send(mission, mine, 200, point="ML-benena")
    _send(mission, mine, 400, received_at=datetime.now(UTC) - timedelta(days=1))
    theirs = _send(mission, other, 13)
    # Another form may count the same people: it has a sum of its own.
    passing = _send(mission, other, 800)
    Submission.objects.filter(pk=passing.submission_id).update(form_name="counter")
    while checking.check_pending():
        pass
    for receipt, to in (
        (returned, State.RETURNED), (rejected, State.REJECTED), (theirs, State.RETURNED),
    ):  # fmt: skip
        record = Submission.objects.get(pk=receipt.submission_id)
        states.move(officer, record, to, "How many women?")
    last = _send(mission, mine, 5)
    # 7, 30, 11, 13 and 5 came today from Gogui: also what was sent back or rejected since, and
    # what a colleague's phone sent. Neither practice, nor Benena, nor yesterday's 400.
    assert (last.news.groups, last.news.persons) == (5, 66)
    # Only one of the two that were sent back came from this phone.
    assert [one.persons for one in last.news.corrections] == [7]
    said = message(last, "en", mission.path, practice=False)
    assert said.splitlines()[1] == "Gogui, received today with this form: 5 groups, 66 people."
    assert "1 record to correct" in said and said.endswith("How many women?")
    shown = today(mine)
    day = [(one["form"], one["groups"], one["persons"]) for one in shown["today"]]
    assert day == [("counter", 1, 800), ("flow_registry", 5, 66)]
    assert [one["persons"] for one in shown["corrections"]] == [7]
    game = _send(mission, mine, 9, practice=True)
    assert "Gogui" not in message(game, "en", mission.path, practice=True).splitlines()[1]


@pytest.mark.parametrize(
    ("n", "groups", "persons"),
    [
        (1, "مجموعة واحدة", "شخص واحد"),
        (2, "مجموعتان", "شخصان"),
        (3, "3 مجموعات", "3 أشخاص"),
        (10, "10 مجموعات", "10 أشخاص"),
        (11, "11 مجموعة", "11 شخصًا"),
        (99, "99 مجموعة", "99 شخصًا"),
        (100, "100 مجموعة", "100 شخص"),
        (102, "102 مجموعة", "102 شخص"),
        (103, "103 مجموعات", "103 أشخاص"),
        (111, "111 مجموعة", "111 شخصًا"),
    ],
)
def test_arabic_counts_as_arabic_does(n: int, groups: str, persons: str) -> None:
    words = PhoneWording("ar")
    assert words.text("phone.answer.groups", n) == groups
    assert words.text("phone.answer.persons", n) == persons
    receipt = Receipt(1, 1, True, False, 201, (), (), News("ML-x", n, n))
    assert f"{groups}، {persons}" in message(receipt, "ar", "/nowhere", practice=False)


def test_nobody_is_said_in_words() -> None:
    assert PhoneWording("ar").text("phone.answer.persons", 0) == "لا أشخاص"


@pytest.mark.parametrize(
    ("lang", "n", "said"),
    [
        ("en", 0, "0 people"), ("en", 1, "1 person"), ("en", 2, "2 people"),
        ("fr", 0, "0 personne"), ("fr", 1, "1 personne"), ("fr", 2, "2 personnes"),
        ("fr", 100, "100 personnes"),
    ],
)  # fmt: skip
def test_english_and_french_plurals(lang: str, n: int, said: str) -> None:
    assert PhoneWording(lang).text("phone.answer.persons", n) == said
