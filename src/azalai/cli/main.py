"""`azalai`: the language, the verbs, and what a user sees when something cannot be done."""

from __future__ import annotations

import gc
import gettext
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from azalai.cli.speech import choose_language, help_text, speech
from azalai.wording.languages import LANGUAGES, LOCALES

VERBS = ("new", "draft", "import", "imports", "check", "correct", "undo", "corrections", "status",
         "close", "tables", "bulletin", "explain", "records", "figures", "lint", "accounts",
         "survey", "crisis", "query", "verify", "form", "serve", "server",
         "collect", "backup", "restore", "simulate", "demo")  # fmt: skip


class Verbs(click.Group):
    """Knows the verbs by name; a verb's module is imported only when it is called."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The verbs, in the order of the work."""
        return list(VERBS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The verb's command."""
        if name not in VERBS:
            return None
        module = import_module(f"azalai.cli.verbs.{name}_")
        command: click.Command = module.command
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs with their one-line help, without importing them."""
        rows = [(name, help_text(f"{name}.short")) for name in VERBS]
        with formatter.section(gettext.gettext("Commands")):
            formatter.write_dl(rows)


def build() -> click.Group:
    """The command group in the chosen language."""
    group = Verbs(
        name="azalai",
        help=help_text("azalai.help"),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
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
    group.params.append(
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            help=help_text("option.version"),
        )
    )
    return group


def _print_version(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"azalai {version('azalai')}")
        context.exit()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code.

    0 done · 1 it could not be done, and why is said · 2 the command was not understood ·
    70 a mistake in the program · 130 interrupted.
    """
    # A month's table is tens of thousands of small objects that all live until the end: looking
    # for those that do not costs a tenth of the work.
    gc.set_threshold(100_000, 50, 100)
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = choose_language(words, os.environ)
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("click", LOCALES)
    gettext.textdomain("click")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that is not UTF-8 shows a question mark rather than failing.
            stream.reconfigure(errors="replace")
    sys.exit(run(words))


def run(words: list[str]) -> int:
    """Run one command and return its exit code; what went wrong is said on standard error."""
    try:
        build().main(words, prog_name="azalai", standalone_mode=False)
    except click.exceptions.Exit as finished:
        return finished.exit_code
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo(gettext.gettext("Aborted!"), err=True)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as problem:
        return _say(problem, words)
    return 0


def _what_failed(problem: OSError, words: list[str]) -> tuple[str, str]:
    """Code of the message and path; the system tells a path sometimes, and a verb never."""
    said = str(problem.filename2 or problem.filename or "")
    if not said:
        quoted = re.search(r"'([^']+)'", str(problem))
        given = words[words.index("--workspace") + 1 :] if "--workspace" in words else []
        said = quoted[1] if quoted else (given or [os.environ.get("AZALAI_WORKSPACE", ".")])[0]
    from pathlib import Path

    path = Path(said)
    unread = (
        # What is to be read is missing in a folder that is there; a folder is missing to writers.
        path.parent.is_dir()
        if isinstance(problem, FileNotFoundError)
        else path.exists() and not os.access(path, os.R_OK)
    )
    return ("cannot_read" if unread else "cannot_write"), said


def _say(problem: Exception, words: list[str]) -> int:
    from azalai.model.errors import AzalaiError

    if isinstance(problem, OSError):
        code, path = _what_failed(problem, words)
        problem = AzalaiError(code, path=path, problem=problem.strerror or str(problem))
    if isinstance(problem, AzalaiError):
        click.echo(speech().text("cli.error", message=speech().error(problem)), err=True)
        return problem.exit_code
    if os.environ.get("AZALAI_DEBUG"):
        raise problem
    click.echo(
        speech().text("cli.unexpected", kind=type(problem).__name__, problem=str(problem)), err=True
    )
    return 70
