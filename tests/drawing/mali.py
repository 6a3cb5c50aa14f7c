"""The nine points of Mali and their flows of June 2020, typed from the published report."""

from azalai.drawing import boundaries
from azalai.drawing.flow_map import MapArrow, MapPoint, MapTexts
from azalai.drawing.style import Spec, number

# code, English and French name, role, latitude, longitude, incoming, outgoing, neighbour
ROWS = [
    ("ML-bamako", "Bamako", "Bamako", "transit", 12.639, -8.003, 11, 1022, None),
    ("ML-benena", "Benena", "Bénéna", "entry_exit", 13.11, -4.37, 459, 557, "BFA"),
    ("ML-gogui", "Gogui", "Gogui", "entry_exit", 15.62, -9.33, 76, 103, "MRT"),
    ("ML-heremakono", "Heremakono", "Hèrèmakono", "entry_exit", 11.12, -5.38, 5924, 2584, "BFA"),
    ("ML-menaka", "Menaka", "Ménaka", "entry_exit", 15.92, 2.396, 38, 110, "DZA"),
    ("ML-place-kidal", "Place Kidal (Gao)", "Place Kidal (Gao)", "entry_exit",
     16.27, -0.04, 824, 792, "DZA"),
    ("ML-sevare", "Sevare", "Sévaré", "transit", 14.53, -4.09, 0, 550, None),
    ("ML-timbuktu", "Timbuktu", "Tombouctou", "entry_exit", 16.773, -3.007, 234, 713, "DZA"),
    ("ML-wabaria", "Wabaria (Gao)", "Wabaria (Gao)", "transit", 16.22, -0.1, 2029, 1913, None),
]  # fmt: skip

TEXTS = {
    "en": MapTexts(
        "en", "Incoming", "Outgoing", "Entry/exit FMP", "Transit FMP (not in totals)",
        "Arrow width: people in the month",
    ),
    "fr": MapTexts(
        "fr", "Entrants", "Sortants", "FMP d’entrée/sortie", "FMP de transit (hors totaux)",
        "Largeur des flèches\u00a0: personnes dans le mois",
    ),
}  # fmt: skip

COUNTRIES = {"en": {"DZA": "Algeria", "NER": "Niger"}, "fr": {"DZA": "Algérie", "NER": "Niger"}}


def points(lang: str) -> list[MapPoint]:
    """The points with their labels in a language."""
    made = []
    for code, english, french, role, latitude, longitude, incoming, outgoing, _ in ROWS:
        total = number(incoming + outgoing, lang) + (" (transit)" if role == "transit" else "")
        name = english if lang == "en" else french
        made.append(MapPoint(code, name, latitude, longitude, role, incoming, outgoing, total))
    return made


def arrows() -> list[MapArrow]:
    """Both directions of each entry/exit point."""
    return [
        MapArrow(row[0], direction, persons, row[8])
        for row in ROWS
        if row[8]
        for direction, persons in (("in", row[6]), ("out", row[7]))
    ]


def map_options(lang: str) -> Spec:
    """The other arguments of the map."""
    regions = boundaries.regions("ml")
    names = {region["id"]: region["properties"][f"name_{lang}"] for region in regions}
    return {
        "focus": "MLI",
        "country_name": lambda code: COUNTRIES[lang].get(code, code),
        "region_name": names.__getitem__,
        "regions": regions,
    }
