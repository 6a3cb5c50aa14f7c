"""`azalai demo`: the packaged example, from its files to the two bulletins."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from azalai.cli.options import language_option, option, verb
from azalai.cli.progress import bulletin_progress, say_written
from azalai.cli.speech import speech

EXAMPLE = "mali_2020"


@verb(
    "demo",
    click.argument("folder", type=click.Path(path_type=Path), default=Path("demo")),
    option("--again", is_flag=True),
    language_option(),
)
def command(folder: Path, again: bool) -> None:
    """Import, close and publish the packaged example."""
    import shutil

    from azalai.cli.verbs.import_ import say
    from azalai.intake import import_file
    from azalai.model.periods import Month
    from azalai.release import close
    from azalai.reports import write_bulletin
    from azalai.wording import LANGUAGES
    from azalai.workspace import create, packs

    text = speech()
    template = packs.example(EXAMPLE)
    # A workspace that says anything else of itself is a mission's: it is never removed.
    if again and _settings(folder) == _settings(template):
        shutil.rmtree(folder)
    workspace = create(folder, template, packs.country_pack("MLI"))
    for path in sorted((template / "import").glob("*.csv")):
        say(import_file(workspace, path, workspace.root / "mappings/flows.toml", date.today()))
    for month in workspace.months():
        release = close(workspace, month, date.today())
    with bulletin_progress() as step:
        paths = write_bulletin(workspace, Month(2020, 6), LANGUAGES, progress=step)
    flows = {row.direction: text.value(row) for row in release.select("flows", release.country)}
    click.echo()
    click.echo(
        text.text("cli.demo.summary", total=flows["total"], incoming=flows["in"],
                  outgoing=flows["out"], workspace=str(workspace.root))
    )  # fmt: skip
    say_written(paths)


def _settings(folder: Path) -> bytes:
    """What a folder's ``azalai.toml`` says; nothing where there is none."""
    path = folder / "azalai.toml"
    return path.read_bytes() if path.is_file() else b""
