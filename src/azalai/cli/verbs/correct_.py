"""`azalai correct`: write in the cleaning log, and bring the records up to date."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import language_option, open_folder, option, verb, workspace_option
from azalai.cli.speech import help_text, speech

if TYPE_CHECKING:
    from azalai.intake.correcting import Corrected


@verb(
    "correct",
    click.argument("record", required=False),
    click.argument("field", required=False),
    click.argument("value", required=False),
    option("--reason", default="", metavar="TEXT", key="correct_reason"),
    option("--rule", default="", metavar="NAME"),
    option("--from", "source", type=click.Path(path_type=Path), metavar="FILE", key="correct_from"),
    workspace_option(),
    language_option(),
)
def command(
    record: str | None,
    field: str | None,
    value: str | None,
    reason: str,
    rule: str,
    source: Path | None,
    workspace: Path | None,
) -> None:
    """One correction from the command line, or many from a spreadsheet that was filled in."""
    from azalai.intake import Correction, correct, import_log

    folder = open_folder(workspace)
    if source is not None:
        say(import_log(folder, source, date.today()))
        return
    if record is None or field is None or value is None:
        raise click.UsageError(help_text("correct.usage"))
    wanted = Correction(record=record, field=field, new=value, reason=reason, rule=rule)
    say(correct(folder, [wanted], date.today()))


def say(done: Corrected) -> None:
    """The entries that were written, and what came of them."""
    from azalai.model.cleaning import shown

    text = speech()
    if done.waiting:
        click.echo(text.text("cli.correct.waiting", done.waiting))
    if not done.entries:
        click.echo(text.text("cli.correct.nothing"))
        return
    for entry in done.entries[:10]:
        click.echo(
            text.text("cli.correct.entry", number=entry.number, record=entry.record,
                      field=entry.field, old=shown(entry, entry.old), new=shown(entry, entry.new))
        )  # fmt: skip
    if len(done.entries) > 10:
        click.echo(text.text("cli.correct.more", len(done.entries) - 10))
    coming = sum(report.groups for report in done.reports)
    leaving = sum(report.withdrawn for report in done.reports)
    aside = sum(report.set_aside for report in done.reports)
    click.echo(
        text.text(
            "cli.correct.done",
            coming=text.text("cli.count.groups", coming),
            leaving=text.text("cli.count.groups", leaving),
            aside=text.text("cli.count.rows", aside),
        )
    )
