"""`azalai explain`: from a number to its rule, its denominator and its records."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import (
    language_option,
    month_of,
    open_folder,
    option,
    verb,
    workspace_option,
)
from azalai.cli.speech import speech


@verb(
    "explain",
    click.argument("month"),
    click.argument("measure"),
    click.argument("place"),
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
    from azalai.release import explain, find_row, open_release

    folder = open_folder(workspace)
    release = open_release(folder, month_of(month), revision)
    row = find_row(
        release.select(measure, place),
        category1=category,
        category2=category2,
        direction=direction,
        period=period,
        unit=unit or _default_unit(measure),
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


def _default_unit(measure: str) -> str:
    """The unit people mean when they name a measure: the printed one."""
    from azalai.measures import measures

    return "%" if measure in measures() else ""


def _recounted(number: int | None) -> str:
    return "–" if number is None else speech().number(number)
