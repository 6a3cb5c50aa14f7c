"""Which figures each identity binds, and how many slips of one unit they would find."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from azalai.accounts.lint import rules
from azalai.accounts.lint.book import Book
from azalai.accounts.lint.printed import step
from azalai.model.figures import Category, Figure, Role
from azalai.model.ledger import Ledger
from azalai.model.lint import Finding, Identity, Severity

__all__ = ["Identity", "Score", "identities", "recomputable", "score"]


def identities(ledger: Ledger, counted: Mapping[str, bool] | None = None) -> tuple[Identity, ...]:
    """Every relation between figures that the linter tests."""
    book = Book(ledger, counted)
    return tuple(identity for rule in rules() for identity in rule.identities(book))


def recomputable(figure: Figure) -> bool:
    """Whether a figure may follow from others: it has one number, and is no mere background.

    What people answered in a survey follows from its records only, and no other figure tells it.
    """
    return (
        figure.value is not None
        and figure.role is not Role.CONTEXT
        and figure.category is not Category.ANSWER
    )


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
        and how many of these changes make an error or a warning appear, or change what one says
        was computed. A finding that vanishes counts for nothing.
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
        missed = [
            f"{f.id} {sign}"
            for f in bound
            for sign, changed in _changed(f)
            if not _found(book, of[f.id], changed)
        ]
        changes = 2 * len(bound)
        kept = {f.id for f in bound}
        scores.append(
            Score(document, len(asked), len(bound), changes, changes - len(missed),
                  tuple(f.id for f in asked if f.id not in kept), tuple(missed))
        )  # fmt: skip
    return tuple(scores)


def _changed(figure: Figure) -> list[tuple[str, Figure]]:
    value, unit = figure.value, step(figure)
    assert value is not None
    return [("+", figure.but(value=value + unit)), ("-", figure.but(value=value - unit))]


def _found(book: Book, touched: Sequence[Identity], changed: Figure) -> bool:
    figures = ChainMap({changed.id: changed}, book.figures)
    return any(
        _grave(identity.judge(figures)) - _grave(identity.judge(book.figures))
        for identity in touched
    )


def _grave(found: Sequence[Finding]) -> set[object]:
    return {item.mark for item in found if item.severity is not Severity.NOTE}
