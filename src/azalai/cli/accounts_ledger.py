"""What the verbs of `azalai accounts` share: the ledger, the place and the day they ask for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import check_free, open_folder
from azalai.cli.speech import speech

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from azalai.model.figures import Figure
    from azalai.model.ledger import Ledger
    from azalai.model.tables import Row


def open_ledger(workspace: Path | None) -> Ledger:
    """The ledger of a workspace; lines that could not be read are warned of."""
    from azalai.workspace.ledger import read_ledger

    reading = read_ledger(open_folder(workspace))
    if reading.left_out:
        text = speech()
        said = text.text("cli.figures.problems", reading.left_out)
        click.echo(text.text("cli.severity.warning") + said, err=True)
    return reading.ledger


def place_in(ledger: Ledger, value: str) -> str:
    """The code of a place that a user typed; empty stays empty."""
    from azalai.model.errors import InputError

    code = ledger.places.find(value) if value else ""
    if code is None:
        raise InputError("no_such_place", value=value)
    return code


def day_of(value: str) -> date:
    """A day that a user typed."""
    from azalai.model.errors import InputError
    from azalai.model.moments import Moment

    moment = Moment.parse(value)
    if not moment.exact:
        raise InputError("account_day", value=value)
    return moment.first


def total_of(ledger: Ledger, identity: str, population: str, place: str, on: date) -> Figure:
    """The figure of an id, else the latest stock of a population in a place."""
    from azalai.accounts.choosing import Asked, countable, stock_at
    from azalai.model.errors import InputError
    from azalai.workspace.ledger import nearest

    if identity:
        if identity in ledger:
            return ledger[identity]
        near = nearest(identity, {figure.id: figure.id for figure in ledger})
        if near:
            raise InputError("no_such_figure_near", value=identity, near=near)
        raise InputError("no_such_figure", value=identity)
    if not population or not place:
        raise click.UsageError(speech().text("cli.accounts.which"))
    found = stock_at(ledger, countable(ledger), Asked(population, place, on, on), on).used
    if not found:
        raise no_stock(ledger, population, place, on)
    return found[0]


def no_stock(ledger: Ledger, population: str, place: str, on: date) -> Exception:
    """The error that says what the ledger does not have."""
    from azalai.accounts.choosing import Asked
    from azalai.accounts.lacking import in_households
    from azalai.model.errors import InputError
    from azalai.wording.figures import place_of

    text = speech()
    where, day = place_of(text, ledger.places, place), text.date(on)
    homes = in_households(ledger, Asked(population, place, on, on))
    if homes:
        return InputError(
            "account_households", population=population, place=where, day=day, count=len(homes)
        )
    return InputError("account_no_stock", population=population, place=where, day=day)


def print_table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()
) -> None:
    """A table whose cells are text as it is, however a person typed it."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    text = speech()
    table = Table(show_lines=False)
    for place, heading in enumerate(headings):
        table.add_column(
            text.text(f"account.heading.{heading}"),
            justify="right" if place in right else "left",
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def phrases(ledger: Ledger, figures: Iterable[Figure]) -> str:
    """Figures with their dates, one after the other."""
    from azalai.wording.figures import named

    return listed(named(speech(), ledger, figure) for figure in figures)


def listed(texts: Iterable[str]) -> str:
    """Phrases that have commas themselves, one after the other."""
    return speech().text("account.separator").join(texts)


def write_rows(path: Path, rows: list[Row], force: bool) -> None:
    """Rows of the long table as CSV; what a person typed is no formula in it."""
    from azalai.release import table
    from azalai.workspace.csvfile import harmless

    check_free(path, force)
    safe = [
        row.but(place=harmless(row.place), category1=harmless(row.category1),
                source=harmless(row.source))
        for row in rows
    ]  # fmt: skip
    content = table.WRITERS["csv"](safe)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    click.echo(speech().text("cli.written", path=str(path)))
