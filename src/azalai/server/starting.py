"""Django made ready in this process: the only way in for command line, tests and servers."""

from __future__ import annotations

import os

from azalai.server.home import Home


def start(home: Home, database: str = "", url: str = "") -> None:
    """Set up Django for a home; once in a process.

    Parameters
    ----------
    database : str
        A PostgreSQL address; empty leaves what the environment says, or SQLite.
    url : str
        The public address; empty leaves what the environment says.
    """
    os.environ["AZALAI_HOME"] = str(home.root)
    if database:
        os.environ["AZALAI_DATABASE"] = database
    if url:
        os.environ["AZALAI_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "azalai.server.settings"
    import django

    django.setup()


def migrate() -> None:
    """Bring the database's tables to the form that this program knows; repeatable."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
