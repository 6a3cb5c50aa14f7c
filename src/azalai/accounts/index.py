"""A ledger read once: the figures that accounts look for again and again.

A ledger of a country's rounds holds ten thousand figures and a thousand places. To walk through
all of it for each place would take minutes; a ledger never changes, so what was found is kept for
as long as it lives.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from azalai.model.figures import FLOWS, Category, Figure, Role, Statistic
from azalai.model.ledger import Ledger


class Index:
    """The figures of a ledger that nothing supersedes, by where they are printed.

    Attributes
    ----------
    live : list of Figure
    position : mapping of str to int
        Of an id, its place in the ledger.
    countable : list of Figure
        Counts of persons that are not parts by sex, age or anything else.
    households : list of Figure
        Such counts of households, which enter no account.
    flows : list of Figure
        Those of `countable` that enter an account between its stocks.
    """

    def __init__(self, ledger: Ledger) -> None:
        gone = ledger.superseded
        self.live = [figure for figure in ledger if figure.id not in gone]
        self.position = {figure.id: place for place, figure in enumerate(ledger)}
        self.countable = [figure for figure in self.live if _counts(figure, "persons")]
        self.households = [figure for figure in self.live if _counts(figure, "households")]
        self.flows = [figure for figure in self.countable if figure.category in FLOWS]
        self._printed: dict[tuple[Category, str], list[Figure]] = {}
        self._tables: dict[tuple[Category, str, str], list[Figure]] = {}
        for figure in self.live:
            key = (figure.category, figure.printed_in)
            self._printed.setdefault(key, []).append(figure)
            if figure.table:
                self._tables.setdefault((*key, figure.table), []).append(figure)

    def printed_with(self, figure: Figure) -> list[Figure]:
        """Figures of the same category in its table, or where it is in none in its document."""
        if figure.table:
            return self._tables.get((figure.category, figure.printed_in, figure.table), [])
        return self._printed.get((figure.category, figure.printed_in), [])


def index_of(ledger: Ledger) -> Index:
    """The index of a ledger, made when it is first asked for."""
    found = _KEPT.get(ledger)
    if found is None:
        found = _KEPT[ledger] = Index(ledger)
    return found


def _counts(figure: Figure, unit: str) -> bool:
    return (
        figure.statistic is Statistic.COUNT
        and figure.unit == unit
        and figure.role is not Role.CONTEXT
        and not (figure.sex or figure.age or figure.breakdown or figure.direction)
    )


_KEPT: WeakKeyDictionary[Ledger, Index] = WeakKeyDictionary()
