"""Guessing: at most 10 checks in 30 minutes for an account and an address, whatever is sent."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azalai.server.models import PasswordTry, Role, User
from azalai.server.people import passwords, second
from azalai.server.people.actors import SYSTEM
from azalai.server.people.addresses import address_of
from azalai.server.people.managing import give

PASSWORD = "lakes-and-dunes-7"
HERE = "203.0.113.9"


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every real check of a password from now on; each is cheap, and none is remembered."""
    made: list[str] = []
    real = hashers.verify_password

    def counted(password: str, encoded: str, preferred: str = "default") -> object:
        made.append(password)
        return real(password, encoded, preferred)

    cheap = hashers.get_hasher("default")
    monkeypatch.setattr(type(cheap), "time_cost", 1)
    monkeypatch.setattr(type(cheap), "memory_cost", 64)
    monkeypatch.setattr(type(cheap), "parallelism", 1)
    monkeypatch.setattr(hashers, "verify_password", counted)
    passwords._nobodys.cache_clear()
    passwords._right.clear()
    yield made
    passwords._nobodys.cache_clear()
    passwords._right.clear()


@pytest.fixture
def awa(checks: list[str], database: None) -> User:
    return User.objects.create("awa", PASSWORD)


def test_right_password(awa: User) -> None:
    assert passwords.check("awa", PASSWORD, HERE) == awa
    assert passwords.check(" AWA ", PASSWORD, HERE) == awa
    assert passwords.check("awa", PASSWORD + "x", HERE) is None
    assert passwords.check("nobody", PASSWORD, HERE) is None


def test_ten_wrong_ones_and_no_more(awa: User, checks: list[str]) -> None:
    for number in range(40):
        assert passwords.check("awa", f"wrong {number}", HERE) is None
    assert len(checks) == 10
    # Not even the right one is looked at.
    assert passwords.check("awa", PASSWORD, HERE) is None
    assert len(checks) == 10
    assert passwords.throttled("awa", HERE)


def test_name_that_is_nobodys_is_throttled_alike(awa: User, checks: list[str]) -> None:
    for number in range(40):
        passwords.check("nobody", f"wrong {number}", HERE)
    assert len(checks) == 10


def test_after_half_an_hour_ten_more(awa: User, checks: list[str]) -> None:
    for number in range(15):
        passwords.check("awa", f"wrong {number}", HERE)
    PasswordTry.objects.update(at=timezone.now() - timedelta(minutes=30, seconds=1))
    assert passwords.check("awa", PASSWORD, HERE) == awa
    for number in range(15):
        passwords.check("awa", f"wrong {number}", HERE)
    assert len(checks) == 10 + 1 + 10


def test_many_addresses_get_thirty_and_the_known_one_still_comes_in(
    awa: User, checks: list[str]
) -> None:
    assert passwords.check("awa", PASSWORD, HERE) == awa
    checks.clear()
    for number in range(100):
        passwords.check("awa", f"wrong {number}", f"198.51.100.{number}")
    assert len(checks) == passwords.PER_ACCOUNT == 30
    passwords._right.clear()
    assert passwords.check("awa", PASSWORD, HERE) == awa
    assert passwords.check("awa", PASSWORD, "192.0.2.1") is None


def test_right_ones_are_not_counted(awa: User, checks: list[str]) -> None:
    for _ in range(50):
        passwords._right.clear()
        assert passwords.check("awa", PASSWORD, HERE) == awa
    assert PasswordTry.objects.count() == 1


def test_right_one_is_remembered_until_another_is_set(awa: User, checks: list[str]) -> None:
    for _ in range(5):
        assert passwords.check("awa", PASSWORD, HERE) == awa
    assert len(checks) == 1
    awa.set_password("another-one-99")
    awa.save()
    assert passwords.check("awa", PASSWORD, HERE) is None
    assert passwords.check("awa", "another-one-99", HERE) == awa
    User.objects.update(is_active=False)
    assert passwords.check("awa", "another-one-99", HERE) is None


def test_what_is_remembered_is_no_way_around(awa: User, checks: list[str]) -> None:
    assert passwords.check("awa", PASSWORD, HERE) == awa
    # Elsewhere it is as good as not remembered: 10 looks, and no more.
    for number in range(20):
        passwords.check("awa", f"wrong {number}", "192.0.2.1")
    assert passwords.check("awa", PASSWORD, "192.0.2.1") is None
    # Nor from the same address, once somebody there has guessed too often.
    for number in range(20):
        passwords.check("awa", f"wrong {number}", HERE)
    assert passwords.check("awa", PASSWORD, HERE) is None
    assert len(checks) == 1 + 10 + 10


def test_at_once_no_more_than_ten(awa: User, checks: list[str]) -> None:
    def guess(number: int) -> None:
        for turn in range(5):
            passwords.check("awa", f"{number} {turn}", HERE)
        connection.close()

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(checks) <= 10


def test_password_alone_is_not_enough_where_a_second_factor_is_needed(awa: User) -> None:
    give(SYSTEM, awa, Role.ADMINISTRATOR, None)
    assert passwords.check("awa", PASSWORD, HERE) is None
    assert passwords.check("awa", PASSWORD, HERE, then_second=True) == awa
    awa.grants.all().delete()
    assert passwords.check("awa", PASSWORD, HERE) == awa
    device = second.pending_app(awa)
    device.confirmed = True
    device.save()
    assert passwords.check("awa", PASSWORD, HERE) is None


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(["awa", "AWA", " awa", "awa\x00", "ａｗａ", "awa\n"]),
    forwarded=st.lists(st.ip_addresses().map(str), max_size=3).map(", ".join),
    real=st.one_of(st.just(""), st.ip_addresses().map(str)),
    password=st.text(max_size=40),
)
def test_whatever_the_client_sends(
    awa: User, checks: list[str], name: str, forwarded: str, real: str, password: str
) -> None:
    # Every example writes another name, other headers: the one throttle counts them all together.
    client = Client(headers={"X-Forwarded-For": forwarded, "X-Real-IP": real, "Forwarded": real})
    answer = client.post("/login", {"username": name, "password": password}, REMOTE_ADDR=HERE)
    assert answer.status_code in (403, 429)
    assert len(checks) <= 10


@pytest.mark.parametrize(
    ("environ", "trusted", "expected"),
    [
        ({"REMOTE_ADDR": HERE, "HTTP_X_FORWARDED_FOR": "1.2.3.4"}, False, HERE),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": f"1.2.3.4, {HERE}"}, True, HERE),
        ({"REMOTE_ADDR": "10.0.0.1"}, True, "10.0.0.1"),
        ({"REMOTE_ADDR": "::ffff:203.0.113.9"}, False, HERE),
        ({"REMOTE_ADDR": "2001:db8::1:2:3:4"}, False, "2001:db8::"),
        ({"REMOTE_ADDR": ""}, False, ""),
    ],
)
def test_address(environ: dict[str, str], trusted: bool, expected: str) -> None:
    from django.test import override_settings

    with override_settings(TRUST_PROXY=trusted):
        assert address_of(environ) == expected


def test_unknown_names_take_the_same_time(database: None) -> None:
    """Medians over 7 checks each, with the real cost of a hash (350 ms): within 15 %."""
    User.objects.create("awa", PASSWORD)
    passwords._nobodys.cache_clear()
    passwords.check("warm", "up", "192.0.2.7")
    took: dict[str, list[float]] = {"awa": [], "nobody": []}
    for turn in range(7):
        for name, times in took.items():
            began = time.process_time()
            passwords.check(name, f"wrong {turn}", HERE)
            times.append(time.process_time() - began)
    known, unknown = (statistics.median(times) for times in took.values())
    assert known > 0.02
    assert abs(known - unknown) < 0.15 * known
