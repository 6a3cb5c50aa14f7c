"""What somebody with a token or a small role must not learn or bring about."""

from __future__ import annotations

import base64
import io
import json
import logging
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from azalai.server.api.tokens import new_token, token_of
from azalai.server.collection import blobs
from azalai.server.collection.receiving import Arrival, Part, receive
from azalai.server.models import Finding, Mission, Origin, Role, State, Submission, User
from azalai.server.people import links, managing
from azalai.server.people.actors import SYSTEM, actor_of_user
from azalai.server.people.tokens import new_device
from azalai.server.review import states
from azalai.server.review.checking import check_pending
from tests.server.collection.posting import multipart
from tests.server.conftest import PASSWORD
from tests.server.filling import flow_form, group, instance, send

MINE, THEIRS = "ML-gogui", "ML-wabaria"
DAY = date(2020, 6, 3)
People = Callable[..., User]
Browsers = Callable[..., Client]


def posted(
    address: str, xml: bytes, client: Client | None = None, **headers: str
) -> tuple[int, str]:
    body, kind = multipart(xml)
    answer = (client or Client()).post(
        address, body, content_type=kind, headers={"Accept-Language": "en"} | headers
    )
    return answer.status_code, answer.content.decode()


def basic(name: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{PASSWORD}".encode()).decode()


def filled(mission: Mission, point: str, persons: int) -> bytes:
    version = flow_form(mission).versions.latest("pk").version
    return instance(point, DAY, group(1) | {"persons": persons}, version=version)


def test_a_phone_hears_nothing_of_points_that_are_not_its_own(mission: Mission) -> None:
    send(mission, THEIRS, DAY, group(1) | {"persons": 4321})
    send(mission, MINE, DAY, group(2) | {"persons": 1234})
    _, token = new_device(mission, "at gogui", actor=SYSTEM, points=[MINE])
    status, said = posted(f"/d/{token}/submission", filled(mission, THEIRS, 1))
    # It is kept, for the phone may have been lent; but it tells nothing of the point.
    assert status == 201
    assert "4322" not in said.replace(",", "")
    assert Submission.objects.filter(point=THEIRS).count() == 2
    own, told = posted(f"/d/{token}/submission", filled(mission, MINE, 1))
    assert (own, "1235" in told.replace(",", "")) == (201, True)


def test_somebody_with_a_password_hears_only_of_their_own_points(
    mission: Mission, person: People
) -> None:
    send(mission, THEIRS, DAY, group(1) | {"persons": 4321})
    person("moussa", Role.ENUMERATOR, mission, points=(MINE,))
    address, who = "/o/mli/submission", basic("moussa")
    status, said = posted(address, filled(mission, THEIRS, 1), Authorization=who)
    assert status == 201
    assert "4322" not in said.replace(",", "")
    status, said = posted(address, filled(mission, MINE, 77), Authorization=who)
    assert (status, "77" in said) == (201, True)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_password_that_a_browser_remembers_is_no_key_for_foreign_pages(
    mission: Mission, person: People, headers: dict[str, str]
) -> None:
    # Browsers add a Basic password to whatever any page has them post.
    flow_form(mission)
    person("awa", Role.COUNTRY_OFFICER, mission)
    who = {"Authorization": basic("awa")}
    xml = filled(mission, MINE, 7)
    assert posted("/o/mli/submission", xml, None, **who, **headers)[0] == 403
    address = f"/v1/projects/{mission.pk}/forms/flow_registry/submissions"

    def sent(**more: str) -> int:
        answer = Client().post(address, xml, content_type="text/plain", headers=who | more)
        return int(answer.status_code)

    assert sent(**headers) == 403
    assert not Submission.objects.exists()
    # A program says nothing of the kind; a page of our own says that it is.
    assert sent() == 200
    assert sent(**{"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}) == 200


def test_tokens_of_programs_end_with_the_password(
    mission: Mission, person: People, browser: Browsers
) -> None:
    awa = person("awa", Role.COUNTRY_OFFICER, mission)
    _, token = new_token(awa)
    given = {"current": PASSWORD, "password": "other-dunes-88", "again": "other-dunes-88"}
    assert browser(awa).post("/account/password", given).status_code == 302
    assert token_of(token) is None

    _, token = new_token(awa)
    awa.refresh_from_db()
    link = links.link_for(awa)
    assert Client().post(link, given).status_code == 302
    assert token_of(token) is None

    _, token = new_token(awa)
    managing.set_password(SYSTEM, awa, "third-dunes-99")
    assert token_of(token) is None


def test_tokens_made_without_a_second_factor_do_not_become_administrators(
    mission: Mission, person: People
) -> None:
    awa = person("awa", Role.COUNTRY_OFFICER, mission)
    _, token = new_token(awa)
    managing.give(SYSTEM, awa, Role.ADMINISTRATOR, None)
    assert token_of(token) is None


@pytest.mark.parametrize("kind", ["welcome", "setup"])
def test_links_that_are_good_once_stand_in_no_log(
    mission: Mission, person: People, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    from azalai.server.people.setup import setup_link

    awa = person("awa", Role.COUNTRY_OFFICER, mission)
    link = links.link_for(awa) if kind == "welcome" else setup_link()
    assert link
    secret = link.rpartition("/")[2]
    with caplog.at_level(logging.DEBUG):
        # Refused: a password too short; a form from elsewhere; a method that is none.
        assert Client().post(link, {"password": "x", "again": "x"}).status_code == 400
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(link, {"password": "x"}).status_code == 403
        assert Client().delete(link).status_code in (403, 405)
    assert caplog.records
    assert not [one.getMessage() for one in caplog.records if secret in one.getMessage()]
    assert not [one for one in caplog.records if secret in str(one.args)]


def test_a_reader_learns_nothing_of_findings_devices_and_moments(
    mission: Mission, person: People, browser: Browsers
) -> None:
    device, _ = new_device(mission, "Phone of Fatoumata", actor=SYSTEM)
    receipt = send(mission, MINE, DAY, group(1), device=device)
    record = Submission.objects.get(pk=receipt.submission_id)
    other = group(1) | {"persons": 99}
    send(mission, MINE, DAY, other, device=device, instance_id=record.root_id)
    Finding.objects.filter(submission=record).delete()
    send(mission, THEIRS, DAY, group(5))
    Finding.objects.create(submission=record, rule="future_date", severity="error")
    client = browser(person("reader", Role.READER, mission))
    page = client.get(f"/m/mli/records/{record.pk}").content.decode()
    assert "Fatoumata" not in page
    # To ask for what has findings would tell which has.
    lists = [
        client.get(f"/m/mli/queue?show=all{more}").content.decode().count("/queue/day?")
        for more in ("", "&found=1")
    ]
    assert lists == [2, 2]
    project = client.get(f"/v1/projects/{mission.pk}").json()
    assert (project["lastSubmission"], project["appUsers"]) == (None, 0)


def test_a_supervisor_says_nothing_for_a_point_of_somebody_else(
    mission: Mission, person: People
) -> None:
    mine = Submission.objects.get(pk=send(mission, MINE, DAY, group(1)).submission_id)
    theirs = Submission.objects.get(pk=send(mission, THEIRS, DAY, group(1)).submission_id)
    Finding.objects.all().delete()
    said = [
        Finding.objects.create(
            submission=one, other=two, rule="double", severity="warning", field="two_points"
        )
        for one, two in ((mine, theirs), (theirs, mine))
    ]
    supervisor = actor_of_user(person("oumar", Role.POINT_SUPERVISOR, mission, points=(MINE,)))
    states.dismiss(supervisor, said[0], "two groups")
    assert Finding.objects.get(pk=said[0].pk).dismissed_by is not None
    assert Finding.objects.get(pk=said[1].pk).dismissed_by is None
    officer = actor_of_user(person("awa", Role.COUNTRY_OFFICER, mission))
    states.dismiss(officer, said[1], "two groups")
    states.restore(supervisor, said[0])
    assert Finding.objects.get(pk=said[1].pk).dismissed_by is not None


def test_nobody_has_large_bodies_read_before_the_door(database: None) -> None:
    large = SimpleUploadedFile("form.xlsx", b"x" * (12 * 2**20))
    assert Client().post("/login", {"username": "x", "file": large}).status_code == 413


@pytest.mark.parametrize(
    "address",
    [
        "/m/mli/records/{huge}", "/m/mli/records/{huge}/files/{huge}", "/m/mli/forms/{huge}",
        "/m/mli/forms/{huge}/{huge}.xml", "/people/{huge}", "/m/mli/queue?month=0000-01",
        "/m/mli/queue?month=٢٠٢٠-٠٦", "/m/mli/queue?page={huge}", "/m/mli/queue?point=%00",
        "/m/mli/queue/day?point=%00&day=2020-06-03", "/m/mli/calendar?month=9999-12",
        "/m/mli/map?day=0001-01-01", "/audit?who=%00", "/audit?page={huge}",
        "/audit?day=9999-12-31", "/m/mli/closing/9999-12", "/m/mli/closing/2020-06/r{huge}/x.pdf",
    ],
)  # fmt: skip
def test_odd_addresses_break_nothing(
    mission: Mission, person: People, browser: Browsers, address: str
) -> None:
    client = browser(person("root", Role.ADMINISTRATOR))
    client.raise_request_exception = False
    assert client.get(address.format(huge=10**30)).status_code < 500


def test_odd_posts_break_nothing(mission: Mission, person: People, browser: Browsers) -> None:
    receipt = send(mission, MINE, DAY, group(1))
    client = browser(person("root", Role.ADMINISTRATOR))
    client.raise_request_exception = False
    huge, long = str(10**30), "9" * 5000
    here = f"/m/mli/records/{receipt.submission_id}"
    for address, given in (
        ("/m/mli/queue/day/move", {"record": huge, "to": "approved", "point": MINE}),
        ("/m/mli/queue/day/move", {"record": long, "to": "approved", "point": MINE}),
        (f"{here}/move", {"to": "approved", "seen": long}),
        (f"{here}/move", {"to": "approved", "seen": huge}),
        (f"{here}/edit", {"base": long, "reason": "x"}),
        (f"{here}/edit", {"base": huge, "reason": "x"}),
        ("/people/1/take", {"grant": long}),
        ("/m/mli/inbox", {"form": huge, "form_name": "x"}),
        ("/m/mli/inbox", {"form": long, "form_name": "x"}),
    ):
        assert client.post(address, given).status_code < 500, (address, given)


def test_the_home_is_nobody_elses(database: None) -> None:
    assert stat.S_IMODE(settings.HOME.root.stat().st_mode) & 0o077 == 0


def test_a_returned_record_says_nothing_to_another_phone(mission: Mission) -> None:
    device, own = new_device(mission, "first", actor=SYSTEM, points=[MINE])
    _, other = new_device(mission, "second", actor=SYSTEM, points=[MINE])
    receipt = send(mission, MINE, DAY, group(1), device=device)
    record = Submission.objects.get(pk=receipt.submission_id)
    states.move(SYSTEM, record, State.RETURNED, "ask the driver Boubacar again")
    assert "Boubacar" in json.dumps(Client().get(f"/d/{own}/today.json").json())
    for path in ("today.json", "formList", "files/flow_registry/corrections.csv"):
        assert "Boubacar" not in Client().get(f"/d/{other}/{path}").content.decode()


def test_a_home_that_was_open_is_closed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o755)
    command = (
        "from azalai.server.home import Home; from azalai.server.starting import start, "
        "migrate; from pathlib import Path; import sys; start(Home(Path(sys.argv[1]))); migrate()"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AZALAI_")}
    subprocess.run([sys.executable, "-c", command, str(home)], check=True, env=environment)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_an_edit_makes_no_xml_of_names(mission: Mission, person: People, browser: Browsers) -> None:
    receipt = send(mission, MINE, DAY, group(1))
    client = browser(person("awa", Role.COUNTRY_OFFICER, mission))
    forged = "visit><meta><instanceID>uuid:forged</instanceID></meta><x"
    given = {"reason": "x", "shown": [forged, "group/persons"], f"a:{forged}": "7",
             "a:group/persons": "7"}  # fmt: skip
    client.post(f"/m/mli/records/{receipt.submission_id}/edit", given)
    record = Submission.objects.select_related("content").get(pk=receipt.submission_id)
    assert record.content is not None
    assert (record.contents_count, b"forged" in bytes(record.content.xml)) == (2, False)


_SECRETS = ("Zebra-remark", "Zebra-note", "Zebra-reason", "Zebra-file", "Zebra-phone", "Zebra-edit")
_FIGURES = ("7351", "7,351", "7\u202f351")


def marked(mission: Mission) -> Submission:
    """A record at `THEIRS` in which everything that can be told of it has a mark."""
    device, _ = new_device(mission, "Zebra-phone", actor=SYSTEM)
    said = group(3) | {"persons": 7351, "comment": "Zebra-remark"}
    first = send(mission, THEIRS, DAY, said, device=device, instance_id="uuid:zebra-1")
    xml = instance(
        THEIRS, DAY, said | {"comment": "Zebra-remark two"}, instance_id="uuid:zebra-2",
        deprecated_id="uuid:zebra-1", version=flow_form(mission).versions.latest("pk").version,
    )  # fmt: skip
    receive(
        Arrival(
            mission.pk, xml, (Part("Zebra-file.jpg", "image/jpeg", blobs.put(b"picture"), 7),),
            origin=Origin.EDIT, reason="Zebra-edit", base_id=first.content_id,
        )
    )  # fmt: skip
    record = Submission.objects.get(pk=first.submission_id)
    check_pending()
    states.add_note(SYSTEM, record, "Zebra-note")
    states.move(SYSTEM, record, State.RETURNED, "Zebra-reason")
    return record


def pages_of(record: Submission) -> Iterator[str]:
    """Everything at which the record may be looked at."""
    here = f"/m/mli/records/{record.pk}"
    day = f"point={THEIRS}&day={DAY}"
    yield from ("/", "/account", "/m/mli/", here, f"{here}/edit", "/m/mli/inbox", "/audit",
                "/m/mli/queue", "/m/mli/queue?show=all",
                f"/m/mli/queue?show=all&{day}&month=2020-06",
                "/m/mli/queue?show=all&found=1", f"/m/mli/queue/day?{day}", "/m/mli/devices",
                f"/m/mli/map?day={DAY}", "/m/mli/calendar?month=2020-06", "/people",
                "/m/mli/closing", "/m/mli/closing/2020-06", "/m/mli/forms")  # fmt: skip
    project = f"/v1/projects/{record.mission_id}"
    yield from ("/v1/projects", project, f"{project}/forms")
    form = f"{project}/forms/flow_registry"
    for rest in ("", "/fields", ".svc", ".svc/$metadata", ".svc/Submissions?$count=true&$expand=*",
                 ".svc/Submissions?$filter=__system/submitterId eq 1", "/submissions",
                 "/submissions.csv", "/submissions.csv.zip"):  # fmt: skip
        yield form + rest
    one = f"{form}/submissions/{record.root_id}"
    for rest in ("", ".xml", "/versions", "/versions/uuid:zebra-1", "/versions/uuid:zebra-1.xml",
                 "/diffs", "/comments", "/attachments", "/attachments/Zebra-file.jpg"):  # fmt: skip
        yield one + rest


@pytest.mark.parametrize(
    ("role", "points", "also"),
    [
        (Role.READER, (), ()),
        (Role.READER, (MINE,), _FIGURES),
        (Role.ENUMERATOR, (), _FIGURES),
        (Role.POINT_SUPERVISOR, (MINE,), _FIGURES),
        (Role.COUNTRY_OFFICER, (MINE,), _FIGURES),
    ],
)
def test_nothing_leaks_on_any_page(
    mission: Mission, person: People, browser: Browsers, role: Role, points: tuple[str, ...],
    also: tuple[str, ...],
) -> None:  # fmt: skip
    record = marked(mission)
    send(mission, MINE, DAY, group(3) | {"persons": 12}, instance_id="uuid:own")
    check_pending()
    client = browser(person("jealous", role, mission, points=points))
    found = []
    seen = 0
    for address in pages_of(record):
        answer = client.get(address)
        body = answer.getvalue()
        said = body.decode("utf-8", "replace")
        if body[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                said = "".join(
                    name + archive.read(name).decode("utf-8", "replace")
                    for name in archive.namelist()
                )
        seen += answer.status_code == 200
        heard = f"{said} {dict(answer.headers)}"
        found += [(address, mark) for mark in (*_SECRETS, *also) if mark in heard]
    assert found == []
    assert seen > 1


def test_whoever_may_sees_all_of_it(mission: Mission, person: People, browser: Browsers) -> None:
    # The marks are there to be seen: what is not found above is kept back, not missing.
    record = marked(mission)
    client = browser(person("awa", Role.COUNTRY_OFFICER, mission))
    said = "".join(
        client.get(address).getvalue().decode("utf-8", "replace") for address in pages_of(record)
    )
    assert [mark for mark in (*_SECRETS, "7351") if mark not in said] == []


def test_an_edit_by_another_door_needs_the_right_to_edit(
    mission: Mission, person: People, browser: Browsers
) -> None:
    send(mission, THEIRS, DAY, group(1), instance_id="uuid:theirs")
    send(mission, MINE, DAY, group(2), instance_id="uuid:mine")
    version = flow_form(mission).versions.latest("pk").version

    def xml(own: str, old: str) -> bytes:
        said = group(1) | {"persons": 1}
        return instance(MINE, DAY, said, instance_id=own, deprecated_id=old, version=version)

    address = f"/v1/projects/{mission.pk}/forms/flow_registry/submissions"
    enumerator = browser(person("moussa", Role.ENUMERATOR, mission))
    supervisor = browser(person("oumar", Role.POINT_SUPERVISOR, mission, points=(MINE,)))
    for client in (enumerator, supervisor):
        sent = xml("uuid:new", "uuid:theirs")
        assert client.post(address, sent, content_type="application/xml").status_code == 403
    # Nor by giving the edit of an own record the id of a foreign one.
    sent = xml("uuid:theirs", "uuid:mine")
    answer = supervisor.put(f"{address}/uuid:mine", sent, content_type="application/xml")
    # (409 for those who may export it as well: the rule is the same for all.)
    assert answer.status_code in (403, 404, 409)
    theirs = Submission.objects.get(root_id="uuid:theirs")
    assert (theirs.contents_count, theirs.point, theirs.flags) == (1, THEIRS, [])


def test_practice_changes_nothing_that_counts(mission: Mission) -> None:
    first = send(mission, MINE, DAY, group(1) | {"persons": 9}, instance_id="uuid:real")
    said = group(1) | {"persons": 999}
    send(mission, MINE, DAY, said, practice=True, deprecated_id="uuid:real")
    record = Submission.objects.get(pk=first.submission_id)
    assert (record.persons, record.content_id, record.practice) == (9, first.content_id, False)
    assert record.contents.filter(rival=True).count() == 1
