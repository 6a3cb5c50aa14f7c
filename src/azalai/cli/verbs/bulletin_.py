"""`azalai bulletin`: the month's bulletin, in each language, as PDF and DOCX."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from azalai.cli.options import open_folder, option, release_of, verb, workspace_option
from azalai.cli.progress import bulletin_progress, say_written
from azalai.cli.speech import speech


@verb(
    "bulletin",
    click.argument("month"),
    option("--lang", "languages", key="bulletin_lang", default="en,fr", metavar="en,fr"),
    option("--format", "forms", key="bulletin_format", default="pdf", metavar="pdf,docx"),
    option("--output", key="bulletin_output", type=click.Path(path_type=Path), metavar="FOLDER"),
    option("--revision", type=int, default=0, metavar="N"),
    workspace_option(),
)
def command(
    month: str,
    languages: str,
    forms: str,
    output: Path | None,
    revision: int,
    workspace: Path | None,
) -> None:
    """Write the bulletin of a closed month."""
    from azalai.release import open_release
    from azalai.reports import FORMS, write_bulletin
    from azalai.wording import LANGUAGES

    folder, text = open_folder(workspace), speech()
    period, number = release_of(month, revision)
    with bulletin_progress() as step:
        paths = write_bulletin(
            folder,
            period,
            listed(languages, LANGUAGES, "bad_language_list"),
            output,
            forms=listed(forms, FORMS, "bad_format_list"),
            revision=number,
            progress=step,
        )
    say_written(paths)
    if not open_release(folder, period, number).description.get("publication_url"):
        click.echo(text.text("cli.severity.note") + text.text("cli.bulletin.no_address"), err=True)


def listed(text: str, known: Sequence[str], code: str) -> list[str]:
    """``en,fr`` as a list; an error of that code for anything that is not known."""
    from azalai.model.errors import InputError

    found = list(dict.fromkeys(part.strip() for part in text.split(",")))
    if any(part not in known for part in found):
        raise InputError(code, value=text, known=",".join(known))
    return found
