"""`azalai survey estimate`: shares with their intervals, bases and non-response."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from azalai.model.answers import AnswerTable, Estimate
    from azalai.model.surveys import Design

FORMATS = ("text", "csv", "json")


@verb(
    "survey.estimate",
    click.argument("survey", default=""),
    option("--question", "questions", key="question", multiple=True, metavar="CODE"),
    option("--by", key="survey_by", default="", metavar="CODE"),
    option("--format", "form", key="format", type=click.Choice(FORMATS), default="text"),
    option("--output", type=click.Path(path_type=Path), metavar="FILE"),
    option("--to-ledger", is_flag=True),
    option("--force", is_flag=True),
    workspace_option(),
    language_option(),
)
def command(
    survey: str,
    questions: tuple[str, ...],
    by: str,
    form: str,
    output: Path | None,
    to_ledger: bool,
    force: bool,
    workspace: Path | None,
) -> None:
    """Estimate, and print, write or enter into the ledger."""
    from azalai.methods.surveys import estimate
    from azalai.methods.surveys import to_ledger as write_ledger
    from azalai.model.answers import answer_tables
    from azalai.workspace.surveys import read_survey

    folder, text = open_folder(workspace), speech()
    if output is not None:
        check_free(output, force)
    found = read_survey(folder, survey)
    threshold = folder.protection.threshold
    made = estimate(found.records, found.design, *questions, by=by, threshold=threshold)
    if to_ledger:
        path, figures, added = write_ledger(folder, made, found.design, by, force=force)
        click.echo(text.text("cli.survey.ledger", len(figures), path=path), err=True)
        if added:
            click.echo(text.text("cli.survey.source_added", code=found.design.source), err=True)
        return
    if form != "text" or output is not None:
        content = _csv(made) if form != "json" else _json(made)
        if output is None:
            click.echo(content, nl=False)
        else:
            output.write_text(content, encoding="utf-8", newline="\n")
            click.echo(text.text("cli.written", path=str(output)), err=True)
        return
    _say_head(found.design)
    for table in answer_tables(made):
        _print(table, found.design, by, threshold)


def _say_head(design: Design) -> None:
    from azalai.wording.voice import capitalised

    text = speech()
    dates = capitalised(text.period(design.first.first, design.last.last))
    click.echo(design.name(text.lang))
    click.echo(dates)
    if design.simulated:
        click.echo(text.text("survey.simulated"))
    name = design.source_names.get(text.lang) or design.source
    click.echo(text.text("survey.source", source=name))


def _print(table: AnswerTable, design: Design, by: str, threshold: int) -> None:
    from rich.console import Console
    from rich.table import Table

    from azalai.wording.surveys import base_of, interval_of, method_of, share_of, ties_of

    text = speech()
    question = design.question(table.question)
    title = question.label(text.lang)
    if table.group:
        value = next(item for item in design.group(by).values if item.code == table.group)
        title = f"{title} – {value.label(text.lang)}"
    shown = Table(title=title, title_justify="left")
    for column in ("answer", "share", "interval", "count", "se", "deff"):
        justify = "left" if column == "answer" else "right"
        shown.add_column(text.text(f"survey.column.{column}"), justify=justify)  # type: ignore[arg-type]
    for item in table.estimates:
        shown.add_row(
            question.answer(item.answer).label(text.lang),
            share_of(text, item, threshold),
            interval_of(text, item),
            "" if item.count is None else text.number(item.count),
            "" if item.se is None else text.number(100 * item.se, 1),
            "" if item.deff is None else text.number(item.deff, 2),
        )
    click.echo("")
    Console().print(shown)
    method = method_of(text, design, table)
    for line in [*base_of(text, design, table), *ties_of(text, design, table), method]:
        if line:
            click.echo("  " + line)


_COLUMNS = ("question", "group", "answer", "share", "low", "high", "level", "se", "deff", "df",
            "count", "n", "base", "asked", "nonresponse", "nonresponse_share", "multiple",
            "withheld")  # fmt: skip


def _cells(item: Estimate) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in _COLUMNS:
        value = getattr(item, name)
        found[name] = round(value, 6) if isinstance(value, float) else value
    return found


def _csv(made: Sequence[Estimate]) -> str:
    from azalai.workspace.csvfile import write_lines

    return write_lines(_COLUMNS, [list(_cells(item).values()) for item in made])


def _json(made: Sequence[Estimate]) -> str:
    import json

    return json.dumps([_cells(item) for item in made], ensure_ascii=False, indent=2) + "\n"
