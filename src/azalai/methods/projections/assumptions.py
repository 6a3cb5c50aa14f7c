"""What a projection assumes: numbers with a range, a source and a reason, kept as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import isclose, isfinite
from typing import Any, Final

from azalai.model.errors import AzalaiError, InputError
from azalai.model.moments import Moment
from azalai.workspace.packs import packs_folder

NAMES: Final = (
    "stock_factor", "return_factor", "intention_error", "unsure_error", "behaviour", "unintended",
    "leaving", "unsure_slower", "secure_after", "silent_wait", "new_fade", "worse_months",
    "verified", "verified_after", "verified_change",
)  # fmt: skip
"""Every assumption has one of these names; a projection needs them all."""

SECURITY: Final = ("improves", "stays", "worsens")
SEASONS: Final = ("school", "farming")
LANGUAGES: Final = ("en", "fr")
MAX_MONTHS: Final = 120

_BOUNDS: Final[Mapping[str, tuple[float, float]]] = {
    "stock_factor": (0.01, 100), "return_factor": (0, 100), "intention_error": (-100, 100),
    "unsure_error": (-100, 100), "behaviour": (0, 1), "unintended": (0, 1),
    "leaving": (0.1, 1200), "unsure_slower": (1, 100), "secure_after": (0, 1200),
    "silent_wait": (0, 1), "new_fade": (0.01, 1200), "worse_months": (0, 1200),
    "verified": (0, 1), "verified_after": (0, 1200), "verified_change": (-1, 10),
}  # fmt: skip
_UNITS: Final[Mapping[str, str]] = {
    name: unit
    for unit, names in {
        "factor": ("stock_factor", "return_factor", "unsure_slower"),
        "points": ("intention_error", "unsure_error"),
        "months": ("leaving", "secure_after", "new_fade", "worse_months", "verified_after"),
        "share": ("behaviour", "unintended", "silent_wait", "verified", "verified_change"),
    }.items()
    for name in names
}


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number that nobody measured here, and how far it may be off.

    Attributes
    ----------
    code : str
        One of `NAMES`; its words are ``projection.assumption.<code>`` of the catalogue.
    value : float
        What the scenario lines use; the most likely value of the fan.
    low, high : float
        Ends of the triangle from which the fan draws.
    unit : str
        ``share`` (0 to 1), ``months``, ``factor`` or ``points``.
    source, note : mapping of str to str
        Where it comes from and why these numbers, by language.
    as_of : Moment or None
        When that could be known; None for a judgement.
    """

    code: str
    value: float
    low: float
    high: float
    unit: str
    source: Mapping[str, str]
    note: Mapping[str, str]
    as_of: Moment | None = None

    def fixed(self, value: float) -> Assumption:
        """The same assumption, known for sure."""
        return Assumption(
            self.code, value, value, value, self.unit, self.source, self.note, self.as_of
        )


@dataclass(frozen=True, slots=True)
class Season:
    """Months of the year in which those who wait for it can leave."""

    code: str
    months: frozenset[int]
    source: Mapping[str, str]

    def weight(self, month: int) -> float:
        """How much of an ordinary month's departures a month of the year has; 1 on average.

        A season moves departures within the year and leaves their yearly rate as it is.

        Examples
        --------
        >>> school = Season("school", frozenset({7, 8, 9}), {})
        >>> school.weight(7), school.weight(10)
        (4.0, 0.0)
        """
        return 12 / len(self.months) if month in self.months else 0.0


@dataclass(frozen=True, slots=True)
class Assumptions:
    """All that a projection assumes beside the figures of the ledger.

    Attributes
    ----------
    of : mapping of str to Assumption
        By name, in the order of `NAMES`.
    security : mapping of str to float
        How likely each of `SECURITY` is; they add to 1.
    seasons : mapping of str to Season
    security_source, security_note : mapping of str to str

    Examples
    --------
    >>> behaviour = default().of["behaviour"]
    >>> behaviour.low, behaviour.value, behaviour.high, behaviour.unit
    (0.25, 0.6, 1.0, 'share')
    """

    of: Mapping[str, Assumption]
    security: Mapping[str, float]
    seasons: Mapping[str, Season]
    security_source: Mapping[str, str]
    security_note: Mapping[str, str]

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Assumptions:
        """Assumptions of a table; what it does not say is that of the shipped file.

        Parameters
        ----------
        table : mapping
            ``assumptions``, ``security``, ``seasons`` as in ``packs/projection.toml``; other keys
            are left to whoever reads them.

        Raises
        ------
        InputError
            ``projection_bad_assumption``, which names the entry and what is wrong with it.
        """
        return _read(table, _shipped())

    def but(self, **values: float) -> Assumptions:
        """The same with some assumptions known for sure."""
        fixed = {name: self.of[name].fixed(value) for name, value in values.items()}
        return Assumptions(
            {**self.of, **fixed}, self.security, self.seasons,
            self.security_source, self.security_note,
        )  # fmt: skip

    def refuse_after(self, origin: date) -> None:
        """Raise ``projection_after_origin`` for what could not be known at the origin."""
        for item in self.of.values():
            if item.as_of is not None and item.as_of.first > origin:
                raise InputError(
                    "projection_after_origin",
                    what=item.code, date=str(item.as_of), origin=origin.isoformat(),
                )  # fmt: skip


@cache
def default() -> Assumptions:
    """The assumptions that ship with the program."""
    return _read({}, _shipped())


@cache
def _shipped() -> Mapping[str, Any]:
    with (packs_folder() / "projection.toml").open("rb") as file:
        return tomllib.load(file)


def _bad(name: str, problem: str) -> InputError:
    return InputError("projection_bad_assumption", name=name, problem=problem)


def _table(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = table.get(key, {})
    if not isinstance(found, Mapping):
        raise _bad(key, f"[{key}]")
    return found


def _read(table: Mapping[str, Any], shipped: Mapping[str, Any]) -> Assumptions:
    own = _table(table, "assumptions")
    for name in sorted(set(own) - set(NAMES)):
        raise _bad(str(name), ", ".join(NAMES))
    entries = {**shipped["assumptions"], **own}
    security = {**shipped["security"], **_table(table, "security")}
    for name in sorted(set(security) - {*SECURITY, "source", "note"}):
        raise _bad(f"security.{name}", ", ".join(SECURITY))
    seasons = {**shipped["seasons"], **_table(table, "seasons")}
    for name in sorted(set(seasons) - set(SEASONS)):
        raise _bad(f"seasons.{name}", ", ".join(SEASONS))
    chances = {name: _number(security, name, f"security.{name}") for name in SECURITY}
    if any(chance < 0 for chance in chances.values()) or not isclose(
        sum(chances.values()), 1, abs_tol=1e-6
    ):
        raise _bad("security", f"{' + '.join(SECURITY)} = 1")
    return Assumptions(
        of={name: _assumption(name, entries[name]) for name in NAMES},
        security=chances,
        seasons={name: _season(name, seasons[name]) for name in SEASONS},
        security_source=_texts(security, "source", "security"),
        security_note=_texts(security, "note", "security"),
    )


def _assumption(name: str, entry: Any) -> Assumption:
    if not isinstance(entry, Mapping):
        raise _bad(name, f"[assumptions.{name}]")
    for key in sorted(set(entry) - {"value", "low", "high", "unit", "as_of", "source", "note"}):
        raise _bad(name, str(key))
    value = _number(entry, "value", name)
    low = _number(entry, "low", name) if "low" in entry else value
    high = _number(entry, "high", name) if "high" in entry else value
    if not low <= value <= high:
        raise _bad(name, "low ≤ value ≤ high")
    least, most = _BOUNDS[name]
    if low < least or high > most:
        raise _bad(name, f"{least:g} … {most:g}")
    if entry.get("unit", _UNITS[name]) != _UNITS[name]:
        raise _bad(name, f'unit = "{_UNITS[name]}"')
    return Assumption(
        name, value, low, high, _UNITS[name], _texts(entry, "source", name),
        _texts(entry, "note", name), _as_of(entry, name),
    )  # fmt: skip


def _as_of(entry: Mapping[str, Any], name: str) -> Moment | None:
    found = entry.get("as_of")
    if found is None:
        return None
    try:
        return Moment.parse(str(found))
    except AzalaiError:
        raise _bad(name, f"as_of = {found}") from None


def _number(table: Mapping[str, Any], key: str, name: str) -> float:
    found = table.get(key)
    if isinstance(found, bool) or not isinstance(found, int | float) or not isfinite(found):
        raise _bad(name, f"{key} = {found}" if found is not None else key)
    return float(found)


def _texts(table: Mapping[str, Any], key: str, name: str) -> dict[str, str]:
    found = table.get(key)
    if not isinstance(found, Mapping) or not all(
        isinstance(found.get(lang), str) and found[lang] for lang in LANGUAGES
    ):
        # An assumption without its source, in both languages, cannot be printed.
        raise _bad(name, f"{key} = {{ {' , '.join(f'{lang} = …' for lang in LANGUAGES)} }}")
    return dict(found)


def _season(name: str, entry: Any) -> Season:
    months = entry.get("months") if isinstance(entry, Mapping) else None
    if (
        not isinstance(months, list)
        or not months
        or not all(type(month) is int and 1 <= month <= 12 for month in months)
    ):
        raise _bad(f"seasons.{name}", "months = [1 … 12]")
    return Season(name, frozenset(months), _texts(entry, "source", f"seasons.{name}"))
