"""Totals of a series against the last reports of their parts: told once for all dates."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from azalai.accounts.lint.book import Book, Rule, grouped
from azalai.accounts.lint.printed import HUNDRED
from azalai.model.figures import Category, Figure, Statistic
from azalai.model.lint import Finding, Severity, Values
from azalai.model.moments import Moment

_DATES = 3
"""Totals from which on they are a series."""


def _findings(book: Book) -> Iterator[Finding]:
    stocks = [
        f
        for f in book.having(Statistic.COUNT, Category.STOCK)
        if not f.table and f.as_of is not None and f.value is not None
    ]
    for group in grouped(
        stocks,
        lambda f: (f.printed_in, f.source, f.population, f.origin, f.sex, f.age, f.breakdown),
    ).values():
        at = {place: sorted(found, key=_day) for place, found in grouped(group, _place).items()}
        for place, totals in at.items():
            below = [f for code in at if code != place for f in at[code][:1]]
            parts = [f.place for f in book.outermost(below, place)]
            if len(totals) >= _DATES and len(parts) > 1:
                yield from _compared(totals, {code: at[code] for code in parts})


def _place(f: Figure) -> str:
    return f.place


def _day(f: Figure) -> Moment:
    assert f.as_of is not None
    return f.as_of


def _compared(totals: list[Figure], parts: dict[str, list[Figure]]) -> Iterator[Finding]:
    days = {code: [_day(f) for f in found] for code, found in parts.items()}
    apart: list[tuple[Decimal, Figure]] = []
    equal = 0
    for total in totals:
        last = {
            code: parts[code][index - 1]
            for code, known in days.items()
            if (index := bisect_right(known, _day(total)))
        }
        if not last or total.value is None:
            continue
        gap = total.value - sum((f.value or Decimal(0) for f in last.values()), Decimal(0))
        if not gap:
            equal += 1
        elif len(last) == len(parts) and all(f.as_of == total.as_of for f in last.values()):
            values: Values = {
                "total": total.value,
                "sum": total.value - gap,
                "rest": gap,
                "parts": len(last),
            }
            named = (total.id, *(f.id for f in last.values()))
            yield Finding("totals", Severity.ERROR, named, values | {"by": "place"})
        else:
            apart.append((gap, total))
    if apart:
        yield _told(apart, equal, totals, parts)


def _told(
    apart: list[tuple[Decimal, Figure]],
    equal: int,
    totals: list[Figure],
    parts: dict[str, list[Figure]],
) -> Finding:
    """All differences in one finding; those from when parts report no more are told apart."""
    ends = {code: _day(found[-1]) for code, found in parts.items()}
    silent = [code for code, end in ends.items() if end < _day(totals[-1])]
    since = min((ends[code] for code in silent), default=_day(totals[-1]))
    during = [(abs(gap), total) for gap, total in apart if _day(total) <= since]
    after = [abs(gap) for gap, total in apart if _day(total) > since]
    values: Values = {
        "count": len(apart), "of": len(apart) + equal, "equal": equal, "parts": len(parts),
        "during": len(during), "after": len(after),
    }  # fmt: skip
    if during:
        sizes = [gap for gap, _ in during]
        largest = max(during, key=lambda item: item[0])
        share = median(HUNDRED * gap / total.value for gap, total in during if total.value)
        values |= {
            "typical": Decimal(median(sizes)).quantize(Decimal(1)), "largest": largest[0],
            "largest_date": str(_day(largest[1])), "largest_figures": largest[1].id,
            "percent": Decimal(share).quantize(Decimal("0.01")),
        }  # fmt: skip
    if after:
        values |= {
            "typical_after": Decimal(median(after)).quantize(Decimal(1)), "since": str(since),
            "silent": len(silent),
        }  # fmt: skip
    because = "ended" if after and during else "silent" if after else "dates"
    named = tuple(total.id for _, total in apart)
    return Finding("series_totals", Severity.NOTE, named, values, because)


RULE = Rule("series_totals", findings=_findings)
