"""A server under strace: killed at one call of the kernel, or watched while it answers."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

DISK = ("pwrite64", "write", "fsync", "fdatasync", "ftruncate", "rename", "mkdir", "unlink")
TALK = ("sendto",)


class Trace:
    """strace attached to all threads of a running server, until `end`.

    Parameters
    ----------
    kill : tuple of str and int, optional
        ``("fdatasync", 3)``: the process is killed when one of its threads makes its third such
        call, which is not carried out any more.
    slow : tuple of str and float, optional
        ``("sendto", 0.2)``: each such call begins so many seconds late.
    """

    def __init__(
        self,
        pid: int,
        output: Path,
        calls: Sequence[str],
        kill: tuple[str, int] | None = None,
        slow: tuple[str, float] | None = None,
    ) -> None:
        self.output = output
        words = ["strace", "-f", "-yy", "-s", "64", "-o", str(output), "-p", str(pid)]
        words += ["-e", "trace=" + ",".join(calls)]
        if kill:
            words += ["-e", f"inject={kill[0]}:signal=KILL:when={kill[1]}"]
        if slow:
            words += ["-e", f"inject={slow[0]}:delay_enter={slow[1] * 1e6:.0f}"]
        self._process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr is not None
        said = self._process.stderr.readline()
        assert "attached" in said, said
        # One line for each thread that was there; new ones are followed from their start.
        time.sleep(0.1)

    def end(self) -> None:
        """Let go of the server, where there still is one."""
        self._process.terminate()
        assert self._process.stderr is not None
        self._process.stderr.read()
        self._process.wait(20)
        self._process.stderr.close()


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the kernel, in the order in which they ended.

    Attributes
    ----------
    path : str
        Of the file or folder that it is about; of a new name where one is given.
    """

    name: str
    path: str
    text: str


_LINE = re.compile(r"^\d+\s+(?P<name>\w+)\((?P<rest>.*)$")
_RESUMED = re.compile(r"^(?P<task>\d+)\s+<\.\.\. (?P<name>\w+) resumed>(?P<rest>.*)$")
_UNFINISHED = re.compile(r"^(?P<task>\d+)\s+(?P<name>\w+)\((?P<rest>.*) <unfinished \.\.\.>$")


def calls(text: str) -> list[Call]:
    """What a trace says; a sync counts when it has ended, a write and an answer when begun.

    Examples
    --------
    >>> [one.name for one in calls('7 fdatasync(4</a-wal> <unfinished ...>\\n'
    ...     '8 sendto(9<TCP>, "x", 1) = 1\\n7 <... fdatasync resumed>) = 0\\n')]
    ['sendto', 'fdatasync']
    """
    found: list[Call] = []
    begun: dict[tuple[str, str], str] = {}
    for line in text.splitlines():
        if part := _UNFINISHED.match(line):
            if part["name"] in ("fsync", "fdatasync"):
                begun[part["task"], part["name"]] = part["rest"]
                continue
            found.append(_call(part["name"], part["rest"]))
        elif part := _RESUMED.match(line):
            rest = begun.pop((part["task"], part["name"]), None)
            if rest is not None and part["rest"].rstrip().endswith("= 0"):
                found.append(_call(part["name"], rest))
        elif part := _LINE.match(line):
            found.append(_call(part["name"], part["rest"]))
    return found


def _call(name: str, rest: str) -> Call:
    if name == "rename":
        path = re.findall(r'"([^"]*)"', rest)[-1]
    elif name in ("mkdir", "unlink"):
        path = re.findall(r'"([^"]*)"', rest)[0]
    else:
        named = re.match(r"\d+<(.*?)>[,)]|\d+<(.*?)>$", rest)
        path = next((part for part in named.groups() if part), "") if named else ""
    return Call(name, path, rest)


def unsynced(before: Sequence[Call]) -> set[str]:
    """What was changed on disk and not made durable by later calls.

    A file that is written, cut or made needs a sync of itself; a name that is new, changed or gone
    one of its folder. Shared memory, pipes, sockets and locks are not on disk.

    Examples
    --------
    >>> log = Call("pwrite64", "/h/server.sqlite3-wal", "")
    >>> unsynced([log])
    {'/h/server.sqlite3-wal'}
    >>> unsynced([log, Call("fdatasync", "/h/server.sqlite3-wal", "")])
    set()
    """
    open_: set[str] = set()
    for one in before:
        if one.name in ("pwrite64", "write", "ftruncate"):
            if one.path.startswith("/") and not one.path.endswith("-shm"):
                open_.add(one.path)
        elif one.name in ("fsync", "fdatasync"):
            open_.discard(one.path)
        elif one.name in ("rename", "mkdir"):
            open_.add(str(Path(one.path).parent))
    return open_
