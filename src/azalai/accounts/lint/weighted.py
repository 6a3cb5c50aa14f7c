"""A country's shares against those of its points, weighted by the people seen there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import partial

from azalai.accounts.lint.book import Book, Rule, time_of
from azalai.accounts.lint.lists import Shares, lists
from azalai.accounts.lint.points import points_of
from azalai.accounts.lint.printed import HUNDRED, span
from azalai.model.figures import Category, Figure
from azalai.model.lint import Figures, Finding, Identity, Severity, Values


def _identities(book: Book) -> Iterator[Identity]:
    points = points_of(book)
    if not points:
        return
    by_list: dict[object, dict[str, Shares]] = {}
    for shares in lists(book):
        one = shares.figures[0]
        if one.category is Category.PASSAGE and shares.base is not None and one.breakdown:
            key = (one.printed_in, one.direction, shares.dimension, time_of(one))
            by_list.setdefault(key, {})[one.place] = shares
    for places in by_list.values():
        for whole, counted in points.items():
            if whole not in places or any(code not in places for code in counted):
                continue
            country, parts = places[whole], {code: places[code] for code in counted}
            for share in country.figures:
                category = share.breakdown[-1][1]
                named = [
                    f.id
                    for part in parts.values()
                    for f in part.figures
                    if f.breakdown[-1][1] == category
                ]
                if category not in ("other", "unknown") and named:
                    bases = [b.base.id for b in (country, *parts.values()) if b.base]
                    yield Identity(
                        "weighted",
                        (share.id,),
                        (*named, *bases),
                        partial(
                            _judge, name=share.id, category=category, country=country, parts=parts
                        ),
                        False,
                    )


def _judge(
    figures: Figures, *, name: str, category: str, country: Shares, parts: Mapping[str, Shares]
) -> list[Finding]:
    share = figures[name]
    least = most = Decimal(0)
    for part in parts.values():
        low, high = _reach([figures[f.id] for f in part.figures], part, category, figures)
        least, most = least + low, most + high
    base = figures[country.base.id].value if country.base else None
    limits = span(share)
    if not base or limits is None:
        return []
    if limits[0] * base / HUNDRED <= most and least <= limits[1] * base / HUNDRED:
        return []
    values: Values = {
        "share": share.value or 0,
        "low": (HUNDRED * least / base).quantize(Decimal("0.1")),
        "high": (HUNDRED * most / base).quantize(Decimal("0.1")),
        "parts": len(parts),
    }
    named = (
        name,
        *(f.id for p in parts.values() for f in p.figures if f.breakdown[-1][1] == category),
    )
    return [Finding("weighted", Severity.ERROR, named, values)]


def _reach(
    listed: Sequence[Figure], part: Shares, category: str, figures: Figures
) -> tuple[Decimal, Decimal]:
    """The least and the most persons of a category that a point's list allows."""
    base = figures[part.base.id].value if part.base else None
    if not base:
        return Decimal(0), Decimal(0)
    for figure in listed:
        limits = span(figure)
        if figure.breakdown[-1][1] == category and limits is not None:
            return (
                max(Decimal(0), (limits[0] * base / HUNDRED).to_integral_value(ROUND_CEILING)),
                (limits[1] * base / HUNDRED).to_integral_value(ROUND_FLOOR),
            )
    # Not named: at most what the named ones leave, and no more than the smallest of them.
    rows = [f for f in listed if f.breakdown[-1][1] not in ("other", "unknown")]
    shown = sum((f.value or Decimal(0) for f in rows), Decimal(0))
    half = Decimal(len(rows) + 1) / 2
    smallest = min((f.value or Decimal(0) for f in rows), default=HUNDRED) + Decimal("0.5")
    rest = min(max(HUNDRED - shown + half, Decimal(0)), smallest)
    return Decimal(0), (rest * base / HUNDRED).to_integral_value(ROUND_CEILING)


RULE = Rule("weighted", _identities)
