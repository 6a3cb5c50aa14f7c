"""The crisis report of the packaged example, put together and set once."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from azalai.reports.content import Document
from azalai.reports.crisis.document import crisis_report
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.crisis.files import facts_for, open_crisis, write_crisis_report
from azalai.workspace import Folder, create
from azalai.workspace.packs import country_pack, example

LANGUAGES = ("en", "fr")


@pytest.fixture(scope="session")
def mali_2012(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged example. Read only."""
    root = tmp_path_factory.mktemp("crisis") / "mali"
    create(root, example("mali_2012"), country_pack("MLI"))
    return root


@pytest.fixture(scope="session")
def facts(mali_2012: Path) -> dict[str, CrisisFacts]:
    """The facts of each language; the report was made of them, so that sources have numbers."""
    folder = Folder(mali_2012)
    crisis, ledger = open_crisis(folder)
    return {lang: facts_for(folder, crisis, ledger, lang) for lang in LANGUAGES}


@pytest.fixture(scope="session")
def documents(facts: dict[str, CrisisFacts]) -> dict[str, Document]:
    """The report as content."""
    return {lang: crisis_report(item) for lang, item in facts.items()}


@pytest.fixture(scope="session")
def reports(mali_2012: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The PDF of each language."""
    target = tmp_path_factory.mktemp("reports")
    paths = write_crisis_report(Folder(mali_2012), "", LANGUAGES, target)
    return {path.stem[-2:]: path for path in paths}


@pytest.fixture(scope="session")
def pages(reports: dict[str, Path]) -> dict[str, list[str]]:
    """The text of each page; every kind of space is a plain one."""
    found = {}
    for lang, path in reports.items():
        done = subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True
        )
        text = done.stdout.decode().replace("\u202f", " ").replace("\u00a0", " ")
        found[lang] = text.rstrip("\f").split("\f")
    return found
