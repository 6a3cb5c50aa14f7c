"""`azalai verify`: whether a release is still as it was closed."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import (
    language_option,
    open_folder,
    option,
    release_of,
    verb,
    workspace_option,
)
from azalai.cli.speech import speech


@verb(
    "verify",
    click.argument("month"),
    option("--revision", type=int, default=0, metavar="N"),
    workspace_option(),
    language_option(),
)
def command(month: str, revision: int, workspace: Path | None) -> None:
    """Compare every file of a release with its checksum."""
    from azalai.model.errors import ReleaseError
    from azalai.release import open_release

    release = open_release(open_folder(workspace), *release_of(month, revision))
    damaged = release.verify()
    if damaged:
        raise ReleaseError("release_damaged", release=release.identity, files=", ".join(damaged))
    text = speech()
    click.echo(
        text.text("cli.verify.done", len(release.manifest["files"]), release=release.identity,
                  sha256=release.sha256)
    )  # fmt: skip
