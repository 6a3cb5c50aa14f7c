"""Stocks without a date and flows without an interval."""

from __future__ import annotations

from collections.abc import Iterator

from azalai.accounts.lint.book import Book, Rule, grouped, ids
from azalai.model.figures import Category, Role, Statistic
from azalai.model.lint import Finding, Severity, Values


def _findings(book: Book) -> Iterator[Finding]:
    without = [
        f
        for f in book.having(Statistic.COUNT)
        if f.category is not Category.CONTEXT and f.role is not Role.CONTEXT
        and f.middle is not None and f.moment is None
    ]  # fmt: skip
    for figures in grouped(without, lambda f: f.printed_in).values():
        values: Values = {"count": len(figures), "undated_figures": ids(figures)}
        yield Finding("undated", Severity.WARNING, tuple(f.id for f in figures), values)


RULE = Rule("undated", findings=_findings)
