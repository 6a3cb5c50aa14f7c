"""Whose midnight it is: days and hours are those of the mission, not of the server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from azalai.model.errors import WorkspaceError
from azalai.model.periods import Month
from azalai.server.collection import formfacts
from azalai.server.collection.receiving import Arrival, receive
from azalai.server.feeding.calendar import calendar
from azalai.server.missions import today_of
from azalai.server.models import Finding, Mission, Role, Submission, User
from azalai.server.people.actors import actor_of_user
from azalai.server.review import checking, queue
from azalai.workspace import Folder
from tests.server import filling

KIRITIMATI = "Pacific/Kiritimati"
"""Fourteen hours ahead of UTC: for ten hours of each day it is tomorrow there."""
PAGO_PAGO = "Pacific/Pago_Pago"
"""Eleven hours behind."""


def clocks(mission: Mission, name: str) -> None:
    """Have a mission live by other clocks."""
    path = Path(mission.path) / "azalai.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f'timezone = "{name}"\n{text}', encoding="utf-8")
    formfacts.forget()


def test_the_country_says_the_zone_and_the_workspace_may_say_another(mission: Mission) -> None:
    assert Folder(Path(mission.path)).zone == ZoneInfo("Africa/Bamako")
    clocks(mission, "Africa/Djibouti")
    assert Folder(Path(mission.path)).zone == ZoneInfo("Africa/Djibouti")


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd"])
def test_a_zone_that_there_is_not_is_refused(mission: Mission, name: str) -> None:
    clocks(mission, name)
    with pytest.raises(WorkspaceError) as caught:
        _ = Folder(Path(mission.path)).config
    assert caught.value.code == "bad_setting"


@pytest.mark.parametrize("name", [KIRITIMATI, PAGO_PAGO, "Africa/Djibouti"])
def test_today_begins_at_the_missions_midnight(mission: Mission, name: str) -> None:
    clocks(mission, name)
    here = datetime.now(ZoneInfo(name))
    midnight = datetime.combine(here.date(), time(), here.tzinfo).astimezone(UTC)
    version = filling.flow_form(mission).versions.latest("pk").version
    for seconds, persons in ((-1, 5), (1, 7)):
        answers = filling.group(1) | {"persons": persons}
        xml = filling.instance("ML-gogui", here.date(), answers, version=version)
        receive(Arrival(mission.pk, xml, received_at=midnight + timedelta(seconds=seconds)))
    said = filling.send(mission, "ML-gogui", here.date(), filling.group(2) | {"persons": 11})
    receipt = receive(
        Arrival(mission.pk, filling.instance("ML-gogui", here.date(), filling.group(3) | {
            "persons": 20}, version=version))
    )  # fmt: skip
    assert said.submission_id
    # 7 a second after midnight, 11 and 20 now; 5 a second before it are of yesterday.
    assert (receipt.news.groups, receipt.news.persons) == (3, 38)


@pytest.mark.parametrize("name", [KIRITIMATI, PAGO_PAGO])
def test_a_group_of_the_missions_today_is_not_of_the_future(mission: Mission, name: str) -> None:
    clocks(mission, name)
    today = today_of(mission)
    assert today == datetime.now(ZoneInfo(name)).date()
    fine = filling.send(mission, "ML-gogui", today, filling.group(1))
    ahead = filling.send(mission, "ML-gogui", today + timedelta(days=1), filling.group(2))
    checking.check_pending()
    found = Finding.objects.filter(rule="future_date").values_list("submission_id", flat=True)
    assert list(found) == [ahead.submission_id]
    assert fine.submission_id not in found


@pytest.mark.parametrize(
    ("name", "late"), [("Africa/Djibouti", 1), ("Africa/Bamako", 0), (PAGO_PAGO, 0)]
)
def test_late_is_counted_in_days_of_the_mission(
    mission: Mission, person: Callable[..., User], name: str, late: int
) -> None:
    clocks(mission, name)
    day = date(2020, 6, 30)
    version = filling.flow_form(mission).versions.latest("pk").version
    xml = filling.instance("ML-gogui", day, filling.group(1), version=version)
    # At Djibouti it is the third of July already, half past one in the morning.
    receive(Arrival(mission.pk, xml, received_at=datetime(2020, 7, 2, 22, 30, tzinfo=UTC)))
    officer = actor_of_user(person("awa", Role.COUNTRY_OFFICER, mission))
    folder = Folder(Path(mission.path))
    lines = calendar(officer, mission, folder, Month(2020, 6), date(2020, 8, 1))
    (gogui,) = [line for line in lines if line.point.code == "ML-gogui"]
    assert sum(cell.late for cell in gogui.cells) == late
    (line,) = queue.point_days(
        Submission.objects.all(), queue.Filters.of({"show": "all"}), folder.zone
    )
    assert line.late == late


@pytest.mark.parametrize("offset", ["Z", "+00:00", "+03:00", "-11:00", ""])
def test_an_hour_is_the_hour_that_was_typed(mission: Mission, offset: str) -> None:
    clocks(mission, "Africa/Djibouti")
    day = date(2020, 6, 30)
    version = filling.flow_form(mission).versions.latest("pk").version
    xml = filling.instance(
        "ML-gogui", day, filling.group(1) | {"time": time(23, 30)}, version=version
    ).replace(b"23:30:00.000Z", f"23:30:00.000{offset}".encode())
    receipt = receive(Arrival(mission.pk, xml))
    record = Submission.objects.get(pk=receipt.submission_id)
    assert (record.day, record.time) == (day, time(23, 30))
    filling.approve_all(mission)
    from azalai.server.feeding.feed import feed

    feed(mission)
    seen = Folder(Path(mission.path)).observation(record.root_id)
    assert (seen.date, seen.time) == (day, time(23, 30))


@pytest.mark.parametrize(
    ("said", "flagged"),
    [("{here:%Y-%m-%dT%H:%M:%S}", False), ("{here:%Y-%m-%dT%H:%M:%S}+03:00", False),
     ("{here:%Y-%m-%dT%H:%M:%S}+00:00", True)],
)  # fmt: skip
def test_a_clock_is_held_against_the_missions(mission: Mission, said: str, flagged: bool) -> None:
    clocks(mission, "Africa/Djibouti")
    here = datetime.now(timezone(timedelta(hours=3)))
    version = filling.flow_form(mission).versions.latest("pk").version
    xml = filling.instance("ML-gogui", here.date(), filling.group(1), version=version)
    xml = xml.replace(b"<visit>", f"<end>{said.format(here=here)}</end><visit>".encode(), 1)
    assert ("clock" in receive(Arrival(mission.pk, xml)).flags) is flagged
