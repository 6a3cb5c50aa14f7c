"""The ledger: all figures, with the places and sources they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from azalai.model.figures import Figure, Role
from azalai.model.moments import Moment
from azalai.model.places import Gazetteer


@dataclass(frozen=True, slots=True)
class Source:
    """Who states figures, and where that can be read.

    Attributes
    ----------
    code : str
        What figures call it.
    names : mapping of str to str
        A short name by language: ``CMP, 21 February 2013``.
    reference : str
        The full reference, as a list of references prints it; in the source's own language.
    published : Moment or None
        When it was published.
    reliability : str
        A word on how far it can be trusted; empty where nobody said.
    """

    code: str
    names: Mapping[str, str] = field(default_factory=dict)
    publisher: str = ""
    reference: str = ""
    published: Moment | None = None
    url: str = ""
    reliability: str = ""

    def name(self, lang: str) -> str:
        """Its short name in a language, else in English, else its code."""
        return self.names.get(lang) or self.names.get("en") or self.code


class Ledger:
    """Figures with the places and sources they name.

    Parameters
    ----------
    figures : iterable of Figure
        Ids must differ.
    places : Gazetteer
    sources : mapping of str to Source

    Examples
    --------
    >>> from azalai.model.figures import Category
    >>> ledger = Ledger([Figure(id="a", category=Category.STOCK, place="MLI", population="idp")])
    >>> [figure.id for figure in ledger.select(population="idp")], len(ledger), "a" in ledger
    (['a'], 1, True)
    """

    def __init__(
        self,
        figures: Iterable[Figure],
        places: Gazetteer | None = None,
        sources: Mapping[str, Source] | None = None,
    ) -> None:
        self._figures = {figure.id: figure for figure in figures}
        self.places = places or Gazetteer(())
        self.sources = dict(sources or {})

    def __iter__(self) -> Iterator[Figure]:
        return iter(self._figures.values())

    def __len__(self) -> int:
        return len(self._figures)

    def __contains__(self, identity: str) -> bool:
        return identity in self._figures

    def __getitem__(self, identity: str) -> Figure:
        return self._figures[identity]

    def source(self, code: str) -> Source:
        """A source; one that the ledger does not list has its code for a name."""
        return self.sources.get(code) or Source(code)

    def published(self, figure: Figure) -> Moment | None:
        """When the document that prints a figure was published."""
        document = self.sources.get(figure.document)
        if document is not None and document.published is not None:
            return document.published
        known = self.sources.get(figure.source)
        return figure.published or (known.published if known is not None else None)

    def stated(self, figure: Figure) -> Moment | None:
        """When the source that states a figure published it; else the document that prints it."""
        known = self.sources.get(figure.source)
        own = known.published if known is not None else None
        return figure.published or own or self.published(figure)

    def select(self, **wanted: Any) -> list[Figure]:
        """Figures whose attributes are what is asked for; a tuple or set names several.

        Superseded figures are left out, unless ``superseded=True``.
        """
        superseded = wanted.pop("superseded", False)
        gone = set() if superseded else self.superseded
        return [
            figure
            for figure in self
            if figure.id not in gone
            and all(_is_wanted(getattr(figure, name), value) for name, value in wanted.items())
        ]

    @property
    def superseded(self) -> set[str]:
        """Ids of figures that a later one replaces."""
        return {figure.supersedes for figure in self if figure.supersedes}

    def recommended(self, **wanted: Any) -> list[Figure]:
        """Like `select`, figures of that role only."""
        return self.select(role=Role.RECOMMENDED, **wanted)

    def but(self, figures: Iterable[Figure]) -> Ledger:
        """The same places and sources with other figures."""
        return Ledger(figures, self.places, self.sources)


def _is_wanted(found: object, value: object) -> bool:
    """Whether an attribute is what is asked for, or among it; a breakdown is a tuple itself."""
    return found == value or (isinstance(value, tuple | set | frozenset) and found in value)
