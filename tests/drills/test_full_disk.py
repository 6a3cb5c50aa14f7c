"""A disk that is full: it is said, and the workspace is as it was.

DR-07  wherever the space ends, before the commit nothing has happened and after it all has
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from azalai.workspace import Folder
from tests.drills.conftest import LONG, tree
from tests.drills.operations import prepare

SAID = {
    "en": ("cannot be written", "Check the folder, its rights and the free space"),
    "fr": ("ne peut pas être écrit", "Vérifiez le dossier"),
}
SMALL = """
import resource, signal, sys
from azalai.cli import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
main(sys.argv[2:])
"""
RUN = "from azalai.cli import main; main()"


def imported(root: Path, *before: str, lang: str = "en") -> subprocess.CompletedProcess[str]:
    """Import June in a process of its own."""
    source = root.parent / "files/flows_2020-06.csv"
    if not source.exists():
        source = root.parent.parent / "files/flows_2020-06.csv"
    return subprocess.run(
        [sys.executable, *(before or ("-c", RUN)), "import", str(source), "--workspace",
         str(root), "--lang", lang],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize("lang", SAID)
def test_dr07_files_that_may_not_grow(tmp_path: Path, lang: str) -> None:
    root = prepare("import", tmp_path)
    before = tree(root)
    largest = (tmp_path / "files/flows_2020-06.csv").stat().st_size
    for size in (2000, largest - 1):
        done = imported(root, "-c", SMALL, str(size), lang=lang)
        assert done.returncode == 1
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        for words in SAID[lang]:
            assert words in done.stderr
        assert tree(root) == before
        assert not (root / ".staging").exists()
    # It was the disk, and nothing else.
    assert imported(root, "-c", SMALL, str(largest)).returncode == 0
    assert tree(root) != before


@pytest.mark.drill
def test_dr07_a_disk_that_is_full(tmp_path: Path) -> None:
    """A small disk of its own where the system lets us mount one; else the one above must do."""
    made = prepare("import", tmp_path)
    before = tree(made)
    imported(whole := shutil.copytree(made, tmp_path / "whole/mali"))
    after = tree(whole)
    size = sum(path.stat().st_size for path in made.rglob("*") if path.is_file()) + (1 << 20)
    disk = tmp_path / "disk"
    disk.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], check=False
        ).returncode
    ):
        return
    try:
        root = shutil.copytree(made, disk / "mali")
        outcomes = []
        for left in range(0, 480, 8 if LONG else 60):
            shutil.rmtree(root)
            shutil.copytree(made, root)
            filler = disk / "filler"
            filler.write_bytes(b"")
            free = os.statvfs(disk)
            filler.write_bytes(bytes(max(0, free.f_bavail * free.f_frsize - left * 1024)))
            done = imported(root)
            assert "Traceback" not in done.stderr
            filler.unlink()
            Folder(root)
            found = tree(root)
            assert found in (before, after)
            if done.returncode:
                assert done.returncode == 1
                assert SAID["en"][0] in done.stderr
            else:
                assert found == after
            outcomes.append(found == after)
        assert outcomes[0] is False
        assert outcomes[-1] is True
        assert outcomes == sorted(outcomes)
    finally:
        subprocess.run(["umount", str(disk)], check=True)
