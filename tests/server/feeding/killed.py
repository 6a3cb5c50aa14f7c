"""Feeds a mission, killed each time a few steps later: ``killed.py HOME MISSION DAY``.

A step is a file of the workspace written, moved or removed, or a statement that changes the
database. After each kill the feed is run once more, as the next run of the server would; what the
workspace then holds is compared with what an undisturbed run makes of it. Every twelfth step, from
one drawn at random on; with ``AZALAI_DRILL`` in the environment each of them.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from azalai.server.home import Home
from azalai.server.starting import start

_KILLED = 9


def main(home: str, code: str, today: str) -> None:
    start(Home(Path(home)))
    from datetime import date

    from django.db import connection

    # Loaded before the processes part, so that each has little to do.
    from azalai.server.feeding.feed import feed
    from azalai.server.models import Mission
    from tests.server.feeding.conftest import tree

    mission = Mission.objects.get(code=code)
    connection.close()
    root = Path(mission.path)
    copy = root.with_name("as-it-was")
    shutil.copytree(root, copy)

    def afresh() -> None:
        shutil.rmtree(root)
        shutil.copytree(copy, root)

    def run() -> None:
        feed(mission, date.fromisoformat(today))

    assert _apart(run) == 0
    wanted = tree(root)
    stride = 1 if os.environ.get("AZALAI_DRILL") else 12
    steps = random.randrange(stride)
    sys.stderr.write(f"from step {steps}\n")
    while True:
        afresh()
        steps += stride
        ended = _apart(partial(_run_until, steps, root, run))
        if ended == 0:
            break
        assert ended == _KILLED, ended
        assert _apart(run) == 0
        now = tree(root)
        different = {name for name in wanted | now if wanted.get(name) != now.get(name)}
        assert not different, (steps, different)
    sys.stdout.write(str(steps))


def _apart(what: Callable[[], None]) -> int:
    """Run something in a process of its own; how that ended."""
    pid = os.fork()
    if pid == 0:
        try:
            what()
        except BaseException as problem:
            sys.stderr.write(repr(problem))
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _run_until(step: int, root: Path, run: Callable[[], None]) -> None:
    left = step

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os._exit(_KILLED)

    def on_event(event: str, values: tuple[object, ...]) -> None:
        changes = event in ("os.rename", "os.remove", "os.rmdir", "shutil.rmtree") or (
            event == "open" and isinstance(values[2], int) and values[2] & (os.O_WRONLY | os.O_RDWR)
        )
        if changes and str(root) in str(values[0]):
            count()

    sys.addaudithook(on_event)
    from django.db import connection

    def on_statement(execute: Callable[..., object], sql: str, *more: object) -> object:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            count()
        return execute(sql, *more)

    with connection.execute_wrapper(on_statement):
        run()


if __name__ == "__main__":
    main(*sys.argv[1:])
