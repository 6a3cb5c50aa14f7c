"""Totals of one date whose parts are of many."""

from __future__ import annotations

from collections.abc import Iterator

from azalai.accounts.lint.book import Book, Rule, ids
from azalai.accounts.lint.totals import partings
from azalai.model.figures import Category, Figure
from azalai.model.lint import Finding, Severity, Values
from azalai.model.moments import span_days

_MONTH = 31
"""Days beyond which parts of one total are not of one date."""


def _findings(book: Book) -> Iterator[Finding]:
    below: dict[str, list[Figure]] = {}
    totals: dict[str, Figure] = {}
    for parting in partings(book):
        total = parting.total
        if total.category is Category.STOCK and total.table:
            totals[total.id] = total
            below.setdefault(total.id, []).extend(parting.parts)
        elif total.category is Category.STOCK and parting.by == "population":
            below.setdefault(total.id, []).extend(parting.parts)
    for name, total in totals.items():
        leaves = list(dict.fromkeys(_leaves(total, below)))
        known = [f for f in leaves if f.middle is not None]
        moments = [f.as_of for f in known if f.as_of is not None]
        undated = [f for f in known if f.as_of is None]
        days = span_days(moments)
        if days <= _MONTH or total.as_of is None:
            continue
        old = min((f for f in known if f.as_of), key=lambda f: f.as_of or total.as_of)  # type: ignore[arg-type,return-value]
        new = max(moments, key=lambda m: m.last)
        values: Values = {
            "days": days, "oldest_figures": old.id, "oldest": str(old.as_of), "newest": str(new),
            "total": total.middle or 0, "stated": str(total.as_of), "parts": len(known),
            "undated": len(undated),
        }  # fmt: skip
        if undated:
            values["undated_figures"] = ids(undated)
        yield Finding("span", Severity.WARNING, (name, *(f.id for f in known)), values,
                      "undated" if undated else "")  # fmt: skip


def _leaves(figure: Figure, below: dict[str, list[Figure]]) -> Iterator[Figure]:
    for part in below.get(figure.id, []):
        if part.id in below:
            yield from _leaves(part, below)
        else:
            yield part


RULE = Rule("spans", findings=_findings)
