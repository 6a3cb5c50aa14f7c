"""Projections of returns from Mali, February 2013, against what happened.

    python benchmarks/projections.py

One case: 260,665 displaced on 21 February 2013, 86,026 in October 2014. Promise: the 80 % band of
the fan holds the outcome, and its CRPS is smaller than that of the monitored pace alone and of the
stated intention alone. The other lines are printed too, whether they do better or not. What one
case can show stands in docs/projections.md.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

import numpy as np

from azalai.methods.projections import (
    Assumptions,
    Inputs,
    Projection,
    Score,
    crps,
    default,
    inputs_from,
    project,
    score,
)
from azalai.workspace import create, packs
from azalai.workspace.ledger import read_ledger

ORIGIN = date(2013, 2, 21)
OUTCOME, OUTCOME_DAY = 86_026, date(2014, 10, 16)
"""IOM DTM, October 2014. Stated to the month; nothing of it goes into the projection."""
MUST_BEAT = ("pace", "intention")
SEEDS = (1, 2, 3, 4, 5)
SHOWN = (0, 6, 12, 18, 20, 24)


def example() -> Inputs:
    """The figures of the packaged example."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = create(
            Path(folder) / "mali", packs.example("mali_2012"), packs.country_pack("MLI")
        )
        return inputs_from(read_ledger(workspace).ledger, "idp", "MLI", ORIGIN)


def lines(projection: Projection) -> None:
    """Scenario lines and the fan, by month."""
    print(f"{'months after the origin':24}" + "".join(f"{month:>10}" for month in SHOWN))
    for line in projection.scenarios:
        values = "".join(f"{line.values[month]:>10,.0f}" for month in SHOWN)
        print(f"{line.code:24}{values}")
    for name, fan in (("fan", projection.fan), ("without verification", projection.unverified)):
        for level in (0.1, 0.25, 0.5, 0.75, 0.9):
            values = "".join(f"{fan.quantiles(month)[level]:>10,.0f}" for month in SHOWN)
            print(f"{name + ' ' + format(level, '.0%'):24}{values}")


def table(projection: Projection, found: Score) -> None:
    """CRPS of the fan and of each line."""
    print(f"\nOutcome {OUTCOME:,} in month {found.month}; CRPS in persons, smaller is better")
    start = projection.inputs.people
    scores = {
        "fan": found.crps,
        "fan without verification": found.crps_unverified,
        **found.lines,
        "no change": abs(start - OUTCOME),
    }
    for name, value in sorted(scores.items(), key=lambda item: item[1]):
        print(f"{name:26}{value:>10,.0f}")
    print(
        f"median {found.quantiles[0.5]:,.0f}, |log error| {found.log_error:.2f}, "
        f"share of draws below the outcome {found.rank:.1%}, "
        f"inside 50 %: {found.inside_50}, inside 80 %: {found.inside_80}"
    )


def noise(inputs: Inputs, assumptions: Assumptions) -> None:
    """How much of it is the luck of the draw."""
    scores = [
        score(project(inputs, assumptions, 20, seed=seed), OUTCOME, OUTCOME_DAY) for seed in SEEDS
    ]
    spread = [item.crps for item in scores]
    print(f"\nCRPS over {len(SEEDS)} other seeds: {min(spread):,.0f} to {max(spread):,.0f}")


def sensitivity(inputs: Inputs, assumptions: Assumptions) -> None:
    """Which assumption matters: the fan with one of them fixed at either end of its range."""
    print(
        "\nMiddle of the fan and CRPS in month 20 with one assumption fixed at an end of its range"
    )
    rows = []
    for name, item in assumptions.of.items():
        if item.low == item.high:
            continue
        ends = [
            project(inputs, assumptions.but(**{name: end}), 20, draws=4000).fan.draws[:, 20]
            for end in (item.low, item.high)
        ]
        medians = [float(np.median(end)) for end in ends]
        rows.append((abs(medians[0] - medians[1]), name, medians, [crps(e, OUTCOME) for e in ends]))
    for _, name, medians, scores in sorted(rows, reverse=True):
        print(
            f"{name:18} low {medians[0]:>9,.0f} ({scores[0]:>7,.0f})   "
            f"high {medians[1]:>9,.0f} ({scores[1]:>7,.0f})"
        )


def main() -> int:
    """Print the tables; exit 1 where the promise is broken."""
    inputs, assumptions = example(), default()
    for name, figure in inputs.each():
        print(f"{name:10}{figure.middle!s:>8} {figure.unit:8} {figure.moment!s:11} {figure.id}")
    print(f"monitored pace {inputs.pace:.5f} a month, new displacement {inputs.arrivals:,.0f}\n")
    projection = project(inputs, assumptions, 24)
    lines(projection)
    found = score(projection, OUTCOME, OUTCOME_DAY)
    table(projection, found)
    noise(inputs, assumptions)
    sensitivity(inputs, assumptions)
    kept = found.inside_80 and all(found.crps < found.lines[name] for name in MUST_BEAT)
    print(f"\npromise {'kept' if kept else 'broken'}")
    return not kept


if __name__ == "__main__":
    sys.exit(main())
