"""Changes in per cent against the stated numbers; where they do not fit, against every other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from azalai.accounts.lint.book import Book, Rule, counted_of, days_apart
from azalai.accounts.lint.printed import HUNDRED, prints_as, span, step
from azalai.model.figures import FLOWS, SUBGROUPS, Category, Figure, Role, Statistic
from azalai.model.lint import Figures, Finding, Identity, Severity, Values
from azalai.model.moments import Moment

_NEAR = 7
"""Days by which a stock may lie from the end of an interval and still be its opening or closing."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One way to get a change: a flow, or the difference of two stocks, over a base."""

    more: tuple[str, ...]
    """Ids of the flow; or of the later and the earlier stock."""
    base: str
    own: bool
    """Whether it is of the people the change speaks of."""

    def percent(self, figures: Figures) -> tuple[Decimal, Decimal] | None:
        """What the change would be, and the number it is reckoned from."""
        base = figures[self.base].middle
        first = figures[self.more[0]].middle
        if not base or first is None:
            return None
        if len(self.more) > 1:
            first -= figures[self.more[1]].middle or Decimal(0)
        return HUNDRED * first / base, first


def _identities(book: Book) -> Iterator[Identity]:
    yield from _points(book)
    averages = _earlier(book)
    for change in book.having(Statistic.CHANGE):
        if change.value is None or change.role is Role.CONTEXT:
            continue
        pair = _stated(book, change, averages)
        if pair is not None:
            later, earlier = pair
            yield Identity(
                "change", (change.id,), (later.id, earlier.id),
                lambda figures, c=change.id, a=later.id, b=earlier.id: _judge_pair(  # type: ignore[misc]
                    figures[c], figures[a], figures[b]
                ),
            )  # fmt: skip
            continue
        trials = tuple(_trials(book, change))
        own = [trial for trial in trials if trial.own]
        if own:
            named = tuple(dict.fromkeys(name for t in own for name in (*t.more, t.base)))
            yield Identity(
                "change", (change.id,), named,
                lambda figures, c=change.id, trials=trials: _judge(figures, c, trials),  # type: ignore[misc]
            )  # fmt: skip


def _points(book: Book) -> Iterator[Identity]:
    """Changes in points against the two shares they lie between."""
    earlier = {
        (f.printed_in, counted_of(f), f.first, f.last): f
        for f in book.having(Statistic.SHARE)
        if f.value is not None
    }
    for change in book.having(Statistic.DIFFERENCE):
        share = book.figures.get(change.base)
        key = (change.printed_in, counted_of(change), change.base_first, change.base_last)
        before = earlier.get(key)
        if before is None or share is None or share.value is None or change.value is None:
            continue
        yield Identity(
            "change", (change.id,), (share.id, before.id),
            lambda figures, c=change.id, a=share.id, b=before.id: _judge_points(  # type: ignore[misc]
                figures[c], figures[a], figures[b]
            ),
        )  # fmt: skip


def _judge_points(change: Figure, share: Figure, before: Figure) -> list[Finding]:
    points = (share.value or Decimal(0)) - (before.value or Decimal(0))
    # Some take the difference of the printed shares, some print that of the exact ones.
    if abs(points - (change.value or Decimal(0))) <= step(change):
        return []
    values: Values = {"change": change.value or 0, "computed": points, "later": share.value or 0,
              "earlier": before.value or 0}  # fmt: skip
    return [Finding("change_points", Severity.ERROR, (change.id, share.id, before.id), values)]


def _earlier(book: Book) -> dict[object, Figure]:
    """Counts and averages by what they count and when."""
    return {
        (f.printed_in, f.statistic, counted_of(f), f.first or f.as_of, f.last or f.as_of): f
        for statistic in (Statistic.COUNT, Statistic.AVERAGE)
        for f in book.having(statistic)
        if f.middle
    }


def _stated(
    book: Book, change: Figure, earlier: dict[object, Figure]
) -> tuple[Figure, Figure] | None:
    """The later and the earlier number of a change that names both."""
    later = book.figures.get(change.base)
    if later is None or change.base_first is None or later.middle is None:
        return None
    before = earlier.get(
        (change.printed_in, later.statistic, counted_of(later), change.base_first, change.base_last)
    )
    return None if before is None else (later, before)


def _judge_pair(change: Figure, later: Figure, earlier: Figure) -> list[Finding]:
    before, after = earlier.middle, later.middle
    if not before or after is None:
        return []
    computed = HUNDRED * (after / before - 1)
    stated, one, other = span(change), span(later), span(earlier)
    if stated and one and other and other[0] > 0:
        low = HUNDRED * (one[0] / other[1] - 1)
        high = HUNDRED * (one[1] / other[0] - 1)
        if low <= stated[1] and stated[0] <= high:
            return []
    values: Values = {"change": change.value or 0, "computed": computed.quantize(Decimal("0.1")),
              "later": after, "earlier": before}  # fmt: skip
    named = (change.id, later.id, earlier.id)
    return [Finding("change_pair", Severity.ERROR, named, values)]


def _trials(book: Book, change: Figure) -> Iterator[Trial]:
    if change.first is None or change.last is None or change.category is Category.PASSAGE:
        return
    counts = [
        f
        for f in book.documents[change.printed_in]
        if f.statistic is Statistic.COUNT and f.unit == "persons" and f.middle
        and f.role is not Role.CONTEXT and not (f.sex or f.age or f.breakdown)
    ]  # fmt: skip
    opening = [f for f in counts if _is_at(f, change.first)]
    closing = [f for f in counts if _is_at(f, change.last)]
    flows = [
        f
        for f in counts
        if (f.category in FLOWS or f.category is Category.STOCK_CHANGE)
        and (days_apart(f.first, change.first) or 0) <= _NEAR
    ]
    whole = [*opening, *closing]
    for base in _distinct(whole):
        for flow in _distinct(flows):
            own = base in opening and _own(change, flow, base)
            yield Trial((flow.id,), base.id, own)
        for later in _distinct(closing):
            for earlier in _distinct(opening):
                if _same(later, earlier) and (later.middle or 0) != (earlier.middle or 0):
                    own = base in opening and _own(change, later, base)
                    yield Trial((later.id, earlier.id), base.id, own)


def _is_at(figure: Figure, moment: Moment) -> bool:
    apart = days_apart(figure.as_of, moment)
    return figure.category is Category.STOCK and apart is not None and apart <= _NEAR


def _same(one: Figure, other: Figure) -> bool:
    return (one.population, one.place, one.origin) == (other.population, other.place, other.origin)


def _distinct(figures: Sequence[Figure]) -> list[Figure]:
    """One figure of those that state the same number of the same people."""
    seen: dict[object, Figure] = {}
    for figure in figures:
        key = (figure.population, figure.place, figure.category, figure.middle)
        seen.setdefault(key, figure)
    return list(seen.values())


def _own(change: Figure, part: Figure, base: Figure) -> bool:
    """Whether numbers are of the people whose change is stated."""
    return all((f.population, f.place) == (change.population, change.place) for f in (part, base))


def _judge(figures: Figures, name: str, trials: Sequence[Trial]) -> list[Finding]:
    change = figures[name]
    got = [(trial, found) for trial in trials if (found := trial.percent(figures)) is not None]
    if any(trial.own and prints_as(percent, change) for trial, (percent, _) in got):
        return []
    own = [(trial, found) for trial, found in got if trial.own]
    values: Values = {"change": change.value or 0, "tried": len(got)}
    tried = [
        f"{amount:f}/{figures[trial.base].middle:f}={percent.quantize(Decimal('0.1'))}"
        for trial, (percent, amount) in own
    ]
    values["own"] = " ".join(dict.fromkeys(tried))
    fits = [
        (_distance(change, figures[trial.base], figures[trial.more[0]]), index, trial, found)
        for index, (trial, found) in enumerate(got)
        if prints_as(found[0], change)
    ]
    because = "none"
    named = tuple(dict.fromkeys((name, *(n for t, _ in own for n in (*t.more, t.base)))))
    if fits:
        _, _, trial, (percent, amount) = min(fits)
        because = "base" if trial.more == own[0][0].more else "other"
        values |= {
            "fits_figures": trial.more[0], "fits_base_figures": trial.base, "fits_amount": amount,
            "fits_base": figures[trial.base].middle or 0,
            "fits_percent": percent.quantize(Decimal("0.1")),
        }  # fmt: skip
        named = tuple(dict.fromkeys((*named, *trial.more, trial.base)))
    return [Finding("change", Severity.ERROR, named, values, because)]


def _distance(change: Figure, base: Figure, part: Figure) -> int:
    """How far numbers are from the people a change speaks of; fewer is likelier."""
    wanted = (change.population, *SUBGROUPS.get(change.population, ()))
    return (
        3 * (base.population != part.population)
        + 3 * (base.place != part.place)
        + (base.population != change.population)
        + 2 * (base.population not in wanted)
    )


RULE = Rule("change", _identities)
