"""Dates that cannot be: after publication, after the figure's own source, the wrong way round."""

from __future__ import annotations

from collections.abc import Iterator

from azalai.accounts.lint.book import Book, Rule, grouped, ids
from azalai.model.figures import Category, Figure
from azalai.model.lint import Finding, Severity, Values
from azalai.model.moments import Moment

_SOURCE = 7
"""Days that a figure may be dated after its source: reports are dated when they are begun."""


def _findings(book: Book) -> Iterator[Finding]:
    dated = [f for f in book.figures.values() if f.category is not Category.CONTEXT]
    late = [f for f in dated if _after(_printed(f), book.ledger.published(f))]
    told = {f.id for f in late}
    for (document, _), figures in grouped(late, lambda f: (f.printed_in, f.table)).items():
        corrected = all(
            f.as_of_published is not None and not _after(f.as_of, book.ledger.published(f))
            for f in figures
        )
        published = book.ledger.published(figures[0])
        values: Values = {
            "count": len(figures),
            "late_figures": ids(figures),
            "document": document,
            "published": str(published),
        }
        yield Finding(
            "after_publication",
            Severity.ERROR,
            tuple(f.id for f in figures),
            values,
            "corrected" if corrected else "year" if _a_year(figures, published) else "",
        )
    for figure in dated:
        source = book.ledger.source(figure.source).published
        if figure.document and figure.id not in told and _after(_printed(figure), source, _SOURCE):
            values = {
                "source": figure.source,
                "published": str(source),
                "stated": str(_printed(figure)),
                "value": figure.middle or 0,
            }
            corrected = not _after(_end(figure), source, _SOURCE)
            because = "corrected" if corrected else ""
            yield Finding("after_source", Severity.WARNING, (figure.id,), values, because)
    for figure in book.figures.values():
        if _after(figure.first, figure.last) or _after(figure.base_first, figure.base_last):
            yield Finding(
                "reversed",
                Severity.ERROR,
                (figure.id,),
                {"first": str(figure.first), "last": str(figure.last)},
            )
        elif figure.base_first is not None and _after(figure.base_first, figure.last):
            yield Finding(
                "reversed",
                Severity.ERROR,
                (figure.id,),
                {"first": str(figure.base_first), "last": str(figure.last)},
                "base",
            )


def _printed(figure: Figure) -> Moment | None:
    return figure.as_of_published or _end(figure)


def _end(figure: Figure) -> Moment | None:
    return figure.as_of or figure.last or figure.first


def _after(moment: Moment | None, other: Moment | None, days: int = 0) -> bool:
    return bool(moment and other and (moment.first - other.last).days > days)


def _a_year(figures: list[Figure], published: Moment | None) -> bool:
    """Whether each date would be possible a year earlier."""
    return published is not None and all(
        (moment := _printed(f)) is not None and (moment.first - published.last).days < 366
        for f in figures
    )


RULE = Rule("dates", findings=_findings)
