"""Paths at which there is no file with data."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

from tests.bad_files.case import Case, table


def loop(path: Path) -> None:
    """A link to a link to itself."""
    other = path.with_name("b.csv")
    other.symlink_to(path)
    path.symlink_to(other)


def pipe(path: Path) -> None:
    """A pipe into which nobody writes; whoever waits for it is let go after a while, and fails."""
    os.mkfifo(path)

    def let_go() -> None:
        while path.exists():
            time.sleep(8)
            with suppress(OSError):
                os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))

    threading.Thread(target=let_go, daemon=True).start()


CASES = [
    Case("a link to nothing", "a.csv", lambda path: path.symlink_to("nothing.csv"),
         ("There is no file", "a.csv", "Check the name and the folder"),
         ("Il n’y a pas de fichier", "a.csv"),
         kind="a file that is gone"),
    Case("a path through a file", "a.csv/b.csv", lambda path: table()(path.parent),
         ("There is no file", "b.csv"), ("Il n’y a pas de fichier", "b.csv"),
         kind="a file that is gone"),
    Case("a pipe", "a.csv", pipe,
         ("a.csv is not a file with data", "Name a file"),
         ("a.csv n’est pas un fichier de données", "Indiquez un fichier"), kind="device"),
    Case("the device of nothing", "null.csv", lambda path: path.symlink_to("/dev/null"),
         ("null.csv is not a file with data",), ("null.csv n’est pas un fichier",), kind="device"),
    Case("a link to itself", "a.csv", loop,
         ("a.csv cannot be opened", "Check its name and where it leads"),
         ("a.csv ne s’ouvre pas", "Vérifiez son nom et où il mène")),
    Case("a name far too long", "a" * 300 + ".csv", lambda path: None,
         ("cannot be opened",), ("ne s’ouvre pas",), kind="a link to itself"),
]  # fmt: skip
