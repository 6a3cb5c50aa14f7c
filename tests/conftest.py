"""Workspaces that tests share; each test that writes gets a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from azalai.intake import import_file
from azalai.model.periods import Month
from azalai.release import close
from azalai.workspace import Folder, create
from azalai.workspace.packs import country_pack, example

TODAY = date(2020, 7, 10)
"""The day on which tests live: June 2020 is over."""

MAY, JUNE = Month(2020, 5), Month(2020, 6)


@pytest.fixture(scope="session")
def mali_imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged example with May and June imported, nothing closed. Read only."""
    root = tmp_path_factory.mktemp("imported") / "mali"
    folder = create(root, example("mali_2020"), country_pack("MLI"))
    for month in (MAY, JUNE):
        path = example("mali_2020") / "import" / f"flows_{month}.csv"
        import_file(folder, path, root / "mappings" / "flows.toml", TODAY)
    return root


@pytest.fixture(scope="session")
def mali_closed(mali_imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged example with both months closed. Read only."""
    root = tmp_path_factory.mktemp("closed") / "mali"
    shutil.copytree(mali_imported, root)
    for month in (MAY, JUNE):
        close(Folder(root), month, TODAY)
    return root


@pytest.fixture
def own(tmp_path: Path) -> Callable[[Path], Path]:
    """Copy a shared workspace, to write in."""

    def copy(shared: Path) -> Path:
        target = tmp_path / "own"
        shutil.copytree(shared, target)
        return target

    return copy


@pytest.fixture
def empty_mali(tmp_path: Path) -> Path:
    """A workspace with the example's register and no record."""
    root = tmp_path / "mali"
    create(root, example("mali_2020"), country_pack("MLI"))
    return root
