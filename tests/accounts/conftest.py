"""The ledger of the example, read as a user's workspace is."""

from __future__ import annotations

from pathlib import Path

import pytest

from azalai.model.ledger import Ledger
from azalai.workspace import create, packs
from azalai.workspace.ledger import read_ledger


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the example of 2012."""
    root = tmp_path_factory.mktemp("accounts") / "mali"
    create(root, packs.example("mali_2012"), packs.country_pack("MLI"))
    return root


@pytest.fixture(scope="session")
def ledger(workspace: Path) -> Ledger:
    """Its figures, places and sources."""
    from azalai.workspace import Folder

    return read_ledger(Folder(workspace)).ledger
