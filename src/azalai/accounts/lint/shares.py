"""Shares against counts: the stated base, and every other base where it does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from azalai.accounts.lint.book import Book, Rule, counted_of, days_apart, ids, time_of
from azalai.accounts.lint.printed import HUNDRED, prints_as, span
from azalai.model.figures import Category, Figure, Role, Statistic
from azalai.model.lint import Figures, Finding, Identity, Severity, Values

_OLD = 14
"""Days by which a base may be older than the share that is of it."""


def _pairs(book: Book) -> Iterator[tuple[Figure, Figure, Figure]]:
    """A share, the count it is the share of, and its base."""
    for share in book.having(Statistic.SHARE):
        base = book.figures.get(share.base)
        if share.value is None or base is None or base.statistic is not Statistic.COUNT:
            continue
        if base.value is None or share.role is Role.CONTEXT:
            continue
        count = _count(book, share)
        if count is not None and count.id != base.id:
            yield share, count, base


def _count(book: Book, share: Figure) -> Figure | None:
    wide = share.but(origin="")
    for like in (share, wide):
        known = [
            f
            for f in book.counts_by_quantity.get((share.printed_in, counted_of(like)), [])
            if f.value is not None and f.role is not Role.CONTEXT and f.unit == "persons"
        ]
        same = [f for f in known if time_of(f) == time_of(share)]
        if same:
            return same[0]
        if share.category is Category.STOCK and share.as_of is not None:
            as_of = share.as_of
            before = [f for f in known if f.as_of is not None and f.as_of.last <= as_of.first]
            if before:
                return max(before, key=lambda f: f.as_of or as_of)
    return None


def _identities(book: Book) -> Iterator[Identity]:
    for share, count, base in _pairs(book):
        yield Identity(
            "shares",
            (share.id,),
            (count.id, base.id),
            lambda figures, s=share.id, c=count.id, b=base.id: _judge(figures, book, s, c, b),  # type: ignore[misc]
        )


def _others(book: Book, share: Figure, like: Figure) -> tuple[str, ...]:
    """Counts of the document that somebody might have taken instead."""
    return tuple(
        f.id
        for f in book.plain_counts.get(share.printed_in, ())
        if f.unit == like.unit
        and f.value
        and f.category in (like.category, share.category)
        and f.id != like.id
        and (f.category is not Category.PASSAGE or f.place == share.place)
    )


def _judge(figures: Figures, book: Book, s: str, c: str, b: str) -> list[Finding]:
    share, count, base = figures[s], figures[c], figures[b]
    value, of = count.value or Decimal(0), base.value or Decimal(0)
    if not of:
        return []
    computed = HUNDRED * value / of
    if _may_print(share, count, base):
        return []
    bases, counts = _others(book, share, base), _others(book, share, count)
    fits = [
        name
        for name in bases
        if (figures[name].value or 0) >= value > 0
        and prints_as(HUNDRED * value / (figures[name].value or Decimal(1)), share)
    ]
    instead = [
        name
        for name in counts
        if (figures[name].value or 0) <= of
        and prints_as(HUNDRED * (figures[name].value or Decimal(0)) / of, share)
    ]
    stated = share.value or Decimal(0)
    values: Values = {
        "share": stated,
        "computed": computed.quantize(Decimal("0.1")),
        "count": value,
        "base": of,
        "count_figures": c,
        "base_figures": b,
        "tried": 1 + len(bases) + len(counts),
        "implied": (stated * of / HUNDRED).quantize(Decimal(1)),
    }
    if stated:
        values["implied_base"] = (HUNDRED * value / stated).quantize(Decimal(1))
    because = "none"
    if fits:
        because, values["fits_figures"] = "base", fits[0]
    elif instead:
        because, values["fits_figures"] = "count", instead[0]
    return [Finding("shares", Severity.ERROR, (s, c, b), values, because)]


def _may_print(share: Figure, count: Figure, base: Figure) -> bool:
    """Whether a share may be printed of its numbers, which may be about so many themselves."""
    stated, one, other = span(share), span(count), span(base)
    if stated is None or one is None or other is None or other[0] <= 0:
        return True
    return HUNDRED * one[0] / other[1] <= stated[1] and stated[0] <= HUNDRED * one[1] / other[0]


def _findings(book: Book) -> Iterator[Finding]:
    """Shares that are dated later than the base they are of, where the document has a later one."""
    old: dict[str, list[tuple[Figure, Figure]]] = {}
    for share, count, base in _pairs(book):
        apart = days_apart(share.as_of, base.as_of)
        if share.category is not Category.STOCK or apart is None or apart <= _OLD:
            continue
        if share.as_of is None or base.as_of is None or share.as_of < base.as_of:
            continue
        later = [
            f
            for f in book.counts_by_quantity.get((base.printed_in, counted_of(base)), [])
            if f.value
            and (days_apart(f.as_of, share.as_of) or 99) < apart
            and not prints_as(HUNDRED * (count.value or 0) / f.value, share)
        ]
        if later:
            old.setdefault(f"{base.id} {later[0].id}", []).append((share, count))
    for pair, dated in old.items():
        of, since = (book.figures[name] for name in pair.split())
        values: Values = {
            "base": of.value or 0,
            "later": since.value or 0,
            "base_figures": of.id,
            "later_figures": since.id,
            "share_figures": ids(s for s, _ in dated),
            "shares": " ".join(
                str((HUNDRED * (c.value or 0) / (since.value or 1)).quantize(Decimal(1)))
                for _, c in dated
            ),
        }
        yield Finding(
            "old_base", Severity.WARNING, (*(s.id for s, _ in dated), of.id, since.id), values
        )


RULE = Rule("shares", _identities, _findings)
