"""`azalai collect central`: records of an ODK Central, from its API or from its export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import language_option, option, verb, workspace_option

if TYPE_CHECKING:
    from azalai.server.fetching.incoming import Source


@verb(
    "collect.central",
    click.argument("file", type=click.Path(path_type=Path), required=False),
    option("--from", "address", default="", metavar="URL", key="collect_from"),
    option("--project", type=click.IntRange(1), metavar="N", key="collect_project"),
    option("--form", "form_id", default="", metavar="NAME", key="collect_form"),
    option("--user", default="", metavar="NAME", key="collect_user"),
    option("--trust-reviews", "trust", is_flag=True),
    option("--practice", is_flag=True, key="collect_practice"),
    option("--home", key="server_home", type=click.Path(path_type=Path), metavar="FOLDER"),
    workspace_option(),
    language_option(),
)  # fmt: skip
def command(
    file: Path | None, address: str, project: int | None, form_id: str, user: str, trust: bool,
    practice: bool, home: Path | None, workspace: Path | None,
) -> None:  # fmt: skip
    """Take in records; run again, it takes in what has come since."""
    from azalai.cli.asking import asked_secret
    from azalai.cli.collecting import collect, open_mission
    from azalai.model.errors import InputError

    if file is None and not (address and project and form_id and user):
        raise InputError("fetch_from_where")
    mission = open_mission(workspace, home)
    from azalai.server.fetching.central_file import CentralFile
    from azalai.server.fetching.central_server import CentralServer
    from azalai.server.fetching.opening import outline_of

    def opened() -> Source:
        if file is not None:
            name = form_id or CentralFile.form_named(file)
            return CentralFile(file, name, outline_of(mission, name))
        assert project is not None
        password = asked_secret("AZALAI_CENTRAL_PASSWORD", "cli.collect.password")
        return CentralServer(address, project, form_id, user, password)

    collect(mission, opened, trust=trust, practice=practice)
