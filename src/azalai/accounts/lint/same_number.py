"""One number that is printed with two meanings."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from azalai.accounts.lint.book import Book, Rule
from azalai.model.figures import FLOWS, Figure, Role, Statistic
from azalai.model.lint import Figures, Finding, Identity, Severity, Values

_LEAST = 1000
_NEARLY = Decimal("0.0002")
"""Numbers that differ by less are one number with a slip of a digit."""


def _pairs(book: Book) -> Iterator[tuple[Figure, Figure]]:
    flows = [
        f
        for f in book.having(Statistic.COUNT, *FLOWS)
        if f.value is not None
        and f.value >= _LEAST
        and f.value % 100
        and f.role is not Role.CONTEXT
    ]
    flows.sort(key=lambda f: (f.printed_in, f.value or 0))
    for one, other in pairwise(flows):
        same = (one.printed_in, one.category, one.unit) == (
            other.printed_in, other.category, other.unit
        )  # fmt: skip
        differs = (one.first, one.last, one.origin) != (other.first, other.last, other.origin)
        nested = _within(book, one.place, other.place) or _within(book, other.place, one.place)
        # Parts lie within their total, in space and in time: only there can both be meant at once.
        if (
            same
            and differs
            and (nested or one.place == other.place)
            and one.quantity != other.quantity
            and not (_part_of(book, one, other) or _part_of(book, other, one))
        ):
            yield (one, other) if one.table == "" else (other, one)


def _part_of(book: Book, part: Figure, whole: Figure) -> bool:
    """Whether a flow may be all there was of another: as many, in it, at the same time."""
    return (
        part.value == whole.value
        and (part.first, part.last) == (whole.first, whole.last)
        and part.place in {whole.place} | book.inside(whole.place)
        and (not whole.origin or part.origin in {whole.origin} | book.inside(whole.origin))
    )


def _within(book: Book, code: str, other: str) -> bool:
    """Whether every part of a place lies in another."""
    return set(book.places.leaves(code)) <= {other} | book.inside(other)


def _identities(book: Book) -> Iterator[Identity]:
    for one, other in _pairs(book):
        if _near(one, other):
            yield Identity(
                "same_number", (one.id,), (other.id,),
                lambda figures, a=one.id, b=other.id: _judge(figures, a, b),  # type: ignore[misc]
            )  # fmt: skip


def _near(one: Figure, other: Figure) -> bool:
    a, b = one.value or Decimal(0), other.value or Decimal(0)
    return abs(a - b) <= _NEARLY * max(a, b)


def _judge(figures: Figures, a: str, b: str) -> list[Finding]:
    one, other = figures[a], figures[b]
    if not _near(one, other):
        return []
    gap = abs((one.value or Decimal(0)) - (other.value or Decimal(0)))
    values: Values = {"value": one.value or 0, "gap": gap, "one_figures": a, "other_figures": b}
    return [Finding("same_number", Severity.WARNING, (a, b), values, "nearly" if gap else "")]


RULE = Rule("same_number", _identities)
