"""A workspace: one folder that holds everything of one country mission."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from getpass import getuser
from os import environ
from pathlib import Path
from zoneinfo import ZoneInfo

from azalai.model.errors import WorkspaceError
from azalai.model.flows import COUNT_KINDS, FIELDS, Direction, Kind, Method, Observation
from azalai.model.periods import Month
from azalai.model.points import DayStatus, collection_days
from azalai.workspace import migrations, records, store
from azalai.workspace.config import (
    LAYOUT,
    Config,
    Protection,
    is_zone,
    read_config,
    read_protection,
    read_toml,
)
from azalai.workspace.csvfile import write_lines
from azalai.workspace.engine import Engine, engine
from azalai.workspace.imports import ImportRecord, read_imports
from azalai.workspace.register import Register, read_register

_LOG = "log.csv"
_LOG_HEADER = "when,who,operation,subject,detail"


@dataclass(frozen=True, slots=True)
class Held:
    """What the records hold of one import."""

    groups: int
    persons: int
    months: tuple[Month, ...]


class Folder:
    """An open workspace.

    Parameters
    ----------
    root : Path
        The folder that holds ``azalai.toml``.

    Raises
    ------
    WorkspaceError
        ``not_a_workspace``, ``layout_newer``, ``bad_toml`` or ``bad_setting``.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        if not (self.root / "azalai.toml").is_file():
            raise WorkspaceError("not_a_workspace", path=str(root))
        migrations.migrate(self.root)
        if store.needs_recovery(self.root):
            store.mend(self.root)

    @cached_property
    def config(self) -> Config:
        """What ``azalai.toml`` says."""
        return read_config(self.root / "azalai.toml")

    @cached_property
    def protection(self) -> Protection:
        """What ``protection.toml`` says."""
        return read_protection(self.root / "protection.toml")

    @cached_property
    def pack(self) -> dict[str, object]:
        """What the country pack's ``country.toml`` says."""
        return read_toml(self.root / "country" / "country.toml")

    @cached_property
    def register(self) -> Register:
        """The points, what was declared of their days, and notes on their series."""
        return read_register(self.root)

    @property
    def country(self) -> str:
        """Alpha-3 of the country."""
        return self.config.country

    @cached_property
    def zone(self) -> ZoneInfo:
        """The clocks by which people count: of the workspace, else of its country, else UTC."""
        name = self.config.timezone
        if not name:
            path = self.root / "country" / "country.toml"
            name = str(read_toml(path).get("timezone", "")) if path.is_file() else ""
        return ZoneInfo(name if is_zone(name) else "UTC")

    def months(self) -> list[Month]:
        """Months that have records."""
        return records.recorded_months(self.root)

    def imports(self) -> list[ImportRecord]:
        """What was imported, by file name."""
        return read_imports(self.root)

    def held(self) -> dict[str, Held]:
        """Id of an import -> what the records hold of it today; no entry where that is nothing."""
        with engine() as opened:
            groups = records.queries(opened, self.root, self.months())["groups"]
            counted = opened.rows(
                "SELECT import_id, count(*), "
                "coalesce(sum(persons) FILTER (method <> 'screener'), 0), "
                "list(DISTINCT date_trunc('month', date) ORDER BY date_trunc('month', date)) "
                f"FROM ({groups}) AS g GROUP BY import_id"
            )
        return {
            import_id: Held(groups, int(persons), tuple(Month(d.year, d.month) for d in months))
            for import_id, groups, persons, months in counted
        }

    def superseded(self) -> set[str]:
        """Ids of imports whose place another has taken, and of which nothing is recorded."""
        replaced = {item.replaces for item in self.imports() if item.replaces}
        return replaced - set(self.held()) if replaced else set()

    def load(self, opened: Engine, months: list[Month]) -> None:
        """Make records known to an engine as tables ``groups`` and ``counts``."""
        records.load(opened, self.root, months)

    def days(self, opened: Engine, month: Month) -> dict[str, dict[date, DayStatus]]:
        """What is known of each day at each point; ``groups`` must be loaded."""
        observed: dict[str, set[date]] = {code: set() for code in self.register.points}
        for point, day in opened.rows(
            "SELECT DISTINCT point, date FROM groups WHERE date BETWEEN ? AND ?",
            [month.first, month.last],
        ):
            if point not in observed:
                raise WorkspaceError("point_gone", value=point, month=str(month))
            observed[point].add(day)
        return {
            code: collection_days(point, month, observed[code], self.register.day_notes)
            for code, point in self.register.points.items()
        }

    def observation(self, record_id: str) -> Observation:
        """One group as an object; ``no_record`` where the workspace has none of that id."""
        for month in self.months():
            with engine() as opened:
                self.load(opened, [month])
                found = opened.arrow("SELECT * FROM groups WHERE record_id = ?", [record_id])
                if found.num_rows:
                    cells = opened.rows(
                        "SELECT kind, category, category2, persons FROM counts "
                        "WHERE record_id = ? ORDER BY ALL",
                        [record_id],
                    )
                    return _observation(found.to_pylist()[0], cells)
        raise WorkspaceError("no_record", value=record_id)

    def writing(self) -> AbstractContextManager[store.Transaction]:
        """A transaction: everything staged in its block becomes visible together, or nothing."""
        return store.writing(self.root)

    def log(
        self, transaction: store.Transaction, operation: str, subject: str, detail: str = ""
    ) -> None:
        """Add a line to the workspace's log: when, who, what."""
        when = datetime.now(UTC).isoformat(timespec="seconds")
        row = [when, user_name(), operation, subject, detail]
        line = write_lines(row, [])
        transaction.append(_LOG, line.rstrip("\n"), _LOG_HEADER)


def _observation(row: dict[str, object], cells: list[tuple[str, str, str, int]]) -> Observation:
    counts: dict[str, dict[tuple[str, str], int]] = {}
    for kind, category, category2, persons in cells:
        counts.setdefault(kind, {})[category, category2] = persons
    attributes = {
        name: str(row[name])
        for name, item in FIELDS.items()
        if item.kind in (Kind.TEXT, Kind.COUNTRY, Kind.CODE)
        and name not in ("record_id", "direction", "method")
        and row[name] is not None
    }
    assert set(counts) <= set(COUNT_KINDS)
    return Observation(
        record_id=str(row["record_id"]),
        point=str(row["point"]),
        date=row["date"],  # type: ignore[arg-type]
        time=row["time"],  # type: ignore[arg-type]
        persons=row["persons"],  # type: ignore[arg-type]
        direction=Direction(str(row["direction"])),
        attributes=attributes,
        counts=counts,
        method=Method(str(row["method"])),
    )


_acting: ContextVar[str] = ContextVar("acting", default="")


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Have the log name somebody else than this process's user: the person a server works for.

    Examples
    --------
    >>> with acting_as("awa"):
    ...     user_name()
    'awa'
    """
    token = _acting.set(name)
    try:
        yield
    finally:
        _acting.reset(token)


def user_name() -> str:
    """Who works: whom `acting_as` names, ``AZALAI_USER``, or the name of the login."""
    if _acting.get():
        return _acting.get()
    try:
        return environ.get("AZALAI_USER") or getuser()
    except (KeyError, OSError):
        return "unknown"


def create(root: Path, template: Path, pack: Path) -> Folder:
    """Make a workspace from a template's files and a country pack.

    Parameters
    ----------
    root : Path
        A folder that does not exist or is empty.
    template : Path
        A folder with whatever the workspace starts with; its part ``import/`` is left behind, it
        is for the importer. Without an ``azalai.toml`` the pack's country gives one.
    pack : Path
        A country pack: ``country.toml`` and its tables; copied, so that the workspace is complete.
        Its part ``workspace/`` holds files to start with (points, roles, protection, mappings).

    Raises
    ------
    WorkspaceError
        ``folder_in_use`` where something stands there already; ``bad_setting`` where the pack
        does not name its country.
    """
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise WorkspaceError("folder_in_use", path=str(root))
    empty = not (template / "azalai.toml").exists()
    config = _new_config(pack) if empty else ""
    made = root.parent / f".{root.name}.new"
    if made.exists():
        shutil.rmtree(made)
    shutil.copytree(template, made, ignore=shutil.ignore_patterns("import", "__pycache__"))
    shutil.copytree(pack, made / "country", ignore=shutil.ignore_patterns("workspace"))
    if empty:
        (made / "azalai.toml").write_text(config, encoding="utf-8")
    given = pack / "workspace"
    for path in sorted(path for path in given.rglob("*") if path.is_file()):
        target = made / path.relative_to(given)
        # An example keeps its own files; blank ones give way to those of the country.
        if empty or not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    (made / "records").mkdir(exist_ok=True)
    (made / "releases").mkdir(exist_ok=True)
    if root.exists():
        root.rmdir()
    made.rename(root)
    return Folder(root)


def _new_config(pack: Path) -> str:
    """The settings of a workspace that starts empty."""
    country = read_toml(pack / "country.toml")
    if not isinstance(country.get("country"), str) or not isinstance(country.get("name"), dict):
        raise WorkspaceError(
            "bad_setting", path=str(pack / "country.toml"), problem="country, [name]"
        )
    lines = [
        "# A workspace of Azalai. Everything in this folder can be read and edited by a person.",
        f"layout = {LAYOUT}",
        f'country = "{country["country"]}"',
        'contact = ""',
        "# Where bulletins are published: https://… ; links and QR codes point there.",
        'publication_url = ""',
        "",
        "[name]",
        *(f"{language} = {json.dumps(name, ensure_ascii=False)}"
          for language, name in sorted(country["name"].items())),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"
