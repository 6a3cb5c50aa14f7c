"""`azalai figures list`: figures with their value, date and source, or as a ledger file."""

from __future__ import annotations

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
from azalai.model.figures import Category, Role

if TYPE_CHECKING:
    from azalai.model.figures import Figure
    from azalai.model.ledger import Ledger
    from azalai.model.moments import Moment

_CATEGORIES = tuple(str(category) for category in Category)
_ROLES = tuple(str(role) for role in Role)


@verb(
    "figures.list",
    option("--population", default="", metavar="CODE", key="figures_population"),
    option("--place", default="", metavar="CODE", key="figures_place"),
    option("--category", type=click.Choice(_CATEGORIES), metavar="CODE", key="figures_category"),
    option("--source", default="", metavar="CODE", key="figures_source"),
    option("--role", type=click.Choice(_ROLES), metavar="|".join(_ROLES), key="figures_role"),
    option("--on", default="", metavar="YYYY[-MM[-DD]]", key="figures_on"),
    option("--superseded", is_flag=True, key="figures_superseded"),
    option("--to", type=click.Path(path_type=Path), metavar="FILE", key="figures_to"),
    option("--force", is_flag=True),
    workspace_option(),
    language_option(),
)
def command(
    population: str,
    place: str,
    category: str | None,
    source: str,
    role: str | None,
    on: str,
    superseded: bool,
    to: Path | None,
    force: bool,
    workspace: Path | None,
) -> None:
    """Print a table of what fits, or write it with the columns of a ledger."""
    from azalai.model.errors import InputError
    from azalai.model.moments import Moment
    from azalai.workspace.ledger import SUFFIXES, book_of, csv_of, read_ledger

    if to is not None:
        check_free(to, force)
        if to.suffix.lower() not in SUFFIXES:
            raise InputError("ledger_suffix", path=str(to))
    text = speech()
    reading = read_ledger(open_folder(workspace))
    ledger = reading.ledger
    wanted: dict[str, object] = {"superseded": superseded}
    if population:
        wanted["population"] = population
    if category:
        wanted["category"] = Category(category)
    if role:
        wanted["role"] = Role(role)
    if place:
        code = ledger.places.find(place)
        if code is None:
            raise InputError("no_such_place", value=place)
        wanted["place"] = code
    day = Moment.parse(on) if on else None
    found = [
        figure
        for figure in ledger.select(**wanted)
        if (not source or source in (figure.source, figure.document))
        and (day is None or _may_be(figure, day))
    ]
    if reading.left_out:
        said = text.text("cli.figures.problems", reading.left_out)
        click.echo(text.text("cli.severity.warning") + said, err=True)
    if to is not None:
        book = to.suffix.lower() == ".xlsx"
        sheet = text.text("cli.figures.sheet")
        to.write_bytes(book_of(found, sheet) if book else csv_of(found).encode())
        click.echo(text.text("cli.figures.written", len(found), path=str(to)))
    elif found:
        _print(ledger, found)
    else:
        click.echo(text.text("cli.figures.nothing"))


def _may_be(figure: Figure, day: Moment) -> bool:
    """Whether a day, month or year is one that the figure may refer to."""
    first = figure.as_of or figure.first or figure.last
    last = figure.as_of or figure.last or figure.first
    return (
        first is not None and last is not None and first.first <= day.last
        and last.last >= day.first
    )  # fmt: skip


def _print(ledger: Ledger, figures: list[Figure]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from azalai.wording.figures import counted_of, dated, source_of, value_of
    from azalai.wording.problems import shown

    text, gone = speech(), ledger.superseded
    table = Table()
    for column in ("id", "what", "value", "date", "source"):
        right = column == "value"
        table.add_column(
            text.text(f"cli.figures.heading.{column}"), justify="right" if right else "left",
            overflow="fold", no_wrap=right,
        )  # fmt: skip
    for figure in figures:
        value = value_of(text, figure)
        if figure.id in gone:
            value = text.text("cli.figures.superseded", value=value)
        cells = (
            figure.id, counted_of(text, ledger.places, figure), value, dated(text, figure),
            source_of(text, ledger, figure),
        )  # fmt: skip
        # What a person typed is text: no markup of it is obeyed.
        table.add_row(*(Text(shown(cell, 200)) for cell in cells))
    Console().print(table)
    click.echo(text.text("cli.figures.listed", len(figures)))
