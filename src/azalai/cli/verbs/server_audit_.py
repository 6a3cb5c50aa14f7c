"""`azalai server audit`: is the chain whole, and its latest lines."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.at_server import open_server, server_verb
from azalai.cli.options import option
from azalai.cli.speech import speech
from azalai.model.errors import AzalaiError, InputError


@server_verb(
    "audit",
    option("--note", key="server_note", default="", metavar="N:SEAL"),
    option("--last", key="server_last", type=click.IntRange(0), default=20, show_default=True),
)
def command(note: str, last: int, home: Path | None, workspace: Path | None) -> None:
    """Look at the whole chain; exit code 1 where it is not whole."""
    number, _, seal = note.partition(":")
    if note and (not number.isdecimal() or len(seal) < 8):
        raise InputError("audit_note", value=note)
    open_server(home, workspace)
    from azalai.server.audit.reading import entries, readable
    from azalai.server.audit.speaking import action_in, detail_in
    from azalai.server.audit.verify import verify
    from azalai.server.people.actors import SYSTEM

    text = speech()
    for line in reversed(readable(entries(SYSTEM)[:last])):
        at = f"{line.at:%Y-%m-%d %H:%M:%S}"
        who = text.text("server.audit.system") if line.actor == "system" else line.who
        said = (at, who, action_in(line, text), line.subject, line.mission, detail_in(line, text))
        click.echo("  ".join(part for part in said if part))
    verdict = verify((int(number), seal) if note else None)
    for flaw in verdict.flaws:
        click.echo(text.text(f"server.audit.flaw.{flaw.kind}", number=flaw.number), err=True)
    if verdict.flaws:
        raise AzalaiError("audit_broken")
    click.echo(text.text("server.audit.whole", verdict.lines))
    if verdict.number:
        click.echo(f"{text.text('server.audit.note')} {verdict.number}:{verdict.seal[:32]}")
