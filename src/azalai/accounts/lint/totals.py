"""Totals against their parts: by place, population, origin, direction, sex, age and breakdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from azalai.accounts.lint.ages import below, widest
from azalai.accounts.lint.book import Book, Rule, grouped, ids, time_of
from azalai.accounts.lint.misprint import likely
from azalai.accounts.lint.printed import open_ended, span, span_of_sum
from azalai.model.figures import SUBGROUPS, Category, Figure, Quantifier, Statistic
from azalai.model.lint import Figures, Finding, Identity, Severity, Values
from azalai.model.places import PlaceKind

_SLIGHT = Decimal("0.0001")
"""A rest of less than one in ten thousand is a slip of a digit rather than parts not named."""
_OVERLAP = frozenset({"vulnerability"})
"""Dimensions in which one person may be counted twice."""
_SEXES = frozenset({"F", "M"})


@dataclass(frozen=True, slots=True)
class Parting:
    """A total and what it is made of."""

    by: str
    total: Figure
    parts: tuple[Figure, ...]
    complete: bool
    """Whether nothing else can belong to the total."""

    @property
    def unknown(self) -> list[Figure]:
        """Parts whose number nobody knows."""
        return [part for part in self.parts if part.middle is None]

    @property
    def loose(self) -> list[Figure]:
        """Bounds and ranges among them."""
        known = [f for f in (self.total, *self.parts) if f.middle is not None]
        return [f for f in known if open_ended(f)]

    @property
    def rest(self) -> Decimal:
        """What the known parts leave of the total."""
        return (self.total.middle or Decimal(0)) - _sum(self.parts)


def partings(book: Book) -> list[Parting]:
    """Every total of a ledger with its printed parts."""
    return book.once("partings", _partings)


def _partings(book: Book) -> list[Parting]:
    found: list[Parting] = []
    for group in grouped(book.having(Statistic.COUNT), _printed_together).values():
        if len(group) > 1:
            found += _by_direction(group)
            found += _by_place(book, group)
            found += _by_population(book, group)
            found += _by_origin(book, group)
            found += _by_sex_and_age(group)
            found += _by_narrower_age(group)
            found += _by_breakdown(group)
    return found


def _printed_together(figure: Figure) -> tuple[object, ...]:
    """Totals and parts are looked for in one table, else among figures of the same time.

    People of two operations, rounds or types of assessment are never parts of one total.
    """
    time = () if figure.table else time_of(figure)
    campaign = (figure.operation, figure.round, figure.assessment)
    return (figure.printed_in, figure.category, figure.unit, figure.table, time, campaign)


def _voice(total: Figure, figures: Sequence[Figure], key: str) -> list[Figure]:
    """Of each part one figure, told by whom the total is: a second voice adds up its own parts."""
    own = [f for f in figures if f.source == total.source or f.role is total.role]
    own.sort(key=lambda f: (f.role is not total.role, f.source != total.source))
    first = {getattr(f, key): f for f in reversed(own)}
    return [f for f in figures if first.get(getattr(f, key)) is f]


def _key(figure: Figure, *but: str) -> tuple[Any, ...]:
    names = ("population", "place", "origin", "direction", "sex", "age", "breakdown")
    # Parts of one table lie on different days, but an interval is never part of another.
    times: tuple[Any, ...] = () if figure.category is Category.STOCK else time_of(figure)
    return (*(getattr(figure, name) for name in names if name not in but), times)


def _by_direction(group: Sequence[Figure]) -> Iterator[Parting]:
    for figures in grouped(group, lambda f: _key(f, "direction")).values():
        totals = [f for f in figures if f.direction == "total"]
        parts = [f for f in figures if f.direction in ("in", "out", "unknown")]
        complete = {"in", "out"} <= {f.direction for f in parts} or all(
            f.direction == "unknown" for f in parts
        )
        for total in totals:
            if parts and complete and total.value is not None:
                yield Parting("direction", total, tuple(parts), True)


def _by_place(book: Book, group: Sequence[Figure]) -> Iterator[Parting]:
    for figures in grouped(group, lambda f: _key(f, "place")).values():
        if len(figures) < 3:
            continue
        for total in figures:
            parts = _voice(total, book.outermost(figures, total.place), "place")
            if total.middle is None or len(parts) < 2 or book.overlap(p.place for p in parts):
                continue
            if any(_kind(book, part.place) is PlaceKind.POINT for part in parts):
                continue  # not every point counts: `azalai.accounts.lint.points`
            complete = _all_named(book, total.place, {part.place for part in parts})
            yield Parting("place", total, tuple(parts), complete)


def _all_named(book: Book, code: str, named: set[str]) -> bool:
    """Whether places name all of another: each of its parts, or all parts of that part."""
    parts = [part for part in book.places.parts(code) if _kind(book, part) is not PlaceKind.POINT]
    return bool(parts) and all(part in named or _all_named(book, part, named) for part in parts)


def _by_population(book: Book, group: Sequence[Figure]) -> Iterator[Parting]:
    for total in group:
        wanted = SUBGROUPS.get(total.population, ())
        if not wanted or total.middle is None:
            continue
        alike = [
            f
            for f in group
            if f.population in wanted
            and _key(f, "population", "place", "origin")
            == _key(total, "population", "place", "origin")
        ]
        parts: list[Figure] = []
        # Who is displaced from a country stays in it or flees it: refugees from elsewhere who
        # live there belong to another account.
        homes = {"", total.origin, *(f.place for f in alike if not f.origin)}
        for population in wanted:
            of_it = [f for f in alike if f.population == population and f.origin in homes]
            here = [f for f in of_it if f.place == total.place]
            parts += _voice(total, here or book.outermost(of_it, total.place), "place")
        shared = any(
            book.overlap(part.place for part in parts if part.population == population)
            for population in wanted
        )
        if {part.population for part in parts} == set(wanted) and not shared:
            yield Parting("population", total, tuple(parts), True)


def _by_origin(book: Book, group: Sequence[Figure]) -> Iterator[Parting]:
    for figures in grouped(group, lambda f: _key(f, "origin")).values():
        totals = [f for f in figures if not f.origin and f.middle is not None]
        parts = [f for f in figures if f.origin]
        covered = {below for part in parts for below in book.inside(part.origin)}
        parts = [part for part in parts if part.origin not in covered]
        for total in totals:
            own = _voice(total, parts, "origin")
            if len(own) > 1 and not book.overlap(part.origin for part in own):
                yield Parting("origin", total, tuple(own), False)


def _by_sex_and_age(group: Sequence[Figure]) -> Iterator[Parting]:
    for names in (("sex",), ("age",), ("sex", "age")):
        for figures in grouped(group, lambda f: _key(f, *names)).values():  # noqa: B023
            totals = [f for f in figures if not any(_of(f, names)) and f.middle is not None]
            parts = [f for f in figures if all(_of(f, names))]
            complete = "sex" not in names or {f.sex for f in parts} == _SEXES
            if "age" in names:
                ages = {sex: widest({f.age for f in parts if f.sex == sex})
                        for sex in {f.sex for f in parts}}  # fmt: skip
                parts = [f for f in parts if f.age in ages[f.sex][0]]
                complete = complete and all(whole for _, whole in ages.values())
            for total in totals:
                if len(parts) > 1:
                    # Of some travellers neither sex nor age is known.
                    sure = complete and total.category is not Category.PASSAGE
                    yield Parting("_".join(names), total, tuple(_each(total, parts)), sure)


def _by_narrower_age(group: Sequence[Figure]) -> Iterator[Parting]:
    """An age as the total of those that lie in it: children of those under five and older."""
    for figures in grouped([f for f in group if f.age], lambda f: _key(f, "age")).values():
        for total in figures:
            inner = below({f.age for f in figures}, total.age) if total.middle is not None else ()
            rows, whole = widest(inner, total.age)
            parts = [f for f in figures if f.age in rows]
            if len(rows) > 1:
                yield Parting("age", total, tuple(_each(total, parts)), whole)


def _of(figure: Figure, names: Sequence[str]) -> list[str]:
    return [getattr(figure, name) for name in names]


def _each(total: Figure, parts: Sequence[Figure]) -> list[Figure]:
    """Of each part by sex and age one figure, of the total's voice."""
    by_part = grouped(parts, lambda f: (f.sex, f.age)).values()
    return [f for alike in by_part for f in _voice(total, alike, "place")]


def _by_breakdown(group: Sequence[Figure]) -> Iterator[Parting]:
    for figures in grouped(group, lambda f: _key(f, "breakdown")).values():
        totals = {f.breakdown: f for f in figures if f.middle is not None}
        rows: dict[tuple[Any, str], list[Figure]] = {}
        for figure in figures:
            if figure.breakdown and not figure.multiple:
                *above, (dimension, _) = figure.breakdown
                rows.setdefault((tuple(above), dimension), []).append(figure)
        for (above, dimension), parts in rows.items():
            if above in totals and dimension not in _OVERLAP:
                own = _voice(totals[above], parts, "breakdown")
                yield Parting("breakdown", totals[above], tuple(own), False)


def _kind(book: Book, code: str) -> PlaceKind | None:
    return book.places[code].kind if code in book.places else None


def _sum(figures: Sequence[Figure]) -> Decimal:
    return sum((f.middle for f in figures if f.middle is not None), Decimal(0))


def _identities(book: Book) -> Iterator[Identity]:
    for parting in partings(book):
        known = len(parting.unknown) < len(parting.parts)
        if not known:
            continue
        # A list that leaves out what it does not name is a bound, unless it leaves nothing.
        closed = parting.complete and not parting.unknown and not parting.loose
        binds = closed or (not parting.rest and all(f.value is not None for f in parting.loose))
        yield Identity(
            "totals",
            (parting.total.id,),
            tuple(part.id for part in parting.parts),
            lambda figures, parting=parting: _judge(figures, parting),  # type: ignore[misc]
            binds,
        )


def _judge(figures: Figures, parting: Parting) -> list[Finding]:
    now = Parting(
        parting.by,
        figures[parting.total.id],
        tuple(figures[part.id] for part in parting.parts),
        parting.complete,
    )
    total, parts, rest = now.total, now.parts, now.rest
    value = total.middle
    if value is None:
        return []
    named = (total.id, *(part.id for part in parts))
    values: Values = {
        "by": now.by, "total": value, "sum": value - rest, "rest": rest, "parts": len(parts)
    }  # fmt: skip
    if len({part.unit for part in parts}) > 1:
        return []
    stated, summed = span(total) or (value, value), span_of_sum(parts)
    if parting.loose and not parting.rest:
        # Added up as they are printed: "at least 1,500" entered as 1,500.
        stated, summed = (value, value), (value - rest, value - rest)
    over = summed[0] > stated[1]
    if not over and stated[0] <= summed[1]:
        # In a table of passages what is unknown is protected, and may be a true 0.
        if not now.unknown or total.category is Category.PASSAGE:
            return []
        if total.quantifier not in (Quantifier.EXACT, Quantifier.ABOUT):
            return []  # a bound or a range leaves room for what is not known
        values["unknown_figures"] = ids(now.unknown)
        return [Finding("unknown_as_zero", Severity.WARNING, named, values, "no_rest")]
    if over or (now.complete and not now.unknown):
        because, culprit = likely(total, parts)
        if culprit:
            values["culprit_figures"] = culprit
        if now.complete and now.by == "place" and now.unknown:
            values["unknown_figures"] = ids(now.unknown)
        return [Finding("totals", Severity.ERROR, named, values, because)]
    if now.by in ("place", "population", "origin") and rest < value * _SLIGHT:
        because = "unknown" if now.unknown else "not_named"
        return [Finding("slight_rest", Severity.WARNING, named, values, because)]
    return []


RULE = Rule("totals", _identities)
