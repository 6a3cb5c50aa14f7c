"""`azalai bulletin`: the month's bulletin, in each language, as PDF and DOCX."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import month_of, open_folder, option, verb, workspace_option
from azalai.cli.progress import progress
from azalai.cli.speech import speech


@verb(
    "bulletin",
    click.argument("month"),
    option("--lang", "languages", key="bulletin_lang", default="en,fr", metavar="en,fr"),
    option("--output", key="bulletin_output", type=click.Path(path_type=Path), metavar="FOLDER"),
    workspace_option(),
)
def command(month: str, languages: str, output: Path | None, workspace: Path | None) -> None:
    """Write the bulletin of a closed month."""
    from azalai.reports import write_bulletin

    folder = open_folder(workspace)
    target = output or folder.root / "bulletins"
    with progress() as step:
        paths = write_bulletin(folder, month_of(month), languages_of(languages), target, step)
    for path in paths:
        click.echo(speech().text("cli.written", path=str(path)))


def languages_of(text: str) -> list[str]:
    """``en,fr`` as a list; ``bad_language_list`` for anything else."""
    from azalai.model.errors import InputError
    from azalai.wording import LANGUAGES

    found = list(dict.fromkeys(part.strip() for part in text.split(",")))
    if not found or any(part not in LANGUAGES for part in found):
        raise InputError("bad_language_list", value=text)
    return found
