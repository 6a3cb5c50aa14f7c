"""A server's folder, for the verbs that speak to its database and not to a workspace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from azalai.cli.asking import asked_secret
from azalai.cli.options import language_option, open_folder, option, verb, workspace_option
from azalai.model.errors import InputError

if TYPE_CHECKING:
    from azalai.server.models import Device, Mission, Role, User

ROLES = ("administrator", "country_officer", "point_supervisor", "enumerator", "reader")


def server_verb(name: str, *parameters: Callable[..., Any]) -> Callable[..., Any]:
    """A verb of ``azalai server`` with ``--home``, ``--workspace`` and ``--lang``.

    Its function begins with ``open_server(home, workspace)``.
    """
    return verb(
        f"server.{name}",
        *parameters,
        option("--home", key="server_home", type=click.Path(path_type=Path), metavar="FOLDER"),
        workspace_option(),
        language_option(),
    )


def open_server(home: Path | None, workspace: Path | None) -> None:
    """Make Django ready for the server of a home; nothing is made where there is none.

    Raises
    ------
    AzalaiError
        What `starting.check_tables` and ``no_server_home`` say.
    """
    from azalai.cli.verbs.backup_ import check_home
    from azalai.server.home import Home
    from azalai.server.starting import check_tables, start

    place = Home((home or open_folder(workspace).root / "server").resolve())
    check_home(place.root)
    start(place)
    check_tables()


def user_named(username: str) -> User:
    """An account; ``no_such_user``."""
    from azalai.server.models import User
    from azalai.server.models.people import normal

    user = User.objects.filter(username=normal(username)).first()
    if user is None:
        raise InputError("no_such_user", value=username)
    return user


def mission_named(code: str) -> Mission:
    """A mission by its code, or the only one where none is named; ``no_such_mission``."""
    from azalai.server.models import Mission

    known = {mission.code: mission for mission in Mission.objects.order_by("code")}
    if not code and len(known) == 1:
        return next(iter(known.values()))
    if code not in known:
        raise InputError("no_such_mission", value=code, known=", ".join(known))
    return known[code]


def device_named(mission: Mission, name: str) -> Device:
    """A phone by its number or its label, if only one has it; ``no_such_device``,
    ``device_revoked_already``."""
    found = list(mission.devices.filter(label=name, revoked_at=None))
    if not found and name.isdecimal() and len(name) < 19:
        found = list(mission.devices.filter(pk=int(name)))
    if not found and mission.devices.filter(label=name).exists():
        raise InputError("device_revoked_already", value=name)
    if len(found) != 1:
        raise InputError("no_such_device", value=name)
    return found[0]


def place_of(role: str, mission: str, points: tuple[str, ...]) -> tuple[Role, Mission | None]:
    """Role and mission as typed; an administrator is one of every mission.

    Raises
    ------
    InputError
        ``grant_everywhere``, ``no_such_mission``, ``grant_point``.
    """
    from azalai.server.models import Role
    from azalai.server.people.places import points_of

    if role == Role.ADMINISTRATOR:
        if mission or points:
            raise InputError("grant_everywhere")
        return Role(role), None
    found = mission_named(mission)
    known = points_of(found, "en") if points else {}
    for point in points:
        if point not in known:
            raise InputError("grant_point", value=point, known=", ".join(known))
    return Role(role), found


def say_link(user: User) -> None:
    """Print the link by which a person chooses a password, with the address if any is known.

    That is the public one, else that of the server which has a workspace of it just now.
    """
    from azalai.cli.speech import speech
    from azalai.server.models import Mission
    from azalai.server.people import links
    from azalai.workspace.serving import served_at

    link = links.link_for(user)
    if link.startswith("/"):
        places = (served_at(Path(mission.path)) for mission in Mission.objects.all())
        link = next(filter(None, places), "").rstrip("/") + link
    key = "cli.server.link_path" if link.startswith("/") else "cli.server.link"
    click.echo(speech().text(key, link=link))


def ask_password(user: User) -> str:
    """A password typed twice and not shown, or piped in; ``password_weak`` with what speaks against
    it, ``secret_missing``."""
    from azalai.cli.speech import speech
    from azalai.server.people.choosing import objection

    text = speech()
    password = asked_secret("AZALAI_NEW_PASSWORD", "people.password.new", new=True)
    wrong = objection(password, password, user)
    if wrong:
        raise InputError("password_weak", why=text.text(wrong))
    return password
