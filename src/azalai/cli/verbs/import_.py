"""`azalai import`: bring files of counts into the workspace."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import language_option, open_folder, option, verb, workspace_option
from azalai.cli.speech import say_no_role, speech

if TYPE_CHECKING:
    from azalai.intake import ImportReport
    from azalai.workspace import Folder

_SHOWN = 10
"""Findings printed; all of them stand in the file of rows set aside."""


@verb(
    "import",
    click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True),
    option("--mapping", type=click.Path(path_type=Path), metavar="FILE"),
    option("--replaces", default="", metavar="IMPORT"),
    option("--dry-run", is_flag=True),
    workspace_option(),
    language_option(),
)
def command(
    files: tuple[Path, ...],
    mapping: Path | None,
    replaces: str,
    dry_run: bool,
    workspace: Path | None,
) -> None:
    """Import files one after the other; each is whole or leaves the workspace as it was."""
    from azalai.intake import import_file
    from azalai.model.errors import InputError

    folder = open_folder(workspace)
    chosen = mapping or _only_mapping(folder)
    for path in files:
        report = import_file(folder, path, chosen, date.today(), replaces, dry_run=dry_run)
        if dry_run:
            say_dry(report, folder)
            continue
        if report.set_aside and not (report.groups or report.known or report.withdrawn):
            # That nothing is new would be true, and beside the point.
            say_findings(report, folder)
            raise InputError(
                "nothing_imported",
                path=path.name,
                rows=report.rows,
                aside=str(report.set_aside_file),
            )
        say(report, folder)
    say_no_role(folder.register)


def _only_mapping(folder: Folder) -> Path:
    from azalai.model.errors import InputError

    found = sorted((folder.root / "mappings").glob("*.toml"))
    if len(found) == 1:
        return found[0]
    known = ", ".join(path.name for path in found) or "–"
    raise InputError("mapping_missing", known=known)


def say_dry(report: ImportReport, folder: Folder) -> None:
    """What an import would do."""
    text = speech()
    months = text.join([text.month(month) for month in report.months])
    click.echo(
        text.text(
            "cli.import.would" if report.changed else "cli.import.would_nothing",
            file=report.file,
            groups=text.text("cli.count.groups", report.groups),
            persons=text.text("cli.count.persons", report.persons),
            months=months,
        )
    )
    for key, number in (
        ("known", report.known),
        ("withdrawn", report.withdrawn),
        ("corrected", report.corrected),
        ("would_set_aside", report.set_aside),
    ):
        if number:
            click.echo("  " + text.text(f"cli.import.{key}", number))
    say_unread(report)
    say_findings(report, folder)


def say_unread(report: ImportReport) -> None:
    """Columns that the mapping says nothing of: what they hold does not come in."""
    if report.unread:
        text = speech()
        click.echo("  " + text.text("cli.import.unread", columns=", ".join(report.unread)))


def say(report: ImportReport, folder: Folder) -> None:
    """What an import did, and the first of what it found."""
    text = speech()
    if report.changed:
        months = text.join([text.month(month) for month in report.months])
        click.echo(
            text.text(
                "cli.import.done",
                file=report.file,
                groups=text.text("cli.count.groups", report.groups),
                persons=text.text("cli.count.persons", report.persons),
                months=months,
            )
        )
    else:
        click.echo(text.text("cli.import.unchanged", file=report.file))
    for key, number in (
        ("known", report.known if report.changed else 0),
        ("withdrawn", report.withdrawn),
        ("corrected", report.corrected),
        ("set_aside", report.set_aside),
    ):
        if number:
            path = str(report.set_aside_file or "")
            click.echo("  " + text.text(f"cli.import.{key}", number, path=path))
    for import_id, number in report.lacking:
        click.echo("  " + text.text("cli.import.lacking", number, import_id=import_id))
    say_unread(report)
    say_findings(report, folder)


def say_findings(report: ImportReport, folder: Folder) -> None:
    """The first of what an import found, what keeps rows out before all else."""
    from azalai.checks import Severity, said

    text = speech()
    # What is normal and only worth knowing is told by `azalai check`.
    told = [item for item in report.findings if item.severity is not Severity.NOTE]
    ordered = sorted(told, key=lambda item: (item.severity is not Severity.ERROR, item.row))
    for finding in ordered[:_SHOWN]:
        severity = text.text(f"cli.severity.{finding.severity}")
        click.echo(f"  {severity}{said(finding, text, folder.register)}", err=True)
    if len(ordered) > _SHOWN:
        rest = len(ordered) - _SHOWN
        click.echo("  " + text.text("cli.import.more", rest), err=True)
