"""People seen leaving who stay in the country: another point may count them again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from azalai.accounts.lint.book import Book, Rule, time_of
from azalai.accounts.lint.points import points_of
from azalai.accounts.lint.printed import HUNDRED, span
from azalai.model.figures import Category, Figure, Statistic
from azalai.model.lint import Finding, Severity, Values

_NEXT = "next_destination"


def _findings(book: Book) -> Iterator[Finding]:
    counts = book.having(Statistic.COUNT, Category.PASSAGE)
    plain = [f for f in counts if not (f.breakdown or f.sex or f.age) and f.value]
    flows = {(f.printed_in, f.place, f.direction, time_of(f)): f for f in plain}
    shares = [
        f
        for f in book.having(Statistic.SHARE, Category.PASSAGE)
        if f.direction == "total" and len(f.breakdown) == 1 and f.breakdown[0][0] == _NEXT
        and f.value and f.breakdown[0][1] in _countries(book, f)
    ]  # fmt: skip
    seen = []
    for share in shares:
        place = (share.printed_in, share.place)
        total = flows.get((*place, "total", time_of(share)))
        into = flows.get((*place, "in", time_of(share)))
        out = flows.get((*place, "out", time_of(share)))
        limits = span(share)
        if not (total and out and limits and total.value and out.value):
            continue
        staying = (limits[0] * total.value / HUNDRED).to_integral_value(ROUND_CEILING)
        least = staying - (into.value or Decimal(0) if into else Decimal(0))
        if least > 0:
            seen.append((min(least, out.value), out, share))
    counted = points_of(book)
    for least, out, share in seen:
        # What the points show one by one is more than what their sum shows.
        parts = [
            item for item in seen
            if item[1].place in counted.get(out.place, ()) and item[1].printed_in == out.printed_in
        ]  # fmt: skip
        shown = sum((item[0] for item in parts), Decimal(0))
        # Points that a total leaves out cannot make it count anybody twice.
        if out.place in counted or not counted:
            named = (out.id, share.id, *(name for _, o, s in parts for name in (o.id, s.id)))
            at = " ".join(o.place for _, o, _ in sorted(parts, key=lambda item: -item[0]))
            values: Values = {"least": max(least, shown), "out": out.value or 0, "at_places": at}
            because = "at" if parts else ""
            yield Finding("inside", Severity.NOTE, named, values, because)


def _countries(book: Book, figure: Figure) -> set[str]:
    """The place and those it lies in."""
    found, code = {figure.place}, figure.place
    while code in book.places and book.places[code].within:
        code = book.places[code].within
        found.add(code)
    return found


RULE = Rule("inside", findings=_findings)
