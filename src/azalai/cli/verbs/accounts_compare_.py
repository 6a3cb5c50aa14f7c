"""`azalai accounts compare`: what several sources say of one quantity, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.accounts_ledger import day_of, no_stock, open_ledger, place_in, print_table
from azalai.cli.options import language_option, option, verb, workspace_option
from azalai.cli.speech import speech

if TYPE_CHECKING:
    from azalai.accounts.triangulation import Voice
    from azalai.model.figures import Figure
    from azalai.model.ledger import Ledger


@verb(
    "accounts.compare",
    option("--population", required=True, metavar="CODE", key="account_population"),
    option("--place", required=True, metavar="CODE", key="account_place"),
    option("--on", required=True, metavar="YYYY-MM-DD", key="account_on"),
    option("--days", type=click.IntRange(min=0), default=60, show_default=True, key="account_days"),
    option("--origin", default="", metavar="CODE", key="account_origin"),
    workspace_option(),
    language_option(),
)
def command(
    population: str, place: str, on: str, days: int, origin: str, workspace: Path | None
) -> None:
    """Print the voices, the recommended one, and what explains the differences."""
    from azalai.accounts.triangulation import triangulate
    from azalai.wording.figures import source_of

    text, ledger = speech(), open_ledger(workspace)
    code = place_in(ledger, place)
    found = triangulate(
        ledger, population=population, place=code, on=day_of(on), days=days,
        origin=place_in(ledger, origin),
    )  # fmt: skip
    if not found.voices:
        raise no_stock(ledger, population, code, day_of(on))
    rows = [_row(ledger, voice, voice.figure is found.recommended) for voice in found.voices]
    headings = ("value", "date", "source", "difference", "because")
    print_table(headings, rows, right=(0, 3))
    named = source_of(text, ledger, found.recommended) if found.recommended is not None else ""
    click.echo(text.text(f"account.reason.{found.reason}", source=named))


def _row(ledger: Ledger, voice: Voice, recommended: bool) -> tuple[str, ...]:
    from azalai.wording.figures import dated, place_of, source_of, value_of

    text, figure = speech(), voice.figure
    because = [_because(figure, code) for code in voice.because]
    if recommended:
        because = [text.text("account.voice.recommended")]
    if voice.repeats:
        because.append(text.text("account.voice.repeats", len(voice.repeats)))
    source = source_of(text, ledger, figure)
    places = [place_of(text, ledger.places, part.place) for part in voice.parts]
    if len(places) == 1:
        source = f"{source}\n{text.text('account.voice.part', place=places[0])}"
    elif places:
        named = text.join(places)
        source = f"{source}\n{text.text('account.voice.sum', len(places), places=named)}"
    difference = (
        text.text("account.none")
        if voice.difference is None or recommended
        else text.signed(voice.difference)
    )
    return value_of(text, figure), dated(text, figure), source, difference, ", ".join(because)


def _because(figure: Figure, code: str) -> str:
    """A reason, with the coverage or the method that the figure itself names."""
    from azalai.wording.figures import word

    text = speech()
    said = text.text(f"account.because.{code}")
    detail = {"coverage": figure.coverage, "method": word(text, "method", figure.method)}.get(code)
    return f"{said} ({detail})" if detail else said
