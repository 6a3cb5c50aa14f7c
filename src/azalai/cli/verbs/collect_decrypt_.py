"""`azalai collect decrypt`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from azalai.cli.options import language_option, open_folder, option, verb, workspace_option
from azalai.cli.progress import say_written
from azalai.cli.speech import speech
from azalai.cli.verbs.backup_ import check_home


@verb(
    "collect.decrypt",
    option("--key", key="decrypt_key", required=True, type=click.Path(path_type=Path),
           metavar="FILE"),
    option("--to", "target", key="decrypt_to", required=True, type=click.Path(path_type=Path),
           metavar="FOLDER"),
    option("--form", key="decrypt_form", default="", metavar="NAME"),
    option("--home", key="server_home", type=click.Path(path_type=Path), metavar="FOLDER"),
    workspace_option(),
    language_option(),
)  # fmt: skip
def command(key: Path, target: Path, form: str, home: Path | None, workspace: Path | None) -> None:
    """Open records that phones encrypted, on the key holder's machine."""
    from azalai.server.home import Home
    from azalai.server.safekeeping.unsealing import read_private_key
    from azalai.server.starting import check_tables, start

    private = read_private_key(key, os.environ.get("AZALAI_KEY_PASSWORD", ""))
    place = Home((home or open_folder(workspace).root / "server").resolve())
    check_home(place.root)
    start(place)
    check_tables()
    from azalai.server.safekeeping.decrypting import decrypt

    found = decrypt(target, private, form)
    say_written(found.paths)
    text = speech()
    for problem in found.problems:
        click.echo(text.error(problem), err=True)
    click.echo(text.text("cli.collect.decrypt.done", found.records, media=found.media))
    if found.problems:
        raise click.exceptions.Exit(1)
