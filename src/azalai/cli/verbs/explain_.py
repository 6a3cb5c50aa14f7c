"""`azalai explain`: from a number to its rule, its denominator and its records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import (
    language_option,
    open_folder,
    option,
    release_of,
    verb,
    workspace_option,
)
from azalai.cli.speech import speech
from azalai.model.tables import Status

if TYPE_CHECKING:
    from azalai.model.tables import Row
    from azalai.release import Release


@verb(
    "explain",
    click.argument("month"),
    click.argument("measure", default=""),
    click.argument("place", default=""),
    option("--category", default="", metavar="CODE"),
    option("--category2", default="", metavar="CODE"),
    option("--direction", default="total", metavar="in|out|unknown|total"),
    option("--period", default="", metavar="YYYY-MM[-DD]"),
    option("--unit", default="", metavar="persons|%|pp|…"),
    option("--revision", type=int, default=0, metavar="N"),
    workspace_option(),
    language_option(),
)
def command(
    month: str,
    measure: str,
    place: str,
    category: str,
    category2: str,
    direction: str,
    period: str,
    unit: str,
    revision: int,
    workspace: Path | None,
) -> None:
    """Take a number of a release apart, and count its records again."""
    from azalai.release import explain, open_release

    folder = open_folder(workspace)
    release = open_release(folder, *release_of(month, revision))
    if not measure:
        _overview(release)
        return
    if category == "other" and _say_rest(release, measure, place or release.country, direction):
        return
    row = _find(
        release,
        measure,
        place or release.country,
        unit,
        {"category1": category, "category2": category2, "direction": direction, "period": period},
    )
    found, text = explain(folder, release, row), speech()
    label = " · ".join(filter(None, (row.measure, row.place, row.period, row.direction,
                                     row.category1, row.category2)))  # fmt: skip
    lines = [
        ("number", f"{text.value(row, threshold=release.threshold)}  ({label})"),
        ("release", f"{release.identity}  sha256 {release.sha256}"),
        ("rule", text.text(f"rule.{found.rule}")),
        ("source", row.source),
    ]
    if row.base is not None:
        lines.append(("base", text.number(row.base, 0 if isinstance(row.base, int) else 2)))
    if row.days is not None:
        lines.append(("days", text.number(row.days)))
    if row.status is Status.PROTECTED:
        lines.append(("protected", text.text("cli.explain.keep")))
    if found.query:
        lines.append(("query", f'azalai query "{found.query}"'))
        lines.append(("recounted", _recounted(found.recounted)))
        lines.append(("agrees", text.text(f"cli.explain.{'yes' if found.agrees else 'no'}")))
    if found.base_query:
        lines.append(("base_query", f'azalai query "{found.base_query}"'))
        lines.append(("recounted", _recounted(found.base_recounted)))
    width = max(len(text.text(f"cli.explain.{key}")) for key, _ in lines)
    for key, value in lines:
        click.echo(f"{text.text(f'cli.explain.{key}'):<{width}}  {value}")


def _overview(release: Release) -> None:
    """What can be asked about: the release, its measures, its places."""
    text = speech()
    click.echo(f"{release.identity}  sha256 {release.sha256}")
    rows = release.rows()
    for heading, names in (
        ("measures", dict.fromkeys(row.measure for row in rows)),
        ("places", dict.fromkeys(row.place for row in rows)),
    ):
        click.echo(f"{text.text(f'cli.explain.{heading}')}: {', '.join(names)}")


def _say_rest(release: Release, measure: str, place: str, direction: str) -> bool:
    """Explain the *Other* of a short list; False where *other* is a category of its own."""
    text = speech()
    rows = release.select(measure, place, direction)
    if any(row.category1 == "other" for row in rows):
        return False
    lines = release.top(measure, place=place, direction=direction)
    rest = next((line for line in lines if line.category == "other"), None)
    if rest is None or rest.share is None:
        return False
    shown = [
        f"{line.category} {text.percent(line.share)}"
        for line in lines
        if line is not rest and line.share is not None
    ]
    for key, value in (
        ("number", text.percent(rest.share)),
        ("release", f"{release.identity}  sha256 {release.sha256}"),
        ("rule", text.text("rule.other")),
        ("list", text.join(shown)),
    ):
        click.echo(f"{text.text(f'cli.explain.{key}')}  {value}")
    return True


def _find(release: Release, measure: str, place: str, unit: str, where: dict[str, str]) -> Row:
    """The row asked for; without a unit the printed one of a profile, where it has one."""
    from azalai.measures import measures
    from azalai.release import find_row

    rows = release.select(measure, place)
    printed = measure in measures() and any(row.unit == "%" for row in rows)
    return find_row(rows, **where, unit=unit or ("%" if printed else ""))


def _recounted(number: int | None) -> str:
    return "–" if number is None else speech().number(number)
