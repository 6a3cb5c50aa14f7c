"""`azalai imports`: what was imported, from which file, and what was set aside."""

from __future__ import annotations

import json
from pathlib import Path

import click

from azalai.cli.options import language_option, open_folder, verb, workspace_option
from azalai.cli.speech import speech


@verb("imports", workspace_option(), language_option())
def command(workspace: Path | None) -> None:
    """List the imports of a workspace."""
    folder, text = open_folder(workspace), speech()
    reports = sorted((folder.root / "imports").glob("*/report.json"))
    if not reports:
        click.echo(text.text("cli.imports.none"))
    for path in reports:
        report = json.loads(path.read_text(encoding="utf-8"))
        click.echo(
            text.text(
                "cli.imports.line",
                import_id=report["import_id"],
                file=report["file"],
                groups=text.number(report["groups"]),
                persons=text.number(report["persons"]),
                months=", ".join(report["months"]),
            )
        )
        if report["set_aside"]:
            aside = str(path.parent / "set_aside.csv")
            click.echo("  " + text.text("cli.import.set_aside", report["set_aside"], path=aside))
