"""`azalai crisis list`: the crises that a workspace defines."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import language_option, open_folder, verb, workspace_option
from azalai.cli.speech import speech


@verb("crisis.list", workspace_option(), language_option())
def command(workspace: Path | None) -> None:
    """Print each crisis with its title, its day and its phases."""
    from azalai.workspace.crisis import crises, read_crisis

    folder, text = open_folder(workspace), speech()
    names = crises(folder)
    if not names:
        click.echo(text.text("cli.crisis.none", path=str(folder.root / "crises")))
        return
    for name in names:
        crisis = read_crisis(folder, name)
        title = crisis.title.get(text.lang) or crisis.title["en"]
        click.echo(text.text("cli.crisis.line", name=name, title=title,
                             date=text.date(crisis.as_of)))  # fmt: skip
        for phase in crisis.phases:
            said = phase.title.get(text.lang) or phase.title["en"]
            first = text.date(phase.first) if phase.first else "…"
            last = text.date(phase.last) if phase.last else "…"
            click.echo(f"  {first} – {last}  {said}")
