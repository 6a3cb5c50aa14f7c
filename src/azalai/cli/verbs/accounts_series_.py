"""`azalai accounts series`: successive reports on a place, and what their changes are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from azalai.cli.accounts_ledger import (
    no_stock,
    open_ledger,
    place_in,
    print_table,
    write_rows,
)
from azalai.cli.options import check_free, language_option, option, verb, workspace_option
from azalai.cli.speech import speech


@verb(
    "accounts.series",
    option("--population", required=True, metavar="CODE", key="account_population"),
    option("--place", required=True, metavar="CODE", key="account_place"),
    option("--source", default="", metavar="CODE", key="account_source"),
    option("--origin", default="", metavar="CODE", key="account_origin"),
    option("--to", type=click.Path(path_type=Path), metavar="FILE", key="account_to"),
    option("--force", is_flag=True),
    workspace_option(),
    language_option(),
)
def command(
    population: str,
    place: str,
    source: str,
    origin: str,
    to: Path | None,
    force: bool,
    workspace: Path | None,
) -> None:
    """Print every report with the change since the one before."""
    from azalai.accounts.rows import rows_of_series
    from azalai.accounts.series import series
    from azalai.wording.figures import dated, source_of, value_of

    if to is not None:
        check_free(to, force)
    text, ledger = speech(), open_ledger(workspace)
    code = place_in(ledger, place)
    steps = series(ledger, code, population, source, place_in(ledger, origin))
    if not steps:
        raise no_stock(ledger, population, code, date.today())
    rows, before = [], ""
    for step in steps:
        if step.source != before:
            before = step.source
            named = source_of(text, ledger, step.earlier)
            rows.append((dated(text, step.earlier), value_of(text, step.earlier), "", "", named))
        booked = "adjusted" if step.verification is not None else "net"
        change = text.signed(step.change) if step.change is not None else text.text("account.none")
        rows.append(
            (
                dated(text, step.later),
                value_of(text, step.later),
                change,
                text.text(f"account.series.{booked}") if step.change else "",
                source_of(text, ledger, step.later),
            )
        )
    print_table(("date", "report", "change", "booked", "source"), rows, right=(1, 2))
    if to is not None:
        write_rows(to, rows_of_series(steps), force)
