"""`azalai status`: months, what they hold, whether they are closed."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import language_option, open_folder, verb, workspace_option
from azalai.cli.speech import speech


@verb("status", workspace_option(), language_option())
def command(workspace: Path | None) -> None:
    """A table of the workspace's months."""
    from rich.console import Console
    from rich.table import Table

    from azalai.release import closed_months, revisions
    from azalai.workspace import engine

    folder, text = open_folder(workspace), speech()
    months = sorted({*folder.months(), *closed_months(folder.root)})
    if not months:
        click.echo(text.text("cli.status.empty", path=str(folder.root)))
        return
    table = Table(title=str(folder.root))
    for column in ("month", "groups", "persons", "points", "release"):
        justify = "right" if column in ("groups", "persons", "points") else "left"
        table.add_column(text.text(f"cli.status.{column}"), justify=justify)  # type: ignore[arg-type]
    for month in months:
        with engine() as opened:
            folder.load(opened, [month])
            counted = opened.rows(
                "SELECT count(*), coalesce(sum(persons) FILTER (method <> 'screener'), 0), "
                "count(DISTINCT point) FROM groups"
            )[0]
        frozen = revisions(folder.root, month)
        release = f"r{len(frozen)}" if frozen else text.text("cli.status.open")
        table.add_row(text.month(month), *(text.number(n) for n in counted), release)
    Console().print(table)
