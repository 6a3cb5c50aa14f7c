"""What the wheel and the source package hold: everything that runs, nothing else."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src/azalai"
_BUILD = """
import sys
from hatchling.build import build_sdist, build_wheel
print({"sdist": build_sdist, "wheel": build_wheel}[sys.argv[1]](sys.argv[2]))
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is built from, so that a build disturbs nobody; with a built bundle."""
    root = tmp_path_factory.mktemp("checkout")
    left = shutil.ignore_patterns("__pycache__", "node_modules", "*.mo", "workspaces")
    for name in ("src", "web"):
        shutil.copytree(ROOT / name, root / name, ignore=left)
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".gitignore"):
        shutil.copy2(ROOT / name, root / name)
    bundle = root / "src/azalai/server/browser/bundle"
    assert (bundle / "worker.js").is_file(), "the pages for phones are not built: make web"
    # Whatever this checkout's bundle was built of, here it stands for the right one.
    (bundle / "sources.sha256").write_text(_hook(root)._sources(root))
    return root


def _hook(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", root / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _build(root: Path, what: str, target: Path) -> subprocess.CompletedProcess[str]:
    """Build as pip does, without a node to help."""
    empty = target / "no-programs"
    empty.mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        [sys.executable, "-c", _BUILD, what, str(target)],
        cwd=root, env=os.environ | {"PATH": str(empty)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def _wheel(root: Path, target: Path) -> set[str]:
    done = _build(root, "wheel", target)
    assert done.returncode == 0, done.stderr
    (wheel,) = target.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_all_that_runs_and_so_does_one_of_the_source_package(
    checkout: Path, tmp_path: Path
) -> None:
    held = _wheel(checkout, tmp_path / "wheel")
    wanted = {
        f"azalai/{path.relative_to(SOURCES).as_posix()}"
        for path in SOURCES.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    # Everything of the room, compiled catalogues and the pages for phones too.
    assert wanted - held == set()
    strange = {name for name in held - wanted if ".dist-info/" not in name}
    # A catalogue that this checkout has not compiled yet is compiled by the build.
    assert all(name.endswith(".mo") for name in strange)
    for po in SOURCES.glob("packs/**/*.po"):
        assert f"azalai/{po.relative_to(SOURCES).with_suffix('.mo').as_posix()}" in held
    for one in (
        "packs/forms/counter/survey.csv", "server/migrations/0001_initial.py",
        "server/browser/bundle/worker.js", "server/browser/bundle/count/index.html.br",
        "server/browser/bundle/words/ar.json", "server/pages/templates/base.html",
    ):  # fmt: skip
        assert f"azalai/{one}" in held, one
    assert not [name for name in held if "node_modules" in name or name.startswith("tests")]

    done = _build(checkout, "sdist", tmp_path / "sdist")
    assert done.returncode == 0, done.stderr
    (source,) = (tmp_path / "sdist").glob("*.tar.gz")
    with tarfile.open(source) as packed:
        assert not [name for name in packed.getnames() if "node_modules" in name]
        packed.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    assert _wheel(unpacked, tmp_path / "again") == held


def test_without_node_a_build_of_other_sources_says_what_is_missing(
    checkout: Path, tmp_path: Path
) -> None:
    page = checkout / "web/index.html"
    before = page.read_text()
    page.write_text(before + "\n")
    try:
        done = _build(checkout, "wheel", tmp_path)
    finally:
        page.write_text(before)
    assert done.returncode
    assert "Install node 20.19 or later" in done.stderr
    assert not list(tmp_path.glob("*.whl"))
