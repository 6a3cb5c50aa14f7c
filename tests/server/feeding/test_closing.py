"""Four eyes: who may close, what was looked at, what an interruption leaves."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from azalai.model.errors import AzalaiError, ReleaseError
from azalai.model.periods import Month
from azalai.release import close, open_release
from azalai.server.feeding import closing as closings
from azalai.server.feeding.feed import feed
from azalai.server.models import AuditEntry, Closing, Grant, Mission, Role, State, Submission, User
from azalai.workspace import Folder
from tests.server.feeding.conftest import Record

TODAY = date(2020, 8, 1)
JUNE = Month(2020, 6)
HERE = "/m/mli/closing/2020-06"


@pytest.fixture
def ready(mission: Mission, group: Record) -> Mission:
    """June with groups at two points, handed over."""
    for number in range(12):
        group(f"g{number}", "ML-gogui", date(2020, 6, 1 + number), 30 + number, nat=[("MLI", 20)])
    group("w", "ML-wabaria", date(2020, 6, 3), 40)
    feed(mission, TODAY)
    return mission


@pytest.fixture
def two(person: Callable[..., User], mission: Mission) -> tuple[User, User]:
    return (
        person("awa", Role.COUNTRY_OFFICER, mission),
        person("moussa", Role.COUNTRY_OFFICER, mission),
    )


def _seen(mission: Mission) -> str:
    return closings.looked_at(mission, Folder(Path(mission.path)), JUNE)


def _code(caught: pytest.ExceptionInfo[AzalaiError]) -> str:
    return caught.value.code


def test_one_asks_another_confirms(ready: Mission, two: tuple[User, User]) -> None:
    awa, moussa = two
    asked = closings.ask(ready, JUNE, awa, _seen(ready), "", TODAY)
    done = closings.confirm(asked, moussa, TODAY)
    assert (done.release, done.confirmed_by) == ("2020-06", moussa)
    release = open_release(Folder(Path(ready.path)), JUNE)
    # 30 + 31 + … + 41 = 426 at Gogui.
    (row,) = [
        row for row in release.rows("sealed")
        if (row.measure, row.place, row.direction) == ("flows", "ML-gogui", "total")
    ]  # fmt: skip
    assert row.value == 426
    said = [entry.action for entry in AuditEntry.objects.order_by("number")]
    assert said[-3:] == ["month.closing_asked", "month.closing_confirmed", "month.closed"]
    assert "awa + moussa" in (Path(ready.path) / "log.csv").read_text()


def test_nobody_is_their_own_second_pair_of_eyes(ready: Mission, two: tuple[User, User]) -> None:
    awa, _ = two
    Grant.objects.create(user=awa, role=Role.ADMINISTRATOR)
    asked = closings.ask(ready, JUNE, awa, _seen(ready), "", TODAY)
    with pytest.raises(AzalaiError) as caught:
        closings.confirm(asked, awa, TODAY)
    assert _code(caught) == "closing_same_person"
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.filter(pk=asked.pk).update(confirmed_by=awa)


def test_what_changed_since_has_to_be_looked_at_anew(
    ready: Mission, two: tuple[User, User], group: Record
) -> None:
    awa, moussa = two
    asked = closings.ask(ready, JUNE, awa, _seen(ready), "", TODAY)
    group("later", "ML-gogui", date(2020, 6, 20))
    for fed in (False, True):
        if fed:
            feed(ready, TODAY)
        with pytest.raises(AzalaiError) as caught:
            closings.confirm(asked, moussa, TODAY)
        assert _code(caught) == "closing_changed"
    assert not (Path(ready.path) / "releases/2020-06").exists()
    closings.withdraw(asked, moussa)
    again = closings.ask(ready, JUNE, moussa, _seen(ready), "", TODAY)
    assert closings.confirm(again, awa, TODAY).release == "2020-06"


def test_a_day_declared_by_hand_is_a_change_too(ready: Mission, two: tuple[User, User]) -> None:
    awa, moussa = two
    asked = closings.ask(ready, JUNE, awa, _seen(ready), "", TODAY)
    days = Path(ready.path) / "days.csv"
    header = days.read_text().splitlines()[0].split(",")
    cells = {"point": "ML-gogui", "from": "2020-06-29", "status": "zero"}
    days.write_text(days.read_text().rstrip() + "\n" + ",".join(cells.get(n, "") for n in header))
    with pytest.raises(AzalaiError) as caught:
        closings.confirm(asked, moussa, TODAY)
    assert _code(caught) == "closing_changed"


def test_asking_needs_a_month_that_is_over_and_in_step(
    ready: Mission, two: tuple[User, User], group: Record
) -> None:
    awa, _ = two
    seen = _seen(ready)
    with pytest.raises(AzalaiError) as caught:
        closings.ask(ready, JUNE, awa, seen, "", date(2020, 6, 30))
    assert _code(caught) == "closing_not_over"
    closings.ask(ready, JUNE, awa, seen, "", TODAY)
    with pytest.raises(AzalaiError) as caught:
        closings.ask(ready, JUNE, awa, seen, "", TODAY)
    assert _code(caught) == "closing_asked"
    group("more", "ML-gogui", date(2020, 6, 20))
    with pytest.raises(AzalaiError) as caught:
        closings.ask(ready, JUNE, awa, seen, "", TODAY)
    assert _code(caught) == "closing_unfed"


def test_a_revision_needs_a_reason_and_four_eyes_again(
    ready: Mission, two: tuple[User, User], group: Record
) -> None:
    awa, moussa = two
    closings.confirm(closings.ask(ready, JUNE, awa, _seen(ready), "", TODAY), moussa, TODAY)
    group("later", "ML-gogui", date(2020, 6, 20), 50)
    feed(ready, TODAY)
    with pytest.raises(AzalaiError) as caught:
        closings.ask(ready, JUNE, awa, _seen(ready), " ", TODAY)
    assert _code(caught) == "closing_reason"
    asked = closings.ask(ready, JUNE, moussa, _seen(ready), "A late sheet from Gogui", TODAY)
    assert closings.confirm(asked, awa, TODAY).release == "2020-06.r2"
    manifest = open_release(Folder(Path(ready.path)), JUNE).manifest
    assert manifest["reason"] == "A late sheet from Gogui"


def test_a_revision_that_changes_nothing_is_refused_and_can_be_withdrawn(
    ready: Mission, two: tuple[User, User]
) -> None:
    awa, moussa = two
    closings.confirm(closings.ask(ready, JUNE, awa, _seen(ready), "", TODAY), moussa, TODAY)
    asked = closings.ask(ready, JUNE, awa, _seen(ready), "To be sure", TODAY)
    with pytest.raises(ReleaseError) as caught:
        closings.confirm(asked, moussa, TODAY)
    assert caught.value.code == "month_closed"
    asked.refresh_from_db()
    assert asked.confirmed_by is None
    closings.withdraw(asked, awa)


@pytest.mark.parametrize("release_was_made", [False, True])
def test_what_was_cut_off_between_confirmation_and_release_is_finished(
    ready: Mission, two: tuple[User, User], release_was_made: bool
) -> None:
    awa, moussa = two
    asked = closings.ask(ready, JUNE, awa, _seen(ready), "", TODAY)
    # As the rows stand when the process ends right after the confirmation, or after the release.
    asked.confirmed_by, asked.confirmed_at = moussa, datetime.now(UTC)
    asked.release = "2020-06"
    asked.save()
    if release_was_made:
        close(Folder(Path(ready.path)), JUNE, TODAY)
    assert closings.finish(asked, TODAY).done_at is not None
    assert open_release(Folder(Path(ready.path)), JUNE).identity == "2020-06"
    assert not (Path(ready.path) / "releases/2020-06/r2").exists()


def test_the_journey_on_the_screens(
    ready: Mission,
    two: tuple[User, User],
    browser: Callable[..., Client],
    person: Callable[..., User],
    group: Record,
) -> None:
    first, second = browser(two[0]), browser(two[1], "fr")
    waiting = group("waiting", "ML-gogui", date(2020, 6, 21), state=State.RECEIVED)
    page = first.get(HERE).content.decode()
    assert "1 record that nobody has begun to review" in page
    assert "ML-gogui" not in page
    assert "Gogui: 18 days" in page  # of June's thirty, twelve have groups
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    assert first.post(f"{HERE}/ask", {"seen": "0" * 64}).status_code == 302
    assert "no longer what was looked at" in first.get(HERE).content.decode()
    first.post(f"{HERE}/ask", {"seen": seen[1]})
    asked = Closing.objects.get()
    page = first.get(HERE).content.decode()
    assert f"{HERE}/{asked.pk}/confirm" not in page
    assert "Another person has to confirm" in page
    first.post(f"{HERE}/{asked.pk}/confirm")
    assert "whatever roles" in first.get(HERE).content.decode()
    page = second.get(HERE).content.decode()
    assert "Confirmer et clore" in page
    second.post(f"{HERE}/{asked.pk}/confirm")
    page = second.get(HERE).content.decode()
    assert "Clos\u00a0: 2020-06." in page
    waiting.received_at = datetime.now(UTC)
    waiting.save()
    assert "1 record arrived after the month was closed" in first.get(HERE).content.decode()
    reader = browser(person("lea", Role.READER, ready))
    assert reader.get(HERE).status_code == 403
    limited = browser(person("sidi", Role.COUNTRY_OFFICER, ready, ("ML-gogui",)))
    assert limited.get(HERE).status_code == 403
    assert first.get("/m/mli/closing/2020-13").status_code == 404
    assert first.get("/m/mli/closing").content.decode().count("closed: 2020-06") == 1


def test_the_bulletin_comes_as_a_download(
    ready: Mission, two: tuple[User, User], browser: Callable[..., Client]
) -> None:
    awa, moussa = two
    closings.confirm(closings.ask(ready, JUNE, awa, _seen(ready), "", TODAY), moussa, TODAY)
    # The example's paragraphs speak of points that have no records here.
    for path in (Path(ready.path) / "text").glob("2020-06.*"):
        path.unlink()
    client = browser(awa)
    client.post(f"{HERE}/r1/bulletin")
    assert client.post(f"{HERE}/r2/bulletin").status_code == 404
    until = time.monotonic() + 120
    files: list[str] = []
    while not files and time.monotonic() < until:
        time.sleep(0.5)
        files = re.findall(rf'href="({HERE}/r1/[^"]+\.pdf)"', client.get(HERE).content.decode())
    assert len(files) == 2, client.get(HERE).content.decode()
    for address in files:
        answer = client.get(address)
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(f"{HERE}/r1/..%2f..%2fazalai.toml").status_code == 404


def test_a_record_withdrawn_from_a_closed_month_leaves_the_release_alone(
    ready: Mission, two: tuple[User, User]
) -> None:
    awa, moussa = two
    closings.confirm(closings.ask(ready, JUNE, awa, _seen(ready), "", TODAY), moussa, TODAY)
    release = open_release(Folder(Path(ready.path)), JUNE)
    Submission.objects.update(state=State.REJECTED)
    feed(ready, TODAY)
    assert Folder(Path(ready.path)).months() == []
    assert open_release(Folder(Path(ready.path)), JUNE).verify() == release.verify() == []


def test_what_came_after_a_month_was_closed_at_the_workspace_shows(
    ready: Mission, two: tuple[User, User], browser: Callable[..., Client], group: Record
) -> None:
    """``azalai close`` knows no requests: the log of the workspace says when it was."""
    close(Folder(Path(ready.path)), JUNE, TODAY)
    first = browser(two[0])
    assert "after the month was closed" not in first.get(HERE).content.decode()
    later = group("later", "ML-gogui", date(2020, 6, 21), state=State.RECEIVED)
    later.received_at = datetime.now(UTC) + timedelta(seconds=5)
    later.save()
    assert "1 record arrived after the month was closed" in first.get(HERE).content.decode()
