"""`azalai demo`: the packaged examples, from files to bulletins and a report; then invented years.

The example has two months, all that its publication lets anybody reconstruct. What a bulletin says
of years is shown with a simulated history of the same points, in a workspace of its own.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import language_option, month_of, option, verb
from azalai.cli.progress import bulletin_progress, progress, say_written
from azalai.cli.speech import speech

if TYPE_CHECKING:
    from azalai.simulate import Parameters
    from azalai.workspace import Folder

EXAMPLE = "mali_2020"
CRISIS = "mali_2012"
CRISIS_FOLDER = "crisis"
"""Folder of the second example, inside that of the first."""
HISTORY = "simulated"
"""Folder of the simulated history, inside that of the example."""

_MARK = "demo.txt"
"""The file by which the demonstration knows a folder that it made."""
_LAST = "2020-06"
_PER_MONTH = 2000
_SEED = 2020


@verb(
    "demo",
    click.argument("folder", type=click.Path(path_type=Path), default=Path("demo")),
    option("--again", is_flag=True),
    option("--from", "first", default="2016-07", metavar="YYYY-MM", key="history_from"),
    language_option(),
)
def command(folder: Path, again: bool, first: str) -> None:
    """The packaged example, the report of a crisis, then a simulated history of the points."""
    import shutil

    from azalai.workspace import create, packs

    history = _history_from(first)
    template = packs.example(EXAMPLE)
    # A workspace without the mark, or that says anything else of itself, is never removed.
    mine = (folder / _MARK).is_file() and _settings(folder) == _settings(template)
    if again and mine:
        shutil.rmtree(folder)
    workspace = create(folder, template, packs.country_pack("MLI"))
    (workspace.root / _MARK).write_text("`azalai demo --again` removes this folder.\n", "utf-8")
    _show_example(workspace, template / "import")
    click.echo()
    _show_crisis(workspace.root / CRISIS_FOLDER)
    click.echo()
    _show_history(workspace, history)


def _settings(folder: Path) -> bytes:
    """What a folder's ``azalai.toml`` says; nothing where there is none."""
    path = folder / "azalai.toml"
    return path.read_bytes() if path.is_file() else b""


def _history_from(first: str) -> Parameters:
    """What is simulated; said before anything is written, in case there is no such time."""
    from azalai.simulate import Parameters

    begin, end = month_of(first), month_of(_LAST)
    months = max(len(list(begin.through(end))), 1)
    return Parameters(
        seed=_SEED, points=0, first=begin, last=end, groups=_PER_MONTH * months,
        language=speech().lang,
    )  # fmt: skip


def _show_example(workspace: Folder, files: Path) -> None:
    from azalai.cli.verbs.import_ import say
    from azalai.intake import import_file
    from azalai.release import close
    from azalai.reports import write_bulletin
    from azalai.wording import LANGUAGES

    text = speech()
    for path in sorted(files.glob("*.csv")):
        mapping = workspace.root / "mappings/flows.toml"
        say(import_file(workspace, path, mapping, date.today()), workspace)
    for month in workspace.months():
        release = close(workspace, month, date.today())
    with bulletin_progress() as step:
        paths = write_bulletin(workspace, month_of(_LAST), LANGUAGES, progress=step)
    flows = {row.direction: text.value(row) for row in release.select("flows", release.country)}
    click.echo()
    click.echo(
        text.text("cli.demo.summary", total=flows["total"], incoming=flows["in"],
                  outgoing=flows["out"], workspace=str(workspace.root))
    )  # fmt: skip
    say_written(paths)


def _show_crisis(root: Path) -> None:
    """What sources stated of a crisis: its accounts, what does not add up, and its report."""
    from azalai.reports.crisis import open_crisis, write_crisis_report
    from azalai.wording import LANGUAGES
    from azalai.workspace import create, packs

    text = speech()
    folder = create(root, packs.example(CRISIS), packs.country_pack("MLI"))
    crisis, ledger = open_crisis(folder)
    with progress() as step:
        paths = write_crisis_report(
            folder, crisis.code, LANGUAGES, root / "crises" / crisis.code / "reports",
            progress=lambda lang, done, total: step(
                text.text("cli.crisis.step", language=lang), done, total
            ),
        )  # fmt: skip
    click.echo(
        text.text(
            "cli.demo.crisis",
            title=crisis.title.get(text.lang, crisis.title["en"]),
            date=text.date(crisis.as_of),
            figures=text.number(len(ledger)),
            workspace=str(root),
        )
    )
    say_written(paths)


def _show_history(example: Folder, parameters: Parameters) -> None:
    """Years of the example's points: invented, imported and closed as a mission's would be."""
    from azalai.intake import import_file
    from azalai.release import close_months
    from azalai.reports import write_bulletin
    from azalai.simulate import simulate
    from azalai.wording import LANGUAGES
    from azalai.workspace import Folder

    text = speech()
    root = example.root / HISTORY
    with progress() as step:
        simulate(
            root, parameters, example.root,
            lambda _, done, total: step(text.text("cli.simulate.step"), done, total),
        )  # fmt: skip
        workspace = Folder(root)
        files = sorted((root / "import").glob("*.csv"))
        groups = persons = 0
        for done, path in enumerate(files, start=1):
            report = import_file(workspace, path, root / "mappings/flows.toml", date.today())
            groups, persons = groups + report.groups, persons + report.persons
            step(text.text("cli.demo.importing"), done, len(files))
        months = workspace.months()
        for done, _ in enumerate(close_months(workspace, months, date.today()), start=1):
            step(text.text("cli.demo.closing"), done, len(months))
        paths = write_bulletin(
            workspace, months[-1], LANGUAGES,
            progress=lambda lang, done, total: step(
                text.text("cli.demo.history_bulletin", language=lang), done, total
            ),
        )  # fmt: skip
    click.echo(
        text.text(
            "cli.demo.history",
            months=text.text("cli.count.months", len(months)),
            first=text.month(months[0]),
            last=text.month(months[-1]),
            groups=text.text("cli.count.groups", groups),
            persons=text.text("cli.count.persons", persons),
            workspace=str(root),
        )
    )
    say_written(paths)
