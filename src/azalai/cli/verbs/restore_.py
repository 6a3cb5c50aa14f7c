"""`azalai restore`."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import language_option, option, verb
from azalai.cli.progress import progress
from azalai.cli.speech import speech
from azalai.cli.verbs.backup_ import asked_passphrase


@verb(
    "restore",
    click.argument("file", type=click.Path(path_type=Path)),
    option("--to", "home", key="restore_to", type=click.Path(path_type=Path), metavar="FOLDER"),
    option("--verify", key="restore_verify", is_flag=True),
    option("--key", key="restore_key", type=click.Path(path_type=Path), metavar="FILE"),
    option("--passphrase", key="restore_passphrase", is_flag=True),
    language_option(),
)
def command(
    file: Path, home: Path | None, verify: bool, key: Path | None, passphrase: bool
) -> None:
    """Bring a server back from a copy, or look whether the copy would do."""
    text = speech()
    if (home is None) is not verify:
        raise click.UsageError(text.text("cli.restore.to_or_verify"))
    if (key is None) is not passphrase:
        raise click.UsageError(text.text("cli.restore.key_or_passphrase"))
    from azalai.server.safekeeping.keys import read_key
    from azalai.server.safekeeping.reading import read_backup
    from azalai.server.safekeeping.restore import restore

    identities = read_key(key) if key else []
    words = asked_passphrase() if passphrase else ""
    size = file.stat().st_size
    with progress() as step:

        def at(done: int) -> None:
            step(text.text("cli.restore.reading"), done, size)

        if home is None:
            found = read_backup(file, identities, words, step=at)
        else:
            found = restore(file, home.resolve(), identities, words, at)
    made_at = found.made_at.replace("T", " ").replace("+00:00", " UTC")
    click.echo(
        text.text("cli.restore.verified", found.rows["server_submission"], made_at=made_at,
                  attachments=found.attachments, audit=found.audit)
    )  # fmt: skip
    for name in found.damaged:
        click.echo(text.text("cli.restore.damaged", name=name), err=True)
    if home is not None:
        click.echo(text.text("cli.restore.done", path=str(home)))
