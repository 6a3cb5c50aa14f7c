"""Numbers that are repeated for a later date: nobody counted again."""

from __future__ import annotations

from collections.abc import Iterator

from azalai.accounts.lint.book import Book, Rule, grouped, ids
from azalai.accounts.lint.repeats import repeated
from azalai.model.figures import Category, Figure, Statistic
from azalai.model.lint import Finding, Severity, Values


def _findings(book: Book) -> Iterator[Finding]:
    stocks = [
        f
        for f in book.having(Statistic.COUNT, Category.STOCK)
        if f.value and f.role != "context" and f.unit == "persons"
    ]
    one_number = [{f.id for f in group} for group in repeated(book)]
    for document, figures in grouped(stocks, lambda f: f.printed_in).items():
        again: list[Figure] = []
        for alike in grouped(figures, lambda f: (f.quantity, f.value)).values():
            told = {f.id for f in alike}
            if len({f.as_of_published or f.as_of for f in alike}) > 1 and not any(
                told <= one for one in one_number
            ):
                again += [f for f in alike if f.table or len(figures) > len(alike)]
        if again:
            quantities = grouped(again, lambda f: (f.quantity, f.value))
            values: Values = {
                "count": len(quantities), "of": len(figures),
                "stale_figures": ids(group[0] for group in quantities.values()),
                "document": str(document),
            }  # fmt: skip
            because = "series" if len(quantities) > _FEW else ""
            yield Finding("stale", Severity.NOTE, tuple(f.id for f in again), values, because)


_FEW = 6
"""More repeated numbers than these are told by their count only."""

RULE = Rule("stale", findings=_findings)
