"""`azalai corrections`: the cleaning log, on the screen or as a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import (
    check_free,
    language_option,
    open_folder,
    option,
    verb,
    workspace_option,
)
from azalai.cli.speech import speech


@verb(
    "corrections",
    option("--to", type=click.Path(path_type=Path), metavar="FILE", key="corrections_to"),
    option("--force", is_flag=True),
    workspace_option(),
    language_option(),
)
def command(to: Path | None, force: bool, workspace: Path | None) -> None:
    """Print every entry of the log, the undone ones marked; or write it as a spreadsheet."""
    from azalai.intake import write_log
    from azalai.model.cleaning import shown, standing
    from azalai.workspace.cleaning import read_entries

    folder, text = open_folder(workspace), speech()
    if to is not None:
        check_free(to, force)
        write_log(folder, to)
        click.echo(text.text("cli.written", path=str(to)))
        return
    entries = read_entries(folder.root)
    if not entries:
        click.echo(text.text("cli.corrections.none"))
    holding = {entry.number for entry in standing(entries)}
    for entry in entries:
        key = "undoing" if entry.undoes else "holds" if entry.number in holding else "undone"
        click.echo(
            text.text(f"cli.corrections.{key}", number=entry.number, record=entry.record,
                      field=entry.field, old=shown(entry, entry.old), new=shown(entry, entry.new),
                      reason=entry.reason, who=entry.who, when=entry.when[:10],
                      undoes=entry.undoes)
        )  # fmt: skip
