"""Every address × method × role × scope has an expected answer; an address without one fails.

A new address: one line in `TABLE` for each of its methods. A line is fifteen signs, in the order
of `authorising.COLUMNS`: nobody, device, administrator, then officer, supervisor, enumerator and
reader, each in their own scope, at another point, in another mission.

==== =========================================================
+    let in: 200 to a GET (or what `lets_in` says); to anything else no refusal, whatever it is
L    to the sign-in page
1    401
3    403
4    404
==== =========================================================
"""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azalai.server.collection import openrosa
from azalai.server.models import Grant, Mission, PasswordTry, Role, User
from azalai.server.pages.assets import asset
from azalai.server.wsgi import application
from tests.server.authorising import COLUMNS, OTHER, OWN, SECRETS, World, world
from tests.server.conftest import show_second

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Line:
    """What is expected of an address and method.

    Attributes
    ----------
    lets_in : tuple of int
        Statuses of a GET that was let in.
    data : dict
        What is posted.
    values : dict
        Parts of the address, where the usual ones (`address_of`) do not do.
    """

    row: str
    lets_in: tuple[int, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    content_type: str = ""

    def signs(self) -> str:
        signs = self.row.replace(" ", "")
        assert len(signs) == len(COLUMNS), self.row
        return signs


# fmt: off
#              N D A  officer supervisor enumerator reader
PUBLIC      = "+ + +  +++ +++ +++ +++"
SIGN_IN     = "L L L  LLL LLL LLL LLL"
SELF        = "L L +  +++ +++ +++ +++"
ANYTHING    = "L L +  ++4 ++4 ++4 ++4"
READ        = "L L +  ++4 ++4 334 ++4"
READ_ONE    = "L L +  +44 +44 334 +44"
READ_SECRET = "L L +  +44 +44 334 444"
REVIEW      = "L L +  ++4 ++4 334 334"
REVIEW_ONE  = "L L +  +44 +44 334 334"
WHOLE       = "L L +  +34 334 334 334"
DEVICES     = "L L +  ++4 ++4 334 334"
DEVICE      = "L L +  +34 +34 334 334"
PEOPLE      = "L L +  +3+ 333 333 333"
PERSON      = "L L +  +34 333 333 333"
SYSTEM      = "L L +  333 333 333 333"
API_PUBLIC  = "+ + +  +++ +++ +++ +++"
API_SELF    = "1 1 +  +++ +++ +++ +++"
API_ANY     = "1 1 +  ++4 ++4 ++4 ++4"
API_EXPORT  = "1 1 +  ++4 334 334 334"
API_ONE     = "1 1 +  +44 334 334 334"
API_COLLECT = "1 1 +  ++4 ++4 ++4 334"
API_SEND    = "1 1 +  +44 +44 +44 334"
API_REVIEW  = "1 1 +  +44 +44 334 334"

_JSON = "application/json"
_M = "m/<slug:mission>"
_R = f"{_M}/records/<int:number>"
_C = f"{_M}/closing/<slug:month>"
_F = f"{_M}/forms/<int:form>"
_P = "v1/projects/<project>"
_V = f"{_P}/forms/<form>"
_S = f"{_V}/submissions/<instance>"

TABLE: dict[str, str | Line] = {
    "GET static/<str:name>": PUBLIC,
    # people
    "GET ": Line(SELF, (200, 302)),
    f"GET {_M}/": Line(ANYTHING, (200, 302)),
    "GET login": Line(PUBLIC, (200, 302)),
    "POST login": "3 3 +  +++ +++ +++ +++",
    "GET login/second": SIGN_IN,
    "POST login/second": SIGN_IN,
    "POST logout": SIGN_IN,
    "POST language": PUBLIC,
    # Good once, and used: nobody finds anything.
    "GET setup/<str:token>": "4 4 4  444 444 444 444",
    "POST setup/<str:token>": "4 4 4  444 444 444 444",
    "GET welcome/<str:token>": "4 4 4  444 444 444 444",
    "POST welcome/<str:token>": "4 4 4  444 444 444 444",
    "GET account": SELF,
    "POST account": SELF,
    "GET account/password": SELF,
    "POST account/password": SELF,
    "GET account/second": Line(SELF, (200, 302)),
    "POST account/second": SELF,
    "POST account/second/<str:change>": Line(SELF, values={"change": "codes"}),
    "GET people": PEOPLE,
    "GET people/add": PEOPLE,
    "POST people/add": PEOPLE,
    "GET people/<int:number>": PERSON,
    "POST people/<int:number>/<str:what>": Line(PERSON, values={"what": "off"}),
    "GET audit": PEOPLE,
    "POST audit": SYSTEM,
    f"GET {_M}/devices": DEVICES,
    f"GET {_M}/devices/add": DEVICES,
    f"POST {_M}/devices/add": DEVICES,
    f"POST {_M}/devices/<int:number>/revoke": DEVICE,
    # forms
    f"GET {_M}/forms": WHOLE,
    f"GET {_M}/forms/new": WHOLE,
    f"POST {_M}/forms/new": WHOLE,
    f"POST {_M}/forms/packaged": Line(WHOLE, data={"name": "flow_registry"}),
    f"GET {_F}": WHOLE,
    f"POST {_F}/open": WHOLE,
    f"POST {_F}/mapping": WHOLE,
    f"POST {_F}/files": WHOLE,
    f"GET {_F}/<int:version>.<str:kind>": WHOLE,
    # review
    f"GET {_M}/queue": READ,
    f"GET {_M}/queue/day": READ,
    f"POST {_M}/queue/day/move": REVIEW,
    f"GET {_M}/inbox": WHOLE,
    f"POST {_M}/inbox": WHOLE,
    f"GET {_R}": READ_ONE,
    f"GET {_R}/files/<int:file>": READ_SECRET,
    f"POST {_R}/move": REVIEW_ONE,
    f"POST {_R}/notes": REVIEW_ONE,
    f"POST {_R}/findings/<int:finding>": REVIEW_ONE,
    f"GET {_R}/edit": REVIEW_ONE,
    f"POST {_R}/edit": REVIEW_ONE,
    # There is no rival: who is let in finds none.
    f"POST {_R}/choose/<int:rival>": "L L 4  444 444 334 334",
    # feeding
    f"GET {_M}/calendar": READ,
    f"GET {_M}/map": READ,
    f"GET {_M}/closing": WHOLE,
    f"GET {_C}": WHOLE,
    f"POST {_C}/ask": WHOLE,
    f"POST {_C}/feed": WHOLE,
    # Nobody has asked, nothing is released: who is let in finds nothing.
    f"POST {_C}/<int:number>/confirm": "L L 4  434 334 334 334",
    f"POST {_C}/<int:number>/withdraw": "L L 4  434 334 334 334",
    f"POST {_C}/r<int:revision>/bulletin": "L L 4  434 334 334 334",
    f"GET {_C}/r<int:revision>/<str:name>": "L L 4  434 334 334 334",
    # pages for phones: a shell without data; the token stays in the browser
    "GET c/": Line(PUBLIC, (200, 503)),
    "GET c/<path:name>": Line(PUBLIC, (200, 404, 503)),
    # api
    "GET v1/openapi.json": API_PUBLIC,
    "POST v1/sessions": Line(
        "1 1 1  111 111 111 111", data={"email": "nobody", "password": "x"}, content_type=_JSON
    ),
    # Who came with a session has no token to end.
    "DELETE v1/sessions/current": "1 1 4  444 444 444 444",
    "DELETE v1/sessions/<token>": "1 1 4  444 444 444 444",
    "GET v1/users/current": API_SELF,
    "GET v1/projects": API_SELF,
    f"GET {_P}": API_ANY,
    f"GET {_P}/forms": API_ANY,
    f"GET {_V}": API_ANY,
    f"GET {_V}.xml": API_ANY,
    f"GET {_V}/fields": API_ANY,
    f"GET {_V}/versions": API_ANY,
    f"GET {_V}/versions/<version>": API_ANY,
    f"GET {_V}/versions/<version>.xml": API_ANY,
    f"GET {_V}.svc": API_EXPORT,
    f"GET {_V}.svc/$metadata": API_EXPORT,
    f"GET {_V}.svc/<table>": API_EXPORT,
    f"GET {_V}/submissions.csv.zip": API_EXPORT,
    f"GET {_V}/submissions.csv": API_EXPORT,
    f"GET {_V}/submissions": API_EXPORT,
    f"POST {_V}/submissions": API_COLLECT,
    f"GET {_S}": API_ONE,
    f"PUT {_S}": API_REVIEW,
    f"PATCH {_S}": Line(API_REVIEW, data={"reviewState": "hasIssues"}, content_type=_JSON),
    f"POST {_S}/comments": Line(API_REVIEW, data={"body": "hm"}, content_type=_JSON),
    f"POST {_S}/attachments/<name>": API_SEND,
    f"GET {_S}.xml": API_ONE,
    f"GET {_S}/versions": API_ONE,
    f"GET {_S}/versions/<version>": API_ONE,
    f"GET {_S}/versions/<version>.xml": API_ONE,
    f"GET {_S}/diffs": API_ONE,
    f"GET {_S}/comments": API_ONE,
    f"GET {_S}/attachments": API_ONE,
    f"GET {_S}/attachments/<name>": API_ONE,
}
# fmt: on

BY_PHONES = ("d/<str:token>/<path:rest>", "o/<slug:mission>/<path:rest>")
"""Answered before Django, by token or password: `test_short_way`."""
READ_BY_ANY_METHOD = (f"{_M}/forms/new", "v1/openapi.json")
"""Answer to any method as to a GET, and change nothing."""
NOTHING = ("v1/", "^v1/(?P<rest>.*)$")
"""Says that there is nothing."""


def routes() -> Iterator[str]:
    """Every address that Django knows."""

    def walk(resolver: Any, before: str) -> Iterator[str]:
        for one in resolver.url_patterns:
            here = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one, here)
            else:
                assert isinstance(one, URLPattern)
                yield here

    return walk(get_resolver(), "")


def line_of(key: str) -> Line | None:
    found = TABLE.get(key)
    return Line(found) if isinstance(found, str) else found


def address_of(route: str, line: Line, made: World) -> str:
    """A real address for a route: that of the thing at `OWN` in mission ``mli``."""
    known = {
        "mission": "mli", "project": str(made.mission.pk), "token": "x" * 43, "change": "codes",
        "what": "off", "file": str(made.file.pk), "finding": str(made.finding.pk),
        "rival": "999999",
        "month": "2020-06", "revision": "1", "name": "bulletin.pdf", "kind": "xml",
        "instance": made.record.root_id, "table": "Submissions",
        "version": made.form.versions.get().version,
    }  # fmt: skip
    if route.startswith("m/"):
        known |= {"form": str(made.form.pk), "version": str(made.form.versions.get().pk)}
        if "/devices/" in route:
            known["number"] = str(made.device.pk)
        elif "/records/" in route:
            known["number"] = str(made.record.pk)
        else:
            known["number"] = "999999"
    else:
        known |= {"form": made.form.form_id, "number": str(made.person.pk)}
    if "/submissions/<instance>/" in route:
        known |= {"version": made.record.root_id, "name": made.file.name}
    if route.startswith("static/"):
        return asset("azalai.css")
    known |= line.values
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda hit: known[hit[1]], route)


def sign(status: int, location: str, method: str, line: Line) -> str:
    """What an answer is, as the table writes it."""
    if status == 302 and location.split("?")[0] == "/login":
        return "L"
    if status in (line.lets_in or (200,)) or (method != "GET" and 200 <= status < 400):
        return "+"
    if status in (401, 403, 404):
        return str(status)[-1]
    if method != "GET" and status in (400, 409, 415, 422):
        return "+"
    return f"[{status}]"


@pytest.fixture
def made(mission: Mission, tmp_path: Path) -> World:
    return world(mission, tmp_path)


def test_every_route_is_in_the_table() -> None:
    listed = {key.partition(" ")[2] for key in TABLE} | {*BY_PHONES, *NOTHING}
    there = set(routes())
    assert there - listed == set(), "new addresses: one line for each method in TABLE"
    assert listed - there == set(), "these addresses are gone"


def test_matrix(made: World) -> None:
    wrong: list[str] = []
    clients = {column: made.client(column) for column in COLUMNS}
    for key in TABLE:
        method, _, route = key.partition(" ")
        line = line_of(key)
        assert line is not None
        address = address_of(route, line, made)
        got = ""
        for column in COLUMNS:
            # Ten wrong passwords are refused otherwise than the eleventh.
            if len(got) == 8:
                PasswordTry.objects.all().delete()
            ends = route in ("logout", "v1/sessions/current")
            client = made.client(column) if ends else clients[column]
            body = json.dumps(line.data) if line.content_type else urlencode(line.data)
            kind = line.content_type or "application/x-www-form-urlencoded"
            answer = client.generic(method, address, body, content_type=kind)
            got += sign(answer.status_code, answer.get("Location", ""), method, line)
            # Streamed answers are read, or their files stay open.
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        if got != line.signs():
            wrong.append(f"{key}\n    expected {line.signs()}\n    got      {got}")
    assert not wrong, "\n".join(wrong)


def test_methods_that_are_not_listed_are_refused(made: World) -> None:
    wrong = []
    client = made.client("administrator")
    left_out = {*BY_PHONES, *NOTHING, *READ_BY_ANY_METHOD}
    for route in sorted(set(routes()) - left_out):
        for method in METHODS:
            if line_of(f"{method} {route}") is not None:
                continue
            answer = client.generic(method, address_of(route, Line(""), made))
            if answer.status_code not in (404, 405):
                wrong.append(f"{method} {route}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def status_of(address: str, method: str = "GET", **more: str) -> int:
    """What the whole application answers, the short way first, as the server runs it."""
    found: list[str] = []
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "x",
        "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
        "CONTENT_LENGTH": "0", "REMOTE_ADDR": "203.0.113.9", "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.errors": io.StringIO(), **more,
    }  # fmt: skip
    answer = application()(environ, lambda status, headers, *rest: found.append(status))
    b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return int(found[0][:3])


# fmt: off
SHORT_WAY = {
    #                                own  other mission's  revoked  unknown token
    "GET formList":                  (200, 200, 403, 403),
    "HEAD submission":               (204, 204, 403, 403),
    "POST submission":               (400, 400, 403, 403),
    "GET submission":                (405, 405, 403, 403),
    "GET today.json":                (200, 200, 403, 403),
    "POST today.json":               (405, 405, 403, 403),
    "GET forms/flow_registry/{version}.xml": (200, 200, 403, 403),
    "GET manifest/flow_registry/{version}.xml": (200, 200, 403, 403),
    "GET files/flow_registry/points.csv":    (200, 200, 403, 403),
    "GET files/nothing/points.csv":  (404, 404, 403, 403),
    "GET returned/nothing.xml":      (404, 404, 403, 403),  # more in browser/test_correcting.py
    "POST returned/nothing.xml":     (405, 405, 403, 403),
    "GET nothing":                   (404, 404, 403, 403),
    "DELETE formList":               (405, 405, 403, 403),
}
"""Method and rest of the address -> what each token gets."""
# fmt: on


def test_short_way_by_token(made: World) -> None:
    version = made.form.versions.get().version
    tokens = (made.token, made.other_token, made.revoked_token, "x" * 43)
    got = {}
    for key in SHORT_WAY:
        method, _, rest = key.partition(" ")
        address = rest.format(version=version)
        got[key] = tuple(status_of(f"/d/{token}/{address}", method) for token in tokens)
    assert got == SHORT_WAY


def test_token_reaches_its_own_mission_alone(made: World) -> None:
    # A token stands for its mission: there is no way to name another one with it.
    for address in (f"/o/ner/{made.token}/formList", "/o/ner/formList", "/o/mli/formList"):
        assert status_of(address, HTTP_AUTHORIZATION=f"Bearer {made.token}") == 401


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("nobody", (401, 401)),
        ("administrator", (401, 401)),  # a password alone is not enough for them
        ("officer, own", (200, 403)),
        ("supervisor, own", (200, 403)),
        ("supervisor, other mission", (403, 200)),
        ("enumerator, own", (200, 403)),
        ("enumerator, other mission", (403, 200)),
        ("reader, own", (403, 403)),
    ],
)
def test_short_way_by_password(made: World, column: str, expected: tuple[int, int]) -> None:
    name = "nobody"
    if column in made.users:
        user = made.users[column]
        user.set_password("lakes-and-dunes-7")
        user.save()
        name = user.username
    shown = base64.b64encode(f"{name}:lakes-and-dunes-7".encode()).decode()
    got = tuple(
        status_of(f"/o/{code}/formList", HTTP_AUTHORIZATION=f"Basic {shown}")
        for code in ("mli", "ner")
    )
    assert got == expected


def test_short_way_is_what_we_think() -> None:
    short = {route for route in routes() if openrosa.serves("/" + route)}
    assert short == set(BY_PHONES)
    assert status_of("/healthz") == 200


def test_every_form_is_protected_against_forgery(made: World) -> None:
    """A POST with somebody's session, but without a form of ours, changes nothing."""
    by_key = {"v1/sessions"}
    """With name and password in the request, not with the session."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(made.users["administrator"])
    show_second(client, made.users["administrator"])
    wrong = []
    for key in TABLE:
        method, _, route = key.partition(" ")
        line = line_of(key)
        assert line is not None
        if method == "GET" or route in by_key:
            continue
        body = json.dumps(line.data) if line.content_type else urlencode(line.data)
        kind = line.content_type or "application/x-www-form-urlencoded"
        answer = client.generic(method, address_of(route, line, made), body, content_type=kind)
        if answer.status_code not in (401, 403):
            wrong.append(f"{key}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_headers_on_every_page(made: World) -> None:
    client = made.client("administrator")
    for key in TABLE:
        method, _, route = key.partition(" ")
        if method != "GET":
            continue
        line = line_of(key)
        assert line is not None
        answer = client.get(address_of(route, line, made))
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", ""), key
        assert "unsafe-inline" not in policy.partition("style-src")[0], key
        assert "frame-ancestors 'none'" in policy or "sandbox" in policy, key
        assert answer.headers["X-Content-Type-Options"] == "nosniff", key
        assert answer.headers["Referrer-Policy"] in (
            "same-origin", "no-referrer", "strict-origin"
        ), key  # fmt: skip
        if not route.startswith(("static/", "c/")):
            assert "no-store" in answer.headers["Cache-Control"], key
        body = read(answer)
        if answer.headers["Content-Type"].startswith("text/html"):
            # The policy would block them: they would be dead.
            assert not re.search(rb"<[^>]+\s(style|on\w+)=", body), key
            assert not re.search(rb"<script(?![^>]*\ssrc=)[^>]*>|<style", body), key


def read(answer: Any) -> bytes:
    """What was sent, archives unpacked."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    return bytes(content)


READING = [key.partition(" ")[2] for key in TABLE if key.startswith("GET ")]


def test_nobody_sees_a_foreign_row(made: World) -> None:
    """Whatever is asked for by whomever: of records beyond the scope not a word, not a number."""
    user = User.objects.create("somebody-else")

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        role=st.sampled_from([role for role in Role if role is not Role.ADMINISTRATOR]),
        where=st.sampled_from(["mli", "ner"]),
        points=st.sampled_from([(), (OWN,), (OTHER,), (OWN, OTHER)]),
        target=st.sampled_from(sorted(SECRETS)),
        routes=st.lists(st.sampled_from(READING), min_size=4, max_size=10, unique=True),
    )
    def holds(
        role: Role, where: str, points: tuple[str, ...], target: str, routes: list[str]
    ) -> None:
        user.grants.all().delete()
        mission = made.mission if where == "mli" else made.other
        Grant.objects.create(user=user, role=role, mission=mission, points=list(points))
        client = Client(raise_request_exception=False)
        client.force_login(user)
        allowed = {
            name
            for name, record in made.records.items()
            if record.mission_id == mission.pk and (not points or record.point in points)
        }
        if role is Role.ENUMERATOR:
            allowed = set()
        aimed = replace(made, record=made.records[target])
        aimed.mission = aimed.record.mission
        aimed.form = aimed.record.form or made.form
        for route in routes:
            line = line_of(f"GET {route}")
            assert line is not None
            address = address_of(route, line, aimed).replace("/m/mli/", f"/m/{aimed.mission.code}/")
            answer = client.get(address, {"month": "2020-06", "day": "2020-06-03"})
            shown = read(answer).decode(errors="replace")
            for name, (persons, comment) in SECRETS.items():
                if name not in allowed:
                    assert comment not in shown, (route, name)
                    assert f"{persons}" not in shown, (route, name)
                    assert f"{persons:,}" not in shown, (route, name)
                    root = made.records[name].root_id
                    asked = f"{root}" in address
                    assert asked or root not in shown, (route, name)
                elif role is Role.READER:
                    assert comment not in shown, (route, name)
            both = sum(persons for persons, _ in SECRETS.values())
            assert f"{both:,}" not in shown and str(both) not in shown, route

    holds()
