"""The words of the server's screens: what a page asks for is there, nothing is there for nobody.

SW-01  every key that a template or a view names is in the catalogue
SW-02  every key of the server's catalogues is named, or begins as a key that is put together
SW-03  every flag, state, origin and role has its words
"""

from __future__ import annotations

import re
from pathlib import Path

import azalai
from azalai.server.models import Flag, Origin, Role, State

PACKAGE = Path(azalai.__file__).parent
FILES = ("server", "people", "review", "feeding", "collection", "forms", "api", "fetching")


def _keys(files: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    for name in files:
        path = PACKAGE / "packs" / "locales" / "en" / f"{name}.po"
        if path.is_file():
            found |= set(re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.MULTILINE))
    return found


def _source(room: str = "") -> str:
    paths = [*(PACKAGE / room).rglob("*.py"), *(PACKAGE / "server").glob("*/templates/*.html")]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


SOURCE = _source()
SERVER = _source("server")
EVERY = _keys(tuple(path.stem for path in (PACKAGE / "packs/locales/en").glob("*.po")))


def test_what_a_page_asks_for_is_there() -> None:
    asked = set(re.findall(r"""\bt\(\s*['"]([a-z_.]+\w)['"]\s*[,)]""", SERVER))
    asked |= set(re.findall(r"""\bflash\(\s*request,\s*"([a-z_.]+)"\s*[,)]""", SERVER))
    asked |= set(re.findall(r"""\.text\(\s*"([a-z_.]+)"\s*[,)]""", SERVER))
    assert len(asked) > 300
    assert {key for key in asked if not key.startswith("phone.")} - EVERY == set()


def test_nothing_is_there_for_nobody() -> None:
    begun = tuple(re.findall(r"""['"]([a-z_]+\.(?:[a-z_]+\.)*)(?:\{|['"]\s*[~+])""", SOURCE))
    # A refusal of a chosen password is named after Django's code for it.
    unused = {
        key
        for key in _keys(FILES)
        if key not in SOURCE
        and not key.startswith(tuple(one for one in begun if one.count(".") > 1))
        and not key.startswith("people.password.")
    }
    assert unused == set()


def test_what_the_tables_hold_has_its_words() -> None:
    wanted = {f"review.flag.{one.value}" for one in Flag}
    wanted |= {f"review.origin.{one.value}" for one in Origin}
    wanted |= {f"server.state.{one.value}" for one in State}
    wanted |= {f"people.role.{one.value}" for one in Role}
    assert wanted - EVERY == set()
    flags = {key.removeprefix("review.flag.") for key in EVERY if key.startswith("review.flag.")}
    assert flags - {one.value for one in Flag} == {"other", "missing"}
