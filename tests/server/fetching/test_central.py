"""ODK Central: by its API and from its export."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from azalai.model.errors import AzalaiError
from azalai.server.collection import blobs
from azalai.server.fetching.asking import Server
from azalai.server.fetching.central_file import CentralFile
from azalai.server.fetching.central_server import CentralServer
from azalai.server.fetching.taking import Taken, take
from azalai.server.models import Content, Mission, Note, Origin, State, Submission
from tests.server.api.conftest import publish, record
from tests.server.fetching.speaking import Foreign, There, speaking


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits between tries are for real networks."""
    monkeypatch.setattr("azalai.server.fetching.asking.time.sleep", lambda _: None)


def fetch(mission: Mission, foreign: Foreign, **options: Any) -> Taken:
    with speaking(foreign) as address:
        source = CentralServer(address, 3, "flows", "awa@example.org", "secret")
        try:
            return take(mission, source, **options)
        finally:
            source.close()


def plain(name: str, **more: Any) -> There:
    return There([(f"uuid:{name}", record(f"uuid:{name}"))], **more)


def test_xml_comes_byte_for_byte_with_edits_files_and_comments(mission: Mission) -> None:
    publish(mission)
    edited = There(
        [("uuid:b", record("uuid:b")), ("uuid:b2", record("uuid:b2", total=9, old="uuid:b"))],
        review="hasIssues", comments=["Ask again"],
    )  # fmt: skip
    photo = There([("uuid:c", record("uuid:c", photo="bus.jpg"))], files={"bus.jpg": b"\xff\xd8"})
    foreign = Foreign(central=[plain("a"), edited, photo])
    taken = fetch(mission, foreign)
    assert (taken.seen, taken.new, taken.files, taken.refused) == (3, 3, 1, [])
    stored = {one.instance_id: bytes(one.xml) for one in Content.objects.all()}
    assert stored == dict(version for one in foreign.central for version in one.versions)
    two = Submission.objects.get(root_id="uuid:b")
    assert two.contents_count == 2 and two.content and two.content.instance_id == "uuid:b2"
    assert two.state != State.RETURNED
    notes = set(two.notes.values_list("text", flat=True))
    assert "Ask again" in notes and len(notes) == 2
    file = Submission.objects.get(root_id="uuid:c").attachments.get()
    assert blobs.read(file.sha256) == b"\xff\xd8" and file.expected
    assert set(Content.objects.values_list("origin", flat=True)) == {Origin.IMPORT}
    assert ("/v1/sessions", "") in foreign.secrets
    assert foreign.asked[-1] == "DELETE /v1/sessions/secret-token"


def test_a_second_run_fetches_nothing_that_is_here(mission: Mission) -> None:
    publish(mission)
    foreign = Foreign(central=[plain(f"{n}", files={"a.jpg": b"x"}) for n in range(5)])
    fetch(mission, foreign)
    foreign.asked.clear()
    taken = fetch(mission, foreign)
    assert (taken.known, taken.new, taken.changed, taken.files) == (5, 0, 0, 0)
    assert not [one for one in foreign.asked if one.endswith(".xml")]
    assert Content.objects.count() == 5
    assert all(one == 0 for one in Submission.objects.values_list("contents_count", flat=True)
               if one != 1)  # fmt: skip


def test_an_edit_made_there_later_arrives(mission: Mission) -> None:
    publish(mission)
    foreign = Foreign(central=[plain("a")])
    fetch(mission, foreign)
    foreign.central[0].versions.append(("uuid:a2", record("uuid:a2", total=8, old="uuid:a")))
    taken = fetch(mission, foreign)
    assert taken.changed == 1
    one = Submission.objects.get()
    assert one.content and one.content.instance_id == "uuid:a2" and one.root_id == "uuid:a"


@pytest.mark.parametrize("stop", [4, 7, 11, 14])
def test_a_run_cut_off_anywhere_is_finished_by_the_next(mission: Mission, stop: int) -> None:
    publish(mission)
    records = [plain(f"{n}", files={f"{n}.jpg": bytes([n])}) for n in range(6)]
    foreign = Foreign(central=records, stop_after=stop)
    cut: list[object] = []
    try:
        cut += fetch(mission, foreign).refused
    except AzalaiError as problem:
        cut.append(problem)
    assert cut
    foreign.stop_after = None
    taken = fetch(mission, foreign)
    assert not taken.refused
    assert set(Submission.objects.values_list("root_id", flat=True)) == {
        one.root for one in records
    }
    assert Content.objects.count() == 6
    for one in Submission.objects.all():
        assert blobs.read(one.attachments.get().sha256) == bytes([int(one.root_id[5:])])


def test_a_busy_server_is_asked_again(mission: Mission) -> None:
    publish(mission)
    assert fetch(mission, Foreign(central=[plain("a")], busy=3)).new == 1


def test_decisions_are_notes_unless_trusted(mission: Mission) -> None:
    publish(mission)
    foreign = Foreign(central=[plain("a", review="approved"), plain("b", review="rejected")])
    fetch(mission, foreign)
    assert set(Submission.objects.values_list("state", flat=True)) == {State.RECEIVED}
    assert Note.objects.count() == 2
    fetch(mission, foreign, trust=True)
    states = dict(Submission.objects.values_list("root_id", "state"))
    assert states == {"uuid:a": State.APPROVED, "uuid:b": State.REJECTED}


def test_secret_goes_over_plain_http_to_this_machine_only() -> None:
    with pytest.raises(AzalaiError) as caught:
        Server("http://odk.example.org")
    assert caught.value.code == "fetch_needs_tls"


MAIN = """SubmissionDate,day,grp-total,grp-size,gps-Latitude,gps-Longitude,gps-Altitude,\
gps-Accuracy,why,photo,sum,meta-instanceID,KEY,SubmitterID,SubmitterName,AttachmentsPresent,\
AttachmentsExpected,Status,ReviewState,DeviceID,Edits,FormVersion
2026-03-01T10:00:00.000Z,2026-03-02,7,2.5,16.27,-0.04,250,4.5,work war,bus.jpg,7,uuid:a,uuid:a,12,\
Tablet,1,1,,approved,c1,0,7
2026-03-01T11:00:00.000Z,2026-03-02,{total},2.5,,,,,,,7,{latest},uuid:b,12,Tablet,0,0,,,c1,0,7
"""
NAT = """nationality,number,PARENT_KEY,KEY
ML,4,uuid:a,uuid:a/nat[1]
NE,3,uuid:a,uuid:a/nat[2]
ML,7,uuid:b,uuid:b/nat[1]
"""


def export(path: Path, total: int = 7, latest: str = "uuid:b") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("flows.csv", MAIN.format(total=total, latest=latest))
        archive.writestr("flows-nat.csv", NAT)
        archive.writestr("media/bus.jpg", b"\xff\xd8")
    return path


def from_file(mission: Mission, path: Path) -> Taken:
    form = mission.forms.filter(form_id="flows").first()
    from azalai.server.api.fields import outlines_of

    outline = outlines_of(form)[0] if form is not None else None
    source = CentralFile(path, outline=outline)
    try:
        return take(mission, source)
    finally:
        source.close()


def test_export_gives_what_the_phone_sent(mission: Mission, tmp_path: Path) -> None:
    from azalai.forms.instance import leaves, read_instance

    publish(mission)
    taken = from_file(mission, export(tmp_path / "flows.csv.zip"))
    assert (taken.new, taken.files) == (2, 1)
    one = Submission.objects.get(root_id="uuid:a")
    assert one.content is not None
    got = read_instance(bytes(one.content.xml)).root
    sent = read_instance(record("uuid:a", photo="bus.jpg")).root
    assert [(n.tag, n.text) for n in leaves(got)] == [(n.tag, n.text) for n in leaves(sent)]
    assert one.missing == [] and one.attachments.count() == 1
    assert one.received_at.isoformat() == "2026-03-01T10:00:00+00:00"


def test_export_again_changes_nothing_and_an_edit_is_an_edit(
    mission: Mission, tmp_path: Path
) -> None:
    publish(mission)
    path = tmp_path / "flows.csv.zip"
    # Edited there before it was ever seen here: known by its first id all the same.
    from_file(mission, export(path, total=8, latest="uuid:b2"))
    assert from_file(mission, export(path, total=8, latest="uuid:b2")).known == 2
    assert from_file(mission, export(path, total=9, latest="uuid:b3")).changed == 1
    assert from_file(mission, export(path, total=9, latest="uuid:b3")).known == 2
    assert Submission.objects.count() == 2
    one = Submission.objects.get(root_id="uuid:b")
    assert one.contents_count == 2 and one.content and one.content.instance_id == "uuid:b3"


def test_unknown_form_keeps_its_structure(mission: Mission, tmp_path: Path) -> None:
    from azalai.forms.instance import read_instance

    from_file(mission, export(tmp_path / "flows.csv.zip"))
    one = Submission.objects.get(root_id="uuid:a")
    assert one.form is None and one.form_name == "flows" and one.content is not None
    root = read_instance(bytes(one.content.xml)).root
    group, rows = root.find("grp"), root.findall("nat")
    assert group is not None and [(n.tag, n.text) for n in group] == [
        ("total", "7"),
        ("size", "2.5"),
    ]
    assert [[n.text for n in row] for row in rows] == [["ML", "4"], ["NE", "3"]]


def test_no_export_and_a_bomb_are_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"not a zip")
    with pytest.raises(AzalaiError) as caught:
        CentralFile(bad)
    assert caught.value.code == "fetch_no_export"
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("flows.csv", "KEY\n" + "a" * 50_000_000)
    with pytest.raises(AzalaiError) as caught:
        CentralFile(bad)
    assert caught.value.code == "fetch_unpacks_too_much"
