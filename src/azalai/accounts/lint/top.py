"""The share of the largest few against the sum of theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from azalai.accounts.lint.book import Book, Rule, time_of
from azalai.accounts.lint.lists import TOP, lists
from azalai.accounts.lint.printed import step
from azalai.model.figures import Figure, Statistic
from azalai.model.lint import Figures, Finding, Identity, Severity, Values


def _identities(book: Book) -> Iterator[Identity]:
    tops = [
        (f, int(match[1]))
        for f in book.having(Statistic.SHARE)
        if f.breakdown and f.value is not None and (match := TOP.fullmatch(f.breakdown[-1][1]))
    ]
    known = lists(book) if tops else []
    for top, size in tops:
        for shares in known:
            one = shares.figures[0]
            same = (one.printed_in, one.place, one.direction, one.population, time_of(one))
            if shares.dimension != top.breakdown[-1][0] or same != (
                top.printed_in, top.place, top.direction, top.population, time_of(top)
            ):  # fmt: skip
                continue
            named = [f for f in shares.figures if f.breakdown[-1][1] not in ("other", "unknown")]
            largest = sorted(named, key=lambda f: -(f.value or Decimal(0)))[:size]
            if len(largest) == size:
                parts = tuple(f.id for f in largest)
                yield Identity(
                    "top", (top.id,), parts,
                    lambda figures, top=top.id, parts=parts: _judge(  # type: ignore[misc]
                        figures[top], [figures[part] for part in parts], figures
                    ),
                )  # fmt: skip


def _judge(top: Figure, parts: Sequence[Figure], figures: Figures) -> list[Finding]:
    summed = sum((f.value or Decimal(0) for f in parts), Decimal(0))
    if summed == top.value:
        return []
    half = sum((step(f) / 2 for f in parts), Decimal(0))
    gap = abs(summed - (top.value or 0))
    # The sum of the exact shares may differ from that of the printed ones.
    severity = Severity.WARNING if gap <= half else Severity.ERROR
    values: Values = {"share": top.value or 0, "sum": summed, "parts": len(parts)}
    because = "rounding" if gap <= half else ""
    return [Finding("top", severity, (top.id, *(f.id for f in parts)), values, because)]


RULE = Rule("top", _identities)
