"""`azalai close`: freeze months."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import (
    language_option,
    month_of,
    open_folder,
    option,
    verb,
    workspace_option,
)
from azalai.cli.speech import say_no_role, speech

if TYPE_CHECKING:
    from azalai.model.periods import Month
    from azalai.release import Release
    from azalai.workspace import Folder


@verb(
    "close",
    click.argument("months", metavar="MONTH...", nargs=-1),
    option("--until", default="", metavar="YYYY-MM"),
    option("--revise", is_flag=True),
    option("--reason", default="", metavar="TEXT"),
    workspace_option(),
    language_option(),
)
@click.pass_context
def command(
    context: click.Context,
    months: tuple[str, ...],
    until: str,
    revise: bool,
    reason: str,
    workspace: Path | None,
) -> None:
    """Freeze months as sealed parts and public editions, the earliest first."""
    from azalai.release import close_months

    if not months and not until:
        raise click.MissingParameter(ctx=context, param=context.command.params[0])
    if until and (months or revise):
        raise click.UsageError(speech().text("cli.close.until_alone"), context)
    # Each month is compared with the one before: they are closed in their order, however typed.
    wanted = sorted({month_of(month) for month in months})
    last = month_of(until) if until else None
    folder = open_folder(workspace)
    _check_manifests(folder)
    if last is not None and not (wanted := _open_until(folder, last)):
        click.echo(speech().text("cli.close.none_open", month=speech().month(last)))
    done = 0
    try:
        for release in close_months(folder, wanted, date.today(), revise=revise, reason=reason):
            done += 1
            _say(release)
    except BaseException:
        _say_stopped(wanted[:done], wanted[done:])
        raise
    say_no_role(folder.register)


def _open_until(folder: Folder, last: Month) -> list[Month]:
    """Recorded months without a release, up to one."""
    from azalai.release import closed_months

    closed = set(closed_months(folder.root))
    return [month for month in folder.months() if month <= last and month not in closed]


def _say(release: Release) -> None:
    text, protection = speech(), release.manifest["protection"]
    flows = {row.direction: row for row in release.select("flows", release.country)}
    key = "cli.close.done"
    if flows["total"].value is None:
        key = "cli.close.done_nothing"
    elif flows["in"].value is None:
        key = "cli.close.done_total"
    click.echo(
        text.text(
            key,
            release=release.identity,
            total=text.value(flows["total"]),
            incoming=text.value(flows["in"]),
            outgoing=text.value(flows["out"]),
        )
    )
    click.echo("  " + text.text("cli.close.protected", protection["protected"]))
    if release.manifest["compared_with"].get("release") == "open":
        before = text.month(month_of(release.manifest["compared_with"]["month"]))
        click.echo("  " + text.text("cli.close.before_open", month=before))
    click.echo("  " + text.text("cli.close.path", path=str(release.path), sha256=release.sha256))


def _say_stopped(done: list[Month], left: list[Month]) -> None:
    """Where several months were to be closed: which are, before the error says why no more."""
    text = speech()
    if done:
        click.echo(text.text("cli.close.stopped", months=" ".join(map(str, done))), err=True)
    if done or len(left) > 1:
        click.echo(text.text("cli.close.left", months=" ".join(map(str, left))), err=True)


_STATED = ("release", "revision", "country", "files", "protection", "compared_with")


def _check_manifests(folder: Folder) -> None:
    """A release that is damaged is said before another one is compared with it."""
    from azalai.model.errors import ReleaseError
    from azalai.release import closed_months, open_release

    for month in closed_months(folder.root):
        release = open_release(folder, month)
        manifest = release.manifest
        if not isinstance(manifest, dict) or any(name not in manifest for name in _STATED):
            raise ReleaseError("release_damaged", release=release.identity, files="manifest.json")
