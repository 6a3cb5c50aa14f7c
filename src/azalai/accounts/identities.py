"""Which figures each identity binds, and how many slips of one unit they would find."""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from azalai.accounts.lint import rules
from azalai.accounts.lint.book import Book
from azalai.accounts.lint.printed import step
from azalai.model.figures import Category, Figure, Role
from azalai.model.ledger import Ledger
from azalai.model.lint import Finding, Identity, Severity

__all__ = ["Identity", "Score", "identities", "recomputable", "score", "together"]

_MANY = 4
"""Dates from which on a quantity is a series."""


def identities(ledger: Ledger, counted: Mapping[str, bool] | None = None) -> tuple[Identity, ...]:
    """Every relation between figures that the linter tests."""
    book = Book(ledger, counted)
    return tuple(identity for rule in rules() for identity in rule.identities(book))


def recomputable(figure: Figure) -> bool:
    """Whether a figure may follow from others: it has one number, and is no mere background.

    What people answered in a survey follows from its records only, and no other figure tells it.
    """
    return _stated(figure) and figure.category is not Category.ANSWER


def _stated(figure: Figure) -> bool:
    return figure.value is not None and figure.role is not Role.CONTEXT


@dataclass(frozen=True, slots=True)
class Score:
    """How well the figures of a document hold each other.

    Attributes
    ----------
    document : str
        Code of the source that prints them.
    recomputable, bound : int
        Figures that may follow from others, and those that an identity binds.
    changes, found : int
        Bound figures changed by one unit of their last printed digit, up and down, one at a time;
        and how many of these changes make an error or a warning appear that names the figure, or
        change what one says was computed. A finding that vanishes counts for nothing.
    fresh : int
        Changes found by an error or a warning that the unchanged figures do not have at all.
    answers : int
        Survey answers beside the recomputable figures; no identity binds them.
    series : bool
        Whether the document tells few quantities at many dates, and is no report.
    unbound, missed : tuple of str
        Ids; a change that is missed has its sign.
    """

    document: str
    recomputable: int
    bound: int
    changes: int
    found: int
    unbound: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    fresh: int = 0
    answers: int = 0
    series: bool = False

    @property
    def share_with_answers(self) -> float:
        """Bound of recomputable figures and survey answers."""
        asked = self.recomputable + self.answers
        return self.bound / asked if asked else 0.0

    @property
    def share_fresh(self) -> float:
        """Of the changes those that a finding tells which was not there before."""
        return self.fresh / self.changes if self.changes else 0.0

    @property
    def share_bound(self) -> float:
        """Bound of recomputable."""
        return self.bound / self.recomputable if self.recomputable else 0.0

    @property
    def share_found(self) -> float:
        """Found of changes."""
        return self.found / self.changes if self.changes else 0.0


def score(ledger: Ledger, counted: Mapping[str, bool] | None = None) -> tuple[Score, ...]:
    """The score of each document of a ledger."""
    book = Book(ledger, counted)
    every = [identity for rule in rules() for identity in rule.identities(book)]
    of: dict[str, list[Identity]] = {}
    for identity in every:
        for name in identity.figures:
            of.setdefault(name, []).append(identity)
    scores = []
    for document, figures in book.documents.items():
        asked = [f for f in figures if recomputable(f)]
        bound = [f for f in asked if any(identity.binds for identity in of.get(f.id, ()))]
        missed: list[str] = []
        fresh = 0
        for figure in bound:
            for sign, changed in _changed(figure):
                found, new = _found(book, of[figure.id], changed)
                fresh += new
                if not found:
                    missed.append(f"{figure.id} {sign}")
        changes = 2 * len(bound)
        kept = {f.id for f in bound}
        answers = [f for f in figures if f.category is Category.ANSWER and _stated(f)]
        scores.append(
            Score(document, len(asked), len(bound), changes, changes - len(missed),
                  tuple(f.id for f in asked if f.id not in kept), tuple(missed),
                  fresh, len(answers), _is_series(asked))
        )  # fmt: skip
    return tuple(scores)


def together(scores: Iterable[Score]) -> Score:
    """Several documents as one.

    Examples
    --------
    >>> together([Score("a", 10, 8, 16, 15), Score("b", 30, 20, 40, 39)]).share_bound
    0.7
    """
    every = tuple(scores)

    def of(name: str) -> int:
        return sum(getattr(one, name) for one in every)

    return Score("", of("recomputable"), of("bound"), of("changes"), of("found"),
                 tuple(name for one in every for name in one.unbound),
                 tuple(name for one in every for name in one.missed),
                 of("fresh"), of("answers"))  # fmt: skip


def _is_series(figures: Sequence[Figure]) -> bool:
    """Whether most figures are of quantities that are stated for many dates."""
    often = Counter(figure.quantity for figure in figures)
    return 2 * sum(often[figure.quantity] >= _MANY for figure in figures) > len(figures)


def _changed(figure: Figure) -> list[tuple[str, Figure]]:
    value, unit = figure.value, step(figure)
    assert value is not None
    return [("+", figure.but(value=value + unit)), ("-", figure.but(value=value - unit))]


def _found(book: Book, touched: Sequence[Identity], changed: Figure) -> tuple[bool, bool]:
    """Whether a change is told of the figure, and whether by a finding that is new altogether."""
    figures = ChainMap({changed.id: changed}, book.figures)
    found = fresh = False
    for identity in touched:
        before = _grave(identity.judge(book.figures))
        marks = {item.mark for item in before}
        told = {(item.rule, item.figures[0]) for item in before}
        for item in _grave(identity.judge(figures)):
            if changed.id in item.figures and item.mark not in marks:
                found = True
                fresh = fresh or (item.rule, item.figures[0]) not in told
    return found, fresh


def _grave(found: Sequence[Finding]) -> list[Finding]:
    return [item for item in found if item.severity is not Severity.NOTE]
