"""Numbers that are called approximate and written to the last person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from azalai.accounts.lint.book import Book, Rule, grouped, ids
from azalai.accounts.lint.printed import step
from azalai.model.figures import Figure, Quantifier, Statistic
from azalai.model.lint import Finding, Severity, Values

_DIGITS = 4
"""Digits from which on a number is no round one."""
_ABOUT = (
    "about|approximately|around|roughly|nearly|almost|some|an? estimated|estimated at|"
    "environ|près de|quelque|à peu près|approximativement|estimée?s? à"
)


def _findings(book: Book) -> Iterator[Finding]:
    counts = [f for f in book.having(Statistic.COUNT) if f.value is not None]
    exact = [f for f in counts if _digits(f) >= _DIGITS]
    for figures in grouped(exact, lambda f: f.printed_in).values():
        about = [f for f in figures if f.quantifier is Quantifier.ABOUT or _said_about(f)]
        bounds = [f for f in figures if f.quantifier in (Quantifier.AT_LEAST, Quantifier.AT_MOST)]
        for found, because, severity in (
            (about, "", Severity.WARNING), (bounds, "bound", Severity.NOTE)
        ):  # fmt: skip
            if found:
                values: Values = {"count": len(found), "exact_figures": ids(found)}
                named = tuple(f.id for f in found)
                yield Finding("precision", severity, named, values, because)


def _digits(figure: Figure) -> int:
    """Digits before the zeros at the end."""
    value = figure.value or Decimal(0)
    unit = step(figure.but(quantifier=Quantifier.ABOUT))
    return len(str(int(abs(value) / unit)))


def _said_about(figure: Figure) -> bool:
    """Whether the quotation calls this very number an estimate."""
    if not figure.quotation:
        return False
    number = "[  \\s,.]?".join(str(int(figure.value or 0)))
    words = rf"\b(?:{_ABOUT})\s+{number}(?!\d)"
    return re.search(words, figure.quotation, re.IGNORECASE) is not None


RULE = Rule("precision", findings=_findings)
