"""`azalai accounts align`: a total of several dates brought to one day, as an estimate."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from azalai.cli.accounts_ledger import (
    day_of,
    open_ledger,
    phrases,
    place_in,
    print_table,
    total_of,
    write_rows,
)
from azalai.cli.options import check_free, language_option, option, verb, workspace_option
from azalai.cli.speech import speech

PACES = ("acute", "quiet")


@verb(
    "accounts.align",
    click.argument("figure", required=False, default=""),
    option("--population", default="", metavar="CODE", key="account_population"),
    option("--place", default="", metavar="CODE", key="account_place"),
    option("--on", default="", metavar="YYYY-MM-DD", key="account_on"),
    option(
        "--pace",
        type=click.Choice(PACES),
        default="acute",
        metavar="|".join(PACES),
        key="account_pace",
    ),
    option("--to", type=click.Path(path_type=Path), metavar="FILE", key="account_to"),
    option("--force", is_flag=True),
    workspace_option(),
    language_option(),
)
def command(
    figure: str,
    population: str,
    place: str,
    on: str,
    pace: str,
    to: Path | None,
    force: bool,
    workspace: Path | None,
) -> None:
    """Print the estimate, its interval, and the age of every part."""
    from azalai.accounts.ageing import aligned
    from azalai.accounts.rows import rows_of_aligned
    from azalai.wording.figures import amount, counted_of, dated, named, source_of, value_of

    if to is not None:
        check_free(to, force)
    text, ledger = speech(), open_ledger(workspace)
    asked = day_of(on) if on else date.max
    total = total_of(ledger, figure, population, place_in(ledger, place), asked)
    day = asked if on else (total.moment.last if total.moment is not None else date.today())
    found = aligned(ledger, total, day, "quiet" if pace == "quiet" else "acute")
    click.echo(named(text, ledger, total))
    rows = []
    for part in found.parts:
        interval = text.text("account.none")
        if part.low is not None and part.high is not None and part.days is not None:
            interval = text.text(
                "figure.value.between", low=text.number(part.low), high=text.number(part.high)
            )
        age = text.text("account.none" if part.days is None else "account.days", part.days)
        rows.append(
            (
                counted_of(text, ledger.places, part.figure),
                value_of(text, part.figure),
                dated(text, part.figure),
                age,
                interval,
                source_of(text, ledger, part.figure),
            )
        )
    headings = ("figure", "value", "date", "age", "interval", "source")
    print_table(headings, rows, right=(1, 3, 4))
    click.echo(
        text.text(
            "account.align.value",
            date=text.date(found.on),
            value=amount(text, total, found.value),
            low=text.number(found.low),
            high=text.number(found.high),
            stated=value_of(text, total),
        )
    )
    click.echo(text.text("account.align.how"))
    click.echo(text.text(f"account.align.pace.{found.pace}"))
    for name, figures in (("undated", found.undated), ("unknown", found.unknown)):
        if figures:
            click.echo(text.text(f"account.align.{name}", figures=phrases(ledger, figures)))
    if to is not None:
        write_rows(to, rows_of_aligned(total, found), force)
