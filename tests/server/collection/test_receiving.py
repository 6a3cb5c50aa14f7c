"""Taking in: copies, other content, edits, attachments in several posts, what nobody knows."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from azalai.model.errors import AzalaiError
from azalai.server.collection import blobs
from azalai.server.collection.receiving import Arrival, Part, receive
from azalai.server.models import (
    Attachment,
    AuditEntry,
    Content,
    Device,
    Mission,
    Origin,
    Submission,
)  # fmt: skip
from azalai.server.people.actors import SYSTEM
from azalai.server.people.tokens import device_of, new_device, revoke

PHOTO = "photo-1.jpg"


def xml(
    instance: str = "uuid:a", n: str = "7", form: str = "flows", deprecated: str = "",
    more: str = "", version: str = "1",
) -> bytes:  # fmt: skip
    """A filled-in form that nobody has published."""
    old = f"<deprecatedID>{deprecated}</deprecatedID>" if deprecated else ""
    own = f"<instanceID>{instance}</instanceID>" if instance else ""
    return (
        f'<data id="{form}" version="{version}"><n>{n}</n>{more}<meta>{own}{old}</meta></data>'
    ).encode()


def part(name: str, data: bytes) -> Part:
    """An attachment that is in the blobs."""
    return Part(name, "image/jpeg", blobs.put(data), len(data))


@pytest.fixture
def device(mission: Mission) -> Device:
    return new_device(mission, "tablet 1", actor=SYSTEM)[0]


def test_what_is_sent_is_kept_byte_for_byte(mission: Mission, device: Device) -> None:
    sent = xml()
    receipt = receive(Arrival(mission.pk, sent, device_id=device.pk))
    assert (receipt.created, receipt.retry) == (True, False)
    content = Content.objects.get(pk=receipt.content_id)
    assert bytes(content.xml) == sent
    assert content.sha256 == hashlib.sha256(sent).hexdigest()
    record = Submission.objects.get(pk=receipt.submission_id)
    assert (record.content_id, record.root_id, record.contents_count) == (content.pk, "uuid:a", 1)
    assert (record.device_id, record.form_name, record.version) == (device.pk, "flows", "1")
    line = AuditEntry.objects.get(action="submission.received")
    assert (line.actor, line.subject) == (f"device:{device.pk}", f"submission:{record.pk}")


def test_same_bytes_are_one_record_and_counted(mission: Mission) -> None:
    first = receive(Arrival(mission.pk, xml()))
    again = [receive(Arrival(mission.pk, xml())) for _ in range(3)]
    assert {one.content_id for one in again} == {first.content_id}
    assert [(one.status, one.retry, one.created) for one in again] == [(201, True, False)] * 3
    assert Submission.objects.get().retries == 3
    assert AuditEntry.objects.filter(action="submission.resent").count() == 3


def test_unknown_form_is_kept_and_flagged(mission: Mission) -> None:
    receipt = receive(Arrival(mission.pk, xml(form="nobody-knows")))
    assert (receipt.status, receipt.flags) == (202, ("unknown_form",))
    assert Submission.objects.get().form_id is None


def test_other_content_of_a_known_id_waits_for_a_person(mission: Mission) -> None:
    first = receive(Arrival(mission.pk, xml(n="7")))
    other = receive(Arrival(mission.pk, xml(n="8")))
    assert (other.submission_id, other.status) == (first.submission_id, 202)
    record = Submission.objects.get()
    assert (record.content_id, record.contents_count) == (first.content_id, 2)
    assert "other_content" in record.flags
    assert Content.objects.get(pk=other.content_id).rival
    # Its own retry is known as well.
    assert receive(Arrival(mission.pk, xml(n="8"))).content_id == other.content_id


def test_strict_mission_answers_409_and_keeps_all_the_same(mission: Mission) -> None:
    mission.strict = True
    mission.save()
    receive(Arrival(mission.pk, xml(n="7")))
    assert receive(Arrival(mission.pk, xml(n="8"))).status == 409
    assert Content.objects.count() == 2


def test_without_id_the_bytes_are_the_key(mission: Mission) -> None:
    first = receive(Arrival(mission.pk, xml(instance="")))
    assert receive(Arrival(mission.pk, xml(instance=""))).retry
    assert "no_instance_id" in first.flags
    assert Submission.objects.get().root_id == "sha256:" + hashlib.sha256(xml("")).hexdigest()


def test_an_edit_follows_what_it_replaces(mission: Mission) -> None:
    first = receive(Arrival(mission.pk, xml("uuid:a", "7")))
    edit = receive(Arrival(mission.pk, xml("uuid:b", "8", deprecated="uuid:a")))
    second = receive(Arrival(mission.pk, xml("uuid:c", "9", deprecated="uuid:b")))
    assert {first.submission_id, edit.submission_id} == {second.submission_id}
    record = Submission.objects.get()
    assert (record.root_id, record.content_id) == ("uuid:a", second.content_id)
    assert [c.number for c in record.contents.order_by("number")] == [1, 2, 3]
    assert not any(record.contents.values_list("rival", flat=True))
    # The first content again: known, and still not in force.
    assert receive(Arrival(mission.pk, xml("uuid:a", "7"))).retry
    assert Submission.objects.get().content_id == second.content_id


def test_an_edit_of_what_is_no_longer_in_force_is_a_conflict(mission: Mission) -> None:
    receive(Arrival(mission.pk, xml("uuid:a")))
    mine = receive(Arrival(mission.pk, xml("uuid:b", deprecated="uuid:a")))
    other = receive(Arrival(mission.pk, xml("uuid:c", deprecated="uuid:a")))
    record = Submission.objects.get()
    assert (record.content_id, other.status, record.flags[-1]) == (mine.content_id, 202, "conflict")
    assert Content.objects.get(pk=other.content_id).rival


def test_an_edit_that_comes_before_its_original(mission: Mission) -> None:
    edit = receive(Arrival(mission.pk, xml("uuid:b", deprecated="uuid:a")))
    original = receive(Arrival(mission.pk, xml("uuid:a")))
    assert original.submission_id == edit.submission_id
    assert Submission.objects.get().content_id == edit.content_id


def test_a_reviewers_edit_names_its_base(mission: Mission, person) -> None:  # type: ignore[no-untyped-def]
    from azalai.server.models import Role

    user = person("awa", Role.COUNTRY_OFFICER, mission)
    first = receive(Arrival(mission.pk, xml("uuid:a")))
    edit = Arrival(
        mission.pk, xml("uuid:b", deprecated="uuid:a"), origin=Origin.EDIT, user_id=user.pk,
        reason="counted twice", base_id=first.content_id,
    )  # fmt: skip
    receipt = receive(edit)
    content = Content.objects.get(pk=receipt.content_id)
    assert (content.base_id, content.reason, content.user_id, content.rival) == (
        first.content_id, "counted twice", user.pk, False,
    )  # fmt: skip
    with pytest.raises(AzalaiError) as problem:
        receive(Arrival(mission.pk, xml("uuid:z"), origin=Origin.EDIT, base_id=10**9))
    assert problem.value.code == "unknown_base"
    assert Content.objects.count() == 2


def test_what_needs_a_look_again_goes_back_to_review(mission: Mission) -> None:
    receive(Arrival(mission.pk, xml("uuid:a")))
    Submission.objects.update(state="approved")
    receive(Arrival(mission.pk, xml("uuid:b", deprecated="uuid:a")))
    assert Submission.objects.get().state == "in_review"


def test_attachments_of_a_later_post_are_not_lost(mission: Mission) -> None:
    sent = xml(more=f"<one>{PHOTO}</one><two>photo-2.jpg</two>")
    receive(Arrival(mission.pk, sent, (part(PHOTO, b"1"),)))
    later = receive(Arrival(mission.pk, sent, (part("photo-2.jpg", b"2"), part(PHOTO, b"1"))))
    assert later.retry
    assert sorted(Attachment.objects.values_list("name", "expected")) == [
        (PHOTO, True), ("photo-2.jpg", True),
    ]  # fmt: skip


def test_unknown_attachment_is_kept_and_flagged(mission: Mission) -> None:
    receipt = receive(Arrival(mission.pk, xml(), (part("surprise.bin", b"?"),)))
    assert "unknown_attachment" in receipt.flags
    assert Attachment.objects.get().expected is False


def test_other_bytes_under_one_name_are_both_kept(mission: Mission) -> None:
    sent = xml(more=f"<one>{PHOTO}</one>")
    receive(Arrival(mission.pk, sent, (part(PHOTO, b"1"),)))
    again = receive(Arrival(mission.pk, sent, (part(PHOTO, b"2"),)))
    assert "attachment_changed" in again.flags
    kept = [blobs.read(sha) for sha in Attachment.objects.values_list("sha256", flat=True)]
    assert sorted(kept) == [b"1", b"2"]


def test_envelope_waits_for_all_its_parts(mission: Mission) -> None:
    sent = (
        b'<data id="f" encrypted="yes" xmlns="http://www.opendatakit.org/xforms/encrypted">'
        b"<base64EncryptedKey>x</base64EncryptedKey><meta><instanceID>uuid:s</instanceID></meta>"
        b"<media><file>a.jpg.enc</file></media><encryptedXmlFile>submission.xml.enc"
        b"</encryptedXmlFile></data>"
    )
    first = receive(Arrival(mission.pk, sent, (part("submission.xml.enc", b"s"),)))
    assert first.missing == ("a.jpg.enc",)
    assert Submission.objects.get().sealed
    assert receive(Arrival(mission.pk, sent, (part("a.jpg.enc", b"a"),))).missing == ()
    assert Submission.objects.get().missing == []


def test_revoked_device_sends_nothing(mission: Mission) -> None:
    device, token = new_device(mission, "lost", actor=SYSTEM)
    assert device_of(token) == device
    revoke(device, SYSTEM)
    assert device_of(token) is None
    with pytest.raises(AzalaiError) as problem:
        receive(Arrival(mission.pk, xml(), device_id=device.pk))
    assert problem.value.code == "device_revoked"
    assert Submission.objects.count() == 0
    assert token not in str(list(Device.objects.values()))


def test_a_clock_ahead_is_noticed(mission: Mission) -> None:
    now = datetime.now(UTC)
    page = Arrival(
        mission.pk, xml("uuid:p"), origin=Origin.BROWSER, sent_at=now - timedelta(days=1)
    )
    assert "clock" in receive(page).flags
    end = (now + timedelta(days=3)).isoformat()
    phone = receive(Arrival(mission.pk, xml("uuid:q", more=f"<end>{end}</end>")))
    assert "clock" in phone.flags
    skew = Submission.objects.get(root_id="uuid:q").clock_skew
    assert skew is not None
    assert abs(skew - 3 * 86400) < 60
    fine = receive(Arrival(mission.pk, xml("uuid:r", more=f"<end>{now.isoformat()}</end>")))
    assert "clock" not in fine.flags


def test_practice_is_for_good(mission: Mission) -> None:
    receive(Arrival(mission.pk, xml("uuid:a"), practice=True))
    receive(Arrival(mission.pk, xml("uuid:b", deprecated="uuid:a")))
    assert Submission.objects.get().practice is True


def test_not_inside_a_transaction(mission: Mission) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        receive(Arrival(mission.pk, xml()))


def test_what_is_no_form_is_not_stored(mission: Mission) -> None:
    for bad in (b"", b"<data>", b"<!DOCTYPE d><d/>", b"<a>" * 1000 + b"</a>" * 1000):
        with pytest.raises(AzalaiError):
            receive(Arrival(mission.pk, bad))
    assert Submission.objects.count() == 0
