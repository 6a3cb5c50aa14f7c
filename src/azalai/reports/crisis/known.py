"""What could be known on the day of a report."""

from __future__ import annotations

from azalai.model.crisis import Crisis
from azalai.model.figures import Figure
from azalai.model.ledger import Ledger
from azalai.model.moments import Moment


def is_known(crisis: Crisis, ledger: Ledger, figure: Figure) -> bool:
    """Whether a figure could be used on the day of the report.

    A figure of a later day could not, unless it was published by then: what a source expects of
    the future is a projection that readers had.
    """
    day = figure.first or figure.moment
    if figure.first is not None and figure.last is not None:
        day = figure.last
    if day is None or day.first <= crisis.as_of:
        return True
    published = _stated(ledger, figure)
    return published is not None and published.first <= crisis.as_of


def _stated(ledger: Ledger, figure: Figure) -> Moment | None:
    own = ledger.sources.get(figure.source)
    return figure.published or (own.published if own is not None else ledger.published(figure))
