"""`azalai simulate`: an invented country, with its truth beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import language_option, month_of, option, verb
from azalai.cli.speech import speech

if TYPE_CHECKING:
    from azalai.model.periods import Month

_CUTS = ("month", "point-month")
_PER_DAY = 70.0
"""Groups a day where nothing is said of it: about two thousand a month."""


@verb(
    "simulate",
    click.argument("folder", type=click.Path(path_type=Path)),
    option("--seed", type=int, default=1, metavar="N"),
    option("--points", type=int, default=None, metavar="N", key="simulated_points"),
    option("--country", default="", metavar="ISO", key="simulated_country"),
    option("--register", type=click.Path(path_type=Path), metavar="FOLDER"),
    option("--from", "first", default="2016-07", metavar="YYYY-MM", key="first_month"),
    option("--to", "last", default="2020-06", metavar="YYYY-MM", key="last_month"),
    option("--groups-per-day", type=float, default=None, metavar="N"),
    option("--groups", type=int, default=None, metavar="N"),
    option("--defects", type=float, default=0.0, metavar="0–0.5"),
    option(
        "--files", "cut", type=click.Choice(("month", "point-month")), default="month", key="cut"
    ),
    language_option(),
)
def command(
    folder: Path,
    seed: int,
    points: int | None,
    country: str,
    register: Path | None,
    first: str,
    last: str,
    groups_per_day: float | None,
    groups: int | None,
    defects: float,
    cut: str,
) -> None:
    """Make a workspace with invented files to import and the truth of them."""
    from azalai.cli.progress import progress
    from azalai.model.errors import InputError

    if points is not None and register is not None:
        raise InputError("simulate_both", one="--points", other="--register")
    if groups is not None and groups_per_day is not None:
        raise InputError("simulate_both", one="--groups", other="--groups-per-day")
    begin, end = month_of(first), month_of(last)
    wanted = groups
    if wanted is None:
        wanted = _of_days(_PER_DAY if groups_per_day is None else groups_per_day, begin, end)
    if register is None and points is None:
        points = 9

    from azalai.simulate import Parameters, simulate

    text = speech()
    parameters = Parameters(
        seed=seed, points=points or 0, first=begin, last=end, groups=wanted, defects=defects,
        cut="month" if cut == "month" else "point-month", language=text.lang,
        country=country.upper(),
    )  # fmt: skip
    with progress() as step:
        made = simulate(
            folder, parameters, register,
            lambda month, done, total: step(text.text("cli.simulate.step"), done, total),
        )  # fmt: skip
    click.echo(
        text.text(
            "cli.simulate.done",
            path=str(made.root),
            groups=text.text("cli.count.groups", made.groups),
            persons=text.text("cli.count.persons", made.persons),
        )
    )
    click.echo("  " + text.text("cli.simulate.files", made.files, path=str(made.root / "import")))
    click.echo("  " + text.text("cli.simulate.truth", path=str(made.root / "truth")))
    planted = sum(made.defects.values())
    if planted:
        click.echo("  " + text.text("cli.simulate.defects", planted))


def _of_days(per_day: float, first: Month, last: Month) -> int:
    from math import isfinite

    days = (last.last - first.first).days + 1
    return round(per_day * max(days, 1)) if isfinite(per_day) else 0
