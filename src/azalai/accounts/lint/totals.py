"""Totals against their parts: by place, population, origin, direction, sex, age and breakdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from azalai.accounts.lint.book import Book, Rule, grouped, ids, time_of
from azalai.accounts.lint.misprint import likely
from azalai.accounts.lint.printed import slack
from azalai.model.figures import SUBGROUPS, Category, Figure, Statistic
from azalai.model.lint import Figures, Finding, Identity, Severity, Values
from azalai.model.places import PlaceKind

_SLIGHT = Decimal("0.0001")
"""A rest of less than one in ten thousand is a slip of a digit rather than parts not named."""
_OVERLAP = frozenset({"vulnerability"})
"""Dimensions in which one person may be counted twice."""
_PAIRS = ({"F", "M"}, {"adult", "minor"}, {"u18", "18+"})


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
            found += _by_breakdown(group)
    return found


def _printed_together(figure: Figure) -> tuple[object, ...]:
    """Totals and parts are looked for in one table, else among figures of the same time."""
    time = () if figure.table else time_of(figure)
    return (figure.printed_in, figure.category, figure.unit, figure.table, time)


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
            parts = book.outermost(figures, total.place)
            if total.value is None or len(parts) < 2:
                continue
            if any(_kind(book, part) is PlaceKind.POINT for part in parts):
                continue  # not every point counts: `azalai.accounts.lint.points`
            named = {part.place for part in parts}
            wanted = book.places.parts(total.place)
            missing = [code for code in wanted if not ({code} | book.inside(code)) & named]
            yield Parting("place", total, tuple(parts), not missing)


def _by_population(book: Book, group: Sequence[Figure]) -> Iterator[Parting]:
    for total in group:
        wanted = SUBGROUPS.get(total.population, ())
        if not wanted or total.value is None:
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
            parts += here[:1] or book.outermost(of_it, total.place)
        if {part.population for part in parts} == set(wanted):
            yield Parting("population", total, tuple(parts), True)


def _by_origin(book: Book, group: Sequence[Figure]) -> Iterator[Parting]:
    for figures in grouped(group, lambda f: _key(f, "origin")).values():
        totals = [f for f in figures if not f.origin and f.value is not None]
        parts = [f for f in figures if f.origin]
        covered = {below for part in parts for below in book.inside(part.origin)}
        parts = [part for part in parts if part.origin not in covered]
        for total in totals:
            if len(parts) > 1:
                yield Parting("origin", total, tuple(parts), False)


def _by_sex_and_age(group: Sequence[Figure]) -> Iterator[Parting]:
    for names in (("sex",), ("age",), ("sex", "age")):
        for figures in grouped(group, lambda f: _key(f, *names)).values():  # noqa: B023
            totals = [f for f in figures if not any(_of(f, names)) and f.value is not None]
            parts = [f for f in figures if all(_of(f, names))]
            complete = all({getattr(f, name) for f in parts} in _PAIRS for name in names)
            for total in totals:
                if len(parts) > 1:
                    whole = complete and len(parts) == 2 ** len(names)
                    # Of some travellers neither sex nor age is known.
                    sure = whole and total.category is not Category.PASSAGE
                    yield Parting("_".join(names), total, tuple(parts), sure)


def _of(figure: Figure, names: Sequence[str]) -> list[str]:
    return [getattr(figure, name) for name in names]


def _by_breakdown(group: Sequence[Figure]) -> Iterator[Parting]:
    for figures in grouped(group, lambda f: _key(f, "breakdown")).values():
        totals = {f.breakdown: f for f in figures if f.value is not None}
        below: dict[tuple[Any, str], list[Figure]] = {}
        for figure in figures:
            if figure.breakdown and not figure.multiple:
                *above, (dimension, _) = figure.breakdown
                below.setdefault((tuple(above), dimension), []).append(figure)
        for (above, dimension), parts in below.items():
            if above in totals and dimension not in _OVERLAP:
                yield Parting("breakdown", totals[above], tuple(parts), False)


def _kind(book: Book, figure: Figure) -> PlaceKind | None:
    return book.places[figure.place].kind if figure.place in book.places else None


def _sum(figures: Sequence[Figure]) -> Decimal:
    return sum((f.middle for f in figures if f.middle is not None), Decimal(0))


def _identities(book: Book) -> Iterator[Identity]:
    for parting in partings(book):
        known = len(parting.unknown) < len(parting.parts)
        if not known:
            continue
        # A list that leaves out what it does not name is a bound, unless it leaves nothing.
        binds = (parting.complete and not parting.unknown) or not parting.rest
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
    within = slack([total, *parts])
    if abs(rest) <= within:
        # In a table of passages what is unknown is protected, and may be a true 0.
        if not now.unknown or total.category is Category.PASSAGE:
            return []
        values["unknown_figures"] = ids(now.unknown)
        return [Finding("unknown_as_zero", Severity.WARNING, named, values, "no_rest")]
    if rest < 0 or (now.complete and not now.unknown):
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
