"""The same quantity from several sources side by side.

One of them is recommended, and why is said. The others differ from it for reasons that the figures
themselves tell: another date, another coverage, another method, a bound or a range. A difference
that none of these explains is called unexplained; it is not smoothed away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from azalai.accounts.ageing import drift
from azalai.accounts.choosing import NUMBERS, number, of_origin
from azalai.accounts.parts import apart, cover, parts_along
from azalai.accounts.series import verifications
from azalai.accounts.spans import leaves_of
from azalai.model.figures import Category, Figure, Quantifier, Role, Statistic
from azalai.model.ledger import Ledger
from azalai.model.moments import Moment

WITHIN: Final = 1.2815515655446004
"""Standard deviations of the interval at 80 %: what a difference of dates can explain."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What one source says.

    Attributes
    ----------
    figure : Figure
        As stated; or the sum of several places of one source within the place that was asked for,
        which no source prints and which is `parts` long.
    difference : Decimal or None
        To the recommended figure; None where either has no value.
    because : tuple of str
        ``date``, ``coverage``, ``method``, ``range``, ``verification``, ``superseded``,
        ``unexplained``; empty of the recommended figure and of equal ones.
    parts : tuple of Figure
        The places that were added up; empty of a stated figure.
    repeats : tuple of Figure
        Further places where the same source says the same.
    """

    figure: Figure
    difference: Decimal | None
    because: tuple[str, ...]
    parts: tuple[Figure, ...] = ()
    repeats: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Triangulation:
    """The voices on one quantity.

    Attributes
    ----------
    recommended : Figure or None
    reason : str
        ``only`` (one source states it), ``role`` (the ledger recommends it), ``latest`` (of several
        recommended, the latest on the day or before), ``nearest`` (none is recommended: the one
        nearest in time), ``none``.
    """

    recommended: Figure | None
    reason: str
    voices: tuple[Voice, ...]


def triangulate(
    ledger: Ledger,
    *,
    population: str,
    place: str,
    on: date,
    days: int = 60,
    origin: str = "",
) -> Triangulation:
    """The stocks of a place that sources state within so many days of one.

    Sources that report only on places within it speak as well, by their last reports on the day or
    before: their sum is a voice of less coverage, never a figure of its own.
    """
    stated = _stated(ledger, population, origin)
    asked = Moment.of(on)
    whole = [figure for figure in stated if figure.place == place
             and (gap := apart(figure.as_of, asked)) is not None and gap <= days]  # fmt: skip
    recommended, reason = _recommended(ledger, whole, on)
    heard = {figure.source for figure in whole}
    voices = []
    for same in _statements(whole, recommended):
        voice = _voice(ledger, same[0], recommended)
        voices.append(replace(voice, repeats=tuple(same[1:])))
    gone = ledger.superseded
    summed = {leaf.id for figure in whole for leaf in leaves_of(ledger, figure)}
    inside = [figure for figure in stated if figure.source not in heard
              and figure.id not in summed | gone]  # fmt: skip
    for source in sorted({figure.source for figure in inside}):
        parts = _last_reports(
            ledger, place, [figure for figure in inside if figure.source == source], on, days
        )
        if parts:
            voices.append(_voice(ledger, _sum(place, parts), recommended, parts))
    if recommended is not None and len(voices) == 1:
        reason = "only"
    return Triangulation(recommended, reason, tuple(voices))


def _statements(whole: list[Figure], recommended: Figure | None) -> list[list[Figure]]:
    """Figures by what is said and by whom, the one to name first; by date."""
    groups: dict[tuple[object, ...], list[Figure]] = {}
    for figure in sorted(whole, key=lambda f: (f is not recommended, f.role.value, _by_date(f))):
        key = (figure.source, figure.quantifier in NUMBERS or figure.quantifier, figure.middle)
        groups.setdefault(key, []).append(figure)
    return sorted(groups.values(), key=lambda same: _by_date(same[0]))


def _stated(ledger: Ledger, population: str, origin: str) -> list[Figure]:
    """Stocks of a population, superseded ones too: they are voices that were taken back."""
    found = [
        figure
        for figure in ledger
        if figure.category is Category.STOCK
        and figure.statistic is Statistic.COUNT
        and figure.population == population
        and figure.unit == "persons"
        and figure.role is not Role.CONTEXT
        and figure.as_of is not None
        and not (figure.sex or figure.age or figure.breakdown)
    ]
    by_place: dict[str, list[Figure]] = {}
    for figure in found:
        by_place.setdefault(figure.place, []).append(figure)
    return [figure for place in sorted(by_place) for figure in of_origin(by_place[place], origin)]


def _recommended(ledger: Ledger, whole: list[Figure], on: date) -> tuple[Figure | None, str]:
    """The figure to use: recommended by the ledger, of the latest date not after the day."""
    gone = ledger.superseded
    valid = [figure for figure in whole if figure.id not in gone and figure.known]
    chosen = [figure for figure in valid if figure.role is Role.RECOMMENDED]
    if not chosen:
        best = min(valid, key=lambda figure: _rank(figure, on), default=None)
        return best, "none" if best is None else "nearest"
    best = min(chosen, key=lambda figure: _rank(figure, on))
    return best, "role" if len(chosen) == 1 else "latest"


def _rank(figure: Figure, on: date) -> tuple[bool, int, bool, str]:
    """Not after the day before after it; then near; then a number before a bound."""
    after = figure.as_of is not None and figure.as_of.first > on
    return after, apart(figure.as_of, Moment.of(on)) or 0, not number(figure), figure.id


def _last_reports(
    ledger: Ledger, place: str, stated: list[Figure], on: date, days: int
) -> tuple[Figure, ...]:
    """The last report of each place within one, of one source; the same people once."""
    asked = Moment.of(on)
    recent: dict[str, Figure] = {}
    for figure in sorted(stated, key=_by_date):
        gap = apart(figure.as_of, asked)
        if figure.as_of is None or figure.as_of.first > on or gap is None or gap > days:
            continue
        if figure.place != place and number(figure):
            recent[figure.place] = figure
    return tuple(recent[code] for code in cover(ledger.places, place, set(recent)))


def _sum(place: str, parts: tuple[Figure, ...]) -> Figure:
    """A voice made of several: the figure itself where it is one, else their sum."""
    if len(parts) == 1:
        return parts[0]
    moments = [part.as_of for part in parts if part.as_of is not None]
    return parts[0].but(
        id="+".join(part.id for part in parts),
        place=place,
        value=sum((part.value or Decimal(0) for part in parts), Decimal(0)),
        as_of=Moment(min(m.first for m in moments), max(m.last for m in moments)),
        as_of_published=None,
        coverage="",
        page="",
        quotation="",
        table="",
        method=_shared({part.method for part in parts}),
    )


def _shared(texts: set[str]) -> str:
    return texts.pop() if len(texts) == 1 else ""


def _voice(
    ledger: Ledger, figure: Figure, recommended: Figure | None, parts: tuple[Figure, ...] = ()
) -> Voice:
    if recommended is None or figure.id == recommended.id:
        return Voice(figure, None if recommended is None else Decimal(0), (), parts)
    mine, theirs = figure.middle, recommended.middle
    difference = mine - theirs if mine is not None and theirs is not None else None
    because = list(_reasons(ledger, figure, recommended, parts, difference))
    if not because and difference:
        because = ["unexplained"]
    return Voice(figure, difference, tuple(because), parts)


def _reasons(
    ledger: Ledger,
    figure: Figure,
    recommended: Figure,
    parts: tuple[Figure, ...],
    difference: Decimal | None,
) -> Iterable[str]:
    """What the figures tell about their difference, the plainest first."""
    if figure.id in ledger.superseded:
        yield "superseded"
    if difference == 0 or difference is None:
        return
    if (
        parts
        or figure.coverage != recommended.coverage
        or _lists_differ(ledger, figure, recommended)
    ):
        yield "coverage"
    if _bounds(figure, recommended) or _bounds(recommended, figure):
        yield "range"
    if _aged(figure, recommended):
        yield "date"
    if _verified_between(ledger, parts or (figure,), figure, recommended):
        yield "verification"
    if figure.method and recommended.method and figure.method != recommended.method:
        yield "method"


def _bounds(bound: Figure, other: Figure) -> bool:
    """Whether one figure is a bound or a range that the other respects."""
    if other.middle is None or bound.middle is None:
        return False
    if bound.quantifier is Quantifier.AT_LEAST:
        return other.middle >= bound.middle
    if bound.quantifier is Quantifier.AT_MOST:
        return other.middle <= bound.middle
    if bound.low is None or bound.high is None:
        return False
    return bound.low <= other.middle <= bound.high


def _lists_differ(ledger: Ledger, figure: Figure, recommended: Figure) -> bool:
    """Whether the tables of two totals list other places."""
    first, second = (
        {part.place for part in parts_along(ledger, total, "place")} if total.table else set()
        for total in (figure, recommended)
    )
    return bool(first and second and first != second)


def _aged(figure: Figure, recommended: Figure) -> bool:
    """Whether figures of two dates differ by no more than figures do in that time.

    What one source itself reports at two dates differs by date, however much.
    """
    gap = apart(figure.as_of, recommended.as_of)
    if gap and figure.source == recommended.source:
        return True
    if not gap or not figure.middle or not recommended.middle:
        return False
    moved = abs(math.log(float(figure.middle) / float(recommended.middle)))
    return moved <= WITHIN * drift(gap)


def _verified_between(
    ledger: Ledger, parts: tuple[Figure, ...], figure: Figure, recommended: Figure
) -> bool:
    """Whether a register was verified between the dates of two figures."""
    if figure.as_of is None or recommended.as_of is None:
        return False
    first, last = sorted((figure.as_of.last, recommended.as_of.last))
    places = {part.place for part in parts} | {recommended.place}
    held = {f.place for f in ledger.select(category=Category.REGISTRATION_ADJUSTMENT)}
    inside = {code for code in held
              if any(ledger.places.lies_in(code, place) for place in places)}  # fmt: skip
    return any(
        mark.moment is not None and first < mark.moment.last <= last
        for code in inside
        for mark in verifications(ledger, code, figure.population)
    )


def _by_date(figure: Figure) -> tuple[date, str]:
    return (figure.as_of.last if figure.as_of is not None else date.min), figure.id
