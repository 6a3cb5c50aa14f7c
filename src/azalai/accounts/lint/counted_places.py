"""How many points a document says there are, against those it has figures of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from azalai.accounts.lint.book import Book, Rule
from azalai.model.figures import Category, Figure, Role, Statistic
from azalai.model.lint import Figures, Finding, Identity, Severity, Values
from azalai.model.places import PlaceKind

_UNIT = "points"


def _identities(book: Book) -> Iterator[Identity]:
    for figure in book.having(Statistic.COUNT):
        if figure.unit != _UNIT or figure.value is None or figure.role is Role.CONTEXT:
            continue
        seen: dict[str, Figure] = {}
        for other in book.documents[figure.printed_in]:
            if (
                other.category is Category.PASSAGE
                and other.statistic is Statistic.COUNT
                and other.place in book.inside(figure.place)
                and book.places[other.place].kind is PlaceKind.POINT
                and other.value is not None
                and (other.first, other.last) == (figure.first, figure.last)
            ):
                seen.setdefault(other.place, other)
        if seen:
            yield Identity(
                "counted_places", (figure.id,), (),
                lambda figures, name=figure.id, seen=seen: _judge(figures, name, tuple(seen)),  # type: ignore[misc]
            )  # fmt: skip


def _judge(figures: Figures, name: str, seen: tuple[str, ...]) -> list[Finding]:
    stated = figures[name].value or Decimal(0)
    if stated == len(seen):
        return []
    values: Values = {"stated": stated, "seen": len(seen), "seen_places": " ".join(seen)}
    # Points without figures may be left out of a report; figures without a point may not.
    severity = Severity.ERROR if stated < len(seen) else Severity.WARNING
    return [Finding("counted_places", severity, (name,), values)]


RULE = Rule("counted_places", _identities)
