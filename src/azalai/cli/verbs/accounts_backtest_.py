"""`azalai accounts backtest`: how often the intervals of aligned figures covered later reports."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.accounts_ledger import open_ledger, print_table
from azalai.cli.options import language_option, option, verb, workspace_option
from azalai.cli.speech import speech


@verb(
    "accounts.backtest",
    option("--population", default="refugee", metavar="CODE", key="account_population"),
    workspace_option(),
    language_option(),
)
def command(population: str, workspace: Path | None) -> None:
    """Print the coverage of single series and of sums, by pace and horizon."""
    from azalai.accounts.backtest import backtest, backtest_totals

    text, ledger = speech(), open_ledger(workspace)
    single = backtest(ledger, population)
    if not any(found.pairs for found in single):
        click.echo(text.text("account.backtest.nothing"))
        return
    click.echo(text.text("account.backtest.series"))
    print_table(
        ("pace", "horizon", "covered", "width", "verified"),
        (
            (
                text.text(f"account.pace.{found.pace}"),
                text.number(found.horizon),
                _share(found.covered, found.pairs),
                text.percent(100 * found.half_width),
                _share(found.verified_covered, found.verified),
            )
            for found in single
        ),
        right=(1, 2, 3, 4),
    )
    sums = backtest_totals(ledger, population)
    if not any(total.days for total in sums):
        return
    click.echo(text.text("account.backtest.sums"))
    print_table(
        ("pace", "horizon", "together", "alone"),
        (
            (
                text.text(f"account.pace.{total.pace}"),
                text.number(total.horizon),
                _share(total.together, total.days),
                _share(total.alone, total.days),
            )
            for total in sums
        ),
        right=(1, 2, 3),
    )


def _share(covered: int, pairs: int) -> str:
    text = speech()
    if not pairs:
        return text.text("account.none")
    share = text.percent(100 * covered / pairs)
    return text.text("account.backtest.covered", covered=covered, pairs=pairs, share=share)
