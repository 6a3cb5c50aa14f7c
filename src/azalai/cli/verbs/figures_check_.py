"""`azalai figures check`: every line of a ledger that cannot be read, or should be looked at."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import language_option, open_folder, option, verb, workspace_option
from azalai.cli.speech import help_text, speech


@verb(
    "figures.check",
    click.argument(
        "file", required=False, type=click.Path(path_type=Path),
        metavar=f"[{help_text('metavar.FILE')}]",
    ),
    option("--strict", is_flag=True, key="figures_strict"),
    workspace_option(),
    language_option(),
)  # fmt: skip
def command(file: Path | None, strict: bool, workspace: Path | None) -> None:
    """Print each problem with its place, then how many figures there are."""
    from azalai.model.errors import AzalaiError, WorkspaceError
    from azalai.wording.problems import problem_said
    from azalai.workspace.ledger import read_any, read_ledger

    text = speech()
    try:
        folder = open_folder(workspace)
    except WorkspaceError:
        # A file can be looked at from anywhere; its places are the countries then.
        if file is None or workspace is not None:
            raise
        folder = None
    if file is not None:
        reading = read_any(file, folder)
        if folder is None:
            said = text.text("cli.figures.no_workspace")
            click.echo(text.text("cli.severity.note") + said, err=True)
    else:
        assert folder is not None
        reading = read_ledger(folder)
        if not reading.files:
            click.echo(text.text("cli.figures.none", path=str(folder.root)))
            return
    for problem in reading.problems:
        click.echo(text.text(f"cli.severity.{problem.severity}") + problem_said(text, problem))
    warned = len(reading.problems) - len(reading.errors)
    counted = [text.text("cli.figures.read", len(reading.ledger))]
    if reading.left_out:
        counted.append(text.text("cli.figures.left_out", reading.left_out))
    if warned:
        counted.append(text.text("cli.figures.warned", warned))
    click.echo(" ".join(counted))
    if strict and reading.problems:
        lines = {(problem.file, problem.row) for problem in reading.problems}
        raise AzalaiError("ledger_problems", count=len(lines))
