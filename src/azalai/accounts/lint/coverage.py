"""Two totals of one quantity that do not count the same places."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from azalai.accounts.lint.book import Book, Rule, counted_of, ids
from azalai.accounts.lint.totals import Parting, partings
from azalai.model.figures import Category
from azalai.model.lint import Finding, Severity, Values


def _findings(book: Book) -> Iterator[Finding]:
    by_place = [
        p
        for p in partings(book)
        if p.by == "place" and p.total.category is Category.STOCK and p.total.table
    ]
    groups: dict[object, list[Parting]] = {}
    for parting in by_place:
        key = (parting.total.printed_in, counted_of(parting.total))
        groups.setdefault(key, []).append(parting)
    for found in groups.values():
        by_table = {p.total.table: p for p in found}
        held = {table: _held(book, p) for table, p in by_table.items()}
        tables = sorted(by_table, key=lambda table: len(held[table]))
        fewer, more = by_table[tables[0]], by_table[tables[-1]]
        # A place is counted too where its parts are, or what it lies in.
        extra = [
            f
            for f in more.parts
            if f.middle and not ({f.place} | book.inside(f.place)) & held[tables[0]]
        ]
        if extra:
            values: Values = {
                "extra_figures": ids(extra),
                "extra_places": " ".join(f.place for f in extra),
                "extra": sum((f.middle or Decimal(0) for f in extra), Decimal(0)),
                "more": more.total.middle or 0,
                "fewer": fewer.total.middle or 0,
                "more_figures": more.total.id,
                "fewer_figures": fewer.total.id,
            }
            yield Finding(
                "coverage",
                Severity.WARNING,
                (more.total.id, fewer.total.id, *(f.id for f in extra)),
                values,
            )


def _held(book: Book, parting: Parting) -> set[str]:
    """The places that a total counts, with all that lie in them."""
    return {code for f in parting.parts for code in ({f.place} | book.inside(f.place))}


RULE = Rule("coverage", findings=_findings)
