"""Signing in: two steps, new session, safe way on, links that are good once."""

from __future__ import annotations

import re
import time
from binascii import unhexlify
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client, override_settings
from django.utils.http import int_to_base36
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from azalai.model.errors import InputError
from azalai.server.models import AuditEntry, Device, Grant, Mission, Role, User
from azalai.server.people import links, managing, second, setup
from azalai.server.people.actors import SYSTEM, actor_of_user

PASSWORD = "lakes-and-dunes-7"
People = Callable[..., User]


def code_of(key: str, steps: int = 0) -> str:
    """What an app shows now, or some steps of half a minute from now."""
    made = TOTP(unhexlify(key), 30, 0, 6)
    made.time = time.time() + 30 * steps
    return f"{made.token():06d}"


def sign_in(client: Client, name: str, password: str = PASSWORD, onward: str = "") -> object:
    return client.post("/login", {"username": name, "password": password, "next": onward})


def signed_in(client: Client) -> bool:
    return client.get("/account").status_code == 200


@pytest.fixture
def awa(person: People, mission: Mission) -> User:
    return person("awa", Role.COUNTRY_OFFICER, mission)


@pytest.mark.parametrize(
    ("onward", "lands"),
    [
        ("/m/mli/devices", "/m/mli/devices"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_goes_on_only_within_this_server(awa: User, onward: str, lands: str) -> None:
    answer = sign_in(Client(), "awa", onward=onward)
    assert (answer.status_code, answer["Location"]) == (302, lands)  # type: ignore[attr-defined, index]


def test_session_is_a_new_one(awa: User) -> None:
    client = Client()
    client.post("/language", {"language": "fr"})
    before = client.cookies["session"].value
    sign_in(client, "awa")
    assert client.cookies["session"].value != before
    stranger = Client()
    stranger.cookies["session"] = before
    assert not signed_in(stranger)


def test_new_password_ends_every_other_session(awa: User) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here, "awa")
    sign_in(elsewhere, "awa")
    given = {"current": PASSWORD, "password": "other-dunes-88", "again": "other-dunes-88"}
    assert here.post("/account/password", given | {"current": "wrong"}).status_code == 400
    assert here.post("/account/password", given | {"again": "x"}).status_code == 400
    assert here.post("/account/password", given).status_code == 302
    assert signed_in(here) and not signed_in(elsewhere)


def test_account_turned_off_is_out_at_once(awa: User) -> None:
    client = Client()
    sign_in(client, "awa")
    managing.set_active(SYSTEM, awa, False)
    assert not signed_in(client)
    assert sign_in(client, "awa").status_code == 403  # type: ignore[attr-defined]


def test_administrator_sets_up_the_second_factor_before_anything_else(person: People) -> None:
    person("chief", Role.ADMINISTRATOR)
    client = Client()
    assert sign_in(client, "chief")["Location"] == "/account/second"  # type: ignore[index]
    for address in ("/", "/people", "/audit", "/account", "/account/password"):
        assert client.get(address)["Location"] == "/account/second", address
    assert client.get("/v1/projects").status_code in (401, 403)
    page = client.get("/account/second").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    device = TOTPDevice.objects.get()
    assert client.post("/account/second", {"code": "000000"}).status_code == 400
    TOTPDevice.objects.update(throttling_failure_count=0)
    done = client.post("/account/second", {"code": code_of(device.key)})
    codes = re.findall(r"<li>(\w{5}-\w{5})</li>", done.content.decode())
    assert len(set(codes)) == 10
    assert client.get("/people").status_code == 200

    again = Client()
    assert sign_in(again, "chief", onward="/audit")["Location"] == "/login/second"  # type: ignore[index]
    assert not signed_in(again)
    assert again.post("/login/second", {"code": "000000"}).status_code == 403
    TOTPDevice.objects.update(throttling_failure_count=0)
    # The code that set it up does not work twice.
    assert again.post("/login/second", {"code": code_of(device.key)}).status_code == 403
    TOTPDevice.objects.update(throttling_failure_count=0)
    came = again.post("/login/second", {"code": code_of(device.key, 1)})
    assert (came.status_code, came["Location"]) == (302, "/audit")

    paper = Client()
    sign_in(paper, "chief")
    assert paper.post("/login/second", {"code": codes[0].upper()}).status_code == 302
    twice = Client()
    sign_in(twice, "chief")
    assert twice.post("/login/second", {"code": codes[0]}).status_code == 403


def test_five_wrong_codes_need_the_password_again(person: People) -> None:
    chief = person("chief", Role.ADMINISTRATOR)
    device = second.pending_app(chief)
    assert second.confirm_app(chief, code_of(device.key))
    client = Client()
    sign_in(client, "chief")
    for _ in range(5):
        assert client.post("/login/second", {"code": "111111"}).status_code == 403
    assert client.post("/login/second", {"code": "111111"})["Location"] == "/login"


def test_codes_are_kept_as_seals_only(awa: User) -> None:
    from django_otp.plugins.otp_static.models import StaticToken

    codes = [code.replace("-", "") for code in second.new_codes(awa)]
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert not kept & {*codes, *(code.upper() for code in codes)}
    assert second.proved(awa, codes[3]) is not None
    assert second.proved(awa, codes[3]) is None


def test_first_administrator_by_a_link_that_is_good_once(database: None) -> None:
    old, link = setup.setup_link(), setup.setup_link()
    assert old and link and link.startswith("/setup/")
    kept = (settings.HOME.keys / "setup").read_text()
    assert link.rpartition("/")[2] not in kept
    client = Client()
    assert client.get(old).status_code == 404
    assert client.get(link).status_code == 200
    weak = {"username": "Chief", "full_name": "", "password": "short", "again": "short"}
    assert client.post(link, weak).status_code == 400
    given = weak | {"password": PASSWORD, "again": PASSWORD}
    assert client.post(link, given)["Location"] == "/account/second"
    grant = Grant.objects.get()
    assert (grant.user.username, grant.role, grant.mission) == ("chief", "administrator", None)
    assert Client().get(link).status_code == 404
    assert Client().post(link, given | {"username": "two"}).status_code == 404
    assert setup.setup_link() is None


def test_invitation_is_good_once(
    awa: User, mission: Mission, browser: Callable[..., Client]
) -> None:
    officer = browser(awa)
    added = officer.post(
        "/people/add", {"username": "Moussa", "role": "point_supervisor", "mission": "mli",
                        "points": ["ML-gogui"], "language": "fr"},
    )  # fmt: skip
    link = re.search(r"/welcome/[\w-]+", added.content.decode())
    assert link is not None
    moussa = User.objects.get(username="moussa")
    assert moussa.grants.get().points == ["ML-gogui"] and not moussa.has_usable_password()
    client = Client()
    assert client.get(link[0]).status_code == 200
    given = {"password": PASSWORD, "again": PASSWORD}
    assert client.post(link[0], given)["Location"] == "/login"
    assert client.post(link[0], given).status_code == 404
    assert sign_in(client, "moussa")["Location"] == "/"  # type: ignore[index]
    assert Client().get(f"/welcome/{'9' * 30}-x").status_code == 404


def test_link_is_worthless_after_three_days_and_for_others(awa: User) -> None:
    link = links.link_for(awa).rpartition("/")[2]
    assert links.person_of(link) == awa
    other = User.objects.create("other")
    assert links.person_of(f"{int_to_base36(other.pk)}-{link.partition('-')[2]}") is None
    with override_settings(PASSWORD_RESET_TIMEOUT=-1):
        assert links.person_of(link) is None


def test_nobody_gives_more_than_they_have(awa: User, person: People, mission: Mission) -> None:
    officer = actor_of_user(awa)
    other = Mission.objects.create(code="ner", name="Niger", country="NER", path="/nowhere")
    somebody = person("somebody", Role.READER, mission)
    for role, where in (
        (Role.ADMINISTRATOR, None),
        (Role.READER, None),
        (Role.READER, other),
        # Two officers are four eyes: who makes the second one has only two.
        (Role.COUNTRY_OFFICER, mission),
    ):
        with pytest.raises(PermissionDenied):
            managing.give(officer, somebody, role, where)
    managing.give(officer, somebody, Role.POINT_SUPERVISOR, mission, ["ML-gogui"])
    supervisor = actor_of_user(somebody)
    with pytest.raises(PermissionDenied):
        managing.give(supervisor, somebody, Role.ENUMERATOR, mission, ["ML-gogui"])
    with pytest.raises(InputError):
        managing.give(SYSTEM, somebody, Role.ADMINISTRATOR, mission)


def test_nobody_takes_over_somebody_of_more_power(
    awa: User, person: People, mission: Mission, browser: Callable[..., Client]
) -> None:
    chief = person("chief", Role.ADMINISTRATOR)
    colleague = person("colleague", Role.COUNTRY_OFFICER, mission)
    both = person("both", Role.READER, mission)
    Grant.objects.create(user=both, role=Role.COUNTRY_OFFICER, mission=None)
    client = browser(awa)
    for user in (colleague, both):
        for what in ("link", "off", "second"):
            assert client.post(f"/people/{user.pk}/{what}").status_code == 403
    assert client.post(f"/people/{chief.pk}/link").status_code == 404
    assert client.get(f"/people/{chief.pk}").status_code == 404


def test_last_administrator_stays(person: People) -> None:
    one, other = person("one", Role.ADMINISTRATOR), person("other", Role.ADMINISTRATOR)
    managing.set_active(SYSTEM, one, False)
    for attempt in (
        lambda: managing.set_active(SYSTEM, other, False),
        lambda: managing.take(SYSTEM, other.grants.get()),
    ):
        with pytest.raises(InputError) as problem:
            attempt()
        assert problem.value.code == "last_administrator"
    assert User.objects.get(pk=other.pk).is_active and other.grants.exists()


def test_phone_is_added_and_revoked(
    awa: User, mission: Mission, browser: Callable[..., Client]
) -> None:
    client = browser(awa)
    assert client.post("/m/mli/devices/add", {"label": "", "language": "fr"}).status_code == 400
    page = client.post(
        "/m/mli/devices/add",
        {"label": "Gogui 1", "language": "ar", "points": ["ML-gogui", "elsewhere"]},
    ).content.decode()
    token = re.search(r"/c/#d=([\w-]{43})", page)
    assert token is not None and f"/d/{token[1]}" in page
    device = Device.objects.get()
    assert (device.points, device.language, device.practice) == (["ML-gogui"], "ar", False)
    assert token[1] not in client.get("/m/mli/devices").content.decode()
    client.post(f"/m/mli/devices/{device.pk}/revoke")
    device.refresh_from_db()
    assert device.revoked_at and device.revoked_by == awa
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"device.added", "device.revoked"} <= actions


def test_supervisor_manages_phones_of_their_points_only(
    person: People, mission: Mission, browser: Callable[..., Client]
) -> None:
    client = browser(person("moussa", Role.POINT_SUPERVISOR, mission, ("ML-gogui",)))
    for points in ([], ["ML-benena"]):
        sent = {"label": "x", "language": "fr", "points": points}
        assert client.post("/m/mli/devices/add", sent).status_code == 400
    assert not Device.objects.exists()
    every = Device.objects.create(mission=mission, label="Everywhere", token_sha256="x")
    assert client.post(f"/m/mli/devices/{every.pk}/revoke").status_code == 403
    assert "Everywhere" not in client.get("/m/mli/devices").content.decode()


def test_foreign_host_is_refused(awa: User) -> None:
    with override_settings(ALLOWED_HOSTS=["flows.example.org"]):
        assert Client().get("/login", headers={"host": "evil.example"}).status_code == 400
        assert Client().get("/login", headers={"host": "flows.example.org"}).status_code == 200


def test_language_is_kept(awa: User) -> None:
    client = Client()
    sign_in(client, "awa")
    client.post("/language", {"language": "fr", "next": "/account"})
    assert 'lang="fr"' in client.get("/account").content.decode()
    other = Client()
    sign_in(other, "awa")
    assert 'lang="fr"' in other.get("/account").content.decode()
