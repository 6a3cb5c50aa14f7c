"""`azalai server add-mission`: a further workspace for a server."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.at_server import open_server, server_verb
from azalai.cli.options import option
from azalai.cli.speech import speech


@server_verb(
    "add-mission",
    click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path)),
    option("--code", key="server_code", default="", metavar="CODE"),
)
def command(folder: Path, code: str, home: Path | None, workspace: Path | None) -> None:
    """Add it with the packaged forms; one that the server has already is only named."""
    open_server(home, workspace)
    from azalai.server.missions import add_mission
    from azalai.server.starting import take_missions

    mission = add_mission(folder.resolve(), code)
    take_missions([])
    click.echo(speech().text("cli.server.add-mission.done", code=mission.code, name=mission.name))
