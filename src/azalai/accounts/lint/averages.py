"""Averages a day against the count and the days of the period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from azalai.accounts.lint.book import Book, Rule, counted_of, time_of
from azalai.accounts.lint.printed import prints_as
from azalai.model.figures import Figure, Statistic
from azalai.model.lint import Finding, Identity, Severity, Values

_DAYS = re.compile(r"(\d+)\s*(?:days?|jours?)\b")


def _identities(book: Book) -> Iterator[Identity]:
    for average in book.having(Statistic.AVERAGE):
        known = [
            f
            for f in book.counts_by_quantity.get((average.printed_in, counted_of(average)), [])
            if time_of(f) == time_of(average) and f.value is not None
        ]
        if known and average.first and average.last and average.value is not None:
            yield Identity(
                "averages", (average.id,), (known[0].id,),
                lambda figures, one=average.id, other=known[0].id: _judge(  # type: ignore[misc]
                    figures[one], figures[other]
                ),
            )  # fmt: skip


def _judge(average: Figure, count: Figure) -> list[Finding]:
    if average.first is None or average.last is None or count.value is None:
        return []
    period = (average.last.last - average.first.first).days + 1
    stated = _days_stated(average)
    if stated and prints_as(count.value / stated, average):
        return []
    if not stated and prints_as(count.value / period, average):
        return []
    fits = [days for days in range(period, 0, -1) if prints_as(count.value / days, average)]
    values: Values = {
        "average": average.value or 0, "count": count.value, "days": stated or period,
        "computed": (count.value / (stated or period)).quantize(Decimal("0.1")),
    }  # fmt: skip
    if fits and not stated:
        values |= {"fits": fits[0], "missing": period - fits[0],
                   "fitted": (count.value / fits[0]).quantize(Decimal("0.1"))}  # fmt: skip
        return [Finding("averages", Severity.WARNING, (average.id, count.id), values, "days")]
    return [Finding("averages", Severity.ERROR, (average.id, count.id), values, "none")]


def _days_stated(average: Figure) -> int:
    """Days of collection that stand in its coverage: ``28 days``, ``28 jours``; else 0."""
    match = _DAYS.search(average.coverage)
    return int(match[1]) if match else 0


RULE = Rule("averages", _identities)
