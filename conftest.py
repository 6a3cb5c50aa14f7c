"""Django set up once in each test process; what examples work on; what counts as a failed run."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest

from azalai.server.home import Home
from azalai.server.starting import start

_HOME = Path(tempfile.mkdtemp(prefix="azalai-server-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
start(Home(_HOME))
# What tests start as programs of their own names its own home.
del os.environ["AZALAI_HOME"]


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


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI everything can run: a skipped test is a failure there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and session.exitstatus == 0:
        for report in skipped:
            reporter.write_line(f"skipped where it could run: {report.nodeid}")
        session.exitstatus = 1
