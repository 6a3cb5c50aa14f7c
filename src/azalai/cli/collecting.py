"""What the verbs that take in records of other servers share: opening, progress, the last word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import open_folder
from azalai.cli.progress import progress
from azalai.cli.speech import speech

if TYPE_CHECKING:
    from azalai.server.fetching.incoming import Source
    from azalai.server.fetching.taking import Taken
    from azalai.server.models import Mission

_SHOWN = 10


def open_mission(workspace: Path | None, home: Path | None) -> Mission:
    """The workspace's mission, in the server's database; it may be serving meanwhile."""
    from azalai.cli.verbs.backup_ import check_home
    from azalai.server.home import Home
    from azalai.server.starting import check_tables, start

    folder = open_folder(workspace)
    place = Home((home or folder.root / "server").resolve())
    check_home(place.root)
    start(place)
    check_tables()
    from azalai.server.fetching.opening import mission_of

    return mission_of(folder.root)


def collect(
    mission: Mission, opened: Callable[[], Source], *, trust: bool, practice: bool
) -> Taken:
    """Take in a source's records, telling how far it is, and what became of them."""
    from azalai.server.fetching.taking import take

    text = speech()
    source = opened()
    try:
        with progress() as step:
            said = text.text("cli.collect.step", source=source.title)
            taken = take(
                mission, source, trust=trust, practice=practice, lang=text.lang,
                step=lambda done, total: step(said, done, total),
            )  # fmt: skip
    finally:
        source.close()
    _say(taken, source)
    return taken


def _say(taken: Taken, source: Source) -> None:
    text = speech()
    click.echo(text.text("cli.collect.done", taken.seen, source=source.title, form=source.form_id))
    for name, number in (
        ("new", taken.new), ("changed", taken.changed), ("known", taken.known),
        ("files", taken.files),
    ):  # fmt: skip
        if number:
            click.echo("  " + text.text(f"cli.collect.{name}", number))
    for name, problems in (("refused", taken.refused), ("undecided", taken.undecided)):
        if not problems:
            continue
        click.echo("  " + text.text(f"cli.collect.{name}", len(problems)), err=True)
        for root_id, problem in problems[:_SHOWN]:
            click.echo(f"    {root_id}: {text.error(problem)}", err=True)
        rest = len(problems) - _SHOWN
        if rest > 0:
            click.echo("    " + text.text("cli.import.more", rest), err=True)
