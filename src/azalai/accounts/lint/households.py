"""Households where persons are meant, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from azalai.accounts.lint.book import Book, Rule, counted_of, grouped, ids
from azalai.accounts.lint.totals import partings
from azalai.model.figures import Statistic
from azalai.model.lint import Finding, Severity, Values

HOUSEHOLDS = frozenset({"households", "families"})
_USUAL = (Decimal("1.5"), Decimal(15))
"""Persons in a household that can be believed."""


def _findings(book: Book) -> Iterator[Finding]:
    counts = [f for f in book.having(Statistic.COUNT) if f.middle]
    homes = [f for f in counts if f.unit in HOUSEHOLDS]
    if not homes:
        return
    sized: set[str] = set()
    for figure in homes:
        persons = [
            f
            for f in book.counts_by_quantity.get((figure.printed_in, counted_of(figure)), [])
            if f.unit == "persons" and f.middle and f.moment == figure.moment
        ]
        if persons:
            sized.add(figure.id)  # persons beside households say how large they are
        for other in persons:
            size = (other.middle or Decimal(0)) / (figure.middle or Decimal(1))
            if not _USUAL[0] <= size <= _USUAL[1]:
                values: Values = {
                    "size": size.quantize(Decimal("0.1")),
                    "households": figure.middle or 0,
                    "persons": other.middle or 0,
                }
                yield Finding("households", Severity.ERROR, (figure.id, other.id), values, "size")
    bare = [f for f in homes if f.household_size is None and f.id not in sized]
    for found in grouped(bare, lambda f: f.printed_in).values():
        values = {
            "count": len(found),
            "home_figures": ids(found),
            "value": found[0].middle or 0,
            "persons": 5 * (found[0].middle or 0),
        }
        yield Finding("households", Severity.WARNING, tuple(f.id for f in found), values, "no_size")
    # Read as if all were persons: does a total add up only so?
    alike = Book(book.ledger.but(f.but(unit="persons") for f in counts))
    for parting in partings(alike):
        named = (parting.total.id, *(f.id for f in parting.parts))
        units = {book.figures[name].unit in HOUSEHOLDS for name in named}
        if len(units) > 1 and not parting.rest and not parting.unknown:
            count: Values = {"parts": len(parting.parts)}
            yield Finding("households", Severity.ERROR, named, count, "mixed")


RULE = Rule("households", findings=_findings)
