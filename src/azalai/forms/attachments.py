"""Lists that go with a form: points, places, and what came back for correction, as CSV.

Headers are XML names, because the engine in the browser makes elements of them. A list from a file
has one column of labels for everybody who has the file, so the file is written in the language of
the phone that asks; other columns have the other languages for forms that name one
(``parameters: label=label_fr``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from azalai.model.places import Gazetteer, Place, PlaceKind
from azalai.workspace.packs import countries

if TYPE_CHECKING:
    from azalai.workspace.register import Register

LANGUAGES: Final = ("en", "fr", "ar")
POINTS: Final = ("name", "label", "label_en", "label_fr", "label_ar", "admin1", "faces")
PLACES: Final = ("name", "label", "label_en", "label_fr", "label_ar", "kind", "within")
CORRECTIONS: Final = ("name", "label", "form", "point", "day")
MADE: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "points.csv": ("points", POINTS),
    "places.csv": ("places", PLACES),
    "corrections.csv": ("corrections", CORRECTIONS),
}
"""Files that a server makes whenever a phone asks: name -> what of, and the header."""


def points_csv(
    register: Register, day: date, only: Collection[str] = (), language: str = "fr"
) -> bytes:
    """The points that are open, for ``points.csv``.

    Parameters
    ----------
    day : date
        A point that closed more than 60 days before is left out; its last forms may be late.
    only : collection of str
        Codes a phone is meant for; empty for all. A phone of one point never has to choose.
    """
    rows = []
    for point in register.points.values():
        gone = point.closed is not None and (day - point.closed).days > 60
        if gone or (only and point.code not in only):
            continue
        labels = [point.names.get(code) or point.name("fr") for code in LANGUAGES]
        label = point.names.get(language) or point.name("fr")
        rows.append([point.code, label, *labels, point.admin1_pcode or point.admin1, point.faces])
    return _csv(POINTS, sorted(rows, key=lambda row: (row[1].casefold(), row[0])))


def places_csv(
    places: Gazetteer, country: str, country_name: Callable[[str, str], str], language: str = "fr"
) -> bytes:
    """Every country, and the areas and sites of this one, for ``places.csv``.

    Parameters
    ----------
    country_name : callable
        ``country_name(code, language)``.
    language : str
        Of the column ``label``, in whose order countries stand.
    """
    own = [place for place in places if _listed(place) and _country_of(places, place) == country]
    rows = [_place_row(place, country, language) for place in own]
    rows.sort(key=lambda row: (row[5], row[1].casefold(), row[0]))
    found = []
    for code in countries():
        labels = {one: country_name(code, one) for one in LANGUAGES}
        label = labels.get(language) or labels["fr"]
        found.append([code, label, *(labels[one] for one in LANGUAGES), "country", ""])
    found.sort(key=lambda row: (row[1].casefold(), row[0]))
    return _csv(PLACES, [*rows, *found])


def corrections_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    """What came back to an enumerator, for ``corrections.csv``: ``name`` is the record's id."""
    return _csv(CORRECTIONS, [[row.get(name, "") for name in CORRECTIONS] for row in rows])


def _listed(place: Place) -> bool:
    return place.kind not in (PlaceKind.COUNTRY, PlaceKind.GROUP, PlaceKind.POINT)


def _country_of(places: Gazetteer, place: Place) -> str:
    code = place.code
    while code in places and places[code].kind is not PlaceKind.COUNTRY:
        code = places[code].within
    return code


def _place_row(place: Place, country: str, language: str) -> list[str]:
    labels = [place.names.get(code) or place.name("fr") for code in LANGUAGES]
    label = place.names.get(language) or place.name("fr")
    return [place.code, label, *labels, str(place.kind), place.within or country]


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    # JavaRosa reads a file line by line: a line break inside a cell would be a row of its own.
    writer.writerows([" ".join(str(cell).split()) for cell in row] for row in rows)
    return out.getvalue().encode()
