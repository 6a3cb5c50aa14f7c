"""`azalai draft`: a first mapping from what foreign files hold, for a person to complete."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import (
    check_free,
    language_option,
    open_folder,
    option,
    verb,
    workspace_option,
)
from azalai.cli.speech import speech


@verb(
    "draft",
    click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True),
    option("--output", key="draft_output", type=click.Path(path_type=Path), metavar="FILE"),
    option("--sheet", default="", metavar="NAME"),
    option("--force", is_flag=True),
    workspace_option(),
    language_option(),
)
def command(
    files: tuple[Path, ...], output: Path | None, sheet: str, force: bool, workspace: Path | None
) -> None:
    """Write the draft to a file or to standard output; what to do next goes to standard error."""
    from azalai.intake.drafting import draft

    text = speech()
    if output is not None:
        check_free(output, force)
    made = draft(open_folder(workspace), files, text, sheet)
    if output is None:
        click.echo(made.text, nl=False)
    else:
        output.write_text(made.text, encoding="utf-8", newline="\n")
        click.echo(text.text("cli.written", path=str(output)), err=True)
    click.echo("  " + text.text("cli.draft.placed", made.placed), err=True)
    if made.missing:
        said = text.text("cli.draft.missing", fields=text.join(made.missing))
        click.echo(text.text("cli.severity.warning") + said, err=True)
    for key, number in (("decide", made.to_decide), ("unread", len(made.unread))):
        if number:
            click.echo("  " + text.text(f"cli.draft.{key}", number), err=True)
