"""How pages are made: Jinja, everything escaped, all words from the catalogue."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined, pass_context

from azalai.server.pages.assets import asset
from azalai.wording import Wording

_ROOMS = ("pages", "people", "review", "collection", "browser")


def environment(**options: Any) -> Environment:
    """The environment for Django's Jinja backend; templates are named ``room/name.html``."""
    options.pop("loader", None)
    options.update(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    loader = PrefixLoader(
        {room: PackageLoader("azalai.server", f"{room}/templates") for room in _ROOMS}
    )
    made = Environment(loader=loader, **options)
    made.globals.update(asset=asset, t=_text, voice=_voice)
    return made


@pass_context
def _voice(context: Any) -> Wording:
    """The voice of the page's language."""
    return Wording(context["request"].LANGUAGE_CODE)


@pass_context
def _text(context: Any, key: str, n: float | None = None, /, **values: object) -> str:
    """A text of the catalogue, in the page's language."""
    return Wording(context["request"].LANGUAGE_CODE).text(key, n, **values)
