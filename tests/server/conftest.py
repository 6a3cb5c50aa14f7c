"""A server's database, emptied for each test; and whole servers as processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from azalai.server.missions import add_mission
from azalai.server.models import Grant, Mission, Role, User
from azalai.server.starting import migrate
from azalai.workspace import create
from azalai.workspace.packs import country_pack, example
from tests.server.postgres import postgres, postgres_database

__all__ = ["postgres", "postgres_database"]


@pytest.fixture(scope="session")
def tables() -> Iterator[None]:
    """The tables of this process's home."""
    setup_test_environment()
    migrate()
    yield
    teardown_test_environment()


@pytest.fixture
def database(tables: None) -> Iterator[None]:
    """An empty database, as after the first start."""
    _empty()
    yield
    connection.close()


def _empty() -> None:
    # Folders stay: the process remembers which of them it has made durable.
    for path in settings.HOME.blobs.rglob("*"):
        if path.is_file():
            path.unlink()
    # In one transaction: references are looked at when it ends.
    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and model._meta.app_label != "contenttypes":
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
        cursor.execute(
            "INSERT INTO server_audithead (id, number, seal) VALUES (1, 0, %s)", ["0" * 64]
        )


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The example of Mali 2020 without any record."""
    root = tmp_path / "mali"
    create(root, example("mali_2020"), country_pack("MLI"))
    return root


@pytest.fixture
def mission(database: None, workspace: Path) -> Mission:
    """The workspace as a mission of this server; its code is ``mli``."""
    return add_mission(workspace)


PASSWORD = "lakes-and-dunes-7"


@pytest.fixture
def person(database: None) -> Callable[..., User]:
    """Make a user: ``person("awa", Role.COUNTRY_OFFICER, mission, points=[…])``."""

    def make(
        username: str, role: Role, mission: Mission | None = None, points: tuple[str, ...] = ()
    ) -> User:
        user = User.objects.create(username, PASSWORD, full_name=username.title())
        Grant.objects.create(user=user, role=role, mission=mission, points=list(points))
        return user

    return make


@pytest.fixture
def browser(database: None) -> Callable[..., Client]:
    """A signed-in client (without password check): ``browser(user)``.

    Of an administrator the second factor has been shown.
    """

    def sign_in(user: User | None = None, lang: str = "en") -> Client:
        client = Client(headers={"Accept-Language": lang})
        if user is not None:
            client.force_login(user)
            if user.grants.filter(role=Role.ADMINISTRATOR).exists():
                show_second(client, user)
        return client

    return sign_in


def show_second(client: Client, user: User) -> None:
    """Have a signed-in client's session say that the second factor was shown."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=True)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()


@dataclass
class Running:
    """A server that runs as a process."""

    address: str
    process: subprocess.Popen[str]
    home: Path

    def says(self, what: str) -> str:
        """The next line of its output that has something in it, such as the link of the set-up."""
        assert self.process.stdout is not None
        return next(line for line in self.process.stdout if what in line)


@pytest.fixture
def serving(workspace: Path) -> Iterator[Callable[..., Running]]:
    """Start ``azalai serve`` on a free port: ``serving(home=…, environment={…})``."""
    started: list[Running] = []

    def run(home: Path | None = None, environment: dict[str, str] | None = None) -> Running:
        home = home or workspace / "server"
        command = [
            sys.executable, "-m", "azalai", "serve", "--workspace", str(workspace),
            "--home", str(home), "--port", "0",
        ]  # fmt: skip
        process = subprocess.Popen(
            command, env=os.environ | (environment or {}), stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        for line in process.stdout:
            if "http://" in line:
                address = "http://" + line.split("http://")[1].split()[0]
                break
        else:
            raise AssertionError(f"the server ended with {process.wait()}")
        started.append(Running(address, process, home))
        return started[-1]

    yield run
    for one in started:
        one.process.kill()
        one.process.wait()
