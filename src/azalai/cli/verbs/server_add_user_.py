"""`azalai server add-user`: an account with a role, and the link to choose a password."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.at_server import ROLES, open_server, place_of, say_link, server_verb
from azalai.cli.options import option
from azalai.cli.speech import speech
from azalai.wording.languages import LANGUAGES


@server_verb(
    "add-user",
    click.argument("name", metavar="NAME"),
    option("--role", key="server_role", type=click.Choice(ROLES), required=True),
    option("--mission", key="server_mission", default="", metavar="CODE"),
    option("--point", "points", key="server_point", multiple=True, metavar="CODE"),
    option("--full-name", key="server_full_name", default="", metavar="TEXT"),
    option("--speaks", key="server_speaks", type=click.Choice(LANGUAGES), default="en"),
)
def command(
    name: str,
    role: str,
    mission: str,
    points: tuple[str, ...],
    full_name: str,
    speaks: str,
    home: Path | None,
    workspace: Path | None,
) -> None:
    """Make the account and its grant together, or neither."""
    open_server(home, workspace)
    from django.db import transaction

    from azalai.server.people import managing
    from azalai.server.people.actors import SYSTEM

    granted, where = place_of(role, mission, points)
    with transaction.atomic():
        user = managing.add_person(SYSTEM, name, full_name, speaks)
        managing.give(SYSTEM, user, granted, where, points)
    text = speech()
    click.echo(text.text("cli.server.add-user.done", name=user.username))
    say_link(user)
