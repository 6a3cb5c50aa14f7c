"""`azalai serve`."""

from __future__ import annotations

import os
import socket
from contextlib import ExitStack
from pathlib import Path

import click

from azalai.cli.options import language_option, open_folder, option, verb
from azalai.cli.speech import speech
from azalai.model.errors import AzalaiError

_EVERYWHERE = ("0.0.0.0", "::")


@verb(
    "serve",
    option(
        "--workspace", "workspaces", multiple=True, key="serve_workspace",
        type=click.Path(path_type=Path), metavar="FOLDER",
    ),
    option("--home", key="server_home", type=click.Path(path_type=Path), metavar="FOLDER"),
    option("--host", default="127.0.0.1", show_default=True),
    option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True),
    option("--url", key="server_url", default="", metavar="URL"),
    language_option(),
)  # fmt: skip
def command(
    workspaces: tuple[Path, ...], home: Path | None, host: str, port: int, url: str
) -> None:
    """Serve one or several workspaces to phones, browsers and reviewers."""
    from azalai.server.home import Home
    from azalai.server.starting import (
        first_link,
        hold_all,
        is_there,
        migrate,
        reachable,
        rest,
        start,
        take_missions,
        work,
    )

    folders = [open_folder(path) for path in workspaces]
    if not folders and home is not None and "AZALAI_WORKSPACE" not in os.environ:
        _check_home(home)
    elif not folders:
        folders = [open_folder(None)]
    place = Home((home or folders[0].root / "server").resolve())
    start(place, url=url)
    from azalai.server.serving import address_of, alone, open_door, serve

    with ExitStack() as stack:
        door = stack.enter_context(open_door(host, port))
        stack.enter_context(alone(place))
        with reachable():
            migrate()
            missions = take_missions([folder.root for folder in folders])
            if not missions:
                # A home without any mission: whatever workspace we stand in, or why not.
                missions = take_missions([open_folder(None).root])
        address = address_of(door)
        hold_all(missions, address)
        with reachable():
            link = first_link(address)
        for mission in missions:
            there = is_there(mission)
            key = "cli.serve.mission" if there else "cli.serve.mission_gone"
            said = speech().text(key, mission=mission.code, path=mission.path)
            click.echo(said, err=not there)
        work()
        stack.callback(rest)
        serve(door, lambda: _say_listening(address, host, link))
    click.echo(speech().text("cli.serve.stopped"))


def _check_home(home: Path) -> None:
    """That a server was there, or a workspace is here that it may serve: else nothing is made."""
    from azalai.cli.verbs.backup_ import check_home

    try:
        open_folder(None)
    except AzalaiError:
        check_home(home)


def _say_listening(address: str, host: str, link: str) -> None:
    """Where it listens; on a network of several, where others find it, and that they may listen."""
    from django.conf import settings

    port = address.rpartition(":")[2]
    public = settings.PUBLIC_URL
    text = speech()
    click.echo(text.text("cli.serve.listening", address=address))
    if public:
        click.echo(text.text("cli.serve.public", address=public))
    elif host in _EVERYWHERE and (here := _own_address()):
        click.echo(text.text("cli.serve.network", address=f"http://{here}:{port}"))
    if not public.startswith("https://") and not host.startswith(("127.", "localhost", "::1")):
        click.echo(
            text.text("cli.severity.warning") + text.text("cli.serve.open_network"), err=True
        )
    if link:
        click.echo(text.text("cli.serve.setup", address=link))


def _own_address() -> str:
    """This machine's address in its network, empty where it has none; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            # An address kept for documentation: only the way out is looked up.
            way.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(way.getsockname()[0])
