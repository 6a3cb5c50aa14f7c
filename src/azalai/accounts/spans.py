"""How far apart the dates lie that a total adds up."""

from __future__ import annotations

from dataclasses import dataclass

from azalai.accounts.parts import parts_of
from azalai.model.figures import Figure
from azalai.model.ledger import Ledger
from azalai.model.moments import Moment, span_days


@dataclass(frozen=True, slots=True)
class Span:
    """The dates of what a total adds up.

    Attributes
    ----------
    first, last : Moment or None
        The earliest and the latest date of a part; None where no part has one.
    days : int
        From the earliest day that a part's date may mean to the latest.
    undated : tuple of Figure
        Parts without any date. The span says nothing of them.
    parts : tuple of Figure
        All parts, taken apart as far as the ledger goes; the figure itself where it has none.
    """

    first: Moment | None
    last: Moment | None
    days: int
    undated: tuple[Figure, ...]
    parts: tuple[Figure, ...]


def span_of(ledger: Ledger, figure: Figure, *, printed: bool = False) -> Span:
    """The span of a total's dates, through parts of parts.

    Parameters
    ----------
    printed : bool
        Take the dates as the source prints them, where a corrected one stands beside.

    Examples
    --------
    >>> from azalai.model.figures import Category
    >>> stock = Figure(id="a", category=Category.STOCK, place="CIV", as_of=Moment.parse("2012-05"))
    >>> span = span_of(Ledger([stock]), stock)
    >>> span.days, str(span.first), span.parts == (stock,)
    (30, '2012-05', True)
    """
    parts = leaves_of(ledger, figure)
    # A part of 0 people adds nothing, however long ago that was said: its site may have closed.
    counted = [part for part in parts if part.value != 0] or parts
    moments = [date for part in counted if (date := date_of(part, printed=printed)) is not None]
    return Span(
        first=min(moments, default=None, key=lambda moment: (moment.first, moment.last)),
        last=max(moments, default=None, key=lambda moment: (moment.last, moment.first)),
        days=span_days(moments),
        undated=tuple(part for part in parts if date_of(part, printed=printed) is None),
        parts=parts,
    )


def leaves_of(ledger: Ledger, figure: Figure) -> tuple[Figure, ...]:
    """The parts of a total that have no parts themselves; a figure itself where it has none."""
    return _leaves(ledger, figure, frozenset())


def date_of(figure: Figure, *, printed: bool = False) -> Moment | None:
    """The date of a stock; as printed where that is asked for and differs."""
    return figure.as_of_published or figure.moment if printed else figure.moment


def _leaves(ledger: Ledger, figure: Figure, above: frozenset[str]) -> tuple[Figure, ...]:
    """Guarded against a ledger whose places contain each other."""
    above |= {figure.id}
    parts = [part for part in parts_of(ledger, figure) if part.id not in above]
    if not parts:
        return (figure,)
    return tuple(leaf for part in parts for leaf in _leaves(ledger, part, above))
