"""Places that figures speak of, and which place lies in which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from azalai.model.names import normalise


class PlaceKind(StrEnum):
    """What sort of place."""

    COUNTRY = "country"
    ADMIN1 = "admin1"
    ADMIN2 = "admin2"
    ADMIN3 = "admin3"
    SETTLEMENT = "settlement"
    """A town, a village, a site."""
    CAMP = "camp"
    BORDER = "border"
    """A crossing or a stretch of border."""
    POINT = "point"
    """A flow monitoring point."""
    GROUP = "group"
    """Several places that a source takes together: the north, the countries of asylum."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place.

    Attributes
    ----------
    code : str
        ISO 3166-1 alpha-3, a p-code, or a code of ``places.csv``.
    names : mapping of str to str
        By language; a country's are empty: `azalai.wording` knows them.
    within : str
        Code of the place it lies in; empty for countries and groups.
    parts : tuple of str
        Of a group: the codes it consists of.
    phrases : mapping of str to str
        How a sentence takes a place that is more than a name: ``in_en`` "in the north of Mali",
        ``from_fr`` "du nord du Mali". Where there is none, a group stands in brackets.
    """

    code: str
    kind: PlaceKind
    names: Mapping[str, str] = field(default_factory=dict)
    within: str = ""
    parts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    phrases: Mapping[str, str] = field(default_factory=dict)

    def name(self, lang: str) -> str:
        """Its name in a language, else in English, else its code."""
        return self.names.get(lang) or self.names.get("en") or self.code


class Gazetteer:
    """All places of a ledger.

    Examples
    --------
    >>> gao = Place("ML07", PlaceKind.ADMIN1, {"en": "Gao"}, within="MLI")
    >>> kidal = Place("ML08", PlaceKind.ADMIN1, {"en": "Kidal"}, within="MLI")
    >>> north = Place("north", PlaceKind.GROUP, {"en": "The north"}, parts=("ML07", "ML08"))
    >>> places = Gazetteer([Place("MLI", PlaceKind.COUNTRY), gao, kidal, north])
    >>> places.find("GAO"), places.find("Nowhere")
    ('ML07', None)
    >>> places.parts("MLI"), places.parts("north"), places.lies_in("ML07", "MLI")
    (('ML07', 'ML08'), ('ML07', 'ML08'), True)
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = {place.code: place for place in places}
        self._spellings: dict[str, str] = {}
        for place in self._places.values():
            for text in (place.code, *place.names.values(), *place.aliases):
                self._spellings.setdefault(normalise(text), place.code)
        self._inside: dict[str, tuple[str, ...]] = {}
        for place in self._places.values():
            if place.within:
                self._inside[place.within] = (*self._inside.get(place.within, ()), place.code)

    def __contains__(self, code: str) -> bool:
        return code in self._places

    def __getitem__(self, code: str) -> Place:
        return self._places[code]

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def find(self, text: str) -> str | None:
        """Code of the place of that code, name or alias."""
        return text if text in self._places else self._spellings.get(normalise(text))

    @property
    def spellings(self) -> Mapping[str, str]:
        """Every normalised name, alias and code, with the code of its place."""
        return self._spellings

    def parts(self, code: str) -> tuple[str, ...]:
        """The places right below one: the parts of a group, or what lies in it."""
        place = self._places.get(code)
        return place.parts if place is not None and place.parts else self._inside.get(code, ())

    def leaves(self, code: str) -> tuple[str, ...]:
        """The parts of a group, groups among them taken apart; a place itself if it is none."""
        place = self._places.get(code)
        if place is None or not place.parts:
            return (code,)
        return tuple(leaf for part in place.parts for leaf in self.leaves(part))

    def circle(self) -> tuple[str, ...]:
        """Places that lie in, or consist of, one another in a circle; empty where none do.

        Nothing else here may be asked of places that do: nobody would come to an end.

        Examples
        --------
        >>> Gazetteer([Place("a", PlaceKind.CAMP, within="b"),
        ...            Place("b", PlaceKind.GROUP, parts=("a", "c"))]).circle()
        ()
        >>> Gazetteer([Place("a", PlaceKind.GROUP, parts=("b",)),
        ...            Place("b", PlaceKind.GROUP, parts=("a",))]).circle()
        ('a', 'b')
        """
        done: set[str] = set()
        for start in self._places:
            way: list[str] = []
            turns = [iter((start,))]
            while turns:
                code = next(turns[-1], None)
                if code is None:
                    turns.pop()
                    if way:
                        done.add(way.pop())
                elif code in way:
                    return tuple(way[way.index(code) :])
                elif code not in done:
                    way.append(code)
                    turns.append(iter(self.parts(code)))
        return ()

    def lies_in(self, code: str, other: str) -> bool:
        """Whether a place is another or a part of it, however deep."""
        if code == other or code in self.leaves(other):
            return True
        above = self._places[code].within if code in self._places else ""
        return bool(above) and self.lies_in(above, other)
