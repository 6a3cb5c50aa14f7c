"""KoboToolbox: by its API and from its XLSX export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from azalai.forms.instance import leaves, read_instance
from azalai.model.errors import AzalaiError
from azalai.server.collection import blobs
from azalai.server.fetching.kobo_file import KoboFile
from azalai.server.fetching.kobo_server import KoboServer
from azalai.server.fetching.opening import outline_of
from azalai.server.fetching.taking import Taken, take
from azalai.server.models import Mission, State, Submission
from tests.server.api.conftest import publish, record
from tests.server.fetching.speaking import Foreign, speaking


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits between tries are for real networks."""
    monkeypatch.setattr("azalai.server.fetching.asking.time.sleep", lambda _: None)


def said(number: int, **more: Any) -> dict[str, Any]:
    """A record as the API gives it: every value a text, keys with the groups around them."""
    return {
        "_id": number, "formhub/uuid": "f" * 32, "day": "2026-03-02", "grp/total": "7",
        "grp/size": "2.5", "gps": "16.27 -0.04 250 4.5",
        "nat": [{"nat/nationality": "ML", "nat/number": "4"},
                {"nat/nationality": "NE", "nat/number": "3"}],
        "why": "work war", "sum": "7", "__version__": "vAbC",
        "meta/instanceID": f"uuid:k{number}", "meta/rootUuid": f"uuid:k{number}",
        "_uuid": f"k{number}", "_submission_time": "2026-03-01T10:00:00",
        "_submitted_by": None, "_status": "submitted_via_web", "_tags": [], "_notes": [],
        "_geolocation": [16.27, -0.04], "_xform_id_string": "aXy", "_attachments": [],
        "_validation_status": {}, **more,
    }  # fmt: skip


def fetch(mission: Mission, foreign: Foreign, **options: Any) -> Taken:
    with speaking(foreign) as address:
        for one in foreign.kobo:
            for file in one["_attachments"]:
                path = file["download_url"].split("/api/", 1)[1]
                file["download_url"] = f"{address}/api/{path}"
        source = KoboServer(address, "aXy", "s3cret", "flows")
        try:
            return take(mission, source, **options)
        finally:
            source.close()


def answers(xml: bytes) -> list[tuple[str, str]]:
    return [(one.tag, one.text) for one in leaves(read_instance(xml).root)
            if one.tag != "instanceID"]  # fmt: skip


def test_every_page_is_followed_and_answers_are_a_phones(mission: Mission) -> None:
    publish(mission)
    foreign = Foreign(kobo=[said(number) for number in range(7)], page=3)
    taken = fetch(mission, foreign)
    assert (taken.seen, taken.new, taken.refused) == (7, 7, [])
    one = Submission.objects.get(root_id="uuid:k3")
    assert one.content and answers(bytes(one.content.xml)) == answers(record("uuid:x"))
    assert one.version == "7" and one.received_at.isoformat() == "2026-03-01T10:00:00+00:00"
    assert fetch(mission, foreign).known == 7


def test_files_come_and_the_token_goes_to_kobo_alone(mission: Mission) -> None:
    publish(mission)
    foreign = Foreign(
        kobo=[
            said(1, photo="bus.jpg", _attachments=[
                {"download_url": "x/api/v2/attachments/bus.jpg",
                 "filename": "awa/attachments/f/k1/bus.jpg", "mimetype": "image/jpeg",
                 "question_xpath": "photo"}])
        ],
        files={"bus.jpg": b"\xff\xd8"},
    )  # fmt: skip
    assert fetch(mission, foreign).files == 1
    one = Submission.objects.get()
    assert one.missing == [] and blobs.read(one.attachments.get().sha256) == b"\xff\xd8"
    shown = dict(foreign.secrets)
    assert shown["/api/v2/attachments/bus.jpg"] == "Token s3cret"
    assert shown["/media/bus.jpg"] == ""


def test_an_edit_there_keeps_its_root(mission: Mission) -> None:
    publish(mission)
    foreign = Foreign(kobo=[said(1)])
    fetch(mission, foreign)
    foreign.kobo = [said(1, **{"grp/total": "9", "meta/instanceID": "uuid:k1b", "_uuid": "k1b"})]
    assert fetch(mission, foreign).changed == 1
    assert fetch(mission, foreign).known == 1
    one = Submission.objects.get()
    assert (one.root_id, one.contents_count) == ("uuid:k1", 2)
    assert one.content and ("total", "9") in answers(bytes(one.content.xml))


def test_validation_is_noted_and_trusted_only_when_told(mission: Mission) -> None:
    publish(mission)
    foreign = Foreign(
        kobo=[
            said(1, _validation_status={"uid": "validation_status_approved"},
                 _notes=[{"note": "Called back"}]),
            said(2, _validation_status={"uid": "validation_status_on_hold"}),
        ]
    )  # fmt: skip
    fetch(mission, foreign)
    one = Submission.objects.get(root_id="uuid:k1")
    assert one.state == State.RECEIVED
    assert set(one.notes.values_list("text", flat=True)) == {
        "Called back", "Approved in KoboToolbox.",
    }  # fmt: skip
    fetch(mission, foreign, trust=True)
    assert dict(Submission.objects.values_list("root_id", "state")) == {
        "uuid:k1": State.APPROVED, "uuid:k2": State.RECEIVED,
    }  # fmt: skip


@pytest.mark.parametrize("stop", [1, 2, 3, 4])
def test_cut_off_between_pages_and_finished(mission: Mission, stop: int) -> None:
    publish(mission)
    foreign = Foreign(kobo=[said(number) for number in range(9)], page=3, stop_after=stop)
    if stop < 4:
        with pytest.raises(AzalaiError) as caught:
            fetch(mission, foreign)
        assert caught.value.code == "fetch_unreachable"
        assert Submission.objects.count() == max(0, stop - 1) * 3
    foreign.stop_after = None
    fetch(mission, foreign)
    assert Submission.objects.count() == 9


HEADS = ("day", "grp/total", "grp/size", "gps", "_gps_latitude", "_gps_longitude", "why",
         "why/work", "why/war", "sum", "__version__", "_id", "_uuid", "_submission_time",
         "_validation_status",
         "meta/rootUuid", "_index")  # fmt: skip
ROW = ("2026-03-02", 7, 2.5, "16.27 -0.04 250 4.5", 16.27, -0.04, "work war", 1, 1, 7, "vA", 1,
       "k1", "2026-03-01T10:00:00", "Approved", "uuid:k1", 1)  # fmt: skip


def workbook(path: Path, heads: tuple[str, ...] = HEADS) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Flows")
    sheet.write_row(0, 0, heads)
    sheet.write_row(1, 0, ROW)
    second = [*ROW[:-5], "k2", "2026-03-01T11:00:00", "", "uuid:k2", 2]
    sheet.write_row(2, 0, [*second])
    repeat = book.add_worksheet("nat")
    repeat.write_row(0, 0, ("nat/nationality", "nat/number", "_index", "_parent_table_name",
                            "_parent_index", "_submission__id", "_submission__uuid"))  # fmt: skip
    for line, row in enumerate(
        [("ML", 4, 1, "Flows", 1, 1, "k1"), ("ML", 7, 2, "Flows", 2, 2, "k2"),
         ("NE", 3, 3, "Flows", 1, 1, "k1")], 1
    ):  # fmt: skip
        repeat.write_row(line, 0, row)
    book.close()
    return path


def from_file(mission: Mission, path: Path) -> Taken:
    source = KoboFile(path, "flows", outline_of(mission, "flows"))
    try:
        return take(mission, source)
    finally:
        source.close()


@pytest.mark.parametrize("known", [True, False])
def test_repeats_on_their_own_sheets_find_their_records(
    mission: Mission, tmp_path: Path, known: bool
) -> None:
    if known:
        publish(mission)
    path = workbook(tmp_path / "flows.xlsx")
    assert from_file(mission, path).new == 2
    assert from_file(mission, path).known == 2
    one = Submission.objects.get(root_id="uuid:k1")
    assert one.content is not None
    root = read_instance(bytes(one.content.xml)).root
    rows = root.findall("nat")
    assert [[leaf.text for leaf in row] for row in rows] == [["ML", "4"], ["NE", "3"]]
    if known:
        assert answers(bytes(one.content.xml)) == answers(record("uuid:x"))


def test_labels_are_refused(mission: Mission, tmp_path: Path) -> None:
    publish(mission)
    heads = tuple(one if one.startswith(("_", "meta")) else f"The {one} of it" for one in HEADS)
    with pytest.raises(AzalaiError) as caught:
        from_file(mission, workbook(tmp_path / "flows.xlsx", heads))
    assert caught.value.code == "fetch_labels"


def test_api_and_export_of_one_record_are_one(mission: Mission, tmp_path: Path) -> None:
    publish(mission)
    fetch(mission, Foreign(kobo=[said(1), said(2)]))
    assert from_file(mission, workbook(tmp_path / "flows.xlsx")).known == 2
    assert Submission.objects.count() == 2
