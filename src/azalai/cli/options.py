"""Options that several verbs share."""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable
from importlib import import_module
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
    """A click command whose help comes from the catalogue (``cli.<name>.help``).

    Parameters
    ----------
    name : str
        What a user types; of a verb in a group ``<group>.<verb>``, which is also how its texts
        begin.
    """

    def decorate(function: Function) -> click.Command:
        for parameter in reversed(parameters):
            function = parameter(function)
        return click.command(
            name.rpartition(".")[2],
            help=help_text(f"{name}.help"),
            short_help=help_text(f"{name}.short"),
        )(function)

    return decorate


class _Group(click.Group):
    """A verb that has verbs of its own; each is imported only when it is called."""

    def __init__(self, name: str, verbs: tuple[str, ...], **settings: Any) -> None:
        super().__init__(name, **settings)
        self._verbs = verbs

    def list_commands(self, context: click.Context) -> list[str]:
        """Its verbs, in the order of the work."""
        return list(self._verbs)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of a verb, from ``cli/verbs/<group>_<verb>_.py``."""
        if name not in self._verbs:
            return None
        module = import_module(f"azalai.cli.verbs.{self.name}_{name.replace('-', '_')}_")
        command: click.Command = module.command
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs with their one-line help, without importing them."""
        rows = [(name, help_text(f"{self.name}.{name}.short")) for name in self._verbs]
        with formatter.section(gettext.gettext("Commands")):
            formatter.write_dl(rows)


def group_verb(name: str, *verbs: str) -> click.Group:
    """A verb with verbs of its own: ``azalai figures check``.

    Parameters
    ----------
    name : str
        Its help is ``cli.<name>.help`` and ``cli.<name>.short``.
    *verbs : str
        In the order of the work. Each is the ``command`` of ``cli/verbs/<name>_<verb>_.py``, made
        with ``verb("<name>.<verb>", …)``; its help is ``cli.<name>.<verb>.help`` and ``….short``.
    """
    group = _Group(
        name, verbs, help=help_text(f"{name}.help"), short_help=help_text(f"{name}.short")
    )
    group.params.append(
        click.Option(
            ["--lang"],
            expose_value=False,
            type=click.Choice(LANGUAGES),
            metavar="|".join(LANGUAGES),
            help=help_text("option.lang"),
        )
    )
    return group


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


def check_free(path: Path, force: bool) -> None:
    """Refuse to write over a file that is there, unless asked to: it may be half filled in."""
    from azalai.model.errors import InputError

    if path.exists() and not force:
        raise InputError("output_exists", path=str(path))
