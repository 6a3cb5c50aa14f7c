"""What does not add up: written from the accounts and the linter, gravest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from azalai.model.lint import Severity
from azalai.reports.content import (
    Block,
    Bullets,
    Cell,
    Column,
    DataTable,
    Paragraph,
    Section,
    Words,
)
from azalai.reports.crisis.accounts import account_title, used
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.markup import literal, words

if TYPE_CHECKING:
    from azalai.model.lint import Finding

GRAVE = (Severity.ERROR, Severity.WARNING)
"""Severities that the page shows one by one; notes are counted, and listed in the attachment."""


def section(facts: CrisisFacts) -> Section | None:
    """What there is in a few lines; then findings with figures, computation and explanation."""
    blocks: list[Block] = [Paragraph(words(facts.say("doubts.text")))]
    short = [*_residuals(facts), *(words(line) for line in counted(facts))]
    if short:
        blocks.append(Bullets(tuple(short)))
    blocks += _tables(facts)
    blocks.append(Paragraph(words(_rest(facts)), "note"))
    return Section("doubts", facts.say("doubts.title"), tuple(blocks), fresh=True)


def counted(facts: CrisisFacts) -> Iterator[str]:
    """How many findings there are of each grave severity, and of which kinds."""
    for severity in GRAVE:
        rules = [item.rule for item in facts.findings if item.severity is severity]
        if rules:
            yield facts.say(
                f"doubts.count.{severity}", len(rules), list=literal(_kinds(facts, rules))
            )


def _residuals(facts: CrisisFacts) -> list[Words]:
    return [
        words(
            facts.say(
                "doubts.residual", what=literal(account_title(facts, account)),
                n=facts.wording.signed(account.total.residual),
                source=literal(facts.cite(*(item.source or item.document
                                            for item in used(account.total)))),
            )
        )
        for account in facts.accounts if account.total.residual
    ]  # fmt: skip


def _tables(facts: CrisisFacts) -> Iterator[DataTable]:
    """A table for each severity and document, so that nobody's slips are read as another's."""
    most = Counter(figure.document for figure in facts.ledger)

    def order(finding: Finding) -> tuple[int, int, str]:
        document = _document(facts, finding)
        return -finding.severity.rank, -most[document], document

    grave = sorted((item for item in facts.findings if item.severity in GRAVE), key=order)
    number = 1
    for (severity, document), group in groupby(
        grave, lambda item: (item.severity, _document(facts, item))
    ):
        findings = [*group]
        key = "doubts.table.of" if document else "doubts.table.several"
        caption = facts.say(
            key, what=facts.say(f"severities.{severity}"), document=facts.cite(document)
        )
        yield _table(facts, caption, findings, number)
        number += len(findings)


def _document(facts: CrisisFacts, finding: Finding) -> str:
    """The document in which all figures of a finding were read; empty where there are several."""
    named = {
        figure.document or figure.source
        for code in finding.figures
        if (figure := facts.find(code)) is not None
    }
    return named.pop() if len(named) == 1 else ""


def _table(facts: CrisisFacts, caption: str, findings: Sequence[Finding], first: int) -> DataTable:
    from azalai.wording.lint import said

    rows = []
    for number, finding in enumerate(findings, start=first):
        words_of = said(facts.wording, facts.ledger, finding)
        figures = [facts.ledger[code] for code in finding.figures if code in facts.ledger]
        rows.append(
            (
                Cell(str(number)),
                Cell(words_of.what, tone="total"),
                Cell(words_of.computed or "–"),
                Cell(words_of.because or "–"),
                Cell(facts.cite(*(figure.source or figure.document for figure in figures)) or "–"),
            )
        )
    return DataTable(
        caption,
        (
            Column(facts.say("column.number"), "start", 0.3),
            Column(facts.say("column.finding"), "start", 2.4),
            Column(facts.say("column.computed"), "start", 2.0),
            Column(facts.say("column.because"), "start", 2.0),
            Column(facts.say("column.source"), "start", 1.3),
        ),
        tuple(rows),
        small=True,
    )


def _rest(facts: CrisisFacts) -> str:
    """How many notes there are, by rule; they are in the attachment."""
    rules = [item.rule for item in facts.findings if item.severity not in GRAVE]
    if not rules:
        return facts.say("doubts.no_notes")
    return facts.say("doubts.notes", len(rules), list=_kinds(facts, rules))


def _kinds(facts: CrisisFacts, rules: Sequence[str]) -> str:
    """What sort of findings they are, the most frequent first."""
    return facts.wording.join(
        [
            _rule_name(facts, rule) if count == 1
            else facts.say("doubts.rule", rule=_rule_name(facts, rule), n=facts.number(count))
            for rule, count in Counter(rules).most_common()
        ]
    )  # fmt: skip


def _rule_name(facts: CrisisFacts, rule: str) -> str:
    """A rule in words; its code where it is younger than the words of the report."""
    key = f"crisis.check.{rule}"
    return facts.wording.text(key) if facts.wording.has(key) else rule
