"""Two programs at one workspace: one writes, the other is told so; nothing is lost or mixed.

DR-05  while one stands still in the middle of writing, another one is told to wait and changes
       nothing; who only reads sees the state before
DR-06  of several that begin at once, each either finishes or says that another one is writing
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from azalai.workspace import Folder
from tests.drills.conftest import LONG, Killed, Said, tree
from tests.drills.operations import prepare

RUN = "from azalai.cli import main; main()"
TOLD = "Another program is writing in"


@pytest.mark.drill
def test_dr05_the_second_writer_is_told(
    killed: Callable[[str], Killed], azalai: Callable[..., Said]
) -> None:
    drill = killed("import")
    whole = drill.copy()
    drill.run(whole)
    changes, after = drill.changes(whole), tree(whole)
    commit = changes.index("rename .staging/commit.json") + 1
    for number in (2, commit // 2, commit) if LONG else (commit // 2,):
        root = drill.copy()
        second = root.parent / "files/flows_2020-06.csv"
        assert drill.run(root, at=number, stop=True) == {"stopped": True}
        for words in (("import", second), ("close", "2020-05")):
            said = azalai(*words, "--workspace", root)
            assert said.code == 1
            assert TOLD in said.errors
            assert "Wait until it has finished" in said.errors
            assert said.out == ""
        assert tree(root) == drill.before
        assert azalai("imports", "--workspace", root).code == 0
        assert drill.tell("go on") == {"code": 0}
        assert tree(root) == after
        # Now it may, and finds that all is there already.
        assert azalai("import", second, "--workspace", root).code == 0
        assert tree(root) == after


@pytest.mark.drill
def test_dr05_nobody_reads_what_is_half_moved(
    killed: Callable[[str], Killed], azalai: Callable[..., Said]
) -> None:
    drill = killed("import")
    root = drill.copy()
    drill.run(drill.copy())
    whole = drill.copy()
    drill.run(whole)
    changes = drill.changes(whole)
    moving = changes.index("rename .staging/commit.json") + 4
    assert changes[moving - 1].startswith(("rename", "mkdir"))
    assert drill.run(root, at=moving, stop=True) == {"stopped": True}
    said = azalai("imports", "--workspace", root)
    assert (said.code, said.out) == (1, "")
    assert TOLD in said.errors
    assert drill.tell("go on") == {"code": 0}
    assert tree(root) == tree(whole)
    assert azalai("imports", "--workspace", root).code == 0


@pytest.mark.drill
def test_dr06_several_at_once(tmp_path: Path) -> None:
    root = prepare("import", tmp_path)
    names, *rows = (tmp_path / "files/flows_2020-06.csv").read_text("utf-8").splitlines()
    started = []
    for number in range(6 if LONG else 3):
        path = tmp_path / f"part-{number}.csv"
        part = [names, *rows[number * 100 : number * 100 + 100]]
        path.write_text("\n".join(part) + "\n", "utf-8")
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", RUN, "import", path, "--workspace", root, "--lang", "en"],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            )
        )  # fmt: skip
    finished = []
    for number, program in enumerate(started):
        _, errors = program.communicate(timeout=120)
        assert program.returncode in (0, 1)
        if program.returncode == 0:
            finished.append(f"part-{number}.csv")
        else:
            assert TOLD in errors
    assert finished
    folder = Folder(root)
    held = folder.held()
    assert sorted(item.file for item in folder.imports()) == ["flows_2020-05.csv", *finished]
    parts = [item for item in folder.imports() if item.file in finished]
    assert [held[item.import_id].groups for item in parts] == [100] * len(finished)
    assert not (root / ".staging").exists()
