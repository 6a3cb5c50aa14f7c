"""`azalai serve`."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import language_option, open_folder, option, verb, workspace_option
from azalai.cli.speech import speech


@verb(
    "serve",
    workspace_option(),
    option("--home", key="server_home", type=click.Path(path_type=Path), metavar="FOLDER"),
    option("--host", default="127.0.0.1", show_default=True),
    option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True),
    option("--url", key="server_url", default="", metavar="URL"),
    language_option(),
)
def command(workspace: Path | None, home: Path | None, host: str, port: int, url: str) -> None:
    """Serve a workspace to phones, browsers and reviewers."""
    from azalai.server.home import Home
    from azalai.server.starting import migrate, start

    folder = open_folder(workspace)
    start(Home((home or folder.root / "server").resolve()), url=url)
    migrate()
    from azalai.server.missions import add_mission
    from azalai.server.serving import serve

    add_mission(folder.root)
    serve(host, port, lambda at: click.echo(speech().text("cli.serve.listening", address=at)))
