"""Run as a program: starts servers, each in a process of its own that has everything loaded.

    python -m tests.server.drills.zygote

A line of standard input is the words of ``azalai serve`` in JSON; a line of standard output is the
process id of the server that was forked. What a server says goes to the file named first. No thread
and no connection was begun before the fork, so that a server is what it would be if started alone,
but for the second that loading takes.
"""

from __future__ import annotations

import json
import os
import pkgutil
import signal
import sys
from importlib import import_module

from azalai.cli import main
from azalai.server.home import home_from_environment
from azalai.server.starting import start
from azalai.wording.catalogue import catalogue


def load_all() -> None:
    """What a server would load on its way, itself or for its first request."""
    start(home_from_environment())
    import azalai.server

    import_module("azalai.cli.verbs.serve_")
    rooms = [azalai.server.__name__, "azalai.intake", "azalai.checks", "azalai.forms"]
    for room in rooms:
        place = import_module(room)
        for item in pkgutil.walk_packages(place.__path__, f"{room}."):
            if item.name.rpartition(".")[2] not in ("spreadsheet_child", "gunicorn", "__main__"):
                import_module(item.name)
    from django.db import connections
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    for language in ("en", "fr"):
        catalogue(language).has("nothing")
    connections.close_all()


def run() -> None:
    """Fork a server for each line, until there are no more."""
    load_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        said, *words = json.loads(line)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            main(["serve", *words])
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    run()
