"""`azalai collect kobo`: records of a KoboToolbox, from its API or from its XLSX export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import language_option, option, verb, workspace_option

if TYPE_CHECKING:
    from azalai.server.fetching.incoming import Source


@verb(
    "collect.kobo",
    click.argument("file", type=click.Path(path_type=Path), required=False),
    option("--from", "address", default="https://kf.kobotoolbox.org", metavar="URL",
           show_default=True, key="collect_from"),
    option("--asset", default="", metavar="NAME", key="collect_asset"),
    option("--form", "form_id", default="", metavar="NAME", key="collect_form_kobo"),
    option("--trust-reviews", "trust", is_flag=True),
    option("--practice", is_flag=True, key="collect_practice"),
    option("--home", key="server_home", type=click.Path(path_type=Path), metavar="FOLDER"),
    workspace_option(),
    language_option(),
)  # fmt: skip
def command(
    file: Path | None, address: str, asset: str, form_id: str, trust: bool, practice: bool,
    home: Path | None, workspace: Path | None,
) -> None:  # fmt: skip
    """Take in records; run again, it takes in what has come since."""
    from azalai.cli.asking import asked_secret
    from azalai.cli.collecting import collect, open_mission
    from azalai.model.errors import InputError

    if (file is None and not asset) or (file is not None and not form_id):
        raise InputError("fetch_from_where_kobo")
    mission = open_mission(workspace, home)
    from azalai.server.fetching.kobo_file import KoboFile
    from azalai.server.fetching.kobo_server import KoboServer
    from azalai.server.fetching.opening import outline_of

    def opened() -> Source:
        if file is not None:
            return KoboFile(file, form_id, outline_of(mission, form_id))
        token = asked_secret("AZALAI_KOBO_TOKEN", "cli.collect.token")
        return KoboServer(address, asset, token, form_id)

    collect(mission, opened, trust=trust, practice=practice)
