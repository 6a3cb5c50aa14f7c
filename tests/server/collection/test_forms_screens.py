"""Publishing forms: bytes never change, a look before, and who may."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from azalai.forms.tables import packaged_mapping, read_tables, workbook_of
from azalai.model.errors import InputError
from azalai.server.collection.publishing import (
    files_for,
    publish,
    publish_packaged,
    put_file,
    set_mapping,
    set_open,
)
from azalai.server.collection.receiving import Arrival, receive
from azalai.server.models import (
    AuditEntry,
    Device,
    Form,
    FormVersion,
    Mission,
    Note,
    Origin,
    Role,
    State,
    Submission,
    User,
)  # fmt: skip
from azalai.server.people.actors import SYSTEM

Tables = dict[str, list[list[str]]]


def changed(name: str, old: str, new: str, version: str = "2") -> Tables:
    """A packaged form with one text replaced, as another version."""
    tables = read_tables(name)
    tables["survey"] = [[cell.replace(old, new) for cell in row] for row in tables["survey"]]
    place = tables["settings"][0].index("version")
    tables["settings"][1][place] = version
    return tables


def upload(tables: Tables) -> SimpleUploadedFile:
    return SimpleUploadedFile("form.xlsx", workbook_of(tables))


@pytest.fixture
def officer(
    mission: Mission, person: Callable[..., User], browser: Callable[..., Client]
) -> Client:
    return browser(person("awa", Role.COUNTRY_OFFICER, mission))


def test_packaged_forms_are_published_once(mission: Mission) -> None:
    made = publish_packaged(mission)
    names = {"flow_registry", "counter", "screener", "shift", "round", "event"}
    assert {version.form.form_id for version in made} == names
    assert publish_packaged(mission) == []
    assert AuditEntry.objects.filter(action="form.published").count() == 6
    flow = next(version for version in made if version.form.form_id == "flow_registry")
    assert flow.md5 == hashlib.md5(flow.xform.encode()).hexdigest()
    assert publish(mission, "flow_registry") == flow


def test_version_never_changes(mission: Mission) -> None:
    first = publish(mission, "counter")
    with pytest.raises(InputError) as refused:
        publish(mission, changed("counter", "5000", "900", first.version))
    assert refused.value.code == "form_version_taken"
    second = publish(mission, changed("counter", "5000", "900", "2027010101"))
    assert second.form_id == first.form_id
    assert FormVersion.objects.get(pk=first.pk).xform == first.xform


def test_mapping_must_fit_the_form(mission: Mission) -> None:
    with pytest.raises(InputError) as refused:
        publish(mission, changed("counter", "boys", "lads"), Form.Kind.FLOW,
                packaged_mapping("counter"))  # fmt: skip
    assert (refused.value.code, refused.value.values["column"]) == (
        "form_no_column", "sex_age-boys",
    )  # fmt: skip
    with pytest.raises(InputError) as refused:
        publish(mission, read_tables("counter"), Form.Kind.FLOW, "")
    assert refused.value.code == "form_needs_mapping"
    assert not Form.objects.exists()
    kept = publish(mission, read_tables("counter"), Form.Kind.OTHER, "")
    with pytest.raises(InputError):
        set_mapping(publish(mission, "shift").form, 'format = 1\nkind = "event"\n', SYSTEM)
    assert kept.form.mapping == ""


def test_lists_are_those_of_the_phone(mission: Mission) -> None:
    form = publish(mission, "flow_registry").form
    phone = Device.objects.create(
        mission=mission, label="1", token_sha256="0" * 64, language="en", points=["ML-timbuktu"]
    )
    french, english = dict(files_for(form, None)), dict(files_for(form, phone))
    assert set(french) == {"points.csv", "places.csv", "corrections.csv"}
    assert "ML-timbuktu,Tombouctou," in french["points.csv"].decode()
    lines = english["points.csv"].decode().splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [["ML-timbuktu", "Timbuktu"]]
    assert "\nML07,Gao," in french["places.csv"].decode()
    assert "\nDEU,Germany,Germany,Allemagne,ألمانيا,country," in english["places.csv"].decode()


def test_what_was_returned_reaches_the_phone_that_sent_it(
    mission: Mission, person: Callable[..., User]
) -> None:
    form = publish(mission, "counter").form
    phones = [
        Device.objects.create(mission=mission, label=str(n), token_sha256=str(n) * 64)
        for n in (1, 2)
    ]
    sent = [
        Submission.objects.create(
            mission=mission, root_id=f"uuid:{state}", form=form, form_name="counter", state=state,
            device=phones[0], point="ML-timbuktu", day=date(2026, 11, 20), persons=12,
            received_at=datetime(2026, 11, 20, tzinfo=UTC),
        )
        for state in (State.RETURNED, State.APPROVED)
    ]  # fmt: skip
    Note.objects.create(
        submission=sent[0], user=person("awa", Role.COUNTRY_OFFICER, mission),
        text="Which\ndirection?", to_enumerator=True, at=datetime(2026, 11, 21, tzinfo=UTC),
    )  # fmt: skip
    lines = [dict(files_for(form, phone))["corrections.csv"].decode() for phone in phones]
    header = "name,label,form,point,day\n"
    assert lines[0] == header + (
        "uuid:returned,Tombouctou · 2026-11-20 · 12 · Which direction?,"
        "counter,ML-timbuktu,2026-11-20\n"
    )
    assert lines[1] == header


def test_record_that_came_before_its_form_becomes_the_forms(mission: Mission) -> None:
    xml = (
        b'<data id="counter" version="2026112201"><visit><point>ML-gogui</point>'
        b"<date>2026-11-20</date><direction>in</direction></visit><group><persons>7</persons>"
        b"</group><meta><instanceID>uuid:early</instanceID></meta></data>"
    )
    receipt = receive(Arrival(mission.pk, xml, origin=Origin.PHONE))
    early = Submission.objects.get(pk=receipt.submission_id)
    assert (early.form, early.point, early.persons) == (None, "", None)
    form = publish(mission, "counter").form
    early.refresh_from_db()
    assert (early.form, early.point, early.day, early.persons, early.direction) == (
        form, "ML-gogui", date(2026, 11, 20), 7, "in",
    )  # fmt: skip
    # Another mapping reads the same content otherwise.
    other = form.mapping.replace("[columns]", '[values.direction]\n"in" = "out"\n[columns]')
    set_mapping(form, other, SYSTEM)
    early.refresh_from_db()
    assert (early.direction, early.contents_count) == ("out", 1)


def test_uploaded_list_goes_with_the_form(mission: Mission) -> None:
    tables = changed("counter", "points.csv", "villages.csv")
    tables["survey"] = [[cell.replace("('points')", "('villages')") for cell in row]
                        for row in tables["survey"]]  # fmt: skip
    form = publish(mission, tables, Form.Kind.OTHER, "").form
    assert "villages.csv" not in dict(files_for(form, None))
    put_file(form, "villages.csv", b"name,label\nv1,Boni\n", SYSTEM)
    assert dict(files_for(form, None))["villages.csv"] == b"name,label\nv1,Boni\n"
    for name in ("points.csv", "../x.csv", ".hidden"):
        with pytest.raises(InputError):
            put_file(form, name, b"", SYSTEM)


def test_closed_form_is_audited(mission: Mission) -> None:
    form = publish(mission, "shift").form
    set_open(form, False, SYSTEM)
    assert not Form.objects.get(pk=form.pk).is_open
    assert AuditEntry.objects.filter(action="form.closed", subject=f"form:{form.pk}").exists()


def test_upload_is_looked_at_and_then_published(mission: Mission, officer: Client) -> None:
    publish(mission, "counter")
    # One question is gone: the mapping cannot find its column.
    gone = changed("counter", "boys", "lads", "3")
    answer = officer.post("/m/mli/forms/new", {"workbook": upload(gone), "step": "look"})
    page = answer.content.decode()
    assert "mapping must change" in page
    assert "sex_age-boys" in page
    assert "Publish version 3" not in page
    fine = changed("counter", "5000", "900", "4")
    answer = officer.post("/m/mli/forms/new", {"workbook": upload(fine), "step": "look"})
    page = answer.content.decode()
    assert "Publish version 4" in page
    assert FormVersion.objects.count() == 1
    ticket = page.split('name="ticket" value="')[1].split('"')[0]
    again: dict[str, Any] = {"ticket": ticket, "step": "publish", "kind": "flow"}
    answer = officer.post("/m/mli/forms/new", again)
    assert answer.status_code == 302
    version = FormVersion.objects.get(version="4")
    assert version.form.mapping == packaged_mapping("counter")
    assert AuditEntry.objects.filter(action="form.published").last().actor.startswith("user:")


def test_ticket_of_somebody_else_is_nothing(
    mission: Mission, officer: Client, person: Callable[..., User], browser: Callable[..., Client]
) -> None:
    workbook = upload(changed("counter", "5000", "900", "4"))
    page = officer.post(
        "/m/mli/forms/new", {"workbook": workbook, "kind": "other"}
    ).content.decode()
    ticket = page.split('name="ticket" value="')[1].split('"')[0]
    other = browser(person("ali", Role.COUNTRY_OFFICER, mission))
    for sent in (ticket, "forged", ""):
        answer = other.post(
            "/m/mli/forms/new", {"ticket": sent, "step": "publish", "kind": "other"}
        )
        assert answer.status_code == 400
    assert not FormVersion.objects.exists()


@pytest.mark.parametrize("content", [b"no workbook", b"PK\x03\x04 broken", b""])
def test_what_is_no_workbook_is_said(officer: Client, content: bytes) -> None:
    given = SimpleUploadedFile("form.xlsx", content)
    answer = officer.post("/m/mli/forms/new", {"workbook": given, "kind": "other"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_screens_show(
    mission: Mission, person: Callable[..., User], browser: Callable[..., Client], lang: str
) -> None:
    version = publish(mission, "flow_registry")
    client = browser(person("awa", Role.COUNTRY_OFFICER, mission), lang)
    here = f"/m/mli/forms/{version.form_id}"
    for address in ("/m/mli/forms", "/m/mli/forms/new", here):
        assert client.get(address).status_code == 200
    workbook = client.get(f"{here}/{version.pk}.xlsx").content
    assert read_tables(workbook) == read_tables("flow_registry")
    assert client.get(f"{here}/{version.pk}.xml").content == version.xform.encode()
    assert client.get(f"{here}/{version.pk}.exe").status_code == 404
    assert client.post(f"{here}/open", {"open": "0"}).status_code == 302
    assert client.post("/m/mli/forms/packaged", {"name": "event"}).status_code == 302
    assert client.post("/m/mli/forms/packaged", {"name": "nothing"}).status_code == 404


@pytest.mark.parametrize("role", [Role.READER, Role.ENUMERATOR, Role.POINT_SUPERVISOR])
def test_others_may_not(
    mission: Mission, person: Callable[..., User], browser: Callable[..., Client], role: Role
) -> None:
    client = browser(person("ali", role, mission))
    assert client.get("/m/mli/forms").status_code == 403
    assert client.post("/m/mli/forms/packaged", {"name": "event"}).status_code == 403
