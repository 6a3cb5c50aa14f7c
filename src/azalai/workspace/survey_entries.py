"""Entries of a survey's design: each read as what it must be, or named as what it is not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import Any, Final, TypeVar

from azalai.model.errors import AzalaiError, InputError
from azalai.model.moments import Moment
from azalai.model.surveys import Texts
from azalai.workspace.register import LANGUAGES

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_CODE_FORM: Final = "a–z 0–9 - _ ."
_KEYS: Final = {
    "": ("format", "id", "population", "place", "unit", "wave", "from", "to", "method", "simulated",
         "same_clusters_as", "minimum_base", "level", "title", "frame", "selection", "source",
         "file", "sample", "response", "strata", "groups", "margins", "questions"),
    "source": ("code", *LANGUAGES, "publisher", "reference"),
    "file": ("sheet", "encoding", "delimiter", "header_row"),
    "sample": ("stratum", "cluster", "weight", "cluster_size", "lone_cluster"),
    "response": ("column", "complete"),
    "strata": (*LANGUAGES, "size"),
    "groups": (*LANGUAGES, "column", "places", "values"),
    "margins": ("column", "source", "totals"),
    "questions": (*LANGUAGES, "column", "columns", "kind", "separator", "answers", "asked_if",
                  "non_response", "sensitive"),
    "texts": LANGUAGES,
    "total": ("total", "sd"),
}  # fmt: skip

_E = TypeVar("_E", bound=StrEnum)


class Entries:
    """The entries of one file; what cannot be used raises with the file and the entry."""

    def __init__(self, path: Path, data: dict[str, Any]) -> None:
        self.path, self.data = path, data

    def table(self, name: str) -> dict[str, Any]:
        """A section; empty where it is not there."""
        value = self.data.get(name, {})
        if not isinstance(value, dict):
            raise self.bad(name, value, f"[{name}]")
        return value

    def named(self, section: str) -> list[tuple[str, dict[str, Any]]]:
        """The entries of a section that stand under codes: ``[groups.region]``."""
        entries = []
        for code, entry in self.table(section).items():
            name = f"{section}.{code}"
            if section != "strata":
                self.check_code(name, code)
            if not isinstance(entry, dict):
                raise self.bad(name, entry, f"[{name}]")
            self.keys(section, entry, name)
            entries.append((code, entry))
        return entries

    def keys(self, section: str, entry: Mapping[str, object], name: str) -> None:
        """Refuse names that mean nothing: a slip of the pen would be passed over."""
        for key in entry:
            if key not in _KEYS[section]:
                raise InputError(
                    "survey_unknown_key",
                    path=self.path.name,
                    field=f"{name}.{key}".lstrip("."),
                    known=", ".join(_KEYS[section]),
                )

    def texts(self, name: str, value: object, needed: bool = False) -> Texts:
        """Words by language, or one text for all of them."""
        if isinstance(value, str):
            value = dict.fromkeys(LANGUAGES, value)
        if not isinstance(value, dict):
            raise self.bad(name, value, '{ en = "…", fr = "…" }')
        self.keys("texts", value, name)
        return self.names(value, name, needed)

    def names(self, entry: Mapping[str, Any], name: str, needed: bool = False) -> Texts:
        """The texts of an entry by language."""
        found = {}
        for lang in LANGUAGES:
            text = self.text(f"{name}.{lang}", entry.get(lang))
            if needed and not text:
                raise self.missing(f"{name}.{lang}")
            if text:
                found[lang] = text
        return found

    def text(self, name: str, value: object, needed: bool = False) -> str:
        """A text; empty where there is none."""
        if value is None or (needed and value == ""):
            if needed:
                raise self.missing(name)
            return ""
        if not isinstance(value, str):
            raise self.bad(name, value, '"…"')
        return value

    def code(self, name: str) -> str:
        """A code at the top of the file."""
        value = self.text(name, self.data.get(name), needed=True)
        self.check_code(name, value)
        return value

    def check_code(self, name: str, value: str) -> None:
        """Refuse what is no code."""
        if not _CODE.fullmatch(value):
            raise self.bad(name, value, _CODE_FORM)

    def choice(self, name: str, value: object, known: tuple[str, ...]) -> str:
        """One of some words."""
        if value not in known:
            raise self.bad(name, value, ", ".join(known))
        return str(value)

    def member(self, name: str, value: object, kind: type[_E]) -> _E:
        """One of the words of an enumeration."""
        return kind(self.choice(name, value, tuple(kind)))

    def yes(self, name: str, value: object) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            raise self.bad(name, value, "true, false")
        return value

    def number(self, name: str, value: object, low: float, high: float) -> float:
        """A number within limits."""
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not isfinite(value) or not low <= value <= high:  # type: ignore[arg-type,operator]
            raise self.bad(name, value, f"{low:g} – {high:g}")
        return float(value)  # type: ignore[arg-type]

    def moment(self, name: str) -> Moment:
        """A day, a month or a year."""
        value = self.data.get(name)
        if value is None:
            raise self.missing(name)
        try:
            return Moment.parse(value.isoformat() if isinstance(value, date) else str(value))
        except AzalaiError:
            raise self.bad(name, value, "2013-02-01") from None

    def listed(self, name: str, value: object) -> tuple[str, ...]:
        """A list of texts."""
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.bad(name, value, '["…", "…"]')
        return tuple(value)

    # Errors

    def bad(self, field: str, value: object, expected: str) -> InputError:
        """The error that an entry cannot be used."""
        shown = "–" if value is None else str(value)
        return InputError(
            "survey_bad_value", path=self.path.name, field=field, value=shown, expected=expected
        )

    def missing(self, field: str) -> InputError:
        """The error that an entry is not there."""
        return InputError("survey_missing_key", path=self.path.name, field=field)
