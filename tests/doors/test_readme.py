"""README's two roads, walked: the officer's lines of shell, then the analyst's lines of Python."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def block(language: str, heading: str) -> str:
    """The first fenced block under a heading of README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition(f"## {heading}\n")[2]
    found = re.search(rf"^```{language}\n(.*?)^```$", section, re.M | re.S)
    assert found, heading
    return found[1]


def test_readmes_roads_lead_to_the_bulletin_and_to_its_numbers(checkout: Any) -> None:
    ran = checkout.run(block("sh", "The officer's road"))
    assert ran.code == 0, ran.err
    # The report prints 7,555 + 4,859 = 12,414, and 70 % from Burkina Faso.
    assert "National: 12,414 persons = 7,555 incoming + 4,859 outgoing." in ran.out
    assert re.search(r"^Number +70%", ran.out, re.M)
    made = {path.suffix for path in (checkout.folder / "mali/bulletins/2020-06").iterdir()}
    assert made == {".pdf", ".html"}
    assert (checkout.folder / "mali/june.xlsx").exists()
    (checkout.folder / "analyst.py").write_text(
        block("python", "The analyst's five lines"), encoding="utf-8"
    )
    asked = checkout.run("python analyst.py")
    assert asked.code == 0, asked.err
    assert "('BFA', 70, 15)" in asked.out
    assert "12414" in asked.out
