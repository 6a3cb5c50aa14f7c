"""`azalai collect decrypt`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from azalai.cli.asking import asked_secret
from azalai.cli.options import language_option, open_folder, option, verb, workspace_option
from azalai.cli.progress import say_written
from azalai.cli.speech import speech
from azalai.cli.verbs.backup_ import check_home

if TYPE_CHECKING:
    from collections.abc import Iterable

    from azalai.server.safekeeping.decrypting import Decrypted, Table
    from azalai.server.safekeeping.sealed import Bundle
    from azalai.workspace import Folder


@verb(
    "collect.decrypt",
    click.argument("file", type=click.Path(path_type=Path, exists=True), required=False),
    option("--key", key="decrypt_key", required=True, type=click.Path(path_type=Path),
           metavar="FILE"),
    option("--to", "target", key="decrypt_to", type=click.Path(path_type=Path),
           metavar="FOLDER"),
    option("--mapping", key="decrypt_mapping", type=click.Path(path_type=Path), metavar="FILE"),
    option("--form", key="decrypt_form", default="", metavar="NAME"),
    option("--home", key="server_home", type=click.Path(path_type=Path), metavar="FOLDER"),
    workspace_option(),
    language_option(),
)  # fmt: skip
def command(
    file: Path | None, key: Path, target: Path | None, mapping: Path | None, form: str,
    home: Path | None, workspace: Path | None,
) -> None:  # fmt: skip
    """Open records that phones encrypted, on the key holder's machine."""
    from azalai.server.safekeeping.decrypting import decrypt
    from azalai.server.safekeeping.unsealing import is_locked, read_private_key

    text = speech()
    if target is not None and mapping is not None:
        raise click.UsageError(text.text("cli.collect.decrypt.to_or_mapping"))
    # What could keep the tables from coming in is found before anything stands in the clear.
    folder = None if target is not None else open_folder(workspace)
    password = ""
    if is_locked(key):
        password = asked_secret("AZALAI_KEY_PASSWORD", "cli.collect.key_password")
    private = read_private_key(key, password)
    bundles = _bundles(file, form, home, workspace)
    if target is not None:
        found = decrypt(bundles, target, private)
        say_written(path for table in found.tables for path in table.paths)
        click.echo(text.text("cli.collect.decrypt.done", found.records, media=found.media))
    else:
        assert folder is not None
        with TemporaryDirectory(prefix="azalai-decrypt-") as scratch:
            found = decrypt(bundles, Path(scratch) / "plain", private, media=False)
            for table in found.tables:
                _take_in(folder, table, Path(scratch), mapping)
        click.echo(text.text("cli.collect.decrypt.taken", found.records))
        if found.media:
            click.echo(text.text("cli.collect.decrypt.media_left", found.media))
    _say_what_is_wrong(found)


def _bundles(
    file: Path | None, form: str, home: Path | None, workspace: Path | None
) -> Iterable[Bundle]:
    from azalai.server.safekeeping.sealed import in_export, in_home

    if file is not None:
        return in_export(file, form)
    from azalai.server.home import Home
    from azalai.server.starting import check_tables, start

    place = Home((home or open_folder(workspace).root / "server").resolve())
    check_home(place.root)
    start(place)
    check_tables()
    return in_home(form)


def _take_in(folder: Folder, table: Table, scratch: Path, mapping: Path | None) -> None:
    """A form's table into the workspace, by the rules of every other import."""
    from azalai.cli.verbs.import_ import say
    from azalai.intake import import_file
    from azalai.model.errors import AzalaiError

    if mapping is None:
        if table.kind != "flow" or not table.mapping.strip():
            code = "decrypt_other_kind" if table.kind else "decrypt_needs_mapping"
            raise AzalaiError(code, form=table.form_id)
        mapping = scratch / "mapping.toml"
        mapping.write_text(table.mapping, encoding="utf-8")
    say(import_file(folder, table.paths[0], mapping, date.today()), folder)


def _say_what_is_wrong(found: Decrypted) -> None:
    text = speech()
    for record in found.incomplete:
        click.echo(text.text("cli.collect.decrypt.incomplete", record=record), err=True)
    for problem in found.problems:
        click.echo(text.error(problem), err=True)
    if found.problems:
        from azalai.model.errors import AzalaiError

        raise AzalaiError("sealed_stay_closed", count=len(found.problems))
