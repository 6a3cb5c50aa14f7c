"""Every write by a page or by the API leaves its lines in the chain, or does not happen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from azalai.forms.tables import read_tables, workbook_of
from azalai.server.models import AuditEntry, AuditHead, Content, Grant, Mission, Role, Submission
from azalai.server.people import links
from azalai.server.people.setup import setup_link
from tests.server.authorising import OWN, World, world
from tests.server.conftest import PASSWORD
from tests.server.filling import group, instance
from tests.server.test_authorisation import TABLE

_JSON = "application/json"
_XML = "application/xml"
NEW = {"password": "other-dunes-88", "again": "other-dunes-88"}


@dataclass
class Write:
    """A request that is let in, and the lines that it leaves."""

    address: str
    lines: tuple[str, ...]
    data: Any = field(default_factory=dict)
    method: str = "POST"
    kind: str = ""
    client: Client | None = None
    status: tuple[int, ...] = (200, 302)


Making = Callable[[World], Write]


def _page(address: str, lines: str, **data: str) -> Making:
    return lambda made: Write(address.format(made=made), tuple(lines.split()), data)


def _xml(made: World, **ids: str) -> bytes:
    version = made.form.versions.latest("pk").version
    return instance(OWN, date(2020, 6, 3), group(9), version=version, **ids)


def _sign_in(made: World) -> Write:
    user = made.users["officer, own"]
    user.set_password(PASSWORD)
    user.save()
    return Write("/login", ("user.signed_in",), {"username": user.username, "password": PASSWORD},
                 client=Client())  # fmt: skip


def _second_step(made: World) -> Write:
    user = made.users["officer, own"]
    user.set_password(PASSWORD)
    user.save()
    app = TOTPDevice.objects.create(user=user, confirmed=True)
    client = Client(raise_request_exception=False)
    client.post("/login", {"username": user.username, "password": PASSWORD})
    return Write("/login/second", ("user.signed_in",), {"code": f"{totp(app.bin_key):06}"},
                 client=client)  # fmt: skip


def _set_up(made: World) -> Write:
    Grant.objects.filter(role=Role.ADMINISTRATOR).delete()
    link = setup_link()
    assert link
    return Write(link, ("user.created", "user.signed_in"), NEW | {"username": "first"},
                 client=Client())  # fmt: skip


def _welcome(made: World) -> Write:
    return Write(links.link_for(made.person), ("user.password_set",), NEW, client=Client())


def _own(made: World) -> Client:
    user = made.users["officer, own"]
    user.set_password(PASSWORD)
    user.save()
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def _own_second(change: str) -> Making:
    def make(made: World) -> Write:
        client = _own(made)
        given = {"current": PASSWORD}
        if change == "":
            client.get("/account/second")
            app = TOTPDevice.objects.get(user=made.users["officer, own"])
            given = {"code": f"{totp(app.bin_key):06}"}
            return Write("/account/second", ("user.second_set",), given, client=client)
        made.users["officer, own"].refresh_from_db()
        app = TOTPDevice.objects.create(user=made.users["officer, own"], confirmed=True)
        session = client.session
        session["otp_device_id"] = app.persistent_id
        session.save()
        line = {"codes": "user.codes_made", "remove": "user.second_removed"}[change]
        return Write(f"/account/second/{change}", (line,), given, client=client)

    return make


def _upload(made: World) -> Write:
    book = SimpleUploadedFile("shift.xlsx", workbook_of(read_tables("shift")))
    given = {"step": "publish", "workbook": book, "kind": "other"}
    return Write("/m/mli/forms/new", ("form.published",), given)


def _grant(made: World) -> Write:
    grant = made.person.grants.get()
    return Write(f"/people/{made.person.pk}/take", ("grant.taken",), {"grant": str(grant.pk)})


def _inbox(made: World) -> Write:
    Submission.objects.filter(pk=made.record.pk).update(form=None, form_name="unknown")
    given = {"form": str(made.form.pk), "form_name": "unknown"}
    return Write("/m/mli/inbox", ("submission.assigned",), given)


def _edit(made: World) -> Write:
    given = {"reason": "recount", "shown": "group/transport", "a:group/transport": "foot"}
    return Write(f"/m/mli/records/{made.record.pk}/edit", ("submission.edited",), given)


def _rival(made: World) -> Write:
    from tests.server.filling import send

    answers = group(9)
    receipt = send(made.mission, OWN, date(2020, 6, 3), answers, instance_id=made.record.root_id)
    rival = Content.objects.get(pk=receipt.content_id)
    given = {"theirs": str(made.record.content_id)}
    return Write(
        f"/m/mli/records/{made.record.pk}/choose/{rival.pk}", ("submission.settled",), given
    )


def _api(rest: str, lines: str, method: str = "POST", **more: Any) -> Making:
    def make(made: World) -> Write:
        root = f"/v1/projects/{made.mission.pk}/forms/flow_registry/submissions"
        data = more.get("data", b"text")
        if callable(data):
            data = data(made)
        address = root + rest.format(made=made)
        return Write(address, tuple(lines.split()), data, method, more.get("kind", _JSON))

    return make


def _session(made: World) -> Write:
    user = made.users["officer, own"]
    user.set_password(PASSWORD)
    user.save()
    said = f'{{"email": "{user.username}", "password": "{PASSWORD}"}}'.encode()
    return Write("/v1/sessions", ("token.made",), said, kind=_JSON, client=Client())


def _session_ends(where: str) -> Making:
    def make(made: World) -> Write:
        from azalai.server.api.tokens import new_token

        _, token = new_token(made.users["officer, own"])
        client = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)
        return Write(f"/v1/sessions/{where.format(token=token)}", ("token.ended",), b"", "DELETE",
                     _JSON, client)  # fmt: skip

    return make


_RECORD = "/m/mli/records/{made.record.pk}"
_PERSON = "/people/{made.person.pk}"
_M, _F = "m/<slug:mission>", "m/<slug:mission>/forms/<int:form>"
_R = f"{_M}/records/<int:number>"
_S = "v1/projects/<project>/forms/<form>/submissions"
_FORM = "/m/mli/forms/{made.form.pk}"

WRITES: dict[str, list[Making]] = {
    "POST login": [_sign_in],
    "POST login/second": [_second_step],
    "POST setup/<str:token>": [_set_up],
    "POST welcome/<str:token>": [_welcome],
    "POST account": [_page("/account", "user.changed", full_name="Root", language="fr")],
    "POST account/password": [
        lambda made: Write("/account/password", ("user.password_set",),
                           NEW | {"current": PASSWORD}, client=_own(made))
    ],
    "POST account/second": [_own_second("")],
    "POST account/second/<str:change>": [_own_second("codes"), _own_second("remove")],
    "POST people/add": [
        _page("/people/add", "user.created grant.given", username="new", full_name="New",
              role="reader", mission="mli", language="en")
    ],
    "POST people/<int:number>/<str:what>": [
        _page(f"{_PERSON}/give", "grant.given", role="point_supervisor", mission="mli"),
        _grant,
        _page(f"{_PERSON}/link", "user.link_made"),
        _page(f"{_PERSON}/off", "user.deactivated"),
        _page(f"{_PERSON}/on", "user.reactivated"),
        _page(f"{_PERSON}/second", "user.second_removed"),
    ],
    f"POST {_M}/devices/add": [
        _page("/m/mli/devices/add", "device.added", label="phone 2", language="fr")
    ],
    f"POST {_M}/devices/<int:number>/revoke": [
        _page("/m/mli/devices/{made.device.pk}/revoke", "device.revoked")
    ],
    f"POST {_M}/forms/new": [_upload],
    f"POST {_M}/forms/packaged": [
        _page("/m/mli/forms/packaged", "form.published", name="event")
    ],
    f"POST {_F}/open": [_page(f"{_FORM}/open", "form.closed", open="0")],
    f"POST {_F}/mapping": [
        lambda made: Write(f"/m/mli/forms/{made.form.pk}/mapping", ("form.mapped",),
                           {"mapping": made.form.mapping})
    ],
    f"POST {_F}/files": [
        lambda made: Write(f"/m/mli/forms/{made.form.pk}/files", ("form.file_kept",),
                           {"file": SimpleUploadedFile("list.csv", b"name,label\n")})
    ],
    f"POST {_M}/queue/day/move": [
        lambda made: Write("/m/mli/queue/day/move", ("submission.moved",),
                           {"record": made.record.pk, "to": "rejected", "reason": "x",
                            "point": OWN, "day": "2020-06-03"})
    ],
    f"POST {_M}/inbox": [_inbox],
    f"POST {_R}/move": [_page(f"{_RECORD}/move", "submission.moved", to="rejected", reason="x")],
    f"POST {_R}/notes": [_page(f"{_RECORD}/notes", "submission.noted", text="hm")],
    f"POST {_R}/findings/<int:finding>": [
        _page(_RECORD + "/findings/{made.finding.pk}", "finding.dismissed", reason="true"),
        _page(_RECORD + "/findings/{made.finding.pk}", "finding.restored", do="restore"),
    ],
    f"POST {_R}/edit": [_edit],
    f"POST {_R}/choose/<int:rival>": [_rival],
    "POST v1/sessions": [_session],
    "DELETE v1/sessions/current": [_session_ends("current")],
    "DELETE v1/sessions/<token>": [_session_ends("{token}")],
    f"POST {_S}": [_api("", "submission.received", data=_xml, kind=_XML)],
    f"PUT {_S}/<instance>": [
        _api("/{made.record.root_id}", "submission.edited", "PUT", kind=_XML,
             data=lambda made: _xml(made, deprecated_id=made.record.root_id))
    ],
    f"PATCH {_S}/<instance>": [
        _api("/{made.record.root_id}", "submission.moved", "PATCH",
             data=b'{"reviewState": "hasIssues"}')
    ],
    f"POST {_S}/<instance>/comments": [
        _api("/{made.record.root_id}/comments", "submission.noted", data=b'{"body": "hm"}')
    ],
    f"POST {_S}/<instance>/attachments/<name>": [
        _api("/{made.record.root_id}/attachments/b.txt", "submission.resent", kind="text/plain")
    ],
}  # fmt: skip
ELSEWHERE = {
    # Nothing but a session, or the language of one's own pages.
    "POST logout", "POST language",
    # Reads the chain.
    "POST audit",
    # `feeding/test_closing.py` looks for their lines.
    f"POST {_M}/closing/<slug:month>/ask",
    f"POST {_M}/closing/<slug:month>/<int:number>/confirm",
    f"POST {_M}/closing/<slug:month>/<int:number>/withdraw",
    # The hand-over of what was approved, and drawing what was released: no decisions.
    f"POST {_M}/closing/<slug:month>/feed",
    f"POST {_M}/closing/<slug:month>/r<int:revision>/bulletin",
}  # fmt: skip


def test_every_write_is_looked_at() -> None:
    writes = {key for key in TABLE if not key.startswith("GET ")}
    assert writes - WRITES.keys() == ELSEWHERE


def _do(write: Write) -> int:
    client = write.client
    assert client is not None
    client.raise_request_exception = False
    if write.kind:
        answer = client.generic(write.method, write.address, write.data, content_type=write.kind)
    else:
        answer = client.post(write.address, write.data)
    return int(answer.status_code)


_CASES = [
    pytest.param(make, id=f"{key}-{number}".replace("/", " "))
    for key, makings in WRITES.items()
    for number, make in enumerate(makings)
]


@pytest.mark.parametrize("make", _CASES)
def test_a_write_and_its_lines_are_one(mission: Mission, tmp_path: Path, make: Making) -> None:
    made = world(mission, tmp_path)
    write = _made(make, made)
    # Nothing can be added to a chain without a head.
    head = AuditHead.objects.values().get()
    AuditHead.objects.all().delete()
    before = _everything()
    assert _do(write) >= 500
    after = _everything()
    changed = {name for name in before if before[name] != after[name]}
    # A code that was shown is used up, whatever comes of it.
    assert changed <= ({"otp_totp_totpdevice"} if write.address == "/login/second" else set())

    AuditHead.objects.create(**head)
    write = _made(make, made)
    number = AuditHead.objects.get().number
    assert _do(write) in write.status
    lines = AuditEntry.objects.filter(number__gt=number).order_by("number")
    assert tuple(lines.values_list("action", flat=True)) == write.lines
    assert all(one.actor != "system" for one in lines)


def _made(make: Making, made: World) -> Write:
    write = make(made)
    write.client = write.client or made.client("administrator")
    return write


def _everything() -> dict[str, str]:
    """Each table of the server -> a checksum of its rows."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table in ("django_session", "server_passwordtry") or not model._meta.managed:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
        found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found
