"""`azalai survey draft`: a first design from a file of records."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import check_free, language_option, option, verb
from azalai.cli.speech import speech


@verb(
    "survey.draft",
    click.argument("file", type=click.Path(path_type=Path)),
    option("--output", key="draft_output", type=click.Path(path_type=Path), metavar="FILE"),
    option("--sheet", default="", metavar="NAME"),
    option("--force", is_flag=True),
    language_option(),
)
def command(file: Path, output: Path | None, sheet: str, force: bool) -> None:
    """Write the draft to a file or to standard output; what to do next goes to standard error."""
    from azalai.intake.surveys import draft_design

    text = speech()
    if output is not None:
        check_free(output, force)
    made = draft_design(file, text, sheet)
    if output is None:
        click.echo(made.text, nl=False)
    else:
        output.write_text(made.text, encoding="utf-8", newline="\n")
        click.echo(text.text("cli.written", path=str(output)), err=True)
    click.echo("  " + text.text("cli.survey.drafted", made.questions), err=True)
    if made.missing:
        said = text.text("cli.survey.draft_missing", roles=text.join(made.missing))
        click.echo(text.text("cli.severity.warning") + said, err=True)
    if made.not_kept:
        names = ", ".join(made.not_kept)
        said = text.text("cli.survey.not_kept", len(made.not_kept), columns=names)
        click.echo("  " + said, err=True)
