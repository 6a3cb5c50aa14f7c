"""While a server has a workspace, only that server writes there; reading is free."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from azalai.model.errors import WorkspaceError
from azalai.server.feeding import hold
from azalai.server.models import Mission
from azalai.workspace import Folder, serving
from azalai.workspace.store import serve

_HOLD = """
import sys, time
from pathlib import Path
from azalai.workspace.store import serve, writing
root = Path(sys.argv[1])
serve(root, sys.argv[2], sys.argv[3])
if "fork" in sys.argv:
    import os
    if os.fork():
        os.waitpid(-1, 0)
with writing(root) as transaction:
    transaction.write("mine.txt", "mine")
print("held", flush=True)
time.sleep(60)
"""


def _holder(root: Path, server: str, address: str, *more: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(root), server, address, *more],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_others_may_read_and_not_write_until_the_server_is_gone(workspace: Path) -> None:
    process = _holder(workspace, "one", "http://azalai.example")
    try:
        folder = Folder(workspace)
        assert folder.register.points
        with pytest.raises(WorkspaceError) as caught, folder.writing():
            pass
        assert caught.value.code == "workspace_served"
        assert caught.value.values["address"] == "http://azalai.example"
        with pytest.raises(WorkspaceError) as caught:
            serve(workspace, "another", "http://elsewhere.example")
        assert caught.value.code == "workspace_served"
        command = [
            sys.executable,
            "-m",
            "azalai",
            "close",
            "2020-06",
            "--workspace",
            str(workspace),
        ]
        ended = subprocess.run(command, capture_output=True, text=True)
        assert ended.returncode == 1
        assert "http://azalai.example" in ended.stderr
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with Folder(workspace).writing() as transaction:
        transaction.write("free.txt", "free")
    assert (workspace / "free.txt").exists()


def test_several_processes_of_one_server_may_write(workspace: Path) -> None:
    first = _holder(workspace, "one", "http://azalai.example")
    second = _holder(workspace, "one", "http://azalai.example")
    try:
        first.kill()
        first.wait()
        # One of them has ended; the other one still serves.
        with pytest.raises(WorkspaceError), Folder(workspace).writing():
            pass
    finally:
        for process in (first, second):
            process.kill()
            process.wait()


def test_a_commit_that_was_cut_off_is_finished_by_a_reader(workspace: Path) -> None:
    process = _holder(workspace, "one", "http://azalai.example")
    try:
        staging = workspace / ".staging" / "files"
        staging.mkdir(parents=True)
        (staging / "late.txt").write_text("late")
        (staging.parent / "commit.json").write_text('{"writes": ["late.txt"], "removals": []}')
        assert Folder(workspace).root == workspace
        assert (workspace / "late.txt").read_text() == "late"
    finally:
        process.kill()
        process.wait()


def test_hold_lets_this_process_write(mission: Mission, workspace: Path) -> None:
    hold(mission, "http://azalai.example")
    try:
        hold(mission, "http://azalai.example")
        assert serving.is_held(workspace)
        with Folder(workspace).writing() as transaction:
            transaction.write("mine.txt", "mine")
        command = [
            sys.executable, "-c",
            "import sys; from pathlib import Path; from azalai.workspace.store import writing\n"
            "with writing(Path(sys.argv[1])): pass", str(workspace),
        ]  # fmt: skip
        ended = subprocess.run(command, capture_output=True, text=True)
        assert "workspace_served" in ended.stderr
    finally:
        serving.let_go(workspace)
