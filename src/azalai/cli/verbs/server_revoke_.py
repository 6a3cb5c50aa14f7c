"""`azalai server revoke`: a phone that is lost sends nothing any more."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.at_server import device_named, mission_named, open_server, server_verb
from azalai.cli.options import option
from azalai.cli.speech import speech


@server_verb(
    "revoke",
    click.argument("device", metavar="NAME"),
    option("--mission", key="server_mission", default="", metavar="CODE"),
)
def command(device: str, mission: str, home: Path | None, workspace: Path | None) -> None:
    """Revoke a phone by its number or its name."""
    open_server(home, workspace)
    from azalai.server.people.actors import SYSTEM
    from azalai.server.people.tokens import revoke

    found = device_named(mission_named(mission), device)
    revoke(found, SYSTEM)
    click.echo(speech().text("people.devices.revoked_now", label=found.label))
