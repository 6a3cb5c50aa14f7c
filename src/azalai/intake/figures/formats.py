"""The foreign formats there are, and which one a file is of."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from azalai.intake.figures.foreign import Foreign
from azalai.intake.figures.incoming import Format
from azalai.model.errors import InputError

_MODULES: Final = ("dtm", "hapi", "unhcr", "portal", "idmc", "helix", "rounds")
"""A format each, in the order in which they are tried; the last one takes any table of areas."""


def formats() -> dict[str, Format]:
    """Every foreign format, by its kind."""
    found = (import_module(f"azalai.intake.figures.{name}").FORMAT for name in _MODULES)
    return {item.kind: item for item in found}


def format_of(foreign: Foreign, kind: str = "") -> Format:
    """The format of a file, by its content.

    Raises
    ------
    InputError
        ``figures_kind`` for a kind there is not; ``figures_unknown`` where no format fits.
    """
    known = formats()
    if kind and kind not in known:
        raise InputError("figures_kind", value=kind, known=", ".join(known))
    if kind:
        return known[kind]
    found = next((item for item in known.values() if item.fits(foreign)), None)
    if found is None:
        headers = ", ".join(header for header in foreign.sheet.headers if header)
        raise InputError(
            "figures_unknown", path=foreign.path.name, columns=headers[:200] or "–",
            known=", ".join(known),
        )  # fmt: skip
    return found
