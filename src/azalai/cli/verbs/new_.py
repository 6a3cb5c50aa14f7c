"""`azalai new`: make a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import language_option, option, verb
from azalai.cli.speech import speech


@verb(
    "new",
    click.argument("folder", type=click.Path(path_type=Path)),
    option("--country", metavar="ISO3", default=""),
    option("--pack", type=click.Path(path_type=Path), metavar="FOLDER"),
    option("--example", metavar="NAME", default=""),
    language_option(),
)
def command(folder: Path, country: str, pack: Path | None, example: str) -> None:
    """Make a workspace from a country pack or from a packaged example."""
    from azalai.model.errors import InputError
    from azalai.workspace import create, packs
    from azalai.workspace.config import read_toml

    template = packs.example(example) if example else packs.packs_folder() / "workspace"
    if pack is None:
        if not country and example:
            country = str(read_toml(template / "azalai.toml")["country"])
        if not country:
            known = packs.pack_countries()
            raise InputError("country_needed", example=known[0], known=", ".join(known))
        pack = packs.country_pack(country)
    elif not (pack / "country.toml").is_file():
        raise InputError("bad_pack", path=str(pack))
    made = create(folder, template, pack)
    click.echo(speech().text("cli.new.done", path=str(made.root)))
