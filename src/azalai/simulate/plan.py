"""What is decided before the first group is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from azalai.model.errors import InputError
from azalai.simulate.invented import Land, befall, invent
from azalai.simulate.parameters import Parameters
from azalai.simulate.places import World, home_places, world
from azalai.simulate.profiles import Profiles, profiles
from azalai.simulate.rhythm import Rhythm
from azalai.workspace import Folder, packs

"""Where invented points lie: boundaries come with its pack."""


@dataclass(frozen=True)
class Plan:
    """A country, its ways, and how many groups to expect when.

    Attributes
    ----------
    pack : Path
        Folder of the country pack.
    places : list of str
        Places at home that forms name.
    """

    land: Land
    pack: Path
    world: World
    ways: Profiles
    rhythm: Rhythm
    places: list[str]


def make(parameters: Parameters, register: Path | None) -> Plan:
    """Invent points, or take those of a workspace; nothing is written.

    Raises
    ------
    InputError
        ``simulate_no_points`` where there is no point, ``simulate_no_days`` where none is open.
    """
    land, pack = _land(parameters, register)
    known = world(land.country, [point.faces for point in land.points if point.faces])
    ways = profiles(parameters.seed, land.points, known)
    rhythm = Rhythm(parameters, land, ways)
    if not rhythm.groups():
        raise InputError("simulate_no_days")
    places = home_places(pack, land.points, parameters.language)
    return Plan(land, pack, known, ways, rhythm, places)


def _land(parameters: Parameters, register: Path | None) -> tuple[Land, Path]:
    if register is None:
        if not parameters.points:
            raise InputError("simulate_no_points", path="–")
        country = parameters.country or packs.pack_countries()[0]
        pack = packs.country_pack(country)
        return invent(parameters, country, pack / "admin1.geojson"), pack
    folder = Folder(register)
    points = list(folder.register.points.values())
    if not points:
        raise InputError("simulate_no_points", path=str(register))
    return befall(parameters, folder.country, points, []), folder.root / "country"
