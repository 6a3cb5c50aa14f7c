"""The language of this run: `--lang`, else the environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from azalai.wording.catalogue import catalogue
from azalai.wording.languages import LANGUAGES, language_from

if TYPE_CHECKING:
    from azalai.wording import Wording
    from azalai.workspace import Register

_chosen = "en"


def choose_language(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """Fix the language: the last `--lang` that names one language, else the environment's.

    ``--lang en,fr`` names the languages of a bulletin and leaves the program's alone.
    """
    global _chosen
    _chosen = language_from(environment)
    for index, word in enumerate(words):
        value = ""
        if word == "--lang" and index + 1 < len(words):
            value = words[index + 1]
        elif word.startswith("--lang="):
            value = word.removeprefix("--lang=")
        if value in LANGUAGES:
            _chosen = value
    return _chosen


def speech() -> Wording:
    """The program's wording in the chosen language."""
    from azalai.wording import Wording

    return Wording(_chosen)


def say_no_role(register: Register) -> None:
    """Warn of points that count in no national total, which is seldom meant."""
    import click

    missing = [code for code, point in register.points.items() if not point.roles]
    if missing:
        text = speech()
        said = text.text("cli.no_role", len(missing), points=text.join(missing))
        click.echo(text.text("cli.severity.warning") + said, err=True)


def help_text(key: str) -> str:
    """A text of the help pages; numbers, dates and countries are not loaded for it."""
    return catalogue(_chosen).text(f"cli.{key}")
