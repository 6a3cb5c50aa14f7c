"""The documentation is true.

DO-01  the command-line page is what the program's help says
DO-02  every link inside the repository leads somewhere, to a heading where it names one
DO-03  every verb, measure, status, column and field is named on a page that a person wrote
DO-04  no page is out of reach of README (its roads are walked in tests/doors)
DO-05  every file and function that ARCHITECTURE names is where it says
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from azalai.cli.main import VERBS
from azalai.measures import measures
from azalai.model.tables import COLUMNS, Status

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tools").rglob("*.md")]
)
PAGES = [page for page in PAGES if "node_modules" not in page.parts]


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes of the headings."""
    found = re.findall(r"^#+\s+(.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-") for text in found}


def test_the_command_line_page_is_what_the_help_says(tmp_path: Path) -> None:
    target = tmp_path / "cli.md"
    subprocess.run(
        [sys.executable, str(ROOT / "tools/make_cli_reference.py"), str(target)],
        check=True,
        env={**os.environ, "AZALAI_LANG": "fr"},
    )
    written = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    assert written == target.read_text(encoding="utf-8"), "run tools/make_cli_reference.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        inside = target.is_relative_to(ROOT) and target.exists()
        if not inside or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_no_page_is_out_of_reach() -> None:
    """From README a reader comes to every page by links alone."""
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or not page.exists():
            continue
        reached.add(page)
        for link in re.findall(r"\]\(([^)#\s]+\.md)[^)]*\)", prose(page)):
            if not re.match(r"[a-z]+:", link):
                waiting.append((page.parent / link).resolve())
    lost = [str(page.relative_to(ROOT)) for page in PAGES if page not in reached]
    assert lost == []


def test_every_measure_status_and_column_is_explained() -> None:
    page = (ROOT / "docs/tables.md").read_text(encoding="utf-8")
    wanted = [*measures(), *(str(status) for status in Status if status), *COLUMNS]
    assert [name for name in wanted if f"`{name}`" not in page] == []


def test_every_verb_has_its_place_in_a_page() -> None:
    pages = [page for page in PAGES if page.name != "cli.md"]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    assert [verb for verb in VERBS if f"azalai {verb}" not in text] == []


def test_every_field_of_a_group_is_explained() -> None:
    from azalai.model.flows import COUNT_KINDS, FIELDS

    page = (ROOT / "docs/mapping.md").read_text(encoding="utf-8")
    assert [name for name in (*FIELDS, *COUNT_KINDS) if f"`{name}`" not in page] == []


def test_what_the_architecture_names_is_there() -> None:
    text = prose(ROOT / "ARCHITECTURE.md")
    found = re.findall(r"`([\w/]+\.py)(?:: ([\w.]+))?`", text)
    assert len(found) > 40
    lost = []
    for path, name in found:
        files = [*(ROOT / "src/azalai").rglob(path)]
        wanted = name.rpartition(".")[2]
        code = "\n".join(file.read_text(encoding="utf-8") for file in files)
        if not files or (name and not re.search(rf"(def|class) {wanted}\b", code)):
            lost.append(f"{path}: {name}")
    assert lost == []
