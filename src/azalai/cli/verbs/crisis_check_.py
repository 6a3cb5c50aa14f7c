"""`azalai crisis check`: what a crisis' definition names and the ledger lacks."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import language_option, open_folder, verb, workspace_option
from azalai.cli.speech import help_text, speech


@verb(
    "crisis.check",
    click.argument("name", required=False, default="", metavar=f"[{help_text('metavar.NAME')}]"),
    workspace_option(),
    language_option(),
)
def command(name: str, workspace: Path | None) -> None:
    """Print all that is missing; fail where a report could not be trusted."""
    from azalai.model.errors import InputError
    from azalai.reports.crisis import lacks, open_crisis
    from azalai.wording.voice import capitalised

    text = speech()
    crisis, ledger = open_crisis(open_folder(workspace), name)
    found = lacks(crisis, ledger)
    for lack in found:
        said = text.text(f"crisis.lack.{lack.code}", where=lack.where, value=lack.value)
        severity = capitalised(text.text(f"crisis.severity.{lack.severity}"))
        click.echo(text.text("cli.crisis.lack", severity=severity, what=said))
    errors = [lack for lack in found if lack.severity == "error"]
    if errors:
        raise InputError("crisis_lacks", value=crisis.code, count=len(errors))
    click.echo(text.text("cli.crisis.checked", len(ledger), name=crisis.code))
