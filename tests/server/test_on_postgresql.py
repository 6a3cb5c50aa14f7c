"""The tests of the server's rooms once more, in a process of their own, on PostgreSQL.

Those that only wait (throttles, memory, screens that take seconds) are left to SQLite; what locks,
orders, cuts or compares otherwise on another database is what is looked for here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import psycopg

from tests.server.postgres import Postgres

ROOT = Path(__file__).parents[2]
HERE = Path("tests/server")
ROOMS = (
    "collection/test_receiving.py",
    "collection/test_openrosa.py",
    "collection/test_meanwhile.py",
    "review",
    "feeding",
    "people",
    "api/test_entering.py",
    "api/test_odata.py",
)
"""Left out of ``api``: what starts servers of its own, on databases of its own."""
SLOW = (
    "collection/test_openrosa.py::test_guesses_are_throttled",
    "collection/test_openrosa.py::test_forms_and_lists_go_compressed_to_who_reads_that",
    "feeding/test_calendar.py",
    "feeding/test_closing.py",
    "feeding/test_other_forms.py",
    "feeding/test_serving.py",
    "feeding/test_feed.py::test_killed_at_any_step_the_next_run_makes_it_whole",
    "people/test_audit.py::test_every_one_of_1000_changes_shows",
    "people/test_passwords.py",
    "review/test_screens.py",
    "api/test_entering.py",
    "api/test_odata.py::test_memory_stays_flat",
)


def test_rooms_on_postgresql(postgres: Postgres, tmp_path: Path) -> None:
    long = bool(os.environ.get("AZALAI_DRILL"))
    said, database = tmp_path / "said.xml", postgres.new_database()
    words = [str(HERE / room) for room in ROOMS]
    if not long:
        words += [f"--deselect={HERE / one}" for one in SLOW]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={said}", *words],
        cwd=ROOT, env=clean | {"AZALAI_DATABASE": database},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    (suite,) = ElementTree.parse(said).getroot().iter("testsuite")
    figures = {name: int(suite.attrib[name]) for name in ("tests", "skipped", "failures", "errors")}
    assert figures["tests"] > 80
    assert figures["skipped"] == figures["failures"] == figures["errors"] == 0
    # It was that database, and no other.
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM server_audithead").fetchone() == (1,)
