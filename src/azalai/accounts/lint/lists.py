"""Lists of shares: those of one whole must add to 100, and columns of points must add to 0.

Whether a list is complete is read from the list (it has *Other*, both sexes by all ages, all
subgroups) or from the document's habit: where most of its lists of one dimension add to exactly
100, the others are meant to. Whether it must be *exactly* 100 is a habit too: independently
rounded shares add to 100 in half to three quarters of all lists, so that a document in which
nearly all do has made them so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from azalai.accounts.lint.ages import widest
from azalai.accounts.lint.book import Book, Rule, grouped, time_of
from azalai.accounts.lint.printed import HUNDRED, step
from azalai.model.figures import SUBGROUPS, Category, Figure, Role, Statistic
from azalai.model.lint import Finding, Identity, Severity, Values

_CLOSES = {3: Decimal("0.75"), 4: Decimal("0.667"), 5: Decimal("0.599"), 6: Decimal("0.55")}
"""How often so many independently rounded shares add to exactly 100."""
_MOST = Decimal("0.01")
"""The largest chance at which a habit is believed to be no accident."""
_OTHER = "other"
TOP = re.compile(r"top[_-]?(\d+)")
"""The category of the largest few together: ``top5``."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of one whole, and how sure it is that they are all of it.

    Attributes
    ----------
    complete : bool
        Whether the list is meant to add to 100.
    exactly : bool
        Whether the document makes its lists add to exactly 100.
    """

    dimension: str
    figures: tuple[Figure, ...]
    complete: bool
    exactly: bool
    base: Figure | None
    changes: tuple[Figure, ...] = ()
    partly: bool = False
    """Whether some of its rows are not known: protected, not collected."""

    @property
    def has_other(self) -> bool:
        """Whether a row takes up what is not named."""
        return any(f.breakdown and f.breakdown[-1][1] == _OTHER for f in self.figures)


def lists(book: Book) -> list[Shares]:
    """The lists of shares of a ledger."""
    return book.once("lists", _lists)


def _lists(book: Book) -> list[Shares]:
    shares = [
        f
        for f in book.having(Statistic.SHARE)
        if f.role is not Role.CONTEXT and not f.multiple and not is_top(f)
    ]
    counted = set(book.counts_by_quantity)
    found: list[Shares] = []
    for group in grouped(shares, _key).values():
        for dimension, figures in grouped(group, _dimension).items():
            # Prose repeats what a table says: once is enough.
            figures = _once(figures)
            if "age" in dimension.split("+"):
                # Ages that lie in others are no rows of the whole; where nobody can tell, none are.
                rows, _ = widest({f.age for f in figures})
                figures = [f for f in figures if f.age in rows]
            known = tuple(f for f in figures if f.value is not None)
            if dimension and known:
                base = book.figures.get(figures[0].base)
                partly = len(known) < len(figures)
                found.append(Shares(dimension, known, False, False, base, partly=partly))
    found += _by_population(book, shares)
    return _with_habits(book, found, counted)


def is_top(figure: Figure) -> bool:
    """Whether it is the share of the largest few together."""
    return bool(figure.breakdown) and TOP.fullmatch(figure.breakdown[-1][1]) is not None


def _key(f: Figure) -> tuple[object, ...]:
    dimension = f.breakdown[:-1]
    return (f.printed_in, f.category, f.population, f.place, f.origin, f.direction, f.base,
            dimension, time_of(f))  # fmt: skip


def _dimension(f: Figure) -> str:
    if f.breakdown:
        # Two dimensions at once are shares of the same base: their lists are no wholes.
        return f.breakdown[0][0] if len(f.breakdown) == 1 and not (f.sex or f.age) else ""
    return "+".join(name for name in ("sex", "age") if getattr(f, name))


def _once(figures: Sequence[Figure]) -> list[Figure]:
    seen: dict[object, Figure] = {}
    for figure in sorted(figures, key=lambda f: not f.table):
        seen.setdefault((figure.sex, figure.age, figure.breakdown), figure)
    return list(seen.values())


def _by_population(book: Book, shares: Sequence[Figure]) -> Iterator[Shares]:
    plain = [
        f
        for f in shares
        if f.value is not None and f.base in book.figures and not (f.sex or f.age or f.breakdown)
    ]
    for group in grouped(plain, lambda f: (f.printed_in, f.base, time_of(f))).values():
        base = book.figures[group[0].base]
        wanted = SUBGROUPS.get(base.population, ())
        parts = [f for f in group if f.population in wanted]
        if wanted and {f.population for f in parts} == set(wanted) and len(parts) == len(wanted):
            yield Shares("population", tuple(parts), True, False, base)


def _with_habits(book: Book, found: list[Shares], counted: set[object]) -> list[Shares]:
    settled: list[Shares] = []
    stated = [f for f in book.having(Statistic.DIFFERENCE) if f.value is not None]
    differences = grouped(stated, lambda f: f.base)
    for group in _grouped(found, lambda s: s.figures[0].printed_in):
        closing: list[Shares] = []
        for alike in _grouped(group, lambda s: (s.dimension, s.figures[0].direction)):
            whole = [s for s in alike if not s.partly]
            sums = [sum((f.value or 0 for f in s.figures), Decimal(0)) for s in whole]
            habit = len(sums) > 2 and 2 * sums.count(HUNDRED) > len(sums)
            for shares in alike:
                complete = shares.complete or shares.has_other or _crossed(shares) or habit
                closing.append(replace(shares, complete=complete and not shares.partly))
        exactly = _deliberate([s for s in closing if s.complete])
        for shares in closing:
            # Where every share has its count, the counts decide: see `azalai.accounts.lint.shares`.
            known = all(_count_key(f) in counted for f in shares.figures)
            changes = tuple(
                change for f in shares.figures for change in differences.get(f.id, [])[:1]
            )
            settled.append(replace(shares, exactly=exactly and not known, changes=changes))
    return settled


def _count_key(f: Figure) -> tuple[object, ...]:
    return (f.printed_in, (f.category, f.population, f.place, f.origin, f.direction, f.sex, f.age,
                           f.breakdown))  # fmt: skip


def _grouped(found: Sequence[Shares], key: object) -> list[list[Shares]]:
    groups: dict[object, list[Shares]] = {}
    for shares in found:
        groups.setdefault(key(shares), []).append(shares)  # type: ignore[operator]
    return list(groups.values())


def _crossed(shares: Shares) -> bool:
    """Whether a list has both sexes, all ages, or both sexes by all ages."""
    names = shares.dimension.split("+")
    if not {"sex", "age"}.issuperset(names):
        return False
    sexes, ages = ({getattr(f, name) for f in shares.figures} for name in ("sex", "age"))
    return (
        len(shares.figures) == len(sexes) * len(ages)
        and ("sex" not in names or sexes == {"F", "M"})
        and ("age" not in names or widest(ages)[1])
    )


def _deliberate(found: Sequence[Shares]) -> bool:
    """Whether so many lists add to exactly 100 that it can be no accident."""
    chances, closed = [], 0
    for shares in found:
        rounded = sum(bool(f.value) for f in shares.figures)
        if rounded > 2:
            chances.append(_CLOSES.get(rounded, _CLOSES[6]))
            closed += sum((f.value or 0 for f in shares.figures), Decimal(0)) == HUNDRED
    tail = [Decimal(1)]  # chance of so many closed lists, list by list
    for chance in chances:
        tail = [
            (tail[n] * (1 - chance) if n < len(tail) else Decimal(0))
            + (tail[n - 1] * chance if n else Decimal(0))
            for n in range(len(tail) + 1)
        ]
    return bool(chances) and sum(tail[closed:], Decimal(0)) < _MOST


def _identities(book: Book) -> Iterator[Identity]:
    for shares in lists(book):
        names = tuple(f.id for f in shares.figures)
        counted = shares.base is not None and len(names) < 3
        sharp = shares.complete and (shares.exactly or counted)
        if shares.complete or len(names) > 1:
            yield Identity(
                "lists", (), names,
                lambda figures, shares=shares, names=names: _judge(  # type: ignore[misc]
                    [figures[name] for name in names], shares,
                    figures[shares.base.id] if shares.base is not None else None,
                ),
                sharp,
            )  # fmt: skip
        if shares.changes:
            changes = tuple(f.id for f in shares.changes)
            full = len(changes) == len(names)
            yield Identity(
                "columns", (), (*changes, *names),
                lambda figures, shares=shares, names=names, changes=changes: _judge_column(  # type: ignore[misc]
                    [figures[name] for name in names], [figures[name] for name in changes], shares
                ),
                shares.complete and shares.exactly and full,
            )  # fmt: skip


def _judge(figures: list[Figure], shares: Shares, base: Figure | None) -> list[Finding]:
    total = sum((f.value or Decimal(0) for f in figures), Decimal(0))
    gap = total - HUNDRED
    half = sum((step(f) / 2 for f in figures if f.value), Decimal(0))
    named = tuple(f.id for f in figures)
    values: Values = {"sum": total, "gap": abs(gap), "parts": len(figures)}
    if not shares.complete:
        if gap <= half:
            return []
        asked = figures[0].category is Category.ANSWER
        severity = Severity.WARNING if asked else Severity.ERROR
        return [Finding("lists", severity, named, values, "multiple" if asked else "over")]
    if not gap:
        return []
    if not shares.exactly and (_fits(figures, base) if base else abs(gap) <= half):
        return []
    severity = Severity.WARNING if abs(gap) <= half else Severity.ERROR
    because = "other" if shares.has_other else "no_other" if gap < 0 else "over"
    return [Finding("lists", severity, named, values, because)]


def _fits(figures: Sequence[Figure], base: Figure) -> bool:
    """Whether counts of a base exist that print as these shares."""
    if base.value is None:
        return True
    least = most = Decimal(0)
    for figure in figures:
        value, half = figure.value or Decimal(0), step(figure) / 2
        least += ((value - half) * base.value / 100).to_integral_value(ROUND_CEILING).max(0)
        top = (value + half) * base.value / 100
        whole = top.to_integral_value(ROUND_FLOOR)
        most += whole - 1 if whole == top else whole
    return least <= base.value <= most


def _judge_column(figures: list[Figure], changes: list[Figure], shares: Shares) -> list[Finding]:
    by_base = {f.id: f for f in figures}
    found = []
    for change in changes:
        share = by_base[change.base].value or Decimal(0)
        before = share - (change.value or Decimal(0))
        half = max(step(change), step(by_base[change.base])) / 2
        if not -half < before <= HUNDRED + half:
            found.append(
                Finding("columns", Severity.ERROR, (change.id, change.base),
                        {"share": share, "change": change.value or 0, "before": before},
                        "impossible")
            )  # fmt: skip
    if len(changes) < len(figures) or not shares.complete or found:
        return found
    column = sum((f.value or Decimal(0) for f in changes), Decimal(0))
    before = sum((f.value or Decimal(0) for f in figures), Decimal(0)) - column
    gap = HUNDRED - before
    unchanged = {change.base for change in changes if not change.value}
    half = sum(
        (step(f) / 2 for f in figures if f.value or f.id not in unchanged), Decimal(0)
    )  # what was 0 and is 0 was not rounded
    if not gap or (abs(gap) <= half and not shares.exactly):
        return found
    because = "other_list" if shares.has_other else "gone" if gap > 0 else "over"
    severity = Severity.ERROR if because == "over" else Severity.WARNING
    values: Values = {"column": column, "before": before, "gap": abs(gap), "parts": len(figures)}
    found.append(Finding("columns", severity, tuple(f.id for f in (*changes, *figures)), values,
                         because))  # fmt: skip
    return found


RULE = Rule("lists", _identities)
