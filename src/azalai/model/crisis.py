"""A crisis: its dates and places, what happened, and what its report speaks of.

All of it is data that a person edits; the numbers themselves stand in the ledger
(`azalai.model.ledger`), and a crisis names them by their ids or by what they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from azalai.model.figures import Figure
from azalai.model.ledger import Ledger
from azalai.model.moments import Moment

Texts = Mapping[str, str]
"""Words by language."""


class PhaseCode(StrEnum):
    """The phases of the IOM Migration Crisis Operational Framework (MC/2355)."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the crisis; the first has no beginning, the last may have no end."""

    code: PhaseCode
    title: Texts
    first: date | None = None
    last: date | None = None


class EventKind(StrEnum):
    """What a dated fact is to the people who move."""

    EVENT = "event"
    OBSTACLE = "obstacle"
    """A closure or restriction of a route, a border or transport."""


@dataclass(frozen=True, slots=True)
class Event:
    """A dated fact with its source; it annotates series and maps.

    Attributes
    ----------
    first : Moment
        When it happened or began.
    last : Moment or None
        When it ended; None for what happened at once.
    lasting : bool
        Whether it had not ended when its source was published.
    """

    kind: EventKind
    first: Moment
    text: Texts
    last: Moment | None = None
    lasting: bool = False
    places: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """How refugees came to a country: from where, through where, and where they settled."""

    country: str
    origin: Texts = field(default_factory=dict)
    entry: Texts = field(default_factory=dict)
    settling: Texts = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """A cell of the matrix of sectors and phases: what is needed, what is done."""

    sector: str
    phase: PhaseCode
    need: Texts = field(default_factory=dict)
    action: Texts = field(default_factory=dict)
    figures: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """Figures that a part of the report shows together.

    Attributes
    ----------
    section : str
        ``profile``, ``composition``, ``intentions`` or ``movements``.
    ids : tuple of str
        Figures by id, in their order.
    wanted : mapping
        Else by attributes of `Figure`, as `Ledger.select` takes them.
    """

    section: str
    title: Texts
    ids: tuple[str, ...] = ()
    wanted: Mapping[str, Any] = field(default_factory=dict)
    note: Texts = field(default_factory=dict)

    def of(self, ledger: Ledger) -> list[Figure]:
        """The figures, as far as the ledger has them."""
        if self.ids:
            return [ledger[identity] for identity in self.ids if identity in ledger]
        return ledger.select(**self.wanted)


@dataclass(frozen=True, slots=True)
class SeriesWanted:
    """A line of the chart of displacement over time."""

    population: str
    place: str
    title: Texts
    source: str = ""


@dataclass(frozen=True, slots=True)
class AccountWanted:
    """An account that the report closes."""

    population: str
    place: str
    opening: date
    closing: date


@dataclass(frozen=True, slots=True)
class Crisis:
    """A crisis as its folder defines it.

    Attributes
    ----------
    code : str
        Name of its folder.
    place, asylum, situation, origin : str
        Codes: the country in crisis, the countries of asylum (empty where nobody fled abroad),
        both together, and the areas that people fled.
    as_of : date
        The day its report speaks of; figures dated later serve as outcomes only.
    projection, indicators : raw tables, read by `azalai.methods`
    """

    code: str
    title: Texts
    place: str
    asylum: str
    situation: str
    origin: str
    as_of: date
    phases: tuple[Phase, ...]
    events: tuple[Event, ...] = ()
    routes: tuple[Route, ...] = ()
    responses: tuple[Response, ...] = ()
    selections: tuple[Selection, ...] = ()
    series: tuple[SeriesWanted, ...] = ()
    accounts: tuple[AccountWanted, ...] = ()
    summary: Texts = field(default_factory=dict)
    limitations: Texts = field(default_factory=dict)
    projection: Mapping[str, Any] = field(default_factory=dict)
    indicators: tuple[Mapping[str, Any], ...] = ()

    def phase_of(self, day: date) -> Phase | None:
        """The phase in which a day lies."""
        for phase in self.phases:
            if (phase.first is None or phase.first <= day) and (
                phase.last is None or day <= phase.last
            ):
                return phase
        return None

    def selected(self, section: str) -> tuple[Selection, ...]:
        """What a section of the report shows."""
        return tuple(item for item in self.selections if item.section == section)
