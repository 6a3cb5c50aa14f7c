"""`azalai.toml`: what a mission says of itself, and `protection.toml`: what it must hide."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from azalai.model.errors import WorkspaceError
from azalai.model.flows import COUNT_KINDS, FIELDS, Kind
from azalai.model.periods import Month

LAYOUT = 1
"""Version of the folder's layout that this program writes."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A declared period with which later months are compared (before COVID-19, say)."""

    name: str
    first: Month
    last: Month
    label: dict[str, str]


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a workspace.

    Attributes
    ----------
    country : str
        ISO 3166-1 alpha-3.
    label : dict
        Language -> words printed on every page, for example that data are a reconstruction.
    credit : dict
        Language -> how to quote the bulletin.
    publication_url : str
        Where bulletins and their explanations are published; links and QR codes point there.
    timezone : str
        Name of the zone by whose clocks people count (``Africa/Djibouti``); empty: the country's.
    """

    country: str
    name: dict[str, str]
    label: dict[str, str] = field(default_factory=dict)
    publisher: dict[str, str] = field(default_factory=dict)
    credit: dict[str, str] = field(default_factory=dict)
    methodology: dict[str, str] = field(default_factory=dict)
    limitations: dict[str, str] = field(default_factory=dict)
    contact: str = ""
    publication_url: str = ""
    references: tuple[Reference, ...] = ()
    timezone: str = ""


@dataclass(frozen=True, slots=True)
class Protection:
    """Which cells may not be published, see `azalai.disclosure`."""

    threshold: int = 5
    sensitive: frozenset[str] = frozenset({"nationality", "sex", "age", "vulnerability"})
    protect_crosses: bool = True
    protect_zero: frozenset[str] = frozenset({"unaccompanied"})


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file; ``bad_toml`` names the line that cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise WorkspaceError("file_missing", path=path.name) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise WorkspaceError("bad_toml", path=str(path), problem=str(problem)) from None


def is_zone(name: object) -> bool:
    """Whether clocks of a name are known, as the IANA lists them.

    Examples
    --------
    >>> is_zone("Africa/Djibouti"), is_zone("Bamako"), is_zone(3)
    (True, False, False)
    """
    try:
        return isinstance(name, str) and bool(ZoneInfo(name).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def read_config(path: Path) -> Config:
    """Read ``azalai.toml``; the layout's version is checked by `azalai.workspace.migrations`."""
    data = read_toml(path)
    try:
        references = tuple(
            Reference(name, Month.parse(item["from"]), Month.parse(item["to"]), dict(item["label"]))
            for name, item in data.get("reference", {}).items()
        )
        texts = {
            key: dict(data.get(key, {}))
            for key in ("label", "publisher", "credit", "methodology", "limitations")
        }
        for item in references:
            if item.last < item.first:
                raise ValueError(f"[reference.{item.name}] to = {item.last}")
        url = data.get("publication_url", "")
        if url and not url.startswith(("http://", "https://")):
            raise ValueError(f"publication_url = {url}")
        zone = data.get("timezone", "")
        if zone and not is_zone(zone):
            raise ValueError(f"timezone = {zone}")
        return Config(
            timezone=zone,
            country=data["country"],
            name=dict(data["name"]),
            contact=data.get("contact", ""),
            publication_url=url.rstrip("/"),
            references=references,
            **texts,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise WorkspaceError("bad_setting", path=str(path), problem=str(problem)) from None


_DIMENSIONS = frozenset(
    {"flows", *(dimension for kind in COUNT_KINDS.values() for dimension in kind.dimensions)}
    | {name for name, item in FIELDS.items() if item.kind in (Kind.COUNTRY, Kind.CODE)}
)
_CATEGORIES = frozenset(
    code
    for codes in (
        *(kind.categories + kind.crossed for kind in COUNT_KINDS.values()),
        *(item.codes for item in FIELDS.values()),
    )
    for code in codes
)


def _protects(name: str, value: object) -> bool:
    """Whether a setting of ``protection.toml`` says something this program understands."""
    match name, value:
        case "protect_crosses", bool():
            return True
        case "threshold", int():
            return not isinstance(value, bool) and value >= 1
        case "sensitive", list():
            return all(item in _DIMENSIONS for item in value)
        case "protect_zero", list():
            return all(item in _CATEGORIES for item in value)
    return False


def read_protection(path: Path) -> Protection:
    """Read ``protection.toml``; a workspace without one uses the strict defaults."""
    if not path.exists():
        return Protection()
    data = read_toml(path)
    for name, value in data.items():
        # A slip of the pen here would publish what must be hidden: nothing is passed over.
        if not _protects(name, value):
            raise WorkspaceError("bad_setting", path=str(path), problem=f"{name} = {value!r}")
    threshold = data.get("threshold", 5)
    default = Protection()
    return Protection(
        threshold=threshold,
        sensitive=frozenset(data.get("sensitive", default.sensitive)),
        protect_crosses=data.get("protect_crosses", default.protect_crosses),
        protect_zero=frozenset(data.get("protect_zero", default.protect_zero)),
    )
