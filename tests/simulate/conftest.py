"""Simulated countries that tests share. Read only."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from azalai.model.periods import Month
from azalai.simulate import Parameters, simulate

FIRST, LAST = Month(2018, 1), Month(2019, 3)


def rows(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six points, fifteen months, nothing planted."""
    root = tmp_path_factory.mktemp("clean") / "land"
    simulate(root, Parameters(seed=11, points=6, first=FIRST, last=LAST, groups=12_000))
    return root


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with mistakes; a file for each point and month."""
    root = tmp_path_factory.mktemp("planted") / "land"
    simulate(
        root,
        Parameters(seed=11, points=6, first=FIRST, last=LAST, groups=12_000, defects=0.08,
                   cut="point-month"),
    )  # fmt: skip
    return root
