"""`azalai server password`: back in for who is locked out, the last administrator too."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.at_server import ask_password, open_server, say_link, server_verb, user_named
from azalai.cli.options import option
from azalai.cli.speech import speech


@server_verb(
    "password",
    click.argument("name", metavar="NAME"),
    option("--link", "as_link", key="server_link", is_flag=True),
    option("--forget-second", key="server_forget_second", is_flag=True),
)
def command(
    name: str, as_link: bool, forget_second: bool, home: Path | None, workspace: Path | None
) -> None:
    """Set a password or print a link; wrong tries so far no longer count."""
    open_server(home, workspace)
    from azalai.server.people import managing, passwords
    from azalai.server.people.actors import SYSTEM

    text = speech()
    user = user_named(name)
    if as_link:
        managing.allow_link(SYSTEM, user)
        say_link(user)
    else:
        managing.set_password(SYSTEM, user, ask_password(user))
        click.echo(text.text("cli.server.password.done", name=user.username))
    if forget_second:
        managing.drop_second(SYSTEM, user)
        click.echo(text.text("cli.server.password.second", name=user.username))
    passwords.forgive(user.username)
