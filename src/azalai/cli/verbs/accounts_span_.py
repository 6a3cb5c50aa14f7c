"""`azalai accounts span`: how far apart the dates of a total's parts lie."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.accounts_ledger import (
    day_of,
    open_ledger,
    phrases,
    place_in,
    print_table,
    total_of,
)
from azalai.cli.options import language_option, option, verb, workspace_option
from azalai.cli.speech import speech

if TYPE_CHECKING:
    from azalai.accounts.spans import Span
    from azalai.model.figures import Figure
    from azalai.model.ledger import Ledger


@verb(
    "accounts.span",
    click.argument("figure", required=False, default=""),
    option("--population", default="", metavar="CODE", key="account_population"),
    option("--place", default="", metavar="CODE", key="account_place"),
    option("--on", default="", metavar="YYYY-MM-DD", key="account_on"),
    workspace_option(),
    language_option(),
)
def command(figure: str, population: str, place: str, on: str, workspace: Path | None) -> None:
    """Print the parts of a total with their dates, and the span."""
    from azalai.accounts.spans import span_of
    from azalai.wording.figures import counted_of, dated, printed_date, source_of, value_of

    text, ledger = speech(), open_ledger(workspace)
    day = day_of(on) if on else date.max
    total = total_of(ledger, figure, population, place_in(ledger, place), day)
    rows = []
    for part in span_of(ledger, total).parts:
        printed = printed_date(text, part)
        when = f"{dated(text, part)} ({printed})" if printed else dated(text, part)
        rows.append((counted_of(text, ledger.places, part), value_of(text, part), when,
                     source_of(text, ledger, part)))  # fmt: skip
    print_table(("figure", "value", "date", "source"), rows, right=(1,))
    for line in sentences(ledger, total):
        click.echo(line)


def sentences(ledger: Ledger, total: Figure) -> Iterator[str]:
    """What is to be said of the dates of a total."""
    from azalai.accounts.spans import span_of
    from azalai.wording.figures import named

    text = speech()
    span, printed = span_of(ledger, total), span_of(ledger, total, printed=True)
    name = named(text, ledger, total)
    if span.first is None or span.last is None:
        yield text.text("account.span.none", figure=name, n=len(span.parts))
    elif not span.days:
        yield text.text("account.span.one", figure=name, date=text.date(span.last.last))
    else:
        yield text.text("account.span", figure=name, **_ends(span))
    if printed.days != span.days:
        yield text.text("account.span.printed", **_ends(printed))
    if span.undated and span.first is not None:
        yield text.text("account.span.undated", figures=phrases(ledger, span.undated))


def _ends(span: Span) -> dict[str, str]:
    from azalai.wording.figures import moment_of

    text = speech()
    assert span.first is not None
    assert span.last is not None
    return {
        "days": text.text("account.days", span.days),
        "first": moment_of(text, span.first),
        "last": moment_of(text, span.last),
    }
