"""One quantity that a document states twice, with two values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from azalai.accounts.lint.book import Book, Rule, days_apart, grouped, ids, time_of
from azalai.accounts.lint.printed import agree
from azalai.model.figures import Category, Figure, Role
from azalai.model.lint import Finding, Identity, Severity, Values

_NEAR = 4
"""Days within which one source has one number."""
_INTERVAL = 3
"""Days by which two statements of one interval may differ."""


def repeated(book: Book) -> Iterator[list[Figure]]:
    """Figures of one document that state one quantity at one time."""
    for figures in grouped(
        book.figures.values(),
        lambda f: (
            f.printed_in,
            f.quantity,
            f.base_first,
            f.base_last,
            f.operation,
            f.round,
            f.assessment,
        ),
    ).values():
        if len(figures) < 2:
            continue
        dates = {(f.source, time_of(f)) for f in figures}
        sources = [source for source, _ in dates]
        groups: list[list[Figure]] = []
        for figure in figures:
            # A source with many dates tells a series; one with two tells one number twice.
            series = sources.count(figure.source) > 2
            for group in groups:
                if any(_one_time(figure, other, series) for other in group):
                    group.append(figure)
                    break
            else:
                groups.append([figure])
        yield from (group for group in groups if len(group) > 1)


def _one_time(one: Figure, other: Figure, series: bool) -> bool:
    if time_of(one) == time_of(other):
        return True
    if one.category.is_flow:
        ends = (days_apart(one.first, other.first), days_apart(one.last, other.last))
        return all(end is not None and end <= _INTERVAL for end in ends)
    apart = days_apart(one.as_of, other.as_of)
    return (
        one.category is Category.STOCK
        and one.source == other.source
        and not series
        and apart is not None
        and apart <= _NEAR
    )


def _identities(book: Book) -> Iterator[Identity]:
    for group in repeated(book):
        if sum(f.middle is not None for f in group) > 1:
            names = tuple(f.id for f in group)
            yield Identity(
                "repeats", names[:1], names[1:],
                lambda figures, names=names: _judge([figures[name] for name in names]),  # type: ignore[misc]
            )  # fmt: skip


def _judge(group: Sequence[Figure]) -> list[Finding]:
    known = [figure for figure in group if figure.middle is not None]
    if all(agree(one, other) for i, one in enumerate(known) for other in known[:i]):
        return []
    one_time = len({time_of(figure) for figure in known}) == 1
    one_source = len({figure.source for figure in known}) == 1
    because = "" if one_time and one_source else "dates" if one_source else "sources"
    severity = Severity.ERROR if one_time and one_source else Severity.WARNING
    recommended = [figure for figure in known if figure.role is Role.RECOMMENDED]
    if recommended and not one_source and all(agree(recommended[0], f) for f in recommended):
        # One number is recommended and the others stand beside it: nobody is misled.
        because, severity = "voices", Severity.NOTE
    numbers = " ".join(f"{figure.middle:f}" for figure in known)
    values: Values = {"count": len(known), "stated_figures": ids(known), "numbers": numbers}
    return [Finding("repeats", severity, tuple(f.id for f in known), values, because)]


def _findings(book: Book) -> Iterator[Finding]:
    """One number for two dates: which of them is it of?"""
    twice = [
        group
        for group in repeated(book)
        if group[0].category is Category.STOCK and len({f.as_of for f in group}) > 1
        and len({f.middle for f in group}) == 1
    ]  # fmt: skip
    for figures in twice:
        values: Values = {"value": figures[0].middle or 0, "stated_figures": ids(figures)}
        yield Finding("two_dates", Severity.NOTE, tuple(f.id for f in figures), values)


RULE = Rule("repeats", _identities, _findings)
