"""Rows of the server's tables as lines of JSON, the same on SQLite and PostgreSQL.

A copy made of one kind of database is so read by the other: a mission that outgrows its laptop
moves to a team's server by a backup and a restore.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from django.apps import apps as current_apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

Row = list[Any]

_LEFT_OUT: Final = frozenset({"auth", "contenttypes", "sessions"})
"""What Django makes anew; whoever is signed in signs in again after a restore."""
_BATCH: Final = 200


def models(apps: Any = current_apps) -> list[type[Model]]:
    """Every table that is kept, those first on which others depend."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.app_label not in _LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def columns(model: type[Model]) -> list[str]:
    """Names of a table's columns as its rows give them."""
    return [field.attname for field in model._meta.concrete_fields]


def schema() -> dict[str, str]:
    """Application -> the last change of its tables that this database has had."""
    executor = MigrationExecutor(connection)
    applied = executor.loader.applied_migrations
    return {
        app: name
        for app, name in executor.loader.graph.leaf_nodes()
        if (app, name) in applied and app not in _LEFT_OUT
    }


@contextmanager
def snapshot() -> Iterator[None]:
    """The database as it is at one moment, while others go on writing.

    In SQLite's journal mode a reader sees what was there when it began to read, in PostgreSQL the
    isolation level says so. Neither keeps any writer waiting.
    """
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        # Not `atomic`: on SQLite that would begin as a writer.
        cursor.execute("BEGIN" + " ISOLATION LEVEL REPEATABLE READ READ ONLY" * postgres)
        try:
            # The moment is that of the first reading, not of BEGIN.
            cursor.execute("SELECT number FROM server_audithead WHERE id = 1")
            cursor.fetchall()
            yield
        finally:
            cursor.execute("ROLLBACK")


def read_rows(model: type[Model]) -> Iterator[bytes]:
    """Each row as a line of JSON, in the order of the key; flat in memory."""
    names = columns(model)
    query = model._default_manager.order_by("pk").values_list(*names)
    for row in query.iterator(chunk_size=_BATCH):
        line = json.dumps([_plain(value) for value in row], ensure_ascii=False,
                          separators=(",", ":"))  # fmt: skip
        yield line.encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, memoryview | bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def bring_to(stage: dict[str, str]) -> list[type[Model]]:
    """Bring an empty database's tables to the stage at which rows were read; the tables.

    Parameters
    ----------
    stage : dict of str to str
        From `schema`; each must be known to this program.
    """
    executor = MigrationExecutor(connection)
    targets = list(stage.items())
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in stage]
    state = executor.migrate([*targets, *others])
    return models(state.apps)


class Writer:
    """Puts rows back; the caller's transaction must be open.

    Parameters
    ----------
    tables : sequence of model
        From `bring_to`.
    columns : mapping of str to sequence of str
        Table -> names of columns in the order of the rows to come.
    """

    def __init__(self, tables: Sequence[type[Model]], columns: Mapping[str, Sequence[str]]) -> None:
        self._models = {model._meta.db_table: model for model in tables}
        self._columns = columns
        with connection.cursor() as cursor:
            for table in self._models:
                # The first migration has put its own first rows there.
                cursor.execute(f"DELETE FROM {_quoted(table)}")

    def fits(self) -> bool:
        """Whether there are such tables with these columns, in whatever order."""
        return set(self._columns) == set(self._models) and all(
            sorted(names) == sorted(columns(self._models[table]))
            for table, names in self._columns.items()
        )

    def write(self, table: str, lines: Iterable[bytes]) -> None:
        """Add rows."""
        model = self._models[table]
        known = {field.attname: field for field in model._meta.concrete_fields}
        fields = [known[name] for name in self._columns[table]]
        places = ", ".join(["%s"] * len(fields))
        names = ", ".join(_quoted(field.column) for field in fields)
        batch: list[Row] = []
        with connection.cursor() as cursor:
            statement = f"INSERT INTO {_quoted(table)} ({names}) VALUES ({places})"
            for line in lines:
                values = json.loads(line)
                batch.append(
                    [
                        field.get_db_prep_save(field.to_python(value), connection)
                        for field, value in zip(fields, values, strict=True)
                    ]
                )
                if len(batch) == _BATCH:
                    cursor.executemany(statement, batch)
                    batch.clear()
            if batch:
                cursor.executemany(statement, batch)

    def finish(self) -> None:
        """Let new rows be numbered on from here."""
        from django.core.management.color import no_style

        statements = connection.ops.sequence_reset_sql(no_style(), list(self._models.values()))
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
