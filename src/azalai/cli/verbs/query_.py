"""`azalai query`: a question of one's own, in SQL, over the records."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import language_option, open_folder, verb, workspace_option


@verb("query", click.argument("sql"), workspace_option(), language_option())
def command(sql: str, workspace: Path | None) -> None:
    """Answer a question over the tables ``groups`` and ``counts`` as CSV."""
    from azalai.release import ask
    from azalai.workspace.csvfile import write_lines

    names, rows = ask(open_folder(workspace), sql)
    click.echo(write_lines(names, rows), nl=False)
