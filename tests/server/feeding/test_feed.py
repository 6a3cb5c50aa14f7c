"""Approved records in the workspace: what enters, what leaves, and that repeating is harmless."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection

from azalai.model.periods import Month
from azalai.model.points import DayStatus
from azalai.server.feeding.feed import feed, feed_pending
from azalai.server.feeding.tables import write_tables
from azalai.server.models import AuditEntry, Feed, Finding, Form, Mission, State, Submission
from azalai.workspace import Folder, engine
from azalai.workspace.collected import read_fed
from tests.server.feeding.conftest import Record, content_of, flow_xml, tree

TODAY = date(2020, 8, 1)
JUNE = Month(2020, 6)


def groups(folder: Path) -> dict[str, tuple[str, str, int]]:
    """Record -> point, day, persons: what the workspace holds."""
    opened_folder = Folder(folder)
    with engine() as opened:
        opened_folder.load(opened, opened_folder.months())
        return {
            name: (point, str(day), persons)
            for name, point, day, persons in opened.rows(
                "SELECT record_id, point, date, persons FROM groups"
            )
        }


def test_only_what_is_approved_and_free_of_errors_enters(
    mission: Mission, workspace: Path, group: Record
) -> None:
    group("in", nat=[("MLI", 3), ("SEN", 2)])
    group("waiting", state=State.IN_REVIEW)
    group("returned", state=State.RETURNED)
    group("game", practice=True)
    kept_out = group("doubted")
    Finding.objects.create(submission=kept_out, rule="total_differs", severity="error")
    fine = group("fine")
    Finding.objects.create(submission=fine, rule="unusual", severity="warning")
    assert len(feed(mission, TODAY)) == 1
    assert set(groups(workspace)) == {"in", "fine"}
    kept_out.findings.update(dismissed_by=_somebody())
    feed(mission, TODAY)
    assert set(groups(workspace)) == {"in", "fine", "doubted"}


def _somebody() -> object:
    from azalai.server.models import User

    return User.objects.create("somebody")


def test_nationalities_of_repeats_arrive(mission: Mission, workspace: Path, group: Record) -> None:
    group("a", nat=[("MLI", 3), ("SEN", 2)])
    feed(mission, TODAY)
    assert Folder(workspace).observation("a").counts["nationality"] == {
        ("MLI", ""): 3,
        ("SEN", ""): 2,
    }


def test_feeding_twice_writes_nothing(mission: Mission, workspace: Path, group: Record) -> None:
    group("a")
    group("b", day=date(2020, 5, 31))
    assert {row.month for row in feed(mission, TODAY)} == {"2020-05", "2020-06"}
    before, lines = tree(workspace), (workspace / "log.csv").read_text()
    audited = AuditEntry.objects.count()
    assert feed(mission, TODAY) == []
    assert tree(workspace) == before
    assert (workspace / "log.csv").read_text() == lines
    assert AuditEntry.objects.count() == audited


def test_an_edit_replaces_and_a_withdrawal_removes(
    mission: Mission, workspace: Path, group: Record, edit: Callable[..., Submission]
) -> None:
    first, second = group("a", persons=5), group("b", persons=7)
    feed(mission, TODAY)
    edit(first, date(2020, 6, 2), 6)
    feed(mission, TODAY)
    assert {k: v[2] for k, v in groups(workspace).items()} == {"a": 6, "b": 7}
    second.state = State.RETURNED
    second.save()
    feed(mission, TODAY)
    assert set(groups(workspace)) == {"a"}


def test_a_month_of_which_all_was_withdrawn_is_empty_and_can_fill_again(
    mission: Mission, workspace: Path, group: Record
) -> None:
    one = group("a", nat=[("MLI", 3)])
    feed(mission, TODAY)
    one.state = State.REJECTED
    one.save()
    feed(mission, TODAY)
    assert groups(workspace) == {}
    assert Folder(workspace).months() == []
    assert Feed.objects.get(month="2020-06").rows == 0
    one.state = State.APPROVED
    one.save()
    feed(mission, TODAY)
    assert set(groups(workspace)) == {"a"}


def test_records_that_change_places_between_two_months(
    mission: Mission, workspace: Path, group: Record, edit: Callable[..., Submission]
) -> None:
    one, two = group("one", day=date(2020, 5, 4)), group("two", day=date(2020, 6, 4))
    group("stays", day=date(2020, 5, 9))
    feed(mission, TODAY)
    edit(one, date(2020, 6, 4), 5)
    edit(two, date(2020, 5, 4), 5)
    feed(mission, TODAY)
    assert {k: v[1] for k, v in groups(workspace).items()} == {
        "one": "2020-06-04", "two": "2020-05-04", "stays": "2020-05-09",
    }  # fmt: skip
    assert all(not item.set_aside for item in read_fed(workspace).values())


def test_an_older_copy_of_the_database_is_caught_up_with(
    mission: Mission, workspace: Path, group: Record, edit: Callable[..., Submission]
) -> None:
    """What the server's own rows say is not asked: the workspace knows what it holds."""
    one = group("a", persons=5)
    feed(mission, TODAY)
    edit(one, date(2020, 6, 2), 6)
    feed(mission, TODAY)
    Feed.objects.all().delete()
    edit(one, date(2020, 6, 2), 9)
    feed(mission, TODAY)
    assert {k: v[2] for k, v in groups(workspace).items()} == {"a": 9}
    assert Feed.objects.get().rows == 1


def test_what_the_workspace_cannot_take_is_counted_and_named(
    mission: Mission, workspace: Path, group: Record
) -> None:
    group("good")
    group("nowhere", point="ML-atlantis")
    feed(mission, TODAY)
    (item,) = read_fed(workspace).values()
    assert (item.rows, item.set_aside) == (2, 1)
    with (workspace / "imports" / item.import_id / "findings.csv").open() as file:
        assert [line["record"] for line in csv.DictReader(file)] == ["nowhere"]


def test_a_mapping_that_cannot_be_used_keeps_out_its_form_only(
    mission: Mission, workspace: Path, group: Record, declared: Record, flow: Form
) -> None:
    group("a")
    flow.mapping = "format = 1\n[columns]\npoint = 'no such column'\n"
    flow.save()
    declared("s", "ML-gogui", date(2020, 6, 3), "zero")
    feed(mission, TODAY)
    fed = read_fed(workspace)
    assert fed["count", "2020-06"].problem["code"] == "mapping_no_column"
    assert fed["shift", "2020-06"].problem == {}


def test_shifts_become_declared_days_and_staffing(
    mission: Mission, workspace: Path, group: Record, declared: Record
) -> None:
    group("a", day=date(2020, 6, 1))
    declared("two", "ML-gogui", date(2020, 6, 2), "zero")
    # Of two shifts of one day one saw somebody: that day is no zero.
    declared("am", "ML-gogui", date(2020, 6, 3), "zero", ("06:00", "12:00"))
    declared("pm", "ML-gogui", date(2020, 6, 3), "collected", ("12:00", "18:00"))
    declared("four", "ML-gogui", date(2020, 6, 4), "missing")
    feed(mission, TODAY)
    folder = Folder(workspace)
    with engine() as opened:
        folder.load(opened, [JUNE])
        days = folder.days(opened, JUNE)["ML-gogui"]
    assert [days[date(2020, 6, day)] for day in (1, 2, 3, 4)] == [
        DayStatus.COLLECTED, DayStatus.ZERO, DayStatus.SILENT, DayStatus.MISSING,
    ]  # fmt: skip
    staffed = {
        entry.span.first: entry.hours
        for entry in folder.register.points["ML-gogui"].staffing
        if entry.span.first == entry.span.last
    }
    assert staffed[date(2020, 6, 3)] == "06:00–12:00 12:00–18:00"
    assert date(2020, 6, 4) not in staffed


def test_a_person_has_the_last_word_on_a_day(
    mission: Mission, workspace: Path, group: Record, declared: Record
) -> None:
    days = workspace / "days.csv"
    header = days.read_text().splitlines()[0]
    cells = {"point": "ML-gogui", "from": "2020-06-02", "status": "missing"}
    line = ",".join(cells.get(name, "") for name in header.split(","))
    days.write_text(f"{days.read_text().rstrip()}\n{line}\n")
    group("a", day=date(2020, 6, 1))
    declared("s", "ML-gogui", date(2020, 6, 2), "zero")
    feed(mission, TODAY)
    folder = Folder(workspace)
    with engine() as opened:
        folder.load(opened, [JUNE])
        assert folder.days(opened, JUNE)["ML-gogui"][date(2020, 6, 2)] is DayStatus.MISSING


def test_tables_are_the_same_in_any_order_and_give_back_every_text(
    mission: Mission, tmp_path: Path, group: Record, flow: Form
) -> None:
    texts = ["=cmd()", "'=1", "-5 tired", "+", "@home", "plain", "'quoted'", 'a "b", c\nd']
    for number, text in enumerate(texts):
        group(f"r{number}", comment=text)
    everything = list(Submission.objects.select_related("content"))
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir(), two.mkdir()
    names = [path.name for path in write_tables(everything, flow, one)]
    assert names == ["count.csv", "count-nat.csv"]
    write_tables(reversed(everything), flow, two)
    assert all((one / n).read_bytes() == (two / n).read_bytes() for n in names)
    with (one / "count.csv").open(newline="") as file:
        cells = [line["comment"] for line in csv.DictReader(file)]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))]
    feed(mission, TODAY)
    folder = Folder(Path(mission.path))
    kept = [folder.observation(f"r{n}").attributes["comment"] for n in range(len(texts))]
    assert kept == texts


def test_the_key_of_an_edited_record_stays_the_first(
    tmp_path: Path, group: Record, flow: Form
) -> None:
    one = group("uuid:1", nat=[("MLI", 1)])
    content_of(one, flow_xml("uuid:2", "ML-gogui", one.day, 5, "", [("MLI", 2)]))
    main, nat = write_tables([one], flow, tmp_path)
    (row,) = csv.DictReader(main.open())
    (child,) = csv.DictReader(nat.open())
    assert (row["KEY"], row["meta-instanceID"]) == ("uuid:1", "uuid:2")
    assert (child["PARENT_KEY"], child["KEY"]) == ("uuid:1", "uuid:1/nat[1]")
    assert child["number"] == "2"


def test_killed_at_any_step_the_next_run_makes_it_whole(
    mission: Mission,
    workspace: Path,
    group: Record,
    declared: Record,
    edit: Callable[..., Submission],
) -> None:
    moved, gone = group("moved", day=date(2020, 5, 4)), group("gone")
    group("stays", nat=[("MLI", 2)])
    declared("s", "ML-gogui", date(2020, 6, 3), "zero")
    feed(mission, TODAY)
    edit(moved, date(2020, 6, 4), 8)
    gone.state = State.REJECTED
    gone.save()
    declared("t", "ML-gogui", date(2020, 6, 4), "missing")
    connection.close()
    command = [sys.executable, str(Path(__file__).with_name("killed.py")), str(settings.HOME.root),
               mission.code, str(TODAY)]  # fmt: skip
    here = str(Path(__file__).parents[3])
    ended = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": here}, capture_output=True, text=True, timeout=240
    )
    assert ended.returncode == 0, ended.stderr
    # Files of two months, of the shifts, of the imports; moves of them; rows of the database.
    assert int(ended.stdout) > 20
    assert {k: v[2] for k, v in groups(workspace).items()} == {"moved": 8, "stays": 5}


def test_the_background_feeds_every_mission_and_none_all_the_time(
    mission: Mission, workspace: Path, group: Record
) -> None:
    group("a")
    assert feed_pending() == 1
    group("b")
    # It was fed a moment ago.
    assert feed_pending() == 0
    assert set(groups(workspace)) == {"a"}
