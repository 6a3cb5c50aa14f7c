"""`azalai figures import`: figures of a foreign file, found out from its content, come in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import language_option, open_folder, option, verb, workspace_option
from azalai.cli.speech import speech

if TYPE_CHECKING:
    from azalai.intake.figures import FigureReport
    from azalai.workspace import Folder

_SHOWN = 10
"""Findings printed; all of them stand in the import's folder."""
_ROLES = ("recommended", "triangulation", "context")
_CATEGORIES = ("stock", "new_displacement", "return")
_KINDS = ("dtm", "hapi", "unhcr", "portal", "idmc", "helix", "round")


@verb(
    "figures.import",
    click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True),
    option("--kind", type=click.Choice(_KINDS), metavar="|".join(_KINDS), key="fin_kind"),
    option("--mapping", type=click.Path(path_type=Path), metavar="FILE", key="fin_mapping"),
    option("--source", default="", metavar="CODE", key="fin_source"),
    option("--operation", default="", metavar="NAME", key="fin_operation"),
    option("--round", "round_", default="", metavar="N", key="fin_round"),
    option("--assessment", default="", metavar="CODE", key="fin_assessment"),
    option("--date", default="", metavar="YYYY-MM-DD", key="fin_date"),
    option("--population", default="", metavar="CODE", key="fin_population"),
    option("--place", default="", metavar="CODE", key="fin_place"),
    option("--origin", default="", metavar="CODE", key="fin_origin"),
    option("--household-size", default="", metavar="N", key="fin_household_size"),
    option("--category", type=click.Choice(_CATEGORIES), metavar="|".join(_CATEGORIES),
           key="fin_category"),
    option("--role", type=click.Choice(_ROLES), metavar="|".join(_ROLES), key="fin_role"),
    option("--published", default="", metavar="YYYY[-MM[-DD]]", key="fin_published"),
    option("--only", multiple=True, metavar="CODE", key="fin_only"),
    option("--replaces", default="", metavar="IMPORT", key="fin_replaces"),
    option("--dry-run", is_flag=True),
    workspace_option(),
    language_option(),
)  # fmt: skip
def command(
    files: tuple[Path, ...],
    kind: str | None,
    mapping: Path | None,
    source: str,
    only: tuple[str, ...],
    replaces: str,
    dry_run: bool,
    workspace: Path | None,
    **said: str | None,
) -> None:
    """Import files one after the other; each is whole or leaves the workspace as it was."""
    from datetime import date

    from azalai.intake.figures import import_figures
    from azalai.model.errors import InputError

    folder = open_folder(workspace)
    words = {name.rstrip("_"): text for name, text in said.items() if text}
    _check(words)
    for path in files:
        report = import_figures(
            folder, path, date.today(), kind=kind or "", source=source, mapping=mapping,
            said=words, only=only, replaces=replaces, dry_run=dry_run,
        )  # fmt: skip
        if not report.figures and not report.withdrawn:
            _findings(report)
            raise InputError("no_figures", path=path.name, rows=report.rows)
        say(report, folder, dry_run=dry_run)


def _check(words: dict[str, str]) -> None:
    """What is typed as a date or a number must be one."""
    from azalai.model.errors import InputError
    from azalai.model.moments import Moment

    for name in ("date", "published"):
        if name in words:
            Moment.parse(words[name])
    size = words.get("household_size", "6").replace(",", ".")
    if not size.replace(".", "", 1).isdecimal() or not 1 <= float(size) <= 50:
        raise InputError("bad_household_size", value=words["household_size"])


def say(report: FigureReport, folder: Folder, *, dry_run: bool) -> None:
    """What an import did, and the first of what it found."""
    text = speech()

    def line(key: str, *number: int, **values: object) -> None:
        click.echo("  " + text.text(f"cli.figures.in.{key}", *number, **values))

    if not report.changed:
        click.echo(text.text("cli.figures.in.unchanged", file=report.file, id=report.import_id))
        if report.replaced_by:
            line("replaced_by", id=report.replaced_by)
        return
    key = "would" if dry_run else "done"
    click.echo(
        text.text(
            f"cli.figures.in.{key}", report.figures, file=report.file, id=report.import_id,
            kind=text.text(f"figures_in.kind.{report.kind}"),
        )
    )  # fmt: skip
    if report.stocks:
        line("stocks", report.stocks)
    if report.rounds:
        line("rounds", report.rounds)
    if report.first:
        first, last = _day(report.first), _day(report.last)
        if first == last:
            line("day", day=first)
        else:
            line("span", first=first, last=last)
    for name, number in (
        ("known", report.known), ("places", report.places), ("withdrawn", report.withdrawn),
        ("contradicting", report.contradicting), ("set_aside", report.set_aside),
    ):  # fmt: skip
        if number:
            file = {"contradicting": "set_aside_figures.csv", "set_aside": "set_aside.csv"}
            path = report.folder / file[name] if report.folder and name in file else ""
            line(name, number, path=str(path))
    _findings(report)
    if len(report.findings) > _SHOWN and report.folder and not dry_run:
        line("findings", path=str(report.folder / "findings.csv"))


def _day(text: str) -> str:
    from azalai.model.moments import Moment
    from azalai.wording.figures import moment_of

    return moment_of(speech(), Moment.parse(text))


def _findings(report: FigureReport) -> None:
    """The first of what was found, what keeps rows out before all else; of each rule a few."""
    from azalai.checks import Severity
    from azalai.intake.figures import said

    text = speech()
    ordered = sorted(report.findings, key=lambda item: (-item.severity.rank, item.row))
    shown: dict[str, int] = {}
    printed = 0
    for item in ordered:
        shown[item.rule] = shown.get(item.rule, 0) + 1
        if shown[item.rule] > 3 or printed >= _SHOWN:
            continue
        printed += 1
        mark = "" if item.severity is Severity.NOTE else text.text(f"cli.severity.{item.severity}")
        click.echo(f"  {mark}{said(item, text)}", err=True)
    rest = len(ordered) - printed
    if rest:
        click.echo("  " + text.text("cli.import.more", rest), err=True)
