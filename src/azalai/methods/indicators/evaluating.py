"""What an indicator says on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from azalai.methods.indicators.indicator import Indicator, Reading, Value
from azalai.model.figures import Figure
from azalai.model.ledger import Ledger

PACE_DAYS: Final = 30
"""Days of a pace."""


def evaluate(indicator: Indicator, ledger: Ledger, on: date | None = None) -> Value:
    """What an indicator says on a day.

    Parameters
    ----------
    on : date, optional
        Figures of later days are left out.
    """
    series = _series(indicator.wanted, ledger, on)
    if indicator.reading in (Reading.RATIO, Reading.SHARE):
        return _ratio(indicator, series, _series(indicator.over, ledger, on), ledger)
    pace = indicator.reading is Reading.PACE
    read = [(figure, _paced(figure) if pace else figure.middle) for figure in series]
    known = [(figure, value) for figure, value in read if value is not None]
    if not known:
        return Value(indicator)
    latest, value = known[-1]
    # What is compared must count the same thing.
    earlier = [
        pair
        for pair in known[:-1]
        if pair[0].quantity == latest.quantity and _ends(pair[0]) < _ends(latest)
    ]
    before = earlier[-1] if earlier else None
    return Value(
        indicator,
        value=value,
        unit=f"{latest.unit}/{PACE_DAYS} days" if pace else latest.unit,
        moment=latest.moment,
        figures=(latest,),
        before=before[1] if before else None,
        before_moment=before[0].moment if before else None,
        earlier=(before[0],) if before else (),
        same_source=before is None or _publisher(ledger, before[0]) == _publisher(ledger, latest),
    )


def _ratio(indicator: Indicator, above: list[Figure], below: list[Figure], ledger: Ledger) -> Value:
    """The two latest quotients: each numerator with the latest denominator of its day or before."""
    found: list[tuple[Decimal, Figure, Figure]] = []
    for figure in above:
        under = [item for item in below if _ends(item) <= _ends(figure) and item.middle]
        # A denominator that is only stated later still is the one there is.
        base = under[-1] if under else next((item for item in below if item.middle), None)
        if figure.middle is not None and base is not None and base.middle:
            found.append((figure.middle / base.middle, figure, base))
    if not found:
        return Value(indicator)
    value, figure, base = found[-1]
    share = indicator.reading is Reading.SHARE
    scale, unit = (Decimal(100), "%") if share else (Decimal(1), "ratio")
    older = [
        item
        for item in found[:-1]
        if item[1].quantity == figure.quantity and _ends(item[1]) < _ends(figure)
    ]
    moments = sorted((item.moment for item in (figure, base) if item.moment), key=lambda m: m.last)
    before = older[-1] if older else None
    return Value(
        indicator,
        value=value * scale,
        unit=unit,
        moment=moments[0],
        figures=(figure, base),
        before=before[0] * scale if before else None,
        before_moment=before[1].moment if before else None,
        earlier=before[1:] if before else (),
        same_source=before is None or _publisher(ledger, before[1]) == _publisher(ledger, figure),
    )


def _series(wanted: Mapping[str, Any], ledger: Ledger, on: date | None) -> list[Figure]:
    """Figures that fit, by day; of those of one day the first of the ledger stands last."""
    fitting = [
        figure
        for figure in ledger.select(**wanted)
        if figure.moment is not None and (on is None or figure.moment.first <= on)
    ]
    fitting.reverse()
    return sorted(fitting, key=_ends)


def _ends(figure: Figure) -> date:
    assert figure.moment is not None
    return figure.moment.last


def _paced(figure: Figure) -> Decimal | None:
    if figure.middle is None or figure.first is None or figure.last is None:
        return None
    days = (figure.last.last - figure.first.first).days + 1
    return figure.middle * PACE_DAYS / days


def _publisher(ledger: Ledger, figure: Figure) -> str:
    return ledger.source(figure.source).publisher or figure.source
