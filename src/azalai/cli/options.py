"""Options that several verbs share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from azalai.cli.speech import help_text
from azalai.wording.languages import LANGUAGES

if TYPE_CHECKING:
    from azalai.model.periods import Month
    from azalai.workspace import Folder

Function = Callable[..., Any]
_METAVARS = ("FILE", "FOLDER", "IMPORT", "NAME", "TEXT")
"""What an option takes, where that is a word and not a code."""


def verb(name: str, *parameters: Callable[[Function], Function]) -> Callable[[Function], Any]:
    """A click command whose help comes from the catalogue (``cli.<name>.help``)."""

    def decorate(function: Function) -> click.Command:
        for parameter in reversed(parameters):
            function = parameter(function)
        return click.command(
            name, help=help_text(f"{name}.help"), short_help=help_text(f"{name}.short")
        )(function)

    return decorate


def option(*names: str, key: str = "", **settings: Any) -> Callable[[Function], Function]:
    """An option whose help is ``cli.option.<key>``; the key is its name unless given."""
    key = key or names[0].lstrip("-").replace("-", "_")
    if settings.get("metavar") in _METAVARS:
        settings["metavar"] = help_text(f"metavar.{settings['metavar']}")
    return click.option(*names, help=help_text(f"option.{key}"), **settings)


def workspace_option() -> Callable[[Function], Function]:
    """``--workspace``."""
    return option("--workspace", type=click.Path(path_type=Path), metavar="FOLDER")


def language_option() -> Callable[[Function], Function]:
    """``--lang`` after the verb; it was read before the command was built."""
    return option(
        "--lang", expose_value=False, type=click.Choice(LANGUAGES), metavar="|".join(LANGUAGES)
    )


def open_folder(workspace: Path | None) -> Folder:
    """The workspace named, or that of the environment, or the one we stand in."""
    from azalai.workspace import Folder

    if workspace is None and "AZALAI_WORKSPACE" in os.environ:
        workspace = Path(os.environ["AZALAI_WORKSPACE"])
    if workspace is not None:
        return Folder(workspace)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "azalai.toml").is_file():
            return Folder(folder)
    return Folder(here)


def month_of(text: str) -> Month:
    """A month typed by the user."""
    from azalai.model.periods import Month

    return Month.parse(text)


def release_of(text: str, revision: int = 0) -> tuple[Month, int]:
    """A month and a revision: ``2020-06``, or a release as it is printed, ``2020-06.r2``."""
    month, _, number = text.partition(".r")
    return month_of(month), int(number) if number.isdecimal() and not revision else revision
