"""`azalai server grants`: who may do what where; roles given and taken."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.at_server import ROLES, open_server, place_of, server_verb, user_named
from azalai.cli.options import option
from azalai.cli.speech import speech
from azalai.model.errors import InputError

if TYPE_CHECKING:
    from azalai.server.models import User


@server_verb(
    "grants",
    click.argument("name", metavar="[NAME]", default=""),
    option("--give", key="server_give", type=click.Choice(ROLES)),
    option("--take", key="server_take", type=click.Choice(ROLES)),
    option("--mission", key="server_mission", default="", metavar="CODE"),
    option("--point", "points", key="server_point", multiple=True, metavar="CODE"),
    option("--off", key="server_off", is_flag=True),
    option("--on", key="server_on", is_flag=True),
)
def command(
    name: str,
    give: str | None,
    take: str | None,
    mission: str,
    points: tuple[str, ...],
    off: bool,
    on: bool,
    home: Path | None,
    workspace: Path | None,
) -> None:
    """Change what is asked for, then show how it stands."""
    text = speech()
    if (give or take or off or on) and not name:
        raise click.UsageError(text.text("cli.server.grants.whose"))
    open_server(home, workspace)
    from azalai.server.models import User
    from azalai.server.people import managing
    from azalai.server.people.actors import SYSTEM

    people = [user_named(name)] if name else list(User.objects.order_by("username"))
    if give:
        role, where = place_of(give, mission, points)
        managing.give(SYSTEM, people[0], role, where, points)
    if take:
        role, where = place_of(take, mission, points)
        known = [
            grant
            for grant in people[0].grants.filter(role=role, mission=where)
            if not points or set(grant.points) == set(points)
        ]
        if not known:
            raise InputError("no_such_grant", value=people[0].username)
        for grant in known:
            managing.take(SYSTEM, grant)
    if off or on:
        managing.set_active(SYSTEM, people[0], on)
    _show(people)


def _show(people: list[User]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from azalai.server.people import second

    text = speech()
    table = Table()
    for key in ("username", "full_name", "role", "mission", "points", "state"):
        table.add_column(text.text(f"people.{key}"), overflow="fold")
    for user in people:
        state = "on" if user.is_active else "off"
        if user.is_active and not user.has_usable_password():
            state = "invited"
        said = text.text(f"people.{state}")
        if second.has_second(user):
            said += f" · {text.text('people.second.short')}"
        for grant in user.grants.select_related("mission").order_by("pk") or [None]:
            row = (
                user.username,
                user.full_name,
                text.text(f"people.role.{grant.role}") if grant else "",
                (grant.mission.code if grant.mission else "*") if grant else "",
                ", ".join(grant.points) if grant else "",
                said,
            )
            table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
