"""`azalai check`: what the rules find in the records, and what is still set aside."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import (
    check_free,
    language_option,
    month_of,
    open_folder,
    option,
    verb,
    workspace_option,
)
from azalai.cli.speech import speech

if TYPE_CHECKING:
    from azalai.intake.listing import Found

_SHOWN = 3
"""Examples printed of each rule; all of them stand in the file of ``--to``."""
_SEVERITIES = ("note", "warning", "error")


@verb(
    "check",
    click.argument("months", nargs=-1, metavar="[MONTH]..."),
    option("--to", type=click.Path(path_type=Path), metavar="FILE", key="check_to"),
    option(
        "--severity", type=click.Choice(_SEVERITIES), default="note", metavar="|".join(_SEVERITIES)
    ),
    option("--strict", is_flag=True),
    option("--force", is_flag=True),
    workspace_option(),
    language_option(),
)
def command(
    months: tuple[str, ...],
    to: Path | None,
    severity: str,
    strict: bool,
    force: bool,
    workspace: Path | None,
) -> None:
    """Print what is found, by rule; write it as a spreadsheet to be filled in."""
    from azalai.checks import Severity
    from azalai.intake.listing import found_in, write_findings
    from azalai.model.errors import AzalaiError

    folder, text = open_folder(workspace), speech()
    chosen = sorted({month_of(month) for month in months}) or folder.months()
    if to is not None:
        check_free(to, force)
    least = Severity(severity).rank
    found = [
        item
        for item in found_in(folder, chosen, date.today(), whole=not months)
        if item.severity.rank >= least
    ]
    _say(found)
    if to is not None:
        write_findings(to, found)
        click.echo(text.text("cli.written", path=str(to)))
    grave = sum(item.severity is not Severity.NOTE for item in found)
    if strict and grave:
        raise AzalaiError("findings_left", count=grave)


def _say(found: list[Found]) -> None:
    text = speech()
    if not found:
        click.echo(text.text("cli.check.nothing"))
        return
    by_rule: dict[tuple[int, str], list[Found]] = {}
    for item in found:
        by_rule.setdefault((-item.severity.rank, item.rule), []).append(item)
    for _, listed in sorted(by_rule.items()):
        first = listed[0]
        click.echo(
            text.text(
                "cli.check.rule",
                len(listed),
                rule=first.rule,
                severity=text.text(f"cli.severity.{first.severity}").strip(),
            )
        )
        for item in listed[:_SHOWN]:
            click.echo("  " + _named(item, text.lang))
        if len(listed) > _SHOWN:
            click.echo("  " + text.text("cli.check.more", len(listed) - _SHOWN))
    counted = Counter(item.severity for item in found)
    click.echo(
        text.join(
            [text.text(f"cli.check.{name}", counted[name]) for name in counted if counted[name]]
        )
    )


def _named(item: Found, language: str) -> str:
    """The sentence, and behind it the record that `azalai correct` asks for, unless it says it."""
    sentence = item.said[language]
    # A number such as 12 stands in many a sentence; only as a whole word may it be the record.
    whole = rf"(?<![\w:-]){re.escape(item.record)}(?![\w:-])"
    if not item.record or re.search(whole, sentence):
        return sentence
    return f"{sentence} [{item.record}]"
