"""`azalai undo`: take an entry of the cleaning log back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from azalai.cli.options import language_option, open_folder, option, verb, workspace_option
from azalai.cli.verbs.correct_ import say


@verb(
    "undo",
    click.argument("entry", type=int),
    option("--reason", default="", metavar="TEXT", key="correct_reason"),
    workspace_option(),
    language_option(),
)
def command(entry: int, reason: str, workspace: Path | None) -> None:
    """The entry stays in the log; another one says that it no longer holds."""
    from azalai.intake import undo

    say(undo(open_folder(workspace), entry, reason, date.today()))
