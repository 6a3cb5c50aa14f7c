"""Countries and towns that a simulated journey leads through.

What stands here is a plausible mixture and no statistic of anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from azalai.model.points import Point
from azalai.workspace.csvfile import read_lines
from azalai.workspace.packs import countries

_NEIGHBOURS = {
    "MLI": {
        "DZA": (20.5, 0.8), "BFA": (13.2, -3.2), "MRT": (16.0, -9.4), "NER": (15.6, 3.6),
        "SEN": (14.1, -12.0), "GIN": (11.8, -9.2), "CIV": (10.5, -6.2),
    },
}  # fmt: skip
"""Country -> its neighbours, each with a place near their border (latitude, longitude)."""

_WEST_AFRICA = {
    "BFA": 9, "NER": 7, "GIN": 6, "SEN": 5, "CIV": 5, "NGA": 4, "GMB": 2, "BEN": 2, "TGO": 1.5,
    "GHA": 1.5, "CMR": 1.2, "MRT": 1.2, "GNB": 0.7, "SLE": 0.6, "TCD": 0.5, "LBR": 0.3,
    "DZA": 0.8, "SDN": 0.3, "COG": 0.2, "GAB": 0.2, "MLI": 9,
}  # fmt: skip
_FAR = {"DZA": 5, "LBY": 3, "MAR": 2, "ITA": 2, "ESP": 2, "FRA": 1.2, "DEU": 0.4, "TUN": 0.4}

TOWNS: dict[str, tuple[str, ...]] = {
    "MLI": ("Bamako", "Koutiala", "Kayes", "Sikasso"),
    "DZA": ("Tamanrasset", "Bordj Badji Mokhtar", "Timiaouine", "Adrar", "Algiers"),
    "BFA": ("Ouagadougou", "Bobo Dioulasso", "Dedougou", "Ouahigouya", "Nouna"),
    "MRT": ("Nouakchott", "Nouadhibou", "Nema", "Ayoun el Atrous"),
    "NER": ("Niamey", "Agadez", "Tahoua", "Arlit", "Ayorou"),
    "SEN": ("Dakar", "Tambacounda", "Kidira", "Ziguinchor"),
    "GIN": ("Conakry", "Siguiri", "Kankan", "Kourouma"),
    "CIV": ("Abidjan", "Bouake", "Korhogo", "Ferkessedougou"),
    "NGA": ("Lagos", "Kano", "Sokoto"),
    "GMB": ("Banjul", "Basse Santa Su"),
    "LBY": ("Tripoli", "Sabha", "Ghat"),
    "MAR": ("Casablanca", "Oujda", "Nador"),
}  # fmt: skip
"""Country -> towns that forms name; journeys to other countries leave the town blank."""


def home_places(country: Path, points: list[Point], language: str) -> list[str]:
    """Places at home that forms name: regions of the country's pack, and the points."""
    names = [
        line[f"name_{language}"] or line["name_en"]
        for line in read_lines(country / "admin1.csv", ("code", "name_en"))
    ]
    names += [point.name(language) for point in points]
    # A comma would need quotes, which no line of these files has.
    return list(dict.fromkeys(name for name in names if name and "," not in name))


@dataclass(frozen=True)
class World:
    """The countries of one simulation, numbered.

    Attributes
    ----------
    codes : tuple of str
        Alpha-3; the number of a country is its place here.
    nationalities : int
        So many of them have a column of their own: the first ones.
    share : tuple of float
        How often a nationality is met, before a point's own ways.
    far : dict
        Number of a far destination -> weight.
    neighbours : tuple of int
    """

    home: int
    codes: tuple[str, ...]
    nationalities: int
    share: tuple[float, ...]
    far: dict[int, float]
    neighbours: tuple[int, ...]

    def name(self, number: int, language: str) -> str:
        """The name of a country as the files write it."""
        names = countries()[self.codes[number]].names
        return names[1 if language == "fr" else 0]


def neighbour_places(home: str) -> dict[str, tuple[float, float]]:
    """Neighbours of a country with a place towards each; none where we know none."""
    return _NEIGHBOURS.get(home, {})


def world(home: str, faces: list[str]) -> World:
    """The countries whose people, borders and hopes a simulated country knows.

    Examples
    --------
    >>> mali = world("MLI", ["DZA"])
    >>> mali.codes[mali.home], mali.nationalities < len(mali.codes)
    ('MLI', True)
    """
    region = countries()[home].region
    share = dict(_WEST_AFRICA)
    if home not in share:
        others = [code for code, item in countries().items() if item.region == region]
        share = {code: 1.0 + 8.0 / (rank + 1) for rank, code in enumerate([home, *others])}
    for code in faces:
        share.setdefault(code, 2.0)
    codes = sorted(share, key=lambda code: countries()[code].names[0])
    nationalities = len(codes)
    codes += [code for code in _FAR if code not in share]
    number = {code: index for index, code in enumerate(codes)}
    near = dict.fromkeys([*neighbour_places(home), *faces]) or dict.fromkeys(codes[:6])
    return World(
        home=number[home],
        codes=tuple(codes),
        nationalities=nationalities,
        share=tuple(share[code] for code in codes[:nationalities]),
        far={number[code]: weight for code, weight in _FAR.items() if code != home},
        neighbours=tuple(number[code] for code in near if code in number and code != home),
    )
