"""The linter: what a ledger, a bulletin or a report says that cannot be, or can mislead.

One rule a file; each names the identities it tests (`azalai.model.lint.Identity`) and what else it
finds. No rule knows a document: what is looked for stands in the figures and their places.
Adding a rule is adding a file with a ``RULE``, its name in `RULES`, its sentences in the catalogue
``lint`` and its line in ``docs/lint.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from azalai.accounts.lint.book import Book, Rule
from azalai.model.ledger import Ledger
from azalai.model.lint import Finding

RULES = (
    "totals", "points", "counted_places", "repeats", "lists", "shares", "top", "weighted",
    "averages", "change", "balance", "stock_change", "same_number", "dates", "spans", "coverage",
    "stale", "undated", "precision", "households", "multiple", "surveys", "series_totals", "inside",
)  # fmt: skip


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order in which findings of one severity are told."""
    found = (import_module(f"azalai.accounts.lint.{name}").RULE for name in RULES)
    return tuple(found)


def lint(ledger: Ledger, counted: Mapping[str, bool] | None = None) -> list[Finding]:
    """What does not add up in a ledger, and what may mislead; gravest first.

    Parameters
    ----------
    counted : mapping of str to bool, optional
        Point -> whether a country's total counts it, where a register says so.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from azalai.model.figures import Category, Figure
    >>> seen = {"total": 149, "in": 38, "out": 110}
    >>> found = lint(Ledger([
    ...     Figure(id=name, category=Category.PASSAGE, place="ML-menaka", direction=name,
    ...            value=Decimal(value)) for name, value in seen.items()]))
    >>> [(item.rule, item.severity.value) for item in found]
    [('totals', 'error'), ('undated', 'warning')]
    >>> found[0].values["total"], found[0].values["sum"]
    (Decimal('149'), Decimal('148'))
    """
    book = Book(ledger, counted)
    found: list[Finding] = []
    for rule in rules():
        for identity in rule.identities(book):
            found += identity.judge(book.figures)
        found += rule.findings(book)
    found = list({item.mark: item for item in found}.values())
    return sorted(found, key=lambda item: -item.severity.rank)
