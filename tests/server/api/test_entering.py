"""Who is let in, how, and what of a form's records each may have."""

from __future__ import annotations

import base64
import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from azalai.server.models import ApiToken, AuditEntry, Form, Mission, Role, Submission, User
from azalai.server.people.passwords import PER_ACCOUNT_AND_ADDRESS
from tests.server.api.conftest import Caller, record, take
from tests.server.conftest import PASSWORD


def sign_in(name: str, password: str, **more: str) -> Any:
    said = {"email": name, "password": password, **more}
    return Client().post("/v1/sessions", json.dumps(said), content_type="application/json")


def basic(name: str, password: str) -> dict[str, str]:
    shown = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {shown}"}


def test_token_is_kept_as_a_hash_and_runs_out(officer: User) -> None:
    answer = sign_in("awa", PASSWORD)
    token = answer.json()["token"]
    stored = ApiToken.objects.get()
    assert token not in str(stored.__dict__)
    assert timedelta(hours=23) < stored.expires_at - timezone.now() <= timedelta(hours=24)
    shown = {"Authorization": f"Bearer {token}"}
    assert Client(headers=shown).get("/v1/users/current").json()["email"] == "awa"
    ApiToken.objects.update(expires_at=timezone.now())
    refused = Client(headers=shown).get("/v1/users/current")
    assert refused.status_code == 401 and refused.json()["code"] == 401.2
    assert AuditEntry.objects.filter(action="token.made").count() == 1


def test_token_ends_with_its_session_and_with_its_person(call: Caller, officer: User) -> None:
    assert call("/users/current").status_code == 200
    assert call("/sessions/current", "delete").json() == {"success": True}
    assert call("/users/current").status_code == 401
    other = Caller(officer)
    officer.is_active = False
    officer.save()
    assert other("/users/current").status_code == 401


def test_basic_lets_in_without_a_session(officer: User) -> None:
    client = Client(headers=basic("awa", PASSWORD))
    assert client.get("/v1/projects").status_code == 200
    assert not client.cookies
    assert Client(headers=basic("awa", "wrong")).get("/v1/projects").status_code == 401
    bad = Client(headers={"Authorization": "Basic %%%"}).get("/v1/projects")
    assert bad.status_code == 401 and bad["WWW-Authenticate"].startswith("Basic")


def test_guessing_is_throttled_by_every_door(officer: User) -> None:
    for turn in range(PER_ACCOUNT_AND_ADDRESS):
        if turn % 2:
            assert sign_in("awa", f"wrong {turn}").status_code == 401
        else:
            headers = basic("awa", f"wrong {turn}")
            assert Client(headers=headers).get("/v1/projects").status_code == 401
    answer = sign_in("awa", PASSWORD)
    assert answer.status_code == 429 and answer["Retry-After"]


def test_an_administrator_needs_the_second_factor(
    mission: Mission, person: Callable[..., User]
) -> None:
    boss = person("boss", Role.ADMINISTRATOR)
    assert sign_in("boss", PASSWORD).status_code == 401
    device = TOTPDevice.objects.create(user=boss, confirmed=True, name="app")

    def code(ahead: int) -> str:
        return f"{totp(device.bin_key, drift=ahead):06d}"

    assert sign_in("boss", PASSWORD).status_code == 401
    assert Client(headers=basic("boss", PASSWORD)).get("/v1/projects").status_code == 401
    assert sign_in("boss", PASSWORD, otp=code(0)).status_code == 200
    # A code works once; the next one may stand behind the password.
    assert sign_in("boss", f"{PASSWORD} {code(1)}").status_code == 200


def test_a_page_changes_nothing_without_its_csrf_token(
    mission: Mission, form: Form, officer: User
) -> None:
    take(mission, record("uuid:a"))
    page = Client(enforce_csrf_checks=True)
    page.force_login(officer)
    path = f"/v1/projects/{mission.pk}/forms/flows/submissions/uuid:a/comments"
    assert page.get(path).status_code == 200
    said = json.dumps({"body": "From a page of somebody else"})
    refused = page.post(path, said, content_type="application/json")
    assert refused.status_code == 403 and refused.json()["code"] == 403.1
    assert not Submission.objects.get().notes.exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.READER, 403), (Role.ENUMERATOR, 403), (Role.POINT_SUPERVISOR, 403),
     (Role.COUNTRY_OFFICER, 200)],
)  # fmt: skip
def test_records_leave_by_those_who_may_take_them_out(
    mission: Mission, form: Form, person: Callable[..., User], role: Role, status: int
) -> None:
    take(mission, record("uuid:a"))
    call = Caller(person("kadi", role, mission))
    base = f"/projects/{mission.pk}/forms/flows"
    tables = (".svc", ".svc/Submissions", ".svc/$metadata", "/submissions.csv")
    records = ("/submissions", "/submissions.csv.zip", "/submissions/uuid:a")
    for path in (*tables, *records, "/submissions/uuid:a.xml"):
        assert call(f"{base}{path}").status_code == status, path


def test_a_mission_of_others_is_not_there(
    mission: Mission, form: Form, person: Callable[..., User]
) -> None:
    elsewhere = Mission.objects.create(code="ner", name="Niger", country="NER", path="/nowhere")
    call = Caller(person("kadi", Role.COUNTRY_OFFICER, elsewhere))
    assert [one["id"] for one in call("/projects").json()] == [elsewhere.pk]
    answer = call(f"/projects/{mission.pk}/forms/flows.svc/Submissions")
    assert answer.status_code == 404
    assert answer.json() == {
        "message": "There is nothing at this address, or nothing that you may see.", "code": 404.1,
    }  # fmt: skip
    assert call(f"/projects/{2**40}").status_code == 404


def test_rows_of_other_points_and_hidden_columns_stay_away(
    mission: Mission, form: Form, person: Callable[..., User]
) -> None:
    from azalai.server.models import Grant

    take(mission, record("uuid:a"))
    take(mission, record("uuid:b"))
    Submission.objects.filter(root_id="uuid:a").update(point="wabaria")
    Submission.objects.filter(root_id="uuid:b").update(point="benena")
    kadi = person("kadi", Role.COUNTRY_OFFICER, mission, ("wabaria",))
    call = Caller(kadi)
    base = f"/projects/{mission.pk}/forms/flows"
    said = call(f"{base}.svc/Submissions")
    rows = json.loads(b"".join(said.streaming_content))["value"]
    assert [row["__id"] for row in rows] == ["uuid:a"]
    assert call(f"{base}/submissions/uuid:b").status_code == 404
    assert "photo" in rows[0] and "X-Azalai-Hidden-Fields" not in said
    # Who reads at more points than it may see secrets of has tables without those columns.
    Grant.objects.create(user=kadi, role=Role.READER, mission=mission, points=[])
    said = call(f"{base}.svc/Submissions")
    (row,) = json.loads(b"".join(said.streaming_content))["value"]
    hidden = said["X-Azalai-Hidden-Fields"].split(",")
    assert "photo" in hidden and "photo" not in row
    assert b'"photo"' not in call(f"{base}.svc/$metadata").content
    header = b"".join(call(f"{base}/submissions.csv").streaming_content).decode().splitlines()[0]
    assert "photo" not in header.split(",") and "KEY" in header.split(",")
    assert call(f"{base}/submissions/uuid:a.xml").status_code == 403
    assert call(f"{base}/submissions/uuid:a/comments").status_code == 403


def test_zip_is_centrals(call: Caller, mission: Mission, form: Form) -> None:
    take(mission, record("uuid:a"))
    take(mission, record("uuid:a2", total=9, nat=(("ML", 9),), old="uuid:a"))
    take(mission, record("uuid:b", nat=()).replace(b"work war", b"=1+1"))
    path = f"/projects/{mission.pk}/forms/flows/submissions.csv.zip"

    def tables(**options: str) -> dict[str, list[dict[str, str]]]:
        data = b"".join(call(path, data=options).streaming_content)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {
                name: list(csv.DictReader(io.TextIOWrapper(archive.open(name), newline="")))
                for name in archive.namelist()
            }

    found = tables()
    assert set(found) == {"flows.csv", "flows-nat.csv"}
    assert list(found["flows.csv"][0]) == [
        "SubmissionDate", "day", "grp-total", "grp-size", "gps-Latitude", "gps-Longitude",
        "gps-Altitude", "gps-Accuracy", "why", "photo", "sum", "meta-instanceID",
        "meta-deprecatedID", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent",
        "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion",
    ]  # fmt: skip
    rows = {row["KEY"]: row for row in found["flows.csv"]}
    assert rows["uuid:a"]["meta-instanceID"] == "uuid:a2" and rows["uuid:a"]["Edits"] == "1"
    assert rows["uuid:a"]["ReviewState"] == "edited" and rows["uuid:a"]["grp-total"] == "9"
    assert rows["uuid:b"]["why"] == "'=1+1"
    assert found["flows-nat.csv"] == [
        {"nationality": "ML", "number": "9", "PARENT_KEY": "uuid:a", "KEY": "uuid:a/nat[1]"}
    ]
    split = tables(splitSelectMultiples="true")["flows.csv"][1]
    assert (split["why/work"], split["why/war"]) == ("1", "1")
    assert "total" in tables(groupPaths="false")["flows.csv"][0]
    only = tables(**{"$filter": "__system/reviewState eq 'edited'"})["flows.csv"]
    assert [row["KEY"] for row in only] == ["uuid:a"]


def test_decisions_follow_the_rules_of_the_review(
    call: Caller, mission: Mission, form: Form
) -> None:
    take(mission, record("uuid:a"))
    path = f"/projects/{mission.pk}/forms/flows/submissions/uuid:a"

    def decide(state: str | None) -> Any:
        said = json.dumps({"reviewState": state})
        return call(path, "patch", data=said, content_type="application/json")

    unchecked = decide("approved")
    assert unchecked.status_code == 409 and unchecked.json()["message"]
    assert decide("hasIssues").json()["reviewState"] == "hasIssues"
    assert decide("hasIssues").status_code == 200
    assert decide(None).json()["reviewState"] is None
    assert decide("rejected").json()["reviewState"] == "rejected"
    assert decide("perhaps").status_code == 400
    note = Submission.objects.get().notes.filter(to_enumerator=True).get()
    assert note.text


@pytest.mark.parametrize(
    ("xml", "code"),
    [(b"<data", 400.1), (b'<!DOCTYPE x><data id="flows"/>', 400.1), (b'<data id="other"/>', 400.8),
     (b'<data id="flows"/>', 400.3)],
)  # fmt: skip
def test_what_is_no_record_of_the_form_is_refused(
    call: Caller, mission: Mission, form: Form, xml: bytes, code: float
) -> None:
    path = f"/projects/{mission.pk}/forms/flows/submissions"
    answer = call(path, "post", data=xml, content_type="application/xml")
    assert (answer.status_code, answer.json()["code"]) == (int(code), code)
    assert not Submission.objects.exists()


def test_errors_are_json_in_the_callers_language(officer: User) -> None:
    answer = Caller(officer, "fr")("/nothing/at/all")
    assert answer.status_code == 404
    assert answer.json()["message"].startswith("Il n’y a rien")
