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
        and any(
            stated is not None and 0 < abs(stated) < threshold
            for stated in (figure.value, figure.low, figure.high)
        )
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
            figure.but(
                value=None,
                low=Decimal(1),
                high=Decimal(threshold - 1),
                quantifier=Quantifier.BETWEEN,
                quotation="",
                note="",
            )
            if figure.id in gone
            else figure
            for figure in ledger
        ),
        hidden,
    )
