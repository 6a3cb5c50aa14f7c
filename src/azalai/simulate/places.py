"""Countries and towns that a simulated journey leads through.

What stands here is a plausible mixture and no statistic of anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from azalai.model.points import Point
from azalai.workspace.config import read_toml
from azalai.workspace.csvfile import read_lines
from azalai.workspace.packs import countries, country_pack, pack_countries


@dataclass(frozen=True, slots=True)
class Flavour:
    """What a country's pack says of those who travel there: ``simulation.toml``; empty without."""

    neighbours: dict[str, tuple[float, float]]
    """Alpha-3 -> a place near the border with them."""
    people: dict[str, float]
    far: dict[str, float]
    towns: dict[str, tuple[str, ...]]


@cache
def flavour(home: str) -> Flavour:
    """The mixture of a country.

    Examples
    --------
    >>> sorted(flavour("MLI").neighbours)[:2], flavour("ISL").towns
    (['BFA', 'CIV'], {})
    """
    path = country_pack(home) / "simulation.toml" if home in pack_countries() else None
    said = read_toml(path) if path is not None and path.is_file() else {}
    return Flavour(
        neighbours={
            code: (place[0], place[1]) for code, place in said.get("neighbours", {}).items()
        },
        people={code: float(weight) for code, weight in said.get("people", {}).items()},
        far={code: float(weight) for code, weight in said.get("far", {}).items()},
        towns={code: tuple(names) for code, names in said.get("towns", {}).items()},
    )


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


def world(home: str, faces: list[str]) -> World:
    """The countries whose people, borders and hopes a simulated country knows.

    Examples
    --------
    >>> mali = world("MLI", ["DZA"])
    >>> mali.codes[mali.home], mali.nationalities < len(mali.codes)
    ('MLI', True)
    """
    region, known = countries()[home].region, flavour(home)
    share = dict(known.people)
    if home not in share:
        others = [code for code, item in countries().items() if item.region == region]
        share = {code: 1.0 + 8.0 / (rank + 1) for rank, code in enumerate([home, *others])}
    for code in faces:
        share.setdefault(code, 2.0)
    codes = sorted(share, key=lambda code: countries()[code].names[0])
    nationalities = len(codes)
    codes += [code for code in known.far if code not in share]
    number = {code: index for index, code in enumerate(codes)}
    near = dict.fromkeys([*known.neighbours, *faces]) or dict.fromkeys(codes[:6])
    return World(
        home=number[home],
        codes=tuple(codes),
        nationalities=nationalities,
        share=tuple(share[code] for code in codes[:nationalities]),
        far={number[code]: weight for code, weight in known.far.items() if code != home},
        neighbours=tuple(number[code] for code in near if code in number and code != home),
    )
