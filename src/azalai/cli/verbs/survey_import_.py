"""`azalai survey import`: the records of a survey, with its design."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import language_option, open_folder, option, verb, workspace_option
from azalai.cli.speech import speech

if TYPE_CHECKING:
    from azalai.intake.surveys import SurveyProblem, SurveyReport

_SHOWN = 20


@verb(
    "survey.import",
    click.argument("file", type=click.Path(path_type=Path)),
    option("--design", key="survey_design", type=click.Path(path_type=Path), metavar="FILE",
           required=True),
    option("--dry-run", is_flag=True),
    option("--force", key="survey_force", is_flag=True),
    workspace_option(),
    language_option(),
)  # fmt: skip
def command(file: Path, design: Path, dry_run: bool, force: bool, workspace: Path | None) -> None:
    """Import, or say cell by cell what does not fit the design."""
    from azalai.intake.surveys import SurveyUnreadError, import_survey

    folder = open_folder(workspace)
    try:
        report = import_survey(folder, file, design, force=force, dry_run=dry_run)
    except SurveyUnreadError as problem:
        _say_problems(problem.problems)
        raise
    _say(report, dry_run)


def _say_problems(problems: tuple[SurveyProblem, ...]) -> None:
    text = speech()
    for item in problems[:_SHOWN]:
        what = text.text(f"survey.problem.{item.code}", value=item.value, expected=item.expected)
        said = text.text("survey.problem.at", row=item.row, column=item.column, what=what)
        if item.times > 1:
            said += " " + text.text("survey.problem.times", item.times)
        click.echo("  " + said, err=True)
    if len(problems) > _SHOWN:
        click.echo("  " + text.text("cli.survey.more", len(problems) - _SHOWN), err=True)


def _say(report: SurveyReport, dry_run: bool) -> None:
    text, record = speech(), report.record
    if not report.changed:
        click.echo(text.text("cli.survey.unchanged", survey=record.id))
        return
    key = "would" if dry_run else "imported"
    rows = text.text("cli.survey.interviews", record.complete)
    click.echo(text.text(f"cli.survey.{key}", survey=record.id, rows=rows, file=record.file))
    if report.design.simulated:
        click.echo("  " + text.text("survey.simulated"))
    click.echo(
        "  "
        + text.text(
            "cli.survey.response",
            complete=text.number(record.complete),
            rows=text.number(record.rows),
            share=text.percent(100 * record.complete / record.rows, 1),
            strata=text.text("cli.survey.strata", record.strata),
            clusters=text.text("cli.survey.clusters", record.clusters),
        )
    )
    for code, counted in record.questions.items():
        if counted.stray:
            click.echo("  " + text.text("cli.survey.stray", counted.stray, question=code))
    if report.not_kept:
        names = ", ".join(report.not_kept)
        said = text.text("cli.survey.not_kept", len(report.not_kept), columns=names)
        click.echo("  " + said)
