"""`azalai tables`: the one long table of a month."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import (
    language_option,
    month_of,
    open_folder,
    option,
    verb,
    workspace_option,
)
from azalai.cli.speech import speech

if TYPE_CHECKING:
    from azalai.model.tables import Row

FORMATS = ("csv", "json", "parquet", "xlsx")


@verb(
    "tables",
    click.argument("month"),
    option("--format", "form", key="format", type=click.Choice(FORMATS), default="csv"),
    option("--measure", default="", metavar="NAME"),
    option("--place", default="", metavar="CODE"),
    option("--direction", default="", metavar="in|out|unknown|total"),
    option("--edition", type=click.Choice(("public", "sealed")), default="public"),
    option("--top", is_flag=True),
    option("--categories", default="", metavar="A,B,…"),
    option("--other", type=click.Choice(("rebased", "own_list")), default="rebased"),
    option("--output", type=click.Path(path_type=Path), metavar="FILE"),
    workspace_option(),
    language_option(),
)
def command(
    month: str,
    form: str,
    measure: str,
    place: str,
    direction: str,
    edition: str,
    top: bool,
    categories: str,
    other: str,
    output: Path | None,
    workspace: Path | None,
) -> None:
    """Print the long table of a month, or a part of it."""
    from azalai.release import month_rows, select

    folder, period = open_folder(workspace), month_of(month)
    rows = month_rows(folder, period, edition)
    if top or categories:
        rows = _top(rows, measure or "nationalities", place or folder.country,
                    direction or "total", categories, other)  # fmt: skip
    else:
        rows = select(rows, measure, place, direction)
    _write(rows, form, output)


def _top(
    rows: list[Row], measure: str, place: str, direction: str, categories: str, other: str
) -> list[Row]:
    """The short list a report prints, in the shape of the long table."""
    from azalai.measures import OtherRule
    from azalai.release.reading import top_rows

    listed = [code.strip() for code in categories.split(",") if code.strip()]
    return top_rows(rows, measure, place, direction, listed, OtherRule(other))


def _write(rows: list[Row], form: str, output: Path | None) -> None:
    from azalai.model.errors import InputError
    from azalai.release import table

    content = table.WRITERS[form](rows)
    data = content.encode() if isinstance(content, str) else content
    if output is not None:
        output.write_bytes(data)
        text = speech()
        click.echo(text.text("cli.tables.written", len(rows), path=str(output)), err=True)
        return
    if isinstance(content, bytes) and sys.stdout.isatty():
        raise InputError("binary_to_terminal", format=form)
    sys.stdout.buffer.write(data)
