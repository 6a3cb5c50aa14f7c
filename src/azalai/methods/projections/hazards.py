"""The model: how many are displaced after each month.

People are kept in groups that leave at different rates. Of each class of intention a share will
return (`behaviour`, `unintended`); these wait for security or not, and for a season or not; all
others stay but for the monitored pace. Whatever the answers to two questions have in common is not
known, so their shares are multiplied.

In a month a group keeps ``exp(-rate)`` of its people, with

    rate = pace + open · w(season, month) ÷ (leaving · slower)

``open`` is the part of the month in which security allows return to those who wait for it, and 1
for the others; `w` is 1 on average over a year. Everything is an array over draws, so that a
scenario line and the fan are made by the same lines of code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from azalai.methods.projections.assumptions import Season
from azalai.methods.projections.inputs import Inputs

Array = NDArray[np.float64]
NEVER: Final = 1e9
"""Months until something that does not happen."""


@dataclass(frozen=True, slots=True)
class Draws:
    """Values of the assumptions, an array each, and what happens to security in each draw.

    Attributes
    ----------
    of : mapping of str to array
        By name of the assumption.
    secure_from : array
        Months until security allows return; `NEVER` where it does not.
    worse_until : array
        Months for which nobody returns and new displacement goes on; 0 for none.
    verified_in : array
        Months until the register is verified; `NEVER` for never.
    """

    of: Mapping[str, Array]
    secure_from: Array
    worse_until: Array
    verified_in: Array


def calendar_month(origin: date, step: int) -> int:
    """Month of the year in which the middle of a step lies; step 1 begins on the origin.

    Examples
    --------
    >>> calendar_month(date(2013, 2, 21), 1), calendar_month(date(2013, 1, 1), 12)
    (3, 12)
    """
    later = origin.month - 1 + step - (0 if origin.day > 15 else 1)
    return later % 12 + 1


def stocks(inputs: Inputs, seasons: Mapping[str, Season], draws: Draws, months: int) -> Array:
    """People displaced at the origin and after each month: an array of draws × (months + 1)."""
    of = draws.of
    start = inputs.people * of["stock_factor"]
    people = _groups(inputs, of)
    shares = {key: part.copy() for key, part in people.items()}
    for key in people:
        people[key] = people[key] * start
    pace = inputs.pace * of["return_factor"]
    found = np.empty((start.size, months + 1))
    found[:, 0] = start
    for step in range(1, months + 1):
        month = calendar_month(inputs.origin, step)
        worse = np.clip(draws.worse_until - (step - 1), 0, 1)
        secure = np.clip(step - draws.secure_from, 0, 1)
        arriving = _arrivals(inputs.arrivals, of["new_fade"], draws.worse_until, step)
        checked = (draws.verified_in > step - 1) & (draws.verified_in <= step)
        correction = np.where(checked, 1 + of["verified_change"], 1.0)
        total = np.zeros(start.size)
        for key, before in people.items():
            speed, season, waits = key
            rate = pace * (1 - worse)
            if speed:
                slower = of["unsure_slower"] if speed == "slow" else 1.0
                weight = seasons[season].weight(month) if season else 1.0
                opened = secure if waits else 1 - worse
                rate = rate + opened * weight / (of["leaving"] * slower)
            kept = before * np.exp(-rate) + arriving * shares[key]
            people[key] = kept * correction
            total += people[key]
        found[:, step] = total
    return found


def _groups(inputs: Inputs, of: Mapping[str, Array]) -> dict[tuple[str, str, bool], Array]:
    """Shares of people by (speed, season, waits for security); speed is empty for who stays."""
    intend = np.clip(inputs.share("intend") + of["intention_error"] / 100, 0, 1)
    doubt = of["unsure_error"] / 100 if inputs.unsure is not None else 0.0
    unsure = np.clip(inputs.share("unsure") + doubt, 0, 1)
    quick = intend * (1 - unsure) * of["behaviour"]
    slow = intend * unsure * of["behaviour"] + (1 - intend) * of["unintended"]
    named = inputs.share("security")
    waiting = named + (1 - named) * of["silent_wait"]
    school, farming = inputs.share("school"), inputs.share("farming")
    # More than everybody cannot wait for a season; several answers were allowed.
    both = max(1.0, school + farming)
    parts = {"school": school / both, "farming": farming / both}
    parts[""] = max(0.0, 1 - parts["school"] - parts["farming"])
    found: dict[tuple[str, str, bool], Array] = {("", "", False): 1 - quick - slow}
    for speed, movers in (("quick", quick), ("slow", slow)):
        for season, part in parts.items():
            for waits, held in ((True, waiting), (False, 1 - waiting)):
                if part:
                    found[speed, season, waits] = movers * part * held
    return found


def _arrivals(monthly: float, fade: Array, worse_until: Array, step: int) -> Array:
    """Newly displaced in a month: the pace as it was while security worsens, fading after."""
    full = np.clip(worse_until - (step - 1), 0, 1)
    since = np.maximum(step - 1 - worse_until, 0)
    until = np.maximum(step - worse_until, 0)
    fading = fade * (np.exp(-since / fade) - np.exp(-until / fade))
    arriving: Array = monthly * (full + fading)
    return arriving
