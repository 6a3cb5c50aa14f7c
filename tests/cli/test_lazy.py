"""Help costs no data library: what is heavy is imported by the verb that needs it.

CL-01  ``azalai --help`` and a verb's help import neither engine, data frames nor Babel
"""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("duckdb", "pyarrow", "pandas", "polars", "babel", "rich", "typst", "vl_convert", "docx")


@pytest.mark.parametrize("words", [["--help"], ["close", "--help"], ["bulletin", "--help"]])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    program = (
        "import sys; from azalai.cli.main import run;"
        f"code = run({words!r});"
        f"print(code, [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "0 []"
