"""Small figures: a stated number of one to a few people does not leave either.

A figure that a source has published can be found there by anybody; one that comes from a mission's
own assessment cannot. A reader of a report cannot tell the two apart, nor should it matter: what is
small is written as a range, everywhere and always. As with the bulletin's tables this hides each
figure itself; that it cannot be worked out from a total and the other parts is for the attack to
prove.
"""

from __future__ import annotations

from decimal import Decimal

from azalai.model.figures import Category, Figure, Quantifier, Statistic
from azalai.model.ledger import Ledger

_PEOPLE = ("persons", "households")


def is_small(figure: Figure, threshold: int) -> bool:
    """Whether a figure counts from 1 to ``threshold - 1`` people or households.

    Examples
    --------
    >>> guinea = Figure(id="a", category=Category.STOCK, place="GIN", value=Decimal(26))
    >>> is_small(guinea, 5), is_small(guinea.but(value=Decimal(2)), 5)
    (False, True)
    """
    return (
        figure.statistic is Statistic.COUNT
        and figure.unit in _PEOPLE
        and figure.category is not Category.CONTEXT
        and any(_small(stated, threshold) for stated in (figure.value, figure.low, figure.high))
    )


def protect_figures(ledger: Ledger, threshold: int) -> tuple[Ledger, tuple[str, ...]]:
    """The ledger with every small figure as a range, and the ids of those.

    The words in which a small figure was stated go with its number: they say it.

    Examples
    --------
    >>> two = Figure(id="a", category=Category.STOCK, place="GIN", value=Decimal(2), quotation="2")
    >>> public, hidden = protect_figures(Ledger([two]), 5)
    >>> hidden, public["a"].value, str(public["a"].low), str(public["a"].high)
    (('a',), None, '1', '4')
    """
    hidden = tuple(figure.id for figure in ledger if is_small(figure, threshold))
    if not hidden:
        return ledger, hidden
    gone = set(hidden)
    return (
        ledger.but(
            _widened(figure, threshold) if figure.id in gone else figure for figure in ledger
        ),
        hidden,
    )


def _small(stated: Decimal | None, threshold: int) -> bool:
    return stated is not None and 0 < abs(stated) < threshold


def _widened(figure: Figure, threshold: int) -> Figure:
    """A small figure as what may be said of it: every small number at its end of the range.

    What is not small stays: 3 to 600 becomes 1 to 600, and at least 3 at least 1.
    """
    most = Decimal(threshold - 1)

    def lowest(stated: Decimal | None) -> Decimal | None:
        if stated is None or not _small(stated, threshold):
            return stated
        return Decimal(1) if stated > 0 else -most

    def highest(stated: Decimal | None) -> Decimal | None:
        if stated is None or not _small(stated, threshold):
            return stated
        return most if stated > 0 else Decimal(-1)

    bare = figure.but(quotation="", note="")
    value, low, high = figure.value, lowest(figure.low), highest(figure.high)
    if figure.quantifier is Quantifier.AT_LEAST:
        return bare.but(value=lowest(value), low=low, high=high)
    if figure.quantifier is Quantifier.AT_MOST:
        return bare.but(value=highest(value), low=low, high=high)
    if not _small(value, threshold):
        return bare.but(low=low, high=high)
    # An interval around it would say where in the range it lies.
    return bare.but(
        value=None, low=lowest(value), high=highest(value), quantifier=Quantifier.BETWEEN
    )
