"""Fuzzing by coverage, for some seconds a target; ten minutes each with AZALAI_DRILL=1.

FZ-04  whatever the bytes are: a table, a mapping, or an error that says what to do
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS = 600 if os.environ.get("AZALAI_DRILL") else 10
TARGETS = ["csv", "xlsx", "ods", "xls", "toml"]


@pytest.mark.drill
@pytest.mark.parametrize("target", TARGETS)
def test_fz04_no_bytes_bring_it_down(tmp_path: Path, target: str) -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("fuzz_bytes.py")), target,
         "--seconds", str(SECONDS), "--keep", str(tmp_path / "found")],
        capture_output=True, text=True, errors="replace", timeout=SECONDS + 120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert list((tmp_path / "found").iterdir()) == []


@pytest.mark.drill
def test_fz04_a_crash_would_be_seen(tmp_path: Path) -> None:
    """The harness itself: an error that is none of ours fails the run and keeps the bytes."""
    harness = Path(__file__).with_name("fuzz_bytes.py")
    broken = tmp_path / "fuzz_bytes.py"
    text = harness.read_text(encoding="utf-8")
    assert text.count("sheet = reading") == 1
    text = text.replace("sheet = reading", "{}[0]\n            sheet = reading")
    broken.write_text(text, encoding="utf-8")
    source = harness.with_name("seeds.py").read_text(encoding="utf-8")
    (tmp_path / "seeds.py").write_text(source, encoding="utf-8")
    (tmp_path / "one.csv").write_bytes(b"a,b\n1,2\n")
    done = subprocess.run(
        [sys.executable, str(broken), "csv", "--keep", str(tmp_path / "found"),
         "--once", str(tmp_path / "one.csv")],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode != 0
    assert "KeyError" in done.stderr
