"""`azalai backup`."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.asking import asked_secret
from azalai.cli.options import language_option, open_folder, option, verb, workspace_option
from azalai.cli.progress import progress
from azalai.cli.speech import speech


@verb(
    "backup",
    option("--to", "target", key="backup_to", type=click.Path(path_type=Path), metavar="FILE"),
    option("--recipient", "recipients", key="backup_recipient", multiple=True, metavar="age1…"),
    option("--passphrase", key="backup_passphrase", is_flag=True),
    option("--new-key", key="backup_new_key", type=click.Path(path_type=Path), metavar="FILE"),
    option("--home", key="server_home", type=click.Path(path_type=Path), metavar="FOLDER"),
    workspace_option(),
    language_option(),
)
def command(
    target: Path | None,
    recipients: tuple[str, ...],
    passphrase: bool,
    new_key: Path | None,
    home: Path | None,
    workspace: Path | None,
) -> None:
    """Keep an encrypted copy of a server, or make the pair of keys for it."""
    text = speech()
    if new_key is not None:
        from azalai.server.safekeeping.keys import new_key as make

        public = make(new_key)
        click.echo(text.text("cli.backup.key", path=str(new_key), recipient=public))
        return
    if target is None:
        raise click.UsageError(text.text("cli.backup.no_target"))
    from azalai.server.home import Home
    from azalai.server.starting import check_tables, start

    place = Home((home or open_folder(workspace).root / "server").resolve())
    check_home(place.root)
    start(place)
    check_tables()
    from azalai.server.safekeeping.backup import back_up, note

    words = ""
    if passphrase and not recipients:
        words = asked_passphrase(new=True)
        if not check_passphrase(words):
            click.echo(text.text("cli.backup.weak"), err=True)
    with progress() as step:
        made = back_up(
            target.absolute(), recipients, words,
            lambda what, done, total: step(text.text(f"cli.backup.{what}"), done, total),
        )  # fmt: skip
    note(target, made)
    click.echo(
        text.text("cli.backup.done", made.submissions, path=str(target),
                  attachments=made.attachments, size=made.size,
                  how="--passphrase" if passphrase else "--key …")
    )  # fmt: skip
    for code in made.absent:
        click.echo(text.text("cli.backup.absent", mission=code), err=True)
    if made.damaged:
        from azalai.model.errors import AzalaiError

        raise AzalaiError("blobs_damaged", names=", ".join(made.damaged[:5]),
                          count=len(made.damaged))  # fmt: skip


def check_home(root: Path) -> None:
    """That a server was ever there: a copy of nothing helps nobody.

    Raises
    ------
    AzalaiError
        ``no_server_here``.
    """
    from azalai.model.errors import AzalaiError

    if not (root / "keys" / "audit").is_file():
        raise AzalaiError("no_server_here", path=str(root))


def asked_passphrase(new: bool = False) -> str:
    """From ``AZALAI_PASSPHRASE``, or typed (twice where it is new)."""
    return asked_secret("AZALAI_PASSPHRASE", "cli.backup.passphrase", new)


def check_passphrase(words: str) -> bool:
    """Whether a new passphrase is hard to guess; what nobody should rely on is refused.

    A guess costs a fifth of a second, and whoever has stolen a copy may guess for years.

    Raises
    ------
    AzalaiError
        ``passphrase_short``.

    Examples
    --------
    >>> check_passphrase("eleven donkeys at dawn"), check_passphrase("timbuktu2026")
    (True, False)
    """
    from azalai.model.errors import AzalaiError

    if len(words) < 12 or len(set(words)) < 6:
        raise AzalaiError("passphrase_short")
    kinds = [any(map(kind, words)) for kind in (str.islower, str.isupper, str.isdigit)]
    return len(words) >= 20 or (len(words) >= 16 and sum(kinds) == len(kinds))
