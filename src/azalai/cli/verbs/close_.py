"""`azalai close`: freeze a month."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import (
    language_option,
    month_of,
    open_folder,
    option,
    verb,
    workspace_option,
)
from azalai.cli.speech import say_no_role, speech

if TYPE_CHECKING:
    from azalai.workspace import Folder


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

    folder = open_folder(workspace)
    _check_manifests(folder)
    release = close(folder, month_of(month), date.today(), revise=revise, reason=reason)
    text, protection = speech(), release.manifest["protection"]
    flows = {row.direction: row for row in release.select("flows", release.country)}
    key = "cli.close.done"
    if flows["total"].value is None:
        key = "cli.close.done_nothing"
    elif flows["in"].value is None:
        key = "cli.close.done_total"
    click.echo(
        text.text(
            key,
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
    say_no_role(folder.register)


_STATED = ("release", "revision", "country", "files", "protection", "compared_with")


def _check_manifests(folder: Folder) -> None:
    """A release that is damaged is said before another one is compared with it."""
    from azalai.model.errors import ReleaseError
    from azalai.release import closed_months, open_release

    for month in closed_months(folder.root):
        release = open_release(folder, month)
        manifest = release.manifest
        if not isinstance(manifest, dict) or any(name not in manifest for name in _STATED):
            raise ReleaseError("release_damaged", release=release.identity, files="manifest.json")
