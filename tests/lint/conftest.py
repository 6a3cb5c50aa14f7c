"""Ledgers that the linter's tests share. Read only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from azalai.intake import import_file
from azalai.model.ledger import Ledger
from azalai.model.periods import Month
from azalai.release import close
from azalai.simulate import Parameters, simulate
from azalai.workspace import Folder, create
from azalai.workspace.ledger import read_ledger
from azalai.workspace.packs import country_pack, example


def _ledger(name: str, root: Path) -> Ledger:
    return read_ledger(create(root / name, example(name), country_pack("MLI"))).ledger


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """The figures of the report of March 2013, and the camp series."""
    return _ledger("mali_2012", tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="session")
def bulletin(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """The figures of the bulletin of June 2020, as printed."""
    return _ledger("mali_2020", tmp_path_factory.mktemp("bulletin"))


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invented country with two closed months and nothing wrong in them."""
    root = tmp_path_factory.mktemp("simulated") / "land"
    first, last = Month(2021, 1), Month(2021, 2)
    simulate(root, Parameters(seed=5, points=8, first=first, last=last, groups=1_500))
    folder = Folder(root)
    for path in sorted((root / "import").glob("*.csv")):
        import_file(folder, path, root / "mappings" / "flows.toml", date(2021, 4, 1))
    for month in (first, last):
        close(folder, month, date(2021, 4, 1))
    return root
