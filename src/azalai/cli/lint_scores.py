"""What `azalai lint --identities` and ``--score`` print: how well figures hold each other."""

from __future__ import annotations

from collections.abc import Sequence

import click

from azalai.accounts.identities import Score, identities, score, together
from azalai.cli.speech import speech
from azalai.model.ledger import Ledger


def say_identities(ledger: Ledger, counted: dict[str, bool]) -> None:
    """Print every relation, and how many figures they bind."""
    text = speech()
    every = identities(ledger, counted)
    for item in every:
        sides = [" ".join(item.whole), " ".join(item.parts)]
        relation = " ← ".join(side for side in sides if side)
        kind = item.kind if item.binds else text.text("cli.lint.bound", kind=item.kind)
        click.echo(f"{kind}: {relation}")
    bound = {name for item in every if item.binds for name in item.figures}
    click.echo(text.text("cli.lint.identities", len(every), bound=text.number(len(bound))))


def say_score(ledger: Ledger, counted: dict[str, bool]) -> list[Score]:
    """Print how well the figures of each document hold each other."""
    asked = [item for item in score(ledger, counted) if item.recomputable]
    for item in asked:
        _say_one_score(item, ledger.source(item.document).name(speech().lang))
    return asked


def _say_one_score(item: Score, name: str) -> None:
    text = speech()
    values = {key: text.number(getattr(item, key))
              for key in ("bound", "recomputable", "changes", "found", "fresh")}  # fmt: skip
    shares = {key: text.percent(100 * getattr(item, key), 1)
              for key in ("share_bound", "share_found", "share_fresh")}  # fmt: skip
    click.echo(text.text("cli.lint.score", document=name, **values, **shares))
    if item.answers:
        said = text.text(
            "cli.lint.score_answers", item.answers, bound=values["bound"],
            asked=text.number(item.recomputable + item.answers),
            share=text.percent(100 * item.share_with_answers, 1),
        )  # fmt: skip
        click.echo("    " + said)


def say_together(scores: Sequence[Score]) -> None:
    """Print the score of several reports as one; a series of dates is no report."""
    reports = [one for one in scores if not one.series]
    if len(reports) > 1:
        _say_one_score(together(reports), speech().text("cli.lint.together"))
