"""Differences of stocks that are told as if they were flows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from azalai.accounts.lint.book import Book, Rule, days_apart
from azalai.accounts.lint.printed import prints_as
from azalai.model.figures import Category, Figure, Role, Statistic
from azalai.model.lint import Figures, Finding, Identity, Severity, Values

_NEAR = 7


def _stocks(book: Book, figure: Figure, at: str) -> Figure | None:
    """The stock of the same people at the first or the last day of a figure."""
    moment = figure.first if at == "first" else figure.last
    near = [
        (days_apart(f.as_of, moment) or 0, f.role is not Role.RECOMMENDED, f.id, f)
        for f in book.plain_counts.get(figure.printed_in, ())
        if f.category is Category.STOCK
        and (f.population, f.place, f.origin) == (figure.population, figure.place, figure.origin)
        and f.middle is not None
        and ((apart := days_apart(f.as_of, moment)) is not None and apart <= _NEAR)
    ]  # fmt: skip
    return min(near)[-1] if near else None


def _told(book: Book) -> Iterator[tuple[Figure, Figure, Figure, list[Figure]]]:
    """A statement over an interval, its two stocks, and the flows that are stated beside it."""
    for figure in book.having(Statistic.COUNT, Category.STOCK_CHANGE, Category.NEW_DISPLACEMENT):
        if figure.middle is None or figure.role is Role.CONTEXT or figure.table:
            continue
        later, earlier = _stocks(book, figure, "last"), _stocks(book, figure, "first")
        if later is None or earlier is None or later.id == earlier.id:
            continue
        flows = [
            f
            for f in book.having(Statistic.COUNT, Category.NEW_DISPLACEMENT)
            if f.table and f.middle is not None and f.printed_in == figure.printed_in
            and (f.population, f.place, f.origin)
            == (figure.population, figure.place, figure.origin)
            and (days_apart(f.first, figure.first) or 0) <= _NEAR
        ]  # fmt: skip
        yield figure, later, earlier, flows


def _identities(book: Book) -> Iterator[Identity]:
    for figure, later, earlier, flows in _told(book):
        change = figure.category is Category.STOCK_CHANGE
        if change or flows:
            names = (later.id, earlier.id, *(f.id for f in flows[:1]))
            yield Identity(
                "stock_change", (figure.id,), names,
                lambda figures, name=figure.id, names=names: _judge(figures, name, names),  # type: ignore[misc]
                change,
            )  # fmt: skip


def _judge(figures: Figures, name: str, names: Sequence[str]) -> list[Finding]:
    figure, later, earlier = figures[name], figures[names[0]], figures[names[1]]
    rise = (later.middle or Decimal(0)) - (earlier.middle or Decimal(0))
    values: Values = {
        "stated": figure.middle or 0, "rise": rise, "later": later.middle or 0,
        "earlier": earlier.middle or 0,
    }  # fmt: skip
    if figure.category is Category.STOCK_CHANGE and not prints_as(rise, figure):
        return [Finding("stock_change", Severity.ERROR, (name, *names[:2]), values, "difference")]
    flow = figures[names[2]].middle if len(names) > 2 else None
    if flow is None or not rise:
        return []
    values |= {"flow": flow, "rest": rise - flow}
    if figure.category is Category.STOCK_CHANGE:
        because = "as_flow"
    elif prints_as(rise, figure):
        return []
    else:
        because = "not_the_rise"
    return [Finding("stock_change", Severity.WARNING, (name, *names), values, because)]


RULE = Rule("stock_change", _identities)
