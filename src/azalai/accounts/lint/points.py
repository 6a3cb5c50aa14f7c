"""A country's passages against those of its points, of which not all count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from azalai.accounts.lint.book import Book, Rule, grouped, time_of
from azalai.model.figures import Category, Figure, Statistic
from azalai.model.lint import Figures, Finding, Identity, Severity, Values
from azalai.model.places import PlaceKind

_SEARCHED = 12
"""Most points among which every choice is tried (4,096 of them)."""


def _identities(book: Book) -> Iterator[Identity]:
    counts = [
        f
        for f in book.having(Statistic.COUNT, Category.PASSAGE)
        if not (f.breakdown or f.sex or f.age) and f.value is not None
    ]
    for group in grouped(
        counts, lambda f: (f.printed_in, f.population, f.unit, time_of(f))
    ).values():
        at = grouped(group, lambda f: f.place)
        points = [code for code in at if _is_point(book, code)]
        for place, totals in at.items():
            below = [code for code in points if code in book.inside(place)]
            if len(below) < 2 or place in points:
                continue
            table = {code: {f.direction: f for f in at[code]} for code in below}
            totals = [f for f in totals if all(f.direction in row for row in table.values())]
            chosen = _chosen(book, totals, table)
            if not totals or chosen is None:
                continue
            parts = [table[code][f.direction].id for code in chosen for f in totals]
            yield Identity(
                "points",
                tuple(f.id for f in totals),
                tuple(parts),
                lambda figures, totals=totals, table=table, chosen=chosen: (  # type: ignore[misc]
                    _judge(figures, totals, table, chosen)
                ),
            )


def points_of(book: Book) -> dict[str, tuple[str, ...]]:
    """A country's code, and the points its totals count."""
    found: dict[str, tuple[str, ...]] = {}
    for identity in _identities(book):
        whole = book.figures[identity.whole[0]].place
        found[whole] = tuple(dict.fromkeys(book.figures[name].place for name in identity.parts))
    return found


def _is_point(book: Book, code: str) -> bool:
    return code in book.places and book.places[code].kind is PlaceKind.POINT


def _chosen(
    book: Book, totals: Sequence[Figure], table: dict[str, dict[str, Figure]]
) -> tuple[str, ...] | None:
    """The points that a total counts: said by the register, else found."""
    codes = tuple(table)
    if book.counted:
        return tuple(code for code in codes if book.counted.get(code, True))
    if len(codes) > _SEARCHED:
        return codes

    def misses(choice: Sequence[str]) -> int:
        return sum(
            sum((table[code][f.direction].value or Decimal(0) for code in choice), Decimal(0))
            != f.value
            for f in totals
        )

    choices = (choice for size in range(len(codes), 0, -1) for choice in combinations(codes, size))
    found = min(choices, key=misses)
    # One total that does not fit is an error of that total; where most do not, nothing is known.
    return found if misses(found) * 2 < max(len(totals), 2) else codes


def _judge(
    figures: Figures,
    totals: Sequence[Figure],
    table: dict[str, dict[str, Figure]],
    chosen: Sequence[str],
) -> list[Finding]:
    found = []
    for total in totals:
        parts = [figures[table[code][total.direction].id] for code in chosen]
        value = figures[total.id].value or Decimal(0)
        summed = sum((part.value or Decimal(0) for part in parts), Decimal(0))
        left = [code for code in table if code not in chosen]
        values: Values = {
            "total": value, "sum": summed, "rest": value - summed, "parts": len(parts),
            "out_places": " ".join(left),
        }  # fmt: skip
        named = (total.id, *(part.id for part in parts))
        if value != summed:
            found.append(Finding("points", Severity.ERROR, named, values, "left" if left else ""))
        elif left and total.direction in ("total", ""):
            values["out"] = sum(
                (figures[table[code][total.direction].id].value or Decimal(0) for code in left),
                Decimal(0),
            )
            found.append(Finding("points_left_out", Severity.NOTE, named, values, "transit"))
    return found


RULE = Rule("points", _identities)
