"""Mappings of forms that count nobody: what a shift declares of a day, and what an event says.

They look like mappings of groups (docs/mapping.md), with fields of their own::

    format = 1
    kind = "shift"                # or "event"
    [columns]
    point = "visit-point"
    date = "visit-date"
    status = "status"             # collected, zero or missing
    [values.status]               # how this form spells it
    "rien vu" = "zero"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from azalai.model.errors import InputError
from azalai.model.names import spelling

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "shift": ("record_id", "point", "date", "from", "to", "status", "enumerators", "note"),
    "event": ("record_id", "kind", "from", "to", "place", "households", "persons", "text",
              "source"),
}  # fmt: skip
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "shift": ("point", "date", "status"),
    "event": ("kind", "from", "text"),
}
_SECTIONS: Final = ("format", "kind", "ignore", "unknown", "columns", "fixed", "values")


@dataclass(frozen=True, slots=True)
class Declaring:
    """A mapping of shifts or events, checked.

    Attributes
    ----------
    columns : mapping
        Field -> column of the flattened record.
    fixed : mapping
        Field -> what holds for every record.
    values : mapping
        Field -> spelling -> code.
    """

    kind: str
    columns: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()

    def read(self, main: Mapping[str, str]) -> dict[str, str]:
        """The fields of one flattened record; blank where it says nothing."""
        found = {}
        for name in FIELDS[self.kind]:
            text = main.get(self.columns.get(name, ""), "").strip() or self.fixed.get(name, "")
            key = spelling(text)
            found[name] = "" if key in self.unknown else self.values.get(name, {}).get(key, text)
        return found


def read_declaring(text: str, kind: str, name: str = "mapping.toml") -> Declaring:
    """Read a mapping of shifts or events.

    Parameters
    ----------
    kind : str
        ``shift`` or ``event``; the mapping has to say the same.

    Raises
    ------
    InputError
        ``mapping_bad``, ``mapping_unknown_section``, ``mapping_unknown_field``, ``mapping_needs``.

    Examples
    --------
    >>> text = ('format = 1\\nkind = "shift"\\n[columns]\\npoint = "p"\\ndate = "d"\\n'
    ...         'status = "s"\\n[values.status]\\n"Rien" = "zero"')
    >>> made = read_declaring(text, "shift")
    >>> made.read({"p": "ML-gogui", "d": "2020-06-02", "s": "rien"})["status"]
    'zero'
    """
    data = parsed(text, name)
    for section in data:
        if section not in _SECTIONS:
            known = ", ".join(_SECTIONS)
            raise InputError("mapping_unknown_section", path=name, section=section, known=known)
    for entry, wanted in (("format", 1), ("kind", kind)):
        if data.get(entry) != wanted:
            raise _bad(name, entry, str(data.get(entry, "–")))
    columns, fixed = _texts(data, "columns", name), _texts(data, "fixed", name)
    for one in (*columns, *fixed, *data.get("values", {})):
        if one not in FIELDS[kind]:
            known = ", ".join(FIELDS[kind])
            raise InputError("mapping_unknown_field", path=name, field=one, known=known)
    for one in NEEDED[kind]:
        if one not in columns and one not in fixed:
            raise InputError("mapping_needs", path=name, field=one)
    values = {
        one: {spelling(raw): code for raw, code in _texts(data["values"], one, name).items()}
        for one in data.get("values", {})
    }
    unknown = data.get("unknown", [])
    if not isinstance(unknown, list):
        raise _bad(name, "unknown", str(unknown))
    return Declaring(kind, columns, fixed, values, frozenset(spelling(str(x)) for x in unknown))


def parsed(text: str, name: str = "mapping.toml") -> dict[str, Any]:
    """A mapping as TOML; ``mapping_bad`` where it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise _bad(name, "TOML", str(problem)) from None


def _texts(data: Mapping[str, Any], section: str, name: str) -> dict[str, str]:
    entries = data.get(section, {})
    if not isinstance(entries, dict):
        raise _bad(name, section, str(entries))
    for key, value in entries.items():
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise _bad(name, section, f"{key} = {value}")
    return {key: str(value) for key, value in entries.items()}


def _bad(name: str, section: str, problem: str) -> InputError:
    return InputError("mapping_bad", path=name, section=section, problem=problem)
