"""`azalai imports`: what was imported, from which file, and what was set aside."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import language_option, open_folder, verb, workspace_option
from azalai.cli.speech import speech


@verb("imports", workspace_option(), language_option())
def command(workspace: Path | None) -> None:
    """List the imports of a workspace."""
    folder, text = open_folder(workspace), speech()
    imports = folder.imports()
    if not imports:
        click.echo(text.text("cli.imports.none"))
    for item in imports:
        click.echo(
            text.text(
                "cli.imports.line",
                import_id=item.import_id,
                file=item.file,
                groups=text.number(item.groups),
                persons=text.number(item.persons),
                months=", ".join(item.months),
            )
        )
        if item.set_aside:
            aside = str(folder.root / item.set_aside_path)
            click.echo("  " + text.text("cli.import.set_aside", item.set_aside, path=aside))
