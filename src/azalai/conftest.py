"""What the runnable examples of the documentation work on."""

from datetime import date
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def mali(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged example, closed. Read only."""
    from azalai.intake import import_file
    from azalai.release import close
    from azalai.workspace import create, packs

    root = tmp_path_factory.mktemp("documented") / "mali"
    source, today = packs.example("mali_2020"), date(2020, 7, 10)
    folder = create(root, source, packs.country_pack("MLI"))
    for path in sorted((source / "import").glob("*.csv")):
        import_file(folder, path, root / "mappings" / "flows.toml", today)
    for month in folder.months():
        close(folder, month, today)
    return root
