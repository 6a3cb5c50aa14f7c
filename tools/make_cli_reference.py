"""Write ``docs/cli.md`` from the program's own help, in English.

    python tools/make_cli_reference.py [TARGET]

A test compares the page with what this writes, so the page cannot go stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from azalai.cli.main import VERBS, build
from azalai.cli.speech import choose_language

TARGET = Path(__file__).parents[1] / "docs" / "cli.md"
WIDTH = 96

INTRODUCTION = """\
# The command line

<!-- Written by tools/make_cli_reference.py from the program's help. Do not edit by hand. -->

Every verb speaks English and French: `--lang fr`, or `AZALAI_LANG=fr` in the environment.
`azalai VERB --help` shows what stands here.

| in the environment | what it does |
|---|---|
| `AZALAI_WORKSPACE` | the workspace; `--workspace` goes before, the folder we are in after |
| `AZALAI_LANG` | the language; `--lang` goes before, `LC_ALL`, `LC_MESSAGES`, `LANG` after |
| `AZALAI_USER` | the name that stands in `log.csv`; else the name of the login |
| `AZALAI_NEW_PASSWORD` | the password that `azalai server password` sets, where nobody types it |
| `AZALAI_DEBUG` | `1` shows the traceback of a mistake in the program |

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | it could not be done; the reason and what to do stand on standard error |
| 2 | the command was not understood |
| 70 | a mistake in the program |
| 130 | interrupted |
"""


def reference() -> str:
    """The page: the group's help, then each verb's in the order of the work."""
    choose_language([], {})
    group = build()
    parts = [INTRODUCTION, _section("azalai", group)]
    context = click.Context(group, info_name="azalai")
    for name in VERBS:
        command = group.get_command(context, name)
        assert command is not None
        parts += _sections(f"azalai {name}", command)
    return "\n".join(parts)


def _sections(name: str, command: click.Command) -> Iterator[str]:
    """The section of a verb, and of the verbs that it has of its own."""
    yield _section(name, command)
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from _sections(f"{name} {below}", found)


def _section(name: str, command: click.Command) -> str:
    context = click.Context(
        command, info_name=name, terminal_width=WIDTH, help_option_names=["-h", "--help"]
    )
    shown = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    return f"## {name}\n\n```text\n{shown}\n```\n"


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1].startswith("-"):
        sys.exit("make_cli_reference.py [FILE]")
    Path(*sys.argv[1:2] or [TARGET]).write_text(reference(), encoding="utf-8")
