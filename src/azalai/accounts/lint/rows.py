"""The long table of a month as figures, so that a bulletin is checked by the rules of reports."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from decimal import Decimal
from typing import Any

from azalai.model.errors import AzalaiError
from azalai.model.figures import Category, Figure, Quantifier, Role, Statistic
from azalai.model.moments import Moment
from azalai.model.periods import Month
from azalai.model.tables import Row, Status

_STATISTICS = {
    "persons": Statistic.COUNT,
    "%": Statistic.SHARE,
    "pp": Statistic.DIFFERENCE,
    "persons/day": Statistic.AVERAGE,
    "points": Statistic.COUNT,
}
_LEFT_OUT = ("daily", "monthly", "monthly_average", "monthly_change", "reference_level")
"""Measures of other periods or of days: the series of a bulletin, not its figures."""
_OVERLAPPING = ("vulnerabilities", "passages_inside", "final_destination_europe")
"""Measures whose categories are no parts of a whole."""
_STATED = (Status.OK, Status.PUBLISHED, Status.DERIVED, Status.PROTECTED)
_TRAVELLER = "traveller"


def figures_of(rows: Iterable[Row]) -> list[Figure]:
    """The figures of a month: counts, shares with their base, changes, averages.

    A protected cell is a figure whose value is unknown. Rows of a sample are left out: their
    intervals, and not their sums, say how far they can be trusted.

    Examples
    --------
    >>> row = Row(release="2020-06", measure="flows", place="MLI", period="2020-06", value=12414,
    ...           unit="persons")
    >>> [(figure.id, figure.value) for figure in figures_of([row])]
    [('flows.MLI.total', Decimal('12414'))]
    """
    found: dict[str, Figure] = {}
    kept = [row for row in rows if row.unit in _STATISTICS or row.measure == "variation"]
    for row in kept:
        if row.measure not in _LEFT_OUT and row.status in _STATED:
            for figure in _figures(row, found):
                found.setdefault(figure.id, figure)
    return list(found.values())


def _figures(row: Row, found: dict[str, Figure]) -> Iterator[Figure]:
    change = row.measure.endswith("_change")
    measure = row.measure.removesuffix("_change")
    statistic = Statistic.CHANGE if measure == "variation" else _STATISTICS[row.unit]
    name = _name(measure, row)
    common: dict[str, Any] = {
        "category": Category.PASSAGE,
        "place": row.place,
        "population": _TRAVELLER,
        "direction": row.direction,
        **_parts(row),
        "multiple": measure in _OVERLAPPING,
        "source": row.release,
        "first": _moment(row.period),
        "last": _moment(row.period),
    }
    if row.unit == "points":
        common |= {"category": Category.CONTEXT, "population": "monitoring_point", "direction": ""}
    before = _before(row.period)
    protected = row.status is Status.PROTECTED
    value = None if row.value is None or protected else Decimal(str(row.value))
    kind: dict[str, Any] = {
        "statistic": statistic,
        "value": value,
        "unit": row.unit,
        "quantifier": Quantifier.UNKNOWN if value is None else Quantifier.EXACT,
    }
    if statistic is Statistic.COUNT:
        yield Figure(id=name, **common, **kind)
    elif statistic is Statistic.AVERAGE:
        covered = f"{row.days} days" if row.days else ""
        yield Figure(id=name, **common, **kind, coverage=covered)
    elif statistic is Statistic.SHARE:
        base = yield from _base(row, measure, common, found)
        yield Figure(id=f"{name}.share", **common, **kind, base=base)
    elif before is not None and (change or measure == "variation"):
        of = f"{name}.share" if change else _name("average_per_day", row)
        yield Figure(
            id=f"{name}.change", **common, **kind, base=of, base_first=before, base_last=before
        )
        if row.base is not None and not protected:
            earlier = Statistic.SHARE if change else Statistic.AVERAGE
            yield Figure(
                id=f"{name}.before",
                **common | {"first": before, "last": before},
                statistic=earlier,
                value=Decimal(str(row.base)),
                unit="%" if change else "persons/day",
                role=Role.CONTEXT,
            )


def _base(
    row: Row, measure: str, common: dict[str, Any], found: dict[str, Figure]
) -> Generator[Figure, None, str]:
    """The count that a share is of: everybody seen, or those whose answer is known."""
    everybody = f"flows.{row.place}.{row.direction}"
    if row.base is None:
        return ""
    seen = found.get(everybody)
    if seen is not None and seen.value == Decimal(str(row.base)):
        return everybody
    name = f"{measure}.{row.place}.{row.direction}.{row.base}.answered"
    plain = {"sex": "", "age": "", "breakdown": (("answered", f"{measure} {row.base}"),)}
    yield Figure(id=name, **common | plain | {"multiple": True}, value=Decimal(str(row.base)))
    return name


def _name(measure: str, row: Row) -> str:
    codes = (measure, row.place, row.direction, row.category1, row.category2)
    return ".".join(code for code in codes if code)


def _parts(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {"sex": "", "age": "", "breakdown": ()}
    for dimension, category in ((row.dimension1, row.category1), (row.dimension2, row.category2)):
        if dimension in ("sex", "age"):
            told[dimension] = category
        elif dimension and category:
            told["breakdown"] = (*told["breakdown"], (dimension, category))
    return told


def _moment(period: str) -> Moment | None:
    try:
        return Moment.parse(period)
    except AzalaiError:
        return None


def _before(period: str) -> Moment | None:
    try:
        return Moment.parse(str(Month.parse(period).previous))
    except AzalaiError:
        return None
