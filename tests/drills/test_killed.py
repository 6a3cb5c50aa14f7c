"""`kill -9` at any moment: all of an operation, or nothing of it.

DR-01  the moments lie between the first and the last change of the disk
DR-02  killed before the commit record is renamed into place, nothing has happened; after, all has
DR-03  the next command works; repeating the operation gives what it gives when nobody kills it
DR-04  the same in the middle of a large Parquet file that is being written
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest

from azalai.model.errors import AzalaiError
from azalai.workspace import Folder
from azalai.workspace.packs import example
from tests.drills.conftest import LONG, Killed, Said, tree
from tests.drills.operations import OPERATIONS

MOMENTS = {"import": 8, "close": 8, "replace": 5, "correct": 5}
"""In the short form; fifty each in the long one."""
TORN = 5 if LONG else 1
COMMIT = "rename .staging/commit.json"


def spread(last: int, commit: int, many: int) -> list[int]:
    """Moments from the first change to the last, with those on either side of the commit."""
    even = {1 + round(step * (last - 1) / (many - 1)) for step in range(many)}
    fixed = [1, last, commit, commit + 1]
    rest = sorted(even - set(fixed))
    extra = [number for number in range(2, last) if number not in even | set(fixed)]
    while len(rest) + len(fixed) > many:
        # Those nearest to the commit have their neighbour in it.
        rest.remove(min(rest, key=lambda number: abs(number - commit)))
    rest += extra[: max(0, many - len(rest) - len(fixed))]
    return sorted({*fixed, *rest})


def repeated(operation: str, root: Path) -> None:
    """Carry it out once more, here; where it had happened, saying so is right."""
    with suppress(AzalaiError):
        OPERATIONS[operation](root)


@pytest.mark.drill
@pytest.mark.parametrize("operation", MOMENTS)
def test_dr01_killed_at_any_moment(
    killed: Callable[[str], Killed],
    azalai: Callable[..., Said],
    capfd: pytest.CaptureFixture[str],
    operation: str,
) -> None:
    drill = killed(operation)
    whole = drill.copy()
    assert drill.run(whole) == {"code": 0}
    changes, after = drill.changes(whole), tree(whole)
    last, commit = len(changes), changes.index(COMMIT) + 1
    assert after != drill.before

    # DR-01: before the first change all is as it was; the last one takes the staging folder away.
    watched = drill.copy()
    seen = str(watched.with_name("seen"))
    at_start = _listing(watched)
    assert drill.run(watched, watch=[1, last], seen=seen) == {"code": 0}
    # Folders are synced, and staged files removed, in whatever order they come.
    assert sorted(drill.changes(watched)) == sorted(changes)
    assert json.loads(Path(f"{seen}.1").read_text("utf-8")) == at_start
    at_last = json.loads(Path(f"{seen}.{last}").read_text("utf-8"))
    assert at_last == {**_listing(watched), ".staging": []}
    assert changes[-1] == "rmdir .staging"
    assert len(changes) >= 50

    many = 50 if LONG else MOMENTS[operation]
    moments = spread(last, commit, many)
    assert len(moments) == many
    said = []
    for number in moments:
        root = drill.copy()
        assert drill.run(root, at=number) == {"code": -signal.SIGKILL}
        done, happened = drill.changes(root), number > commit
        assert len(done) == number
        assert done[:commit] == changes[:number][:commit]
        what = "all" if happened else "nothing"
        said.append(f"{operation}, {number} of {last}: killed before “{done[-1]}”, {what} happened")
        # DR-03: the next command opens the workspace, and finds all or nothing.
        assert azalai("imports", "--workspace", root).code == 0
        assert tree(root) == (after if happened else drill.before)
        assert not (root / ".staging/commit.json").exists()
        repeated(operation, root)
        assert tree(root) == after
        shutil.rmtree(root.parent)
    show(said, capfd)


def show(said: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    """The moments: on the terminal in the long form, else with ``-rP``."""
    with capfd.disabled() if LONG else nullcontext():
        sys.stdout.write("\n".join(["", *said, ""]))


def _listing(root: Path) -> dict[str, list[int]]:
    return {
        str(path.relative_to(root)): [path.stat().st_size, path.stat().st_mtime_ns]
        if path.is_file()
        else []
        for path in sorted(root.rglob("*"))
        if path.name != ".lock"
    }


@pytest.mark.drill
def test_dr04_killed_in_the_middle_of_a_large_file(
    killed: Callable[[str], Killed],
    azalai: Callable[..., Said],
    capfd: pytest.CaptureFixture[str],
) -> None:
    drill = killed("large")
    whole = drill.copy()
    assert drill.run(whole) == {"code": 0}
    after, said = tree(whole), []
    for name in ("groups", "counts"):
        path = f"records/2020-06/{name}.parquet"
        size = (whole / path).stat().st_size
        assert size > 50_000
        for turn in range(TORN):
            grown = size * (turn + 1) // (TORN + 1)
            # The clock may be late: then the file was whole, which is as good but not the point.
            for _ in range(9):
                root = drill.copy()
                staged = root / ".staging/files" / path
                ended = drill.run(root, grown=[str(staged), grown])
                torn = staged.stat().st_size if staged.exists() else size
                assert ended == {"code": -signal.SIGKILL if staged.exists() else 0}
                assert azalai("imports", "--workspace", root).code == 0
                assert tree(root) == (drill.before if staged.exists() else after)
                shutil.rmtree(root.parent)
                if torn < size:
                    break
            assert grown <= torn < size
            said.append(f"killed when {torn:,} of {size:,} bytes of {name} were written")
    show(said, capfd)
    root = drill.copy()
    drill.run(root, grown=[str(root / ".staging/files/records/2020-06/counts.parquet"), 4])
    repeated("large", root)
    assert tree(root) == after
    assert Folder(root).months()


IMPORT = """
import sys
from datetime import date
from pathlib import Path
from azalai.intake import import_file
from azalai.workspace import Folder
from azalai.workspace.packs import example
print("ready", flush=True)
root = Path(sys.argv[1])
import_file(Folder(root), Path(sys.argv[2]), root / "mappings/flows.toml", date(2020, 7, 10))
"""


@pytest.mark.drill
def test_dr02_killed_from_outside_at_any_time(
    mali_imported: Path, empty_mali: Path, tmp_path: Path
) -> None:
    """By the clock, and not by what it is about to do."""
    source = example("mali_2020") / "import" / "flows_2020-06.csv"
    whole = (mali_imported / "records/2020-06/groups.parquet").read_bytes()
    times = 100 if LONG else 4
    for number in range(times):
        root = tmp_path / f"killed-{number}"
        shutil.copytree(empty_mali, root)
        with subprocess.Popen(
            [sys.executable, "-c", IMPORT, str(root), str(source)],
            stdout=subprocess.PIPE,
            text=True,
        ) as other:
            assert other.stdout is not None
            other.stdout.readline()
            time.sleep(0.6 * number / times)
            other.kill()
        folder = Folder(root)
        path = root / "records/2020-06/groups.parquet"
        reports = list(root.glob("imports/*/report.json"))
        assert not (root / ".staging" / "commit.json").exists()
        assert path.exists() == bool(reports) == bool(folder.months())
        if path.exists():
            assert path.read_bytes() == whole
