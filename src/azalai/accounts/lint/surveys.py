"""Answers of a survey without the number of people who were asked."""

from __future__ import annotations

from collections.abc import Iterator

from azalai.accounts.lint.book import Book, Rule, grouped
from azalai.model.figures import Category, Role, Statistic
from azalai.model.lint import Finding, Severity, Values


def _findings(book: Book) -> Iterator[Finding]:
    bare = [
        f
        for f in book.having(Statistic.SHARE, Category.ANSWER)
        if f.sample is None and f.base not in book.figures and f.role is not Role.CONTEXT
    ]
    for figures in grouped(bare, lambda f: (f.printed_in, f.source)).values():
        values: Values = {"count": len(figures), "source": figures[0].source}
        yield Finding("surveys", Severity.NOTE, tuple(f.id for f in figures), values)


RULE = Rule("surveys", findings=_findings)
