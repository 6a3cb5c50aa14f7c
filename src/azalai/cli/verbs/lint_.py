"""`azalai lint`: what does not add up in a ledger, a report's figures or a month's bulletin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import language_option, open_folder, option, verb, workspace_option
from azalai.cli.speech import help_text, speech

if TYPE_CHECKING:
    from azalai.model.ledger import Ledger
    from azalai.model.lint import Finding
    from azalai.workspace import Folder

_SEVERITIES = ("note", "warning", "error")
_QUOTED = 4
"""Figures of a finding that are quoted on the screen; the file of ``--to`` has all of them."""
_COLUMNS = ("severity", "rule", "what", "computed", "because", "figures", "quotations", "sources")


@verb(
    "lint",
    click.argument("targets", nargs=-1, metavar=f"[{help_text('metavar.FILE')}|MONTH]..."),
    option("--severity", type=click.Choice(_SEVERITIES), default="note",
           metavar="|".join(_SEVERITIES)),
    option("--to", type=click.Path(path_type=Path), metavar="FILE", key="lint_to"),
    option("--force", is_flag=True, key="lint_force"),
    option("--strict", is_flag=True),
    option("--identities", is_flag=True, key="lint_identities"),
    option("--score", is_flag=True, key="lint_score"),
    option("--examples", is_flag=True, key="lint_examples"),
    workspace_option(),
    language_option(),
)  # fmt: skip
def command(
    targets: tuple[str, ...],
    severity: str,
    to: Path | None,
    force: bool,
    strict: bool,
    identities: bool,
    score: bool,
    examples: bool,
    workspace: Path | None,
) -> None:
    """Print what is found, the gravest first."""
    from azalai.accounts.lint import lint
    from azalai.cli.lint_scores import say_identities, say_score, say_together
    from azalai.model.errors import AzalaiError, InputError
    from azalai.model.lint import Severity

    if to is not None and to.exists() and not force:
        raise InputError("lint_exists", path=str(to))
    least, grave, lines = Severity(severity).rank, 0, []
    scores = []
    unread: list[int] = []
    for name, ledger, counted in _ledgers(targets, workspace, examples, unread):
        if name:
            click.echo(click.style(name, bold=True))
        if score:
            scores += say_score(ledger, counted)
            continue
        if identities:
            say_identities(ledger, counted)
            continue
        found = [item for item in lint(ledger, counted) if item.severity.rank >= least]
        _say(ledger, found)
        lines += [_line(ledger, item) for item in found]
        grave += sum(item.severity is not Severity.NOTE for item in found)
    say_together(scores)
    if to is not None:
        from azalai.workspace.csvfile import harmless, write_lines

        safe = [[harmless(cell) for cell in line] for line in lines]
        to.write_text(write_lines(_COLUMNS, safe), encoding="utf-8")
        click.echo(speech().text("cli.written", path=str(to)))
    if strict and grave:
        raise AzalaiError("lint_found", count=grave)
    if strict and any(unread):
        raise AzalaiError("lint_unread", count=sum(unread))


def _ledgers(
    targets: Sequence[str], workspace: Path | None, examples: bool, unread: list[int]
) -> Iterator[tuple[str, Ledger, dict[str, bool]]]:
    """What is looked at, each with its name and the points that count for its totals."""
    from azalai.model.errors import InputError

    if examples:
        yield from _packaged()
        return
    folder = None if targets and workspace is None else open_folder(workspace)
    if not targets:
        from azalai.workspace.ledger import read_ledger

        assert folder is not None
        reading = read_ledger(folder)
        unread.append(_warn(reading.left_out))
        yield "", reading.ledger, _roles(folder)
    for target in targets:
        if Path(target).suffix and not Path(target).is_file():
            raise InputError("file_not_found", path=target)
        several = target if len(targets) > 1 else ""
        if Path(target).is_file():
            yield several, *_of_file(Path(target), workspace, unread)
        else:
            yield several, *_of_month(target, open_folder(workspace))


def _packaged() -> Iterator[tuple[str, Ledger, dict[str, bool]]]:
    from tempfile import TemporaryDirectory

    from azalai.workspace import create
    from azalai.workspace.config import read_toml
    from azalai.workspace.ledger import read_ledger
    from azalai.workspace.packs import country_pack, example, ledger_examples

    for name in ledger_examples():
        country = str(read_toml(example(name) / "azalai.toml")["country"])
        with TemporaryDirectory() as root:
            folder = create(Path(root) / name, example(name), country_pack(country))
            yield name, read_ledger(folder).ledger, _roles(folder)


def _of_file(
    path: Path, workspace: Path | None, unread: list[int]
) -> tuple[Ledger, dict[str, bool]]:
    from azalai.model.errors import WorkspaceError
    from azalai.workspace.ledger import read_any

    try:
        folder: Folder | None = open_folder(workspace)
        assert folder is not None
        _ = folder.config
    except WorkspaceError:
        if workspace is not None:
            raise
        folder = None
    rows = _rows_of(path)
    if rows is not None:
        return _table(rows, folder)
    reading = read_any(path, folder)
    unread.append(_warn(reading.left_out))
    return reading.ledger, {} if folder is None else _roles(folder)


def _of_month(target: str, folder: Folder) -> tuple[Ledger, dict[str, bool]]:
    from azalai.cli.options import month_of
    from azalai.release import month_rows

    return _table(month_rows(folder, month_of(target), "public"), folder)


def _rows_of(path: Path) -> list[object] | None:
    """The rows of a file that is a long table; None where it is something else."""
    from azalai.release.table import read_rows

    if path.suffix == ".parquet":
        return list(read_rows(path))
    if path.suffix != ".csv":
        return None
    from azalai.model.tables import COLUMNS, Row, Status
    from azalai.workspace.csvfile import read_lines

    with path.open(encoding="utf-8-sig", errors="replace") as file:
        header = file.readline()
    if not {"release", "measure", "category1"} <= set(header.strip().split(",")):
        return None
    rows: list[object] = []
    for line in read_lines(path, ("release", "measure", "place", "period", "value", "unit")):
        cells: dict[str, object] = {name: line[name] for name in COLUMNS}
        cells |= {name: line.number_at(name) for name in ("value", "base")}
        days = line.number_at("days")
        if line["status"] not in set(Status):
            raise line.fail("status")
        cells |= {"days": None if days is None else int(days), "status": Status(line["status"])}
        rows.append(Row(**cells))  # type: ignore[arg-type]
    return rows


def _table(rows: Sequence[object], folder: Folder | None) -> tuple[Ledger, dict[str, bool]]:
    from azalai.accounts.lint.rows import figures_of
    from azalai.model.ledger import Ledger
    from azalai.workspace.places import read_places

    figures = figures_of(rows)  # type: ignore[arg-type]
    if folder is None:
        return Ledger(figures), {}
    day = figures[0].first.first if figures and figures[0].first else None
    return Ledger(figures, read_places(folder)), _roles(folder, day)


def _roles(folder: Folder, day: object = None) -> dict[str, bool]:
    """Point -> whether it counts for the country's total; empty without roles."""
    from datetime import date

    from azalai.model.points import Role

    on = day if isinstance(day, date) else date.today()
    roles = {code: point.role(on) for code, point in folder.register.points.items()}
    return {code: role is Role.ENTRY_EXIT for code, role in roles.items() if role is not None}


def _warn(left_out: int) -> int:
    """Say how many lines of a ledger cannot be read, and so are not looked at."""
    if left_out:
        text = speech()
        click.echo(
            text.text("cli.severity.warning") + text.text("cli.lint.left_out", left_out), err=True
        )
    return left_out


def _say(ledger: Ledger, found: Sequence[Finding]) -> None:
    from azalai.wording.lint import said, severity_said

    text = speech()
    if not found:
        click.echo(text.text("cli.lint.nothing", len(ledger)))
        return
    colours = {"error": "red", "warning": "yellow", "note": "blue"}
    for item in found:
        told = said(text, ledger, item, _QUOTED)
        mark = click.style(severity_said(text, item), fg=colours[item.severity], bold=True)
        click.echo(f"{mark} [{item.rule}] {told.what}")
        for sentence in (told.computed, told.because):
            if sentence:
                click.echo(f"    {sentence}")
        for figure, quotation, source in told.figures:
            quoted = f" {text.text('cli.lint.quoted', quotation=quotation)}" if quotation else ""
            click.echo(f"      · {figure}{quoted} ({source})")
        left = len(item.figures) - len(told.figures)
        if left > 0:
            click.echo("      " + text.text("cli.lint.more", left))
    counted = Counter(item.severity for item in found)
    click.echo(
        text.join(
            [text.text(f"cli.check.{name}", counted[name]) for name in counted if counted[name]]
        )
    )


def _line(ledger: Ledger, item: Finding) -> list[str]:
    from azalai.wording.lint import said, severity_said

    text = speech()
    told = said(text, ledger, item, len(item.figures))
    quotations = [quotation for _, quotation, _ in told.figures if quotation]
    sources = list(dict.fromkeys(source for _, _, source in told.figures))
    return [
        severity_said(text, item),
        item.rule,
        told.what,
        told.computed,
        told.because,
        " ".join(item.figures),
        " | ".join(dict.fromkeys(quotations)),
        " | ".join(sources),
    ]
