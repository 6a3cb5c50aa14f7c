"""`azalai imports`: what was imported, what of it the records hold, and what was set aside."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import language_option, open_folder, verb, workspace_option
from azalai.cli.speech import speech


@verb("imports", workspace_option(), language_option())
def command(workspace: Path | None) -> None:
    """List the imports of a workspace."""
    folder, text = open_folder(workspace), speech()
    imports, held = folder.imports(), folder.held()
    if not imports and not held:
        click.echo(text.text("cli.imports.none"))
    replaced = {item.replaces: item.import_id for item in imports if item.replaces}

    def line(key: str, import_id: str, file: str = "") -> str:
        there = held[import_id]
        return text.text(
            key,
            import_id=import_id,
            file=file,
            groups=text.text("cli.count.groups", there.groups),
            persons=text.text("cli.count.persons", there.persons),
            months=", ".join(map(str, there.months)),
        )

    for item in imports:
        if item.import_id in held:
            click.echo(line("cli.imports.line", item.import_id, item.file))
        else:
            values = {"import_id": item.import_id, "file": item.file}
            click.echo(text.text("cli.imports.nothing", **values))
        if item.import_id in replaced:
            click.echo("  " + text.text("cli.imports.replaced", by=replaced[item.import_id]))
        if item.set_aside:
            aside = str(folder.root / item.set_aside_path)
            click.echo("  " + text.text("cli.import.set_aside", item.set_aside, path=aside))
    for import_id in sorted(set(held) - {item.import_id for item in imports}):
        click.echo(line("cli.imports.lost", import_id))
