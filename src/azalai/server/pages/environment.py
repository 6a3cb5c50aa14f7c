"""How pages are made: Jinja, everything escaped, all words from the catalogue."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined, pass_context
from markupsafe import Markup

from azalai.server.missions import zone_of
from azalai.server.pages.assets import asset
from azalai.server.pages.frame import frame_of
from azalai.wording import Wording

_ROOMS = ("pages", "people", "audit", "review", "feeding", "collection", "browser", "api")

_TITLES = ("en", "fr", "ar")
"""The order in which the title of a packaged form says its name, parted by middle dots."""


def environment(**options: Any) -> Environment:
    """The environment for Django's Jinja backend; templates are named ``room/name.html``."""
    options.pop("loader", None)
    options.update(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    server = Path(__file__).parent.parent
    loader = PrefixLoader({room: FileSystemLoader(server / room / "templates") for room in _ROOMS})
    made = Environment(loader=loader, **options)
    made.globals.update(asset=asset, frame_of=frame_of, t=_text, titled=_titled, voice=_voice)
    made.globals.update(when=_when)
    return made


@pass_context
def _voice(context: Any) -> Wording:
    """The voice of the page's language."""
    return Wording(context["request"].LANGUAGE_CODE)


@pass_context
def _text(context: Any, key: str, n: float | None = None, /, **values: object) -> str:
    """A text of the catalogue, in the page's language."""
    # A remark kept from the page before has only names: its number is called n.
    if n is None and "n" in values:
        n = values.pop("n")  # type: ignore[assignment]
    return Wording(context["request"].LANGUAGE_CODE).text(key, n, **values)


@pass_context
def _titled(context: Any, title: str) -> str:
    """A form's title in the page's language, where it is one for each language in a row."""
    parts = title.split(" · ")
    spoken = dict(zip(_TITLES, parts, strict=True)) if len(parts) == 3 else {}
    return spoken.get(context["request"].LANGUAGE_CODE, title)


@pass_context
def _when(context: Any, moment: datetime | None) -> str:
    """A moment as the page's language writes it, by the clocks of the mission that the address
    names, else in UTC; empty for none."""
    if moment is None:
        return ""
    request = context["request"]
    moment = moment.astimezone(_zone(request))
    day = Wording(request.LANGUAGE_CODE).date(moment.date())
    exact = moment.isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{} {:%H:%M %Z}</time>').format(exact, day, moment)


def _zone(request: HttpRequest) -> tzinfo:
    named = request.resolver_match.kwargs.get("mission") if request.resolver_match else None
    mission = frame_of(request).mission
    return zone_of(mission) if mission is not None and mission.code == named else UTC
