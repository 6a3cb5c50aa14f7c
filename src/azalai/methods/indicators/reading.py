"""Indicators from the ``[[indicator]]`` tables of a crisis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from azalai.methods.indicators.indicator import Indicator, Reading, Worry
from azalai.model.errors import InputError
from azalai.model.figures import Category, Role, Statistic

KEYS: Final = ("code", "label", "figures", "over", "reading", "worry", "source")

_ENUMS: Final[Mapping[str, type[StrEnum]]] = {
    "category": Category, "statistic": Statistic, "role": Role,
}  # fmt: skip
_TEXTS: Final = (
    "population", "place", "origin", "direction", "sex", "age", "unit", "source", "document",
    "table", "method", "operation", "round", "assessment",
)  # fmt: skip
_WHOLE: Final = {"origin": "", "direction": "", "sex": "", "age": ""}
_E = TypeVar("_E", bound=StrEnum)


def read_indicators(tables: Iterable[Mapping[str, Any]]) -> tuple[Indicator, ...]:
    """Indicators of ``[[indicator]]`` tables.

    Raises
    ------
    InputError
        ``indicator_bad``, with the code of the indicator (else its number) and what is wrong.
    """
    found: dict[str, Indicator] = {}
    for number, table in enumerate(tables, 1):
        name = str(table.get("code") or number)
        indicator = _indicator(name, table)
        if indicator.code in found:
            raise _bad(name, "code")
        found[indicator.code] = indicator
    return tuple(found.values())


def _bad(name: str, problem: str) -> InputError:
    return InputError("indicator_bad", name=name, problem=problem)


def _indicator(name: str, table: Mapping[str, Any]) -> Indicator:
    for key in sorted(set(table) - set(KEYS)):
        raise _bad(name, f"{key}: {', '.join(KEYS)}")
    if not isinstance(table.get("code"), str) or not table["code"]:
        raise _bad(name, "code")
    reading = _member(name, table, "reading", Reading, Reading.LATEST)
    wanted = _wanted(name, table, "figures")
    over = _wanted(name, table, "over") if "over" in table else {}
    if (reading in (Reading.RATIO, Reading.SHARE)) != bool(over):
        raise _bad(name, 'reading = "ratio" / "share" + over')
    return Indicator(
        code=table["code"],
        label=_words(name, table, "label", needed=True),
        wanted=wanted,
        over=over,
        reading=reading,
        worry=_member(name, table, "worry", Worry, Worry.NONE),
        source=_words(name, table, "source", needed=False),
    )


def _member(name: str, table: Mapping[str, Any], key: str, kind: type[_E], default: _E) -> _E:
    if key not in table:
        return default
    try:
        return kind(table[key])
    except ValueError:
        raise _bad(name, f"{key}: {', '.join(kind)}") from None


def _words(name: str, table: Mapping[str, Any], key: str, *, needed: bool) -> dict[str, str]:
    found = table.get(key, {})
    both = isinstance(found, Mapping) and all(
        isinstance(found.get(lang), str) and found[lang] for lang in ("en", "fr")
    )
    if not both and (needed or found):
        raise _bad(name, f"{key}: en, fr")
    return dict(found)


def _wanted(name: str, table: Mapping[str, Any], key: str) -> dict[str, Any]:
    """A filter for `Ledger.select`; what it leaves open of sex, age … means the whole."""
    given = table.get(key)
    if not isinstance(given, Mapping) or not given:
        raise _bad(name, key)
    # `Ledger.select` takes a tuple for a choice, so that a breakdown is a choice of one.
    found: dict[str, Any] = {**_WHOLE, "breakdown": ((),), "role": Role.RECOMMENDED}
    for attribute, value in given.items():
        if not isinstance(value, str):
            raise _bad(name, f"{key}.{attribute} = {value}")
        if attribute in _ENUMS:
            kind = _ENUMS[attribute]
            found[attribute] = _member(name, given, attribute, kind, next(iter(kind)))
        elif attribute == "breakdown":
            dimension, equals, category = value.partition("=")
            if not equals or not dimension.strip() or not category.strip():
                raise _bad(name, f"{key}.breakdown = {value}")
            found[attribute] = (((dimension.strip(), category.strip()),),)
        elif attribute in _TEXTS:
            found[attribute] = value
        else:
            raise _bad(name, f"{key}.{attribute}")
    if "category" not in given:
        raise _bad(name, f"{key}.category: {', '.join(Category)}")
    found.setdefault("statistic", Statistic.COUNT)
    return found
