"""The calendar and the map: every number worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.test import Client

from azalai.intake import import_file
from azalai.model.periods import Month
from azalai.model.points import DayStatus
from azalai.server.feeding.calendar import EXPECTED, PENDING, Cell, calendar
from azalai.server.feeding.feed import feed
from azalai.server.feeding.map import PointState, states
from azalai.server.models import Finding, Mission, Role, State, User
from azalai.server.people.actors import actor_of_user
from azalai.workspace import Folder
from tests.server.feeding.conftest import Record

TODAY = date(2020, 6, 20)


def _cells(mission: Mission, user: User, point: str = "ML-gogui") -> dict[int, Cell]:
    found = calendar(
        actor_of_user(user), mission, Folder(Path(mission.path)), Month(2020, 6), TODAY
    )
    return {cell.day.day: cell for line in found if line.point.code == point for cell in line.cells}


def test_each_kind_of_day(
    mission: Mission, person: Callable[..., User], group: Record, declared: Record
) -> None:
    officer = person("awa", Role.COUNTRY_OFFICER, mission)
    group("a", day=date(2020, 6, 1), persons=5)
    group("b", day=date(2020, 6, 1), persons=7, state=State.RECEIVED)
    group("no", day=date(2020, 6, 1), persons=90, state=State.REJECTED)
    group("game", day=date(2020, 6, 1), persons=90, practice=True)
    group("two", day=date(2020, 6, 2), persons=1, late=2)
    found = group("three", day=date(2020, 6, 3), persons=2, late=3)
    Finding.objects.create(submission=found, rule="r", severity="warning")
    Finding.objects.create(submission=found, rule="s", severity="note")
    Finding.objects.create(submission=found, rule="t", severity="error", dismissed_by=officer)
    declared("z", "ML-gogui", date(2020, 6, 4), "zero")
    declared("m", "ML-gogui", date(2020, 6, 5), "missing")
    feed(mission, TODAY)
    waits = declared("w", "ML-gogui", date(2020, 6, 6), "zero")
    waits.state = State.RECEIVED
    waits.save()
    cells = _cells(mission, officer)
    assert (cells[1].status, cells[1].groups, cells[1].persons) == (DayStatus.COLLECTED, 2, 12)
    assert (cells[1].waiting, cells[1].late, cells[1].findings) == (1, 0, 0)
    # Three days after its day is late, two are not.
    assert (cells[2].late, cells[3].late, cells[3].findings) == (0, 1, 1)
    assert [cells[day].status for day in (4, 5, 6, 7, 19, 20, 21)] == [
        DayStatus.ZERO, DayStatus.MISSING, PENDING, DayStatus.SILENT, DayStatus.SILENT, EXPECTED,
        EXPECTED,
    ]  # fmt: skip
    assert cells[1].address == "/m/mli/queue/day?point=ML-gogui&day=2020-06-01"
    assert cells[7].address == ""


def test_groups_of_imported_files_count_once(
    mission: Mission, workspace: Path, tmp_path: Path, person: Callable[..., User], group: Record
) -> None:
    group("a", day=date(2020, 6, 1), persons=5)
    feed(mission, TODAY)
    (tmp_path / "m.toml").write_text(
        "format = 1\n[columns]\nrecord_id = 'id'\npoint = 'p'\ndate = 'd'\npersons = 'n'\n"
    )
    (tmp_path / "f.csv").write_text(
        "id,p,d,n\nx,ML-gogui,2020-06-01,10\ny,ML-gogui,2020-06-02,20\n"
    )
    import_file(Folder(workspace), tmp_path / "f.csv", tmp_path / "m.toml", TODAY)
    cells = _cells(mission, person("awa", Role.COUNTRY_OFFICER, mission))
    assert (cells[1].groups, cells[1].persons) == (2, 15)
    assert (cells[2].groups, cells[2].persons, cells[2].status) == (1, 20, DayStatus.COLLECTED)


def test_only_the_points_one_may_see(
    mission: Mission, person: Callable[..., User], browser: Callable[..., Client], group: Record
) -> None:
    group("a", "ML-wabaria", date(2020, 6, 1))
    limited = person("sidi", Role.POINT_SUPERVISOR, mission, ("ML-gogui",))
    found = calendar(
        actor_of_user(limited), mission, Folder(Path(mission.path)), Month(2020, 6), TODAY
    )
    assert [line.point.code for line in found] == ["ML-gogui"]
    for address in ("/m/mli/calendar?month=2020-06", "/m/mli/map?day=2020-06-01"):
        page = browser(limited).get(address).content.decode()
        assert "Gogui" in page
        assert "Wabaria" not in page


def test_the_map_says_who_is_heard_late_and_silent(
    mission: Mission, person: Callable[..., User], group: Record
) -> None:
    group("a", "ML-gogui", date(2020, 6, 20))
    group("b", "ML-wabaria", date(2020, 6, 18))
    group("c", "ML-benena", date(2020, 6, 17))
    officer = actor_of_user(person("awa", Role.COUNTRY_OFFICER, mission))
    found = {
        item.point.code: item
        for item in states(officer, mission, Folder(Path(mission.path)), TODAY, TODAY)
    }
    assert found["ML-gogui"].state is PointState.HEARD
    assert found["ML-wabaria"].state is PointState.LATE
    assert found["ML-benena"].state is PointState.SILENT
    assert found["ML-benena"].last == date(2020, 6, 17)


def test_the_pages_open_in_both_languages(
    mission: Mission, person: Callable[..., User], browser: Callable[..., Client], group: Record
) -> None:
    group("a", "ML-gogui", date(2020, 6, 1), 12, late=5)
    reader = person("lea", Role.READER, mission)
    page = browser(reader).get("/m/mli/calendar").content.decode()
    assert "Gogui, 1 June 2020: 1 group, 12 persons, 1 late" in page
    page = browser(reader, "fr").get("/m/mli/calendar?month=nonsense").content.decode()
    assert "1er juin 2020\u00a0: 1 groupe, 12 personnes, 1 en retard" in page
    page = browser(reader, "fr").get("/m/mli/map?day=2020-06-01").content.decode()
    assert '<svg class="point-map"' in page
    assert "style=" not in page
    assert browser(reader).get("/m/mli/map?day=0001-01-01").status_code == 200
    assert browser(reader).get("/m/mli/calendar?month=9998-12").status_code == 200
