"""What travellers at each point are like: tables from which columns are drawn.

A table turns a number between 0 and 1 into a category. It is cut into `STEPS` equal steps, so that
drawing a million groups is one look-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from azalai.model.flows import MOVEMENT_TYPES, TRANSPORT
from azalai.model.points import Point, Role
from azalai.simulate.calendar import tilt
from azalai.simulate.places import World

Ints = NDArray[np.int64]
Small = NDArray[np.int16]
Floats = NDArray[np.float64]

STEPS = 1024
_MOVEMENTS = (0.36, 0.26, 0.14, 0.02, 0.01, 0.05, 0.02, 0.12, 0.02)
_MEANS = {
    # share, persons in the middle, spread, most
    "bus": (0.26, 33, 0.35, 68), "car": (0.2, 5, 0.3, 9), "taxi": (0.1, 6, 0.4, 18),
    "truck": (0.13, 20, 0.45, 60), "motorbike": (0.13, 2, 0.3, 3), "foot": (0.09, 3, 0.7, 25),
    "boat": (0.03, 17, 0.6, 80), "animal": (0.02, 4, 0.5, 20), "bike": (0.02, 1, 0.2, 2),
    "other": (0.02, 4, 0.6, 20),
}  # fmt: skip
_DAYTIME = (4.5, 5, 4.2, 3.2, 2.6, 2.1, 1.6, 1.4, 1.7, 2.4, 2.9, 2.3)
"""How many travel in each hour while somebody is there to count, from six to six."""


def table(weights: Sequence[float] | Floats) -> Small:
    """Categories in proportion to their weights, for each of `STEPS` steps from 0 to 1.

    Examples
    --------
    >>> np.bincount(table([1, 0, 3])).tolist()
    [256, 0, 768]
    """
    total = np.cumsum(np.asarray(weights, dtype=float))
    steps = (np.arange(STEPS) + 0.5) / STEPS * total[-1]
    found: Small = np.searchsorted(total, steps, side="right").astype(np.int16)
    return found


@dataclass(frozen=True)
class Profiles:
    """Tables by point (and month of the year, 0 to 11), and numbers by point."""

    direction: Small
    movement: Small
    transport: Small
    nationality: Small
    next_in: Small
    next_out: Small
    final_in: Small
    final_out: Small
    minute: Small
    median: Floats
    """Persons in the middle group, by means of transport."""
    spread: Floats
    most: Ints
    adults: Floats
    men: Floats
    busy: Floats
    """How many travel, against the mean point."""
    drift: Floats
    """Change a year, as a logarithm."""
    phase: Floats
    market: Ints
    """Weekday on which more people come."""
    faces: Ints
    inside: NDArray[np.bool_]
    linked: Ints
    """The point at which some of its groups are seen again; -1 for none."""
    crew: Ints
    """Enumerators."""


def stream(seed: int, *key: int) -> np.random.Generator:
    """Chance for one purpose: no other purpose draws from it, in whatever order they come."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def profiles(seed: int, points: list[Point], world: World) -> Profiles:
    """Ways of travelling for each point, drawn once from its own stream."""
    rows = [_profile(stream(seed, 1, index), point, world) for index, point in enumerate(points)]
    means = [_MEANS.get(code, (0.0, 1, 0.1, 1)) for code in TRANSPORT]
    inside = np.array([_inside(point) for point in points])

    def tables(name: str) -> Small:
        return np.array([row[name] for row in rows], dtype=np.int16)

    def numbers(name: str) -> Floats:
        return np.array([row[name] for row in rows], dtype=float)

    busy = numbers("busy")
    return Profiles(
        **{name: tables(name) for name in (
            "direction", "movement", "transport", "nationality", "next_in", "next_out",
            "final_in", "final_out",
        )},
        minute=_minutes(),
        median=np.array([mean[1] for mean in means], dtype=float),
        spread=np.array([mean[2] for mean in means], dtype=float),
        most=np.array([mean[3] for mean in means], dtype=np.int64),
        adults=numbers("adults"),
        men=numbers("men"),
        busy=busy / busy.mean(),
        drift=numbers("drift"),
        phase=numbers("phase"),
        market=numbers("market").astype(np.int64),
        faces=numbers("faces").astype(np.int64),
        inside=inside,
        linked=_links(points, inside),
        crew=numbers("crew").astype(np.int64),
    )  # fmt: skip


def _inside(point: Point) -> bool:
    return bool(point.roles) and point.roles[0][0] is Role.TRANSIT


def _profile(rng: np.random.Generator, point: Point, world: World) -> dict[str, object]:
    home, inside = world.home, _inside(point)
    near = list(world.neighbours)
    if point.faces in world.codes:
        faces = world.codes.index(point.faces)
    elif near and not inside:
        faces = near[int(rng.integers(len(near)))]
    else:
        faces = home
    share = np.array(world.share) * rng.gamma(1.6, size=world.nationalities)
    share /= share.sum()
    share[home] += rng.uniform(0.6, 1.5)
    if faces < world.nationalities and faces != home:
        share[faces] += rng.uniform(0.15, 0.5)
    out = rng.uniform(0.36, 0.58)
    moves = np.array(_MOVEMENTS) * rng.gamma(5, size=len(MOVEMENT_TYPES))
    means = np.array([_MEANS.get(code, (0.0,))[0] for code in TRANSPORT])
    means = means * rng.gamma(3, size=len(TRANSPORT))
    means[TRANSPORT.index("boat")] *= rng.random() < 0.25
    abroad = np.zeros(len(world.codes))
    for number in near:
        abroad[number] = rng.gamma(1.2)
    abroad /= max(abroad.sum(), 1e-9)
    far = np.zeros(len(world.codes))
    for number, weight in world.far.items():
        far[number] = weight * rng.gamma(2)
    far /= far.sum()
    stay = np.eye(len(world.codes))[home]
    border = np.eye(len(world.codes))[faces]
    seasonal, returning = MOVEMENT_TYPES.index("seasonal"), MOVEMENT_TYPES.index("return")
    by_month = []
    for month in range(1, 13):
        weights = moves.copy()
        weights[seasonal] *= 1 + 4 * tilt(month)
        weights[returning] *= 1 - 3 * tilt(month)
        by_month.append(table(weights))
    ways = [1 - out - tilt(month) for month in range(1, 13)]
    return {
        "direction": [table([way, 1 - way - 0.004, 0.004]) for way in ways],
        "movement": by_month,
        "transport": table(means),
        "nationality": table(share),
        "next_in": table(stay * (0.97 if inside else 0.88) + abroad * 0.1),
        "next_out": table(
            stay * (0.72 if inside else 0.04) + border * (0 if inside else 0.6) + abroad * 0.3
        ),
        "final_in": table(stay * 0.83 + abroad * 0.1 + far * 0.07),
        "final_out": table(stay * (0.3 if inside else 0.03) + abroad * 0.35 + far * 0.5),
        "busy": float(np.exp(rng.normal(0, 0.55))),
        "drift": rng.normal(0.05, 0.06),
        "phase": rng.normal(0, 0.06),
        "market": int(rng.integers(7)),
        "adults": rng.normal(1.9, 0.35),
        "men": rng.normal(0.9, 0.3),
        "faces": faces,
        "crew": int(rng.integers(2, 4)) * 2,
    }


def _minutes() -> Small:
    """Minute of the day: early in the morning, and again before the evening."""
    hours = np.array((*[0] * 6, *_DAYTIME, *[0] * 6))
    by_minute = np.interp(np.arange(1440), np.arange(24) * 60 + 30, hours)
    by_minute *= np.repeat(hours > 0, 60)
    return table(by_minute)


def _links(points: list[Point], inside: NDArray[np.bool_]) -> Ints:
    """For each point the nearest one of the other role, where groups may be seen again."""
    place = np.array([(point.latitude, point.longitude) for point in points])
    linked = np.full(len(points), -1)
    for index in range(len(points)):
        others = np.flatnonzero(inside != inside[index])
        if len(others):
            distance = ((place[others] - place[index]) ** 2).sum(axis=1)
            linked[index] = others[int(distance.argmin())]
    return linked
