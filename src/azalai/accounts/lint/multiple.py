"""Questions with several answers: their shares are no parts of a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from azalai.accounts.lint.book import Book, Rule, grouped, time_of
from azalai.accounts.lint.printed import HUNDRED
from azalai.model.figures import Category, Figure, Statistic
from azalai.model.lint import Finding, Severity, Values


def _findings(book: Book) -> Iterator[Finding]:
    asked = [
        f
        for f in book.having(Statistic.SHARE, Category.ANSWER)
        if f.multiple and f.value is not None and f.breakdown
    ]
    questions = [group for group in grouped(asked, _question).values() if len(group) > 1]
    sums = [sum((f.value or Decimal(0) for f in group), Decimal(0)) for group in questions]
    closed = Counter(
        group[0].printed_in
        for group, total in zip(questions, sums, strict=True)
        if total == HUNDRED
    )
    for group, total in zip(questions, sums, strict=True):
        values: Values = {"sum": total, "parts": len(group)}
        named = tuple(f.id for f in group)
        if total == HUNDRED:
            # One question may add to 100 by accident (about one in fifty does); two hardly.
            often = closed[group[0].printed_in] > 1
            severity = Severity.WARNING if often else Severity.NOTE
            yield Finding("multiple", severity, named, values, "whole")
        else:
            yield Finding("multiple", Severity.NOTE, named, values)


def _question(f: Figure) -> tuple[object, ...]:
    return (f.printed_in, f.source, f.population, f.place, f.breakdown[0][0], time_of(f))


RULE = Rule("multiple", findings=_findings)
