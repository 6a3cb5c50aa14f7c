"""Django made ready in this process: the only way in for command line, tests and servers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from azalai.model.errors import AzalaiError
from azalai.server.home import Home

if TYPE_CHECKING:
    from django.db.migrations.executor import MigrationExecutor

    from azalai.server.models import Mission

_SCHEMES = ("postgresql", "postgres")


def start(home: Home, database: str = "", url: str = "") -> None:
    """Set up Django for a home; once in a process.

    Parameters
    ----------
    database : str
        A PostgreSQL address; empty leaves what the environment says, or SQLite.
    url : str
        The public address; empty leaves what the environment says.

    Raises
    ------
    AzalaiError
        ``server_home_unwritable``, ``bad_database_address`` or ``bad_public_address``: nothing has
        been written then.
    """
    os.environ["AZALAI_HOME"] = str(home.root)
    if database:
        os.environ["AZALAI_DATABASE"] = database
    if url:
        os.environ["AZALAI_URL"] = url
    _check_addresses()
    try:
        home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        _close_to_others(home.root)
        home.key("sessions")
    except OSError as problem:
        raise AzalaiError(
            "server_home_unwritable", path=str(home.root), problem=problem.strerror or str(problem)
        ) from None
    os.environ["DJANGO_SETTINGS_MODULE"] = "azalai.server.settings"
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as problem:
        if "psycopg" not in str(problem):
            raise
        raise AzalaiError("database_driver_missing") from None


def _close_to_others(folder: Path) -> None:
    """A home that somebody made before may be open to everybody on the machine."""
    mode = folder.stat().st_mode
    if mode & 0o077:
        # Where it belongs to somebody else, they have decided.
        with suppress(PermissionError):
            folder.chmod(mode & 0o700)


def _check_addresses() -> None:
    database = os.environ.get("AZALAI_DATABASE", "")
    parts = urlsplit(database)
    if database and (parts.scheme not in _SCHEMES or not parts.path.strip("/")):
        # Never repeated: a password stands in it.
        raise AzalaiError("bad_database_address")
    url = os.environ.get("AZALAI_URL", "")
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
        raise AzalaiError("bad_public_address", url=url)


def migrate() -> None:
    """Bring the database's tables to the form that this program knows; repeatable.

    Raises
    ------
    AzalaiError
        ``database_unreachable``; ``database_newer`` where a later program has changed the tables,
        which this one would damage.
    """
    with reachable(), _one_at_a_time():
        executor = _executor()
        leaves = executor.loader.graph.leaf_nodes()
        if executor.migration_plan(leaves):
            executor.migrate(leaves)


def check_tables() -> None:
    """That the tables are in the form that this program knows, without changing them.

    Raises
    ------
    AzalaiError
        What `migrate` raises, and ``database_older``.
    """
    with reachable():
        executor = _executor()
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise AzalaiError("database_older")


def _executor() -> MigrationExecutor:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    known = {name for app, name in executor.loader.disk_migrations if app == "server"}
    applied = {name for app, name in executor.loader.applied_migrations if app == "server"}
    if applied - known:
        raise AzalaiError("database_newer", migration=max(applied - known))
    return executor


@contextmanager
def reachable() -> Iterator[None]:
    """A database that cannot be reached, or goes away meanwhile, is no mistake in the program.

    Raises
    ------
    AzalaiError
        ``database_unreachable``.
    """
    from django.db.utils import DatabaseError, OperationalError

    try:
        yield
    except DatabaseError as problem:
        if not isinstance(problem, OperationalError) and "not a database" not in str(problem):
            raise
        first = str(problem).strip().partition("\n")[0]
        raise AzalaiError("database_unreachable", problem=first) from None


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """On PostgreSQL several machines may start at once; SQLite's file belongs to one."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('azalai.migrate'))")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('azalai.migrate'))")


def take_missions(workspaces: Sequence[Path]) -> list[Mission]:
    """Add workspaces to the server, each with the packaged forms if it has none; all missions.

    Parameters
    ----------
    workspaces : sequence of Path
        Those that the server has already are not added again.

    Raises
    ------
    WorkspaceError
        Where one of them is no workspace.
    """
    from azalai.server.missions import add_mission
    from azalai.server.models import Mission

    for path in workspaces:
        add_mission(path)
    missions = list(Mission.objects.order_by("code"))
    for mission in missions:
        if is_there(mission) and not mission.forms.exists():
            # Compiling forms is not loaded where there is nothing to compile: a server that starts
            # again should listen at once.
            from azalai.server.collection.publishing import publish_packaged

            publish_packaged(mission)
    return missions


def hold_all(missions: Sequence[Mission], address: str) -> None:
    """Until this process ends, only this server writes into the workspaces that are there.

    Parameters
    ----------
    address : str
        Of this server, unless a public address is set: others are told it.

    Raises
    ------
    WorkspaceError
        ``workspace_served`` where another server has one of them.
    """
    from django.conf import settings

    from azalai.server.feeding import hold

    for mission in missions:
        if is_there(mission):
            hold(mission, settings.PUBLIC_URL or address)


def is_there(mission: Mission) -> bool:
    """Whether the mission's workspace can be found."""
    return (Path(mission.path) / "azalai.toml").is_file()


def first_link(address: str) -> str:
    """Where the first administrator sets up an account, once; empty where there is one already.

    Parameters
    ----------
    address : str
        Of this server, unless a public address is set.
    """
    from django.conf import settings

    from azalai.server.people.setup import setup_link

    link = setup_link() or ""
    return link if not link or "://" in link else (settings.PUBLIC_URL or address) + link


def work() -> None:
    """Begin checking and feeding in the background."""
    from azalai.server.jobs import start_jobs

    start_jobs()


def rest() -> None:
    """End that, after what it is at; before the interpreter goes, which would fail it half-way."""
    from azalai.server.jobs import stop_jobs

    stop_jobs()
