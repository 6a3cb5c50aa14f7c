"""`azalai crisis report`: the report of a crisis, in each language, as PDF and DOCX."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import open_folder, option, verb, workspace_option
from azalai.cli.progress import progress, say_written
from azalai.cli.speech import help_text, speech
from azalai.cli.verbs.bulletin_ import listed


@verb(
    "crisis.report",
    click.argument("name", required=False, default="", metavar=f"[{help_text('metavar.NAME')}]"),
    option("--lang", "languages", key="crisis_lang", default="en,fr", metavar="en,fr"),
    option("--format", "forms", key="bulletin_format", default="pdf", metavar="pdf,docx"),
    option("--output", key="crisis_output", type=click.Path(path_type=Path), metavar="FOLDER"),
    option("--force", is_flag=True),
    workspace_option(),
)
def command(
    name: str,
    languages: str,
    forms: str,
    output: Path | None,
    force: bool,
    workspace: Path | None,
) -> None:
    """Write the report of a crisis."""
    from azalai.reports import FORMS
    from azalai.reports.crisis import open_crisis, write_crisis_report
    from azalai.wording import LANGUAGES

    folder, text = open_folder(workspace), speech()
    crisis, _ = open_crisis(folder, name)
    target = output or folder.root / "crises" / crisis.code / "reports"
    with progress() as step:
        paths = write_crisis_report(
            folder,
            crisis.code,
            listed(languages, LANGUAGES, "bad_language_list"),
            target,
            forms=listed(forms, FORMS, "bad_format_list"),
            force=force,
            progress=lambda lang, done, total: step(
                text.text("cli.crisis.step", language=lang), done, total
            ),
        )
    say_written(paths)
