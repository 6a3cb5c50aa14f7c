"""The places of a foreign file: known ones by code or name, others brought along by the import."""

from __future__ import annotations

from azalai.model.names import normalise
from azalai.model.places import Gazetteer, Place, PlaceKind
from azalai.workspace.packs import country_spellings

NOT_GIVEN = frozenset(
    {"", "notavailable", "na", "null", "none", "nan", "unknown", "nd", "undefined"}
)
"""What interfaces write where there is no code or name (without case, spaces and marks)."""
LEVELS = (PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.ADMIN2, PlaceKind.ADMIN3,
          PlaceKind.SETTLEMENT)  # fmt: skip


def given(text: str | None) -> str:
    """A code or a name; empty where the text says that there is none.

    Examples
    --------
    >>> given("Not available"), given(" ML01 "), given("N/A"), given("-")
    ('', 'ML01', '', '')
    """
    bare = (text or "").strip()
    return "" if normalise(bare).replace(" ", "") in NOT_GIVEN else bare


class Finder:
    """Finds the places of one file, and keeps those that nobody knew.

    Attributes
    ----------
    new : dict
        Code -> place that the file brings along.
    uncoded : dict
        Code that was made up -> the name the file gives without any code.
    renamed : dict
        Code -> (name here, name in the file), where they differ.
    by_name : dict
        Code in the file -> code here of the place of that name.
    """

    def __init__(self, places: Gazetteer) -> None:
        self.places = places
        self._named: dict[tuple[str, PlaceKind, str], str] = {}
        for place in places:
            self._remember(place)
        self.new: dict[str, Place] = {}
        self.uncoded: dict[str, str] = {}
        self.renamed: dict[str, tuple[str, str]] = {}
        self.by_name: dict[str, str] = {}
        self._codes: dict[tuple[str, str], str] = {}

    def _remember(self, place: Place) -> None:
        for name in (*place.names.values(), *place.aliases):
            self._named.setdefault((normalise(name), place.kind, place.within), place.code)

    def country(self, code: str | None, name: str | None = "") -> str:
        """Alpha-3 of a country named by its code or its name; empty where that is none."""
        for text in (given(code), given(name)):
            found = country_spellings().get(normalise(text)) if text else None
            if found:
                return found
        return ""

    def area(
        self,
        level: int,
        code: str | None,
        name: str | None,
        within: str,
        kind: PlaceKind | None = None,
    ) -> str:
        """Code of an area or location; empty where the file gives neither code nor name.

        Parameters
        ----------
        level : int
            1 to 3 for areas, 4 for locations.
        within : str
            The place it lies in, as far as the file says.
        """
        code, name = given(code), given(name)
        kind = kind or LEVELS[level]
        if code and (found := self._known(code)) is not None:
            self._compare(found, name)
            return found
        if name:
            named = self._named.get((normalise(name), kind, within), "")
            if named and (not code or named not in self.new):
                if code:
                    self.by_name[code] = named
                    self._codes[code, ""] = named
                return named
        if not code and not name:
            return ""
        if not code:
            code = self._made_up(name, within)
            self.uncoded[code] = name
        place = Place(code, kind, {"en": name} if name else {}, within=within)
        self.new[code] = place
        self._remember(place)
        return code

    def _known(self, code: str) -> str | None:
        if (code, "") in self._codes:
            return self._codes[code, ""]
        if code in self.new:
            return code
        return self.places.find(code)

    def _compare(self, code: str, name: str) -> None:
        if not name or (code not in self.new and code not in self.places):
            return
        place = self.new[code] if code in self.new else self.places[code]
        if not place.names:
            return
        spellings = {normalise(text) for text in (*place.names.values(), *place.aliases, code)}
        if normalise(name) not in spellings:
            self.renamed.setdefault(code, (place.name("en"), name))

    def _made_up(self, name: str, within: str) -> str:
        base = "-".join(normalise(name).split()) or "place"
        return f"{within}.{base}" if within else base
