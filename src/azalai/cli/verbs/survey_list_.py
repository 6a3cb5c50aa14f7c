"""`azalai survey list`: the surveys of a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import language_option, open_folder, verb, workspace_option
from azalai.cli.speech import speech


@verb("survey.list", workspace_option(), language_option())
def command(workspace: Path | None) -> None:
    """A table of the surveys."""
    from rich.console import Console
    from rich.table import Table

    from azalai.workspace.surveys import read_survey, survey_ids

    folder, text = open_folder(workspace), speech()
    known = survey_ids(folder)
    if not known:
        click.echo(text.text("cli.survey.none"))
        return
    table = Table(title=str(folder.root))
    for column in ("id", "title", "dates", "complete", "questions"):
        justify = "right" if column in ("complete", "questions") else "left"
        table.add_column(
            text.text(f"cli.survey.column.{column}"),
            justify=justify,  # type: ignore[arg-type]
            no_wrap=column == "id",  # it is what the other verbs are told
        )
    for code in known:
        survey = read_survey(folder, code)
        design = survey.design
        table.add_row(
            code,
            design.name(text.lang),
            text.period(design.first.first, design.last.last),
            text.number(survey.report.complete),
            text.number(len(design.questions)),
        )
    Console().print(table)
