"""What phones ask and send: answers, headers, messages, attachments in several posts."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Callable
from xml.etree import ElementTree

import httpx
import pytest
from django.conf import settings
from django.test import Client as Browser

from azalai.model.errors import AzalaiError
from azalai.server.collection.publishing import publish_packaged
from azalai.server.home import reserve_from_environment
from azalai.server.models import (
    Attachment,
    Device,
    Form,
    FormVersion,
    Mission,
    Note,
    Role,
    State,
    Submission,
    User,
)
from azalai.server.people.actors import SYSTEM
from azalai.server.people.tokens import new_device, revoke
from azalai.server.wsgi import application

from .posting import XML_TYPE, multipart
from .test_receiving import xml

Sent = tuple[Device, str]
NS = "{http://openrosa.org/http/response}"
LIST = "{http://openrosa.org/xforms/xformsList}"
FILES = "{http://openrosa.org/xforms/xformsManifest}"


def Client() -> httpx.Client:  # noqa: N802
    """A phone in front of the application as it is served."""
    return httpx.Client(
        transport=httpx.WSGITransport(app=application()),
        base_url="http://testserver",  # type: ignore[arg-type]
    )


@pytest.fixture
def sent(mission: Mission) -> Sent:
    return new_device(mission, "tablet", actor=SYSTEM, language="fr")


def post(client: httpx.Client, address: str, form: bytes, files=(), **headers: str):  # type: ignore[no-untyped-def]
    body, content_type = multipart(form, files)
    return client.post(address, content=body, headers={"Content-Type": content_type, **headers})


def message(answer) -> str:  # type: ignore[no-untyped-def]
    assert answer.headers["Content-Type"] == XML_TYPE
    assert answer.headers["X-OpenRosa-Version"] == "1.0"
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{NS}OpenRosaResponse"
    text = root.find(f"{NS}message").text  # type: ignore[union-attr]
    assert text
    return text


def test_head_says_where_and_how_much(sent: Sent) -> None:
    answer = Client().head(f"/d/{sent[1]}/submission")
    assert answer.status_code == 204
    assert int(answer.headers["X-OpenRosa-Accept-Content-Length"]) >= 10**7
    assert answer.headers["X-OpenRosa-Version"] == "1.0"


def test_a_post_is_taken_and_answered_in_the_phones_language(sent: Sent) -> None:
    address = f"/d/{sent[1]}/submission?deviceID=collect%3Aabc"
    said = [
        message(post(Client(), address, xml(f"uuid:{lang}"), **{"Accept-Language": lang}))
        for lang in ("en-GB", "fr", "ar", "bm")
    ]
    assert said[0].startswith("Received")
    assert said[1].startswith("Reçu")
    assert said[2].startswith("تم")
    assert said[3] == said[1], "an unknown language: the device's"
    assert Submission.objects.filter(device=sent[0]).count() == 4


def test_second_post_with_more_files(sent: Sent) -> None:
    address = f"/d/{sent[1]}/submission"
    form = xml(more="<a>1.jpg</a><b>2.jpg</b>")
    first = post(
        Client(), address, form, [("*isIncomplete*", None, b"yes"), ("1.jpg", "1.jpg", b"1")]
    )
    second = post(Client(), address, form, [("2.jpg", "2.jpg", b"2")])
    assert (first.status_code, second.status_code) == (202, 201)
    assert set(Attachment.objects.values_list("name", flat=True)) == {"1.jpg", "2.jpg"}
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("method", "rest", "status"),
    [
        ("get", "submission", 405),
        ("put", "submission", 405),
        ("post", "formList", 405),
        ("get", "nothing", 404),
        ("get", "", 404),
        ("get", "forms/none/1.xml", 404),
        ("get", "files/none/points.csv", 404),
        ("get", "manifest/none/1.xml", 404),
    ],
)
def test_every_error_is_one_that_a_phone_understands(
    sent: Sent, method: str, rest: str, status: int
) -> None:
    answer = getattr(Client(), method)(f"/d/{sent[1]}/{rest}")
    if rest:
        assert answer.status_code == status
        message(answer)


def test_unknown_and_revoked_tokens(sent: Sent) -> None:
    device, token = sent
    assert post(Client(), "/d/nobody/submission", xml()).status_code == 403
    assert post(Client(), f"/d/{token}/submission", xml("uuid:1")).status_code == 202
    revoke(device, SYSTEM)
    for method, rest in (("head", "submission"), ("get", "formList"), ("get", "today.json")):
        assert getattr(Client(), method)(f"/d/{token}/{rest}").status_code == 403
    answer = post(Client(), f"/d/{token}/submission", xml("uuid:2"), [("a.jpg", "a.jpg", b"a")])
    assert answer.status_code == 403
    assert "code" in message(answer)
    assert Submission.objects.count() == 1
    assert Attachment.objects.count() == 0


def test_revoked_by_another_process(sent: Sent) -> None:
    from django.utils import timezone

    device, token = sent
    assert post(Client(), f"/d/{token}/submission", xml("uuid:1")).status_code == 202
    # This process remembers the device as good; what is stored is decided by the database.
    Device.objects.filter(pk=device.pk).update(revoked_at=timezone.now())
    assert post(Client(), f"/d/{token}/submission", xml("uuid:2")).status_code == 403
    assert Submission.objects.count() == 1


def test_list_manifest_and_files_as_their_hashes_say(mission: Mission, sent: Sent) -> None:
    publish_packaged(mission)
    client, token = Client(), sent[1]
    answer = client.get(f"/d/{token}/formList")
    assert answer.headers["Content-Type"] == XML_TYPE
    listed = ElementTree.fromstring(answer.content)
    assert len(listed) == Form.objects.filter(mission=mission).count() > 3
    manifests = 0
    for one in listed:
        said = {child.tag.removeprefix(LIST): child.text or "" for child in one}
        assert said["formID"]
        assert said["name"]
        assert "descriptionText" not in said
        form = client.get(said["downloadUrl"].removeprefix("http://testserver"))
        assert form.status_code == 200
        assert said["hash"] == "md5:" + hashlib.md5(form.content).hexdigest()
        again = client.get(
            said["downloadUrl"].removeprefix("http://testserver"),
            headers={"If-None-Match": form.headers["ETag"]},
        )
        assert (again.status_code, again.content) == (304, b"")
        if "manifestUrl" not in said:
            continue
        manifests += 1
        manifest = client.get(said["manifestUrl"].removeprefix("http://testserver"))
        for file in ElementTree.fromstring(manifest.content):
            of = {child.tag.removeprefix(FILES): child.text or "" for child in file}
            content = client.get(of["downloadUrl"].removeprefix("http://testserver"))
            assert content.status_code == 200
            assert of["hash"] == "md5:" + hashlib.md5(content.content).hexdigest()
            assert of["filename"]
    assert manifests


def test_forms_and_lists_go_compressed_to_who_reads_that(mission: Mission, sent: Sent) -> None:
    publish_packaged(mission)
    root = f"/d/{sent[1]}"
    version = FormVersion.objects.filter(form__form_id="flow_registry").latest("pk")
    tags = set()
    for path in (f"forms/flow_registry/{version.version}.xml", "files/flow_registry/points.csv"):
        plain = Client().get(f"{root}/{path}", headers={"Accept-Encoding": "identity"})
        assert "Content-Encoding" not in plain.headers
        with Client().stream("GET", f"{root}/{path}", headers={"Accept-Encoding": "gzip"}) as got:
            raw = b"".join(got.iter_raw())
        assert got.headers["Content-Encoding"] == "gzip"
        assert got.headers["Vary"] == "Accept-Encoding"
        assert int(got.headers["Content-Length"]) == len(raw) < len(plain.content)
        assert gzip.decompress(raw) == plain.content
        for one in (plain, got):
            tags.add(one.headers["ETag"])
            known = {"If-None-Match": one.headers["ETag"], "Accept-Encoding": "gzip"}
            assert Client().get(f"{root}/{path}", headers=known).status_code == 304
    assert len(tags) == 4
    # The hash that the list tells is of what is unpacked.
    assert version.md5 == hashlib.md5(version.xform.encode()).hexdigest()
    assert "Content-Encoding" not in Client().get(f"{root}/formList").headers


def test_parameters_of_the_list(mission: Mission, sent: Sent) -> None:
    publish_packaged(mission)
    form = Form.objects.order_by("form_id").first()
    assert form is not None
    old = form.versions.get()
    FormVersion.objects.create(
        form=form, version="next", title="Next", xform=old.xform, md5=old.md5, outline=old.outline
    )
    get = Client().get
    address = f"/d/{sent[1]}/formList"

    def versions(**query: str) -> list[str]:
        listed = ElementTree.fromstring(get(address, params=query).content)
        return [one.findtext(f"{LIST}version", "") for one in listed]

    assert versions(formID=form.form_id) == ["next"]
    assert sorted(versions(formID=form.form_id, listAllVersions="true")) == sorted(
        ["next", old.version]
    )
    assert versions(formID="nothing") == []
    verbose = ElementTree.fromstring(get(address, params={"verbose": "true"}).content)
    assert all(one.findtext(f"{LIST}descriptionText") for one in verbose)
    form.is_open = False
    form.save()
    assert versions(formID=form.form_id) == []


def basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def test_name_and_password(mission: Mission, person: Callable[..., object]) -> None:
    person("awa", Role.ENUMERATOR, mission)
    person("ben", Role.READER, mission)
    client, address = Client(), f"/o/{mission.code}/submission"
    bare = client.head(address)
    assert bare.status_code == 401
    assert bare.headers["WWW-Authenticate"].startswith("Basic")
    assert client.head(address, headers=basic("awa", "wrong")).status_code == 401
    right = basic("awa", "lakes-and-dunes-7")
    assert client.head(address, headers=right).status_code == 204
    assert post(client, address, xml(), **right).status_code == 202
    assert client.get(f"/o/{mission.code}/formList", headers=right).status_code == 200
    assert client.head("/o/nowhere/submission", headers=right).status_code == 403
    assert client.head(address, headers=basic("ben", "lakes-and-dunes-7")).status_code == 403
    assert Submission.objects.get().device is None


def test_guesses_are_throttled(mission: Mission, person: Callable[..., object]) -> None:
    from azalai.server.models import PasswordTry

    person("awa", Role.ENUMERATOR, mission)
    client, address = Client(), f"/o/{mission.code}/submission"
    for number in range(12):
        assert client.head(address, headers=basic("awa", f"guess-{number}")).status_code == 401
    assert PasswordTry.objects.count() == 10
    assert client.head(address, headers=basic("awa", "lakes-and-dunes-7")).status_code == 401


def test_practice_is_said_and_kept(sent: Sent) -> None:
    answer = post(Client(), f"/d/{sent[1]}/submission?practice=1", xml())
    assert "Exercice" in message(answer)
    assert Submission.objects.get().practice is True


def test_what_to_correct_reaches_the_phone(
    mission: Mission, sent: Sent, person: Callable[..., object]
) -> None:
    token = sent[1]
    post(Client(), f"/d/{token}/submission", xml("uuid:1"))
    record = Submission.objects.get()
    record.state, record.state_reason = State.RETURNED, "5 < 7: recomptez, s’il vous plaît"
    record.save()
    user = person("awa", Role.COUNTRY_OFFICER, mission)
    from django.utils import timezone

    note = Note.objects.create(
        submission=record, user=user, text="recomptez", to_enumerator=True, at=timezone.now()
    )
    said = message(post(Client(), f"/d/{token}/submission", xml("uuid:2")))
    assert "1 enregistrement à corriger" in said
    assert "5 < 7: recomptez, s’il vous plaît" in said
    note.refresh_from_db()
    assert note.seen_at is not None
    told = Client().get(f"/d/{token}/today.json").json()
    assert [one["message"] for one in told["corrections"]] == [record.state_reason]
    assert (told["language"], told["practice"], told["label"]) == ("fr", False, "tablet")
    # Corrected on the phone: nothing is left to say.
    edit = message(post(Client(), f"/d/{token}/submission", xml("uuid:3", deprecated="uuid:1")))
    assert "corriger" not in edit
    assert Submission.objects.get(pk=record.pk).state == State.IN_REVIEW


def test_strict_mission_answers_as_central_does(mission: Mission, sent: Sent) -> None:
    Mission.objects.update(strict=True)
    address = f"/d/{sent[1]}/submission"
    assert post(Client(), address, xml()).status_code == 400
    odk = {"X-OpenRosa-Version": "1.0"}
    assert post(Client(), address, xml(), **odk).status_code == 404
    assert Submission.objects.count() == 1, "kept all the same"


def test_a_full_disk_takes_nothing_in_and_says_so(
    mission: Mission,
    sent: Sent,
    person: Callable[..., User],
    browser: Callable[..., Browser],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    officer = browser(person("awa", Role.COUNTRY_OFFICER, mission))
    queue = f"/m/{mission.code}/queue"
    assert "disk is full" not in officer.get(queue).content.decode()
    monkeypatch.setattr(settings, "RESERVE", 2**62)
    answer = post(Client(), f"/d/{sent[1]}/submission", xml())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")
    assert "reste sur le téléphone" in message(answer)
    assert not Submission.objects.exists()
    assert "disk is full" in officer.get(queue).content.decode()


def test_a_reserve_that_is_no_number_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZALAI_RESERVE_MB", "200 MB")
    with pytest.raises(AzalaiError, match="200 MB"):
        reserve_from_environment()
    monkeypatch.setenv("AZALAI_RESERVE_MB", "3")
    assert reserve_from_environment() == 3 * 2**20


def test_health() -> None:
    said: list[str] = []
    answer = application()(
        {"PATH_INFO": "/healthz", "REQUEST_METHOD": "GET"},
        lambda status, headers: said.append(status),
    )
    assert (b"".join(answer), said) == (b"ok\n", ["200 OK"])
