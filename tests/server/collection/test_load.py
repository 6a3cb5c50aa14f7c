"""The load of `benchmarks/collection.py`, in a short form and with room for a busy machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS = 30 if os.environ.get("AZALAI_DRILL") else 6
PROGRAM = Path(__file__).parents[3] / "benchmarks" / "collection.py"


@pytest.mark.drill
def test_load() -> None:
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(SECONDS)], capture_output=True, text=True, timeout=300
    )
    sustained, steady = done.stdout.strip().splitlines()
    for line in (sustained, steady):
        assert re.search(r"\{'201': \d+\}", line), done.stdout + done.stderr
    share, p95 = re.search(r"share ([\d.]+)", sustained), re.search(r"p95 (\d+) ms", steady)
    assert share is not None
    assert p95 is not None
    assert float(share[1]) >= 0.3, done.stdout
    assert int(p95[1]) < 1000, done.stdout
    if SECONDS >= 30:
        assert done.returncode == 0, done.stdout
