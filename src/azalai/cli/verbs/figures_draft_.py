"""`azalai figures draft`: a first mapping for the spreadsheet of a round."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import check_free, language_option, option, verb
from azalai.cli.speech import speech


@verb(
    "figures.draft",
    click.argument("file", type=click.Path(path_type=Path)),
    option("--output", key="draft_output", type=click.Path(path_type=Path), metavar="FILE"),
    option("--force", is_flag=True),
    language_option(),
)
def command(file: Path, output: Path | None, force: bool) -> None:
    """Write the draft to a file or to standard output; what to do next goes to standard error."""
    from azalai.intake.figures.round_draft import draft_round

    text = speech()
    if output is not None:
        check_free(output, force)
    made = draft_round(file, text)
    if output is None:
        click.echo(made.text, nl=False)
    else:
        output.write_text(made.text, encoding="utf-8", newline="\n")
        click.echo(text.text("cli.written", path=str(output)), err=True)
    click.echo("  " + text.text("cli.draft.placed", made.placed), err=True)
    for key, number in (("decide", made.to_decide), ("unread", len(made.unread))):
        if number:
            click.echo("  " + text.text(f"cli.draft.{key}", number), err=True)
