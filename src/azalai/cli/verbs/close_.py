"""`azalai close`: freeze a month."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from azalai.cli.options import (
    language_option,
    month_of,
    open_folder,
    option,
    verb,
    workspace_option,
)
from azalai.cli.speech import speech


@verb(
    "close",
    click.argument("month"),
    option("--revise", is_flag=True),
    option("--reason", default="", metavar="TEXT"),
    workspace_option(),
    language_option(),
)
def command(month: str, revise: bool, reason: str, workspace: Path | None) -> None:
    """Freeze a month as a sealed part and a public edition."""
    from azalai.release import close

    release = close(
        open_folder(workspace), month_of(month), date.today(), revise=revise, reason=reason
    )
    text, protection = speech(), release.manifest["protection"]
    flows = {row.direction: row for row in release.select("flows", release.country)}
    known = flows["in"].value is not None
    click.echo(
        text.text(
            "cli.close.done" if known else "cli.close.done_total",
            release=release.identity,
            total=text.value(flows["total"]),
            incoming=text.value(flows["in"]),
            outgoing=text.value(flows["out"]),
        )
    )
    click.echo("  " + text.text("cli.close.protected", protection["protected"]))
    if release.manifest["compared_with"].get("release") == "open":
        before = text.month(month_of(release.manifest["compared_with"]["month"]))
        click.echo("  " + text.text("cli.close.before_open", month=before))
    click.echo("  " + text.text("cli.close.path", path=str(release.path), sha256=release.sha256))
