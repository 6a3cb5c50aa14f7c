"""`azalai survey compare`: what changed between two waves, as far as two samples can tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import language_option, open_folder, option, verb, workspace_option
from azalai.cli.speech import speech

if TYPE_CHECKING:
    from azalai.model.answers import Change
    from azalai.model.surveys import Design


@verb(
    "survey.compare",
    click.argument("wave1"),
    click.argument("wave2"),
    option("--question", "questions", key="question", multiple=True, metavar="CODE"),
    option("--clusters", type=click.Choice(("same", "new"))),
    workspace_option(),
    language_option(),
)
def command(
    wave1: str,
    wave2: str,
    questions: tuple[str, ...],
    clusters: str | None,
    workspace: Path | None,
) -> None:
    """Print the differences, question by question."""
    from azalai.methods.surveys import compare
    from azalai.workspace.surveys import read_survey

    folder, text = open_folder(workspace), speech()
    first, second = (read_survey(folder, name) for name in (wave1, wave2))
    earlier, later = sorted((first.design, second.design), key=lambda design: design.first)
    threshold = folder.protection.threshold
    changes = compare(
        (first.records, first.design),
        (second.records, second.design),
        *questions,
        same_clusters=None if clusters is None else clusters == "same",
        threshold=threshold,
    )
    for name, design in (("earlier", earlier), ("later", later)):
        click.echo(f"{text.text(f'survey.column.{name}')}{_colon()}{design.name(text.lang)}")
    if earlier.simulated or later.simulated:
        click.echo(text.text("survey.simulated"))
    for code in dict.fromkeys(item.question for item in changes):
        _print([item for item in changes if item.question == code], later, threshold)
    click.echo("")
    click.echo(text.text("survey.change.rounded"))
    _say_method(changes, later)


def _colon() -> str:
    return "\u00a0: " if speech().lang == "fr" else ": "


def _print(changes: list[Change], design: Design, threshold: int) -> None:
    from rich.console import Console
    from rich.table import Table

    from azalai.wording.surveys import change_of, difference_of, p_value_of, share_of

    text = speech()
    question = design.question(changes[0].question)
    shown = Table(title=question.label(text.lang), title_justify="left")
    for column in ("answer", "earlier", "later", "difference", "p_value", "finding"):
        justify = "left" if column in ("answer", "finding") else "right"
        shown.add_column(text.text(f"survey.column.{column}"), justify=justify)  # type: ignore[arg-type]
    for item in changes:
        shown.add_row(
            question.answer(item.answer).label(text.lang),
            share_of(text, item.earlier, threshold),
            share_of(text, item.later, threshold),
            difference_of(text, item),
            p_value_of(text, item),
            change_of(text, item),
        )
    click.echo("")
    Console().print(shown)
    if question.multiple:
        click.echo("  " + text.text("survey.multiple"))


def _say_method(changes: list[Change], design: Design) -> None:
    from azalai.model.surveys import Method

    text = speech()
    if design.method is not Method.RANDOM:
        click.echo(text.text("survey.change.no_test"))
        return
    paired = any(item.paired for item in changes)
    click.echo(text.text(f"survey.change.{'paired' if paired else 'independent'}"))
    tested = sum(1 for item in changes if item.low is not None)
    if tested:
        expected = text.number(tested * (1 - design.level), 1)
        level = text.percent(100 * design.level)
        click.echo(text.text("survey.change.chance", tested, level=level, expected=expected))
