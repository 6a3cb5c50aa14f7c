"""What does not add up: written from the accounts and the linter, gravest first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from azalai.reports.content import Block, Bullets, Cell, Column, DataTable, Paragraph, Section
from azalai.reports.crisis.accounts import account_title, used
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.markup import literal, words

if TYPE_CHECKING:
    from azalai.model.lint import Finding

GRAVE = ("error", "warning")
"""Severities that the page shows one by one; notes are counted, and listed in the attachment."""


def section(facts: CrisisFacts) -> Section | None:
    """Residuals of the accounts, then findings with figures, computation and explanation."""
    blocks: list[Block] = [Paragraph(words(facts.say("doubts.text")))]
    residuals = _residuals(facts)
    if residuals:
        blocks.append(Bullets(tuple(words(item) for item in residuals)))
    grave = [item for name in GRAVE for item in facts.findings if item.severity == name]
    if grave:
        blocks.append(_table(facts, grave))
    blocks.append(Paragraph(words(_rest(facts)), "note"))
    return Section("doubts", facts.say("doubts.title"), tuple(blocks))


def _residuals(facts: CrisisFacts) -> list[str]:
    said = []
    for account in facts.accounts:
        balance = account.total
        if balance.residual:
            said.append(
                facts.say(
                    "doubts.residual", what=literal(account_title(facts, account)),
                    n=facts.wording.signed(balance.residual),
                    source=literal(facts.cite(*(item.source or item.document
                                                for item in used(balance)))),
                )
            )  # fmt: skip
    return said


def _table(facts: CrisisFacts, findings: list[Finding]) -> DataTable:
    from azalai.wording.lint import said

    rows = []
    for number, finding in enumerate(findings, start=1):
        words_of = said(facts.wording, facts.ledger, finding)
        figures = [facts.ledger[code] for code in finding.figures if code in facts.ledger]
        rows.append(
            (
                Cell(str(number)),
                Cell(facts.say(f"severity.{finding.severity}")),
                Cell(words_of.what),
                Cell(words_of.computed),
                Cell(words_of.because),
                Cell(_sources(facts, figures)),
            )
        )
    return DataTable(
        facts.say("doubts.table"),
        (
            Column(facts.say("column.number"), "start", 0.3),
            Column(facts.say("column.severity"), "start", 0.8),
            Column(facts.say("column.finding"), "start", 2.2),
            Column(facts.say("column.computed"), "start", 1.8),
            Column(facts.say("column.because"), "start", 1.8),
            Column(facts.say("column.source"), "start", 1.2),
        ),
        tuple(rows),
        small=True,
    )


def _sources(facts: CrisisFacts, figures: list) -> str:  # type: ignore[type-arg]
    codes = [figure.source or figure.document for figure in figures]
    return facts.cite(*codes) or "–"


def _rest(facts: CrisisFacts) -> str:
    """How many notes there are, by rule; they are in the attachment."""
    notes = [item for item in facts.findings if item.severity not in GRAVE]
    counted = Counter(item.rule for item in notes)
    listed = [
        facts.say("doubts.rule", rule=_rule_name(facts, rule), n=facts.number(count))
        for rule, count in counted.most_common()
    ]
    if not notes:
        return facts.say("doubts.no_notes")
    return facts.say("doubts.notes", len(notes), list=facts.wording.join(listed))


def _rule_name(facts: CrisisFacts, rule: str) -> str:
    for key in (f"lint.{rule}.title", f"lint.{rule}.name", f"lint.{rule}"):
        if facts.wording.has(key):
            return facts.wording.text(key)
    return rule
