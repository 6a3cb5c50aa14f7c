"""Settings of gunicorn, for teams: several processes in front of one PostgreSQL.

    AZALAI_HOME=… AZALAI_DATABASE=postgresql://… gunicorn -c python:azalai.server.gunicorn

The arbiter brings the tables up to date, takes the workspaces named in ``AZALAI_WORKSPACES`` (with
``:`` between them) into the server's care, and holds them while it lives; each worker is forked
after that, without any connection or thread.

``AZALAI_BIND``
    Where to listen: ``127.0.0.1:8000`` unless given.
``AZALAI_WORKERS``
    How many processes: 2 unless given.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from azalai.model.errors import AzalaiError
from azalai.server.home import home_from_environment
from azalai.server.starting import first_link, hold_all, migrate, rest, start, take_missions, work

wsgi_app = "azalai.server.wsgi:application()"
bind = os.environ.get("AZALAI_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("AZALAI_WORKERS", "2"))
worker_class = "gthread"
threads = 32
"""As many answers of one process may wait for one commit."""
timeout = 120
graceful_timeout = 30
keepalive = 15
control_socket_disable = True
# The proxy's word on TLS is Django's to judge (AZALAI_TRUST_PROXY), not gunicorn's.
secure_scheme_headers: dict[str, str] = {}

_held = ExitStack()


def on_starting(server: Any) -> None:
    """In the arbiter, before any worker."""
    from azalai.wording import Wording

    try:
        _open(server)
    except AzalaiError as problem:
        wording = Wording(os.environ.get("AZALAI_LANG", "en"))
        sys.stderr.write(wording.error(problem) + "\n")
        sys.exit(problem.exit_code)


def _open(server: Any) -> None:
    home = home_from_environment()
    start(home)
    from azalai.server.serving import alone

    _held.enter_context(alone(home))
    migrate()
    named = os.environ.get("AZALAI_WORKSPACES", "")
    missions = take_missions([Path(path) for path in named.split(os.pathsep) if path])
    hold_all(missions, f"http://{bind}")
    link = first_link(f"http://{bind}")
    if link:
        server.log.info("First administrator: %s", link)
    from django.db import connections

    # A connection must not be shared with a process that is forked.
    connections.close_all()


def post_worker_init(worker: Any) -> None:
    """In each worker, once it is ready."""
    work()


def worker_exit(server: Any, worker: Any) -> None:
    """In each worker, last of all."""
    rest()


def on_exit(server: Any) -> None:
    """In the arbiter, last of all."""
    _held.close()
