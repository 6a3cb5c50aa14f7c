"""Approved records into the workspace: repeatable, whole, and nothing in between.

What the workspace holds is written down in the workspace, in the transaction that changes it
(`azalai.workspace.collected`). A run compares that with what is approved now and hands over what
differs; being cut off anywhere, or run twice, changes nothing. The rows of `Feed` only mirror it
for the screens.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from django.db import transaction as database

from azalai.intake import ImportReport, import_into
from azalai.intake.figures.importer import import_figures_into
from azalai.model.errors import AzalaiError
from azalai.model.periods import Month
from azalai.release.history import closed_months, revisions
from azalai.release.reading import open_revision
from azalai.server import audit
from azalai.server.feeding import entering
from azalai.server.feeding.accepting import stage_accepted
from azalai.server.feeding.events import stage_events
from azalai.server.feeding.shifts import stage_shifts
from azalai.server.feeding.tables import file_stem, write_tables
from azalai.server.missions import today_of
from azalai.server.models import Feed, Form, Mission
from azalai.workspace import Folder, Transaction
from azalai.workspace.collected import Fed, forget, forget_figures, read_fed, stage_fed
from azalai.workspace.figure_imports import FOLDER as FIGURE_IMPORTS
from azalai.workspace.folder import acting_as
from azalai.workspace.records import sha256_of

if TYPE_CHECKING:
    from azalai.server.models import Submission

_LOG = logging.getLogger(__name__)
_PAUSE: Final = 20.0
"""Seconds between two hand-overs of a mission: approvals come one by one, months go as a whole."""
_SHARE: Final = 10
"""A large month is handed over so seldom that this takes a tenth of the time at most."""
_next: dict[int, float] = {}
"""Mission -> when it may be fed again."""
Key = tuple[str, str]


def feed(mission: Mission, today: date | None = None) -> list[Feed]:
    """Hand over what is approved and differs from what the workspace was given.

    Returns
    -------
    list of Feed
        Of each form and month that was handed over; empty where all was in step.

    Raises
    ------
    WorkspaceError
        ``workspace_served`` where this process may not write, ``workspace_locked`` where another
        one is writing. What is wrong with one form or month keeps out that one only, and stands in
        its `Fed.problem`.
    """
    today = today or today_of(mission)
    folder = Folder(Path(mission.path))
    if not _different(mission, folder, today):
        _mirror(mission, read_fed(folder.root), [])
        return []
    with (
        acting_as("azalai serve"),
        TemporaryDirectory(prefix="azalai-feed-") as name,
        folder.writing() as transaction,
    ):
        # Looked at again when nobody else can write: another process may have been faster.
        run = _Run(mission, folder, transaction, Path(name), today)
        changed = run.carry_out(_different(mission, folder, today))
        stage_fed(transaction, run.fed.values())
    for import_id in run.left:
        with suppress(OSError):
            (folder.root / "imports" / import_id).rmdir()
    return _mirror(mission, run.fed, changed)


def feed_pending() -> int:
    """Hand over what is approved in every mission; how many forms and months that were.

    For the background: a mission that cannot be fed is logged and does not hold up the others, and
    none is fed so often that the phones that send meanwhile would notice.
    """
    done = 0
    for mission in Mission.objects.order_by("pk"):
        begun = time.monotonic()
        if begun < _next.get(mission.pk, begun):
            continue
        try:
            done += len(feed(mission))
        except AzalaiError as problem:
            _LOG.warning("mission %s could not be fed: %s", mission.code, problem)
        now = time.monotonic()
        _next[mission.pk] = now + max(_PAUSE, _SHARE * (now - begun))
    return done


def unfed(mission: Mission, folder: Folder, today: date) -> list[Key]:
    """Forms and months of which the workspace was not given what is approved now."""
    return [item.key for item in _different(mission, folder, today)]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A form and month that differs, and what it is to be."""

    form: Form
    month: str
    sha256: str

    @property
    def key(self) -> Key:
        return self.form.form_id, self.month


def _different(mission: Mission, folder: Folder, today: date) -> list[_Wanted]:
    """What the workspace was not given as it is approved now."""
    known = read_fed(folder.root)
    approved = entering.batches(mission)
    forms = {form.form_id: form for form in mission.forms.filter(kind__in=entering.KINDS)}
    points = sha256_of(folder.root / "points.csv")
    found = []
    for form_id, month in sorted({*approved, *known}):
        form, before = forms.get(form_id), known.get((form_id, month))
        if form is None:
            continue
        records = approved.get((form_id, month), [])
        sha256 = entering.digest(form, records, (points,))
        late = before is not None and before.set_aside and before.on != str(today)
        if before is None or before.sha256 != sha256 or late:
            found.append(_Wanted(form, month, sha256))
    return found


class _Run:
    """One hand-over: everything in one transaction of the workspace."""

    def __init__(
        self, mission: Mission, folder: Folder, transaction: Transaction, scratch: Path, today: date
    ) -> None:
        self._mission, self._folder, self._transaction = mission, folder, transaction
        self._log = stage_accepted(mission, folder, transaction)
        self._scratch, self._today = scratch, today
        self.before: Mapping[Key, Fed] = read_fed(folder.root)
        self.fed: dict[Key, Fed] = dict(self.before)
        self.left: list[str] = []

    def carry_out(self, wanted: list[_Wanted]) -> list[Key]:
        """Hand over; which forms and months."""
        crossed = [item for item in wanted if self._one(item)]
        # A record that moved between two months met itself, still in the other one. By now it has
        # left there.
        for item in crossed:
            self._one(item)
        self._tidy()
        return [item.key for item in wanted]

    def _one(self, item: _Wanted) -> bool:
        """Hand over a form's month; whether a group was met in another import."""
        records = self._records(item)
        # What is written down is what is handed over, whatever was approved a moment ago.
        points = sha256_of(self._folder.root / "points.csv")
        contents = [(one.root_id, one.content.sha256) for one in records if one.content]
        fed = Fed(
            *item.key, entering.digest(item.form, contents, (points,)),
            import_id=self.before[item.key].import_id if item.key in self.before else "",
            rows=len(records), on=str(self._today),
        )  # fmt: skip
        # The name tells people which of `azalai imports` this is.
        stem = f"{file_stem(item.form.form_id)}_{item.month}".rstrip("_")
        crossed = False
        try:
            paths = write_tables(records, item.form, self._scratch, stem)
            if item.form.kind == Form.Kind.FLOW:
                report = self._import(item, paths[0])
                crossed = any(found.rule == "known_otherwise" for found in report.findings)
                fed = replace(fed, import_id=report.import_id, set_aside=report.set_aside)
            elif item.form.kind == Form.Kind.SHIFT:
                aside = stage_shifts(
                    self._folder, self._transaction, item.form, item.month, paths[0]
                )
                fed = replace(fed, set_aside=aside)
            elif item.form.kind == Form.Kind.EVENT:
                aside = stage_events(self._folder, self._transaction, item.form, paths[0])
                fed = replace(fed, set_aside=aside)
            elif item.form.kind == Form.Kind.ROUND:
                fed = self._figures(item, fed, paths[0])
        except AzalaiError as problem:
            said = {name: str(value) for name, value in problem.values.items()}
            fed = replace(fed, problem={"code": problem.code, **said})
        self.fed[item.key] = fed
        return crossed

    def _figures(self, item: _Wanted, fed: Fed, path: Path) -> Fed:
        """Rounds become an import of figures; none where no record of them is left."""
        root, before = self._folder.root, fed.import_id
        there = (root / FIGURE_IMPORTS / before / "report.json").exists() if before else False
        now, aside = "", 0
        if fed.rows:
            mapping = path.with_name("mapping.toml")
            mapping.write_text(item.form.mapping, encoding="utf-8")
            report = import_figures_into(
                self._folder, self._transaction, path, self._today, mapping=mapping,
                replaces=before if there else "",
            )  # fmt: skip
            now, aside = (report.import_id if report.figures else ""), report.set_aside
        if there and before != now:
            forget_figures(root, self._transaction, before)
        return replace(fed, import_id=now, set_aside=aside)

    def _tidy(self) -> None:
        """Let go of the copies of what was handed over before, unless a release was made of them.

        The server can make them anew at any time; a month that is approved record by record would
        otherwise leave a whole copy of itself with every step.
        """
        gone = {item.import_id for item in self.before.values()} - {""}
        gone -= {item.import_id for item in self.fed.values()}
        self.left = sorted(gone - _released(self._folder)) if gone else []
        for import_id in self.left:
            forget(self._folder.root, self._transaction, import_id)

    def _records(self, item: _Wanted) -> list[Submission]:
        found = entering.entering(self._mission).filter(form=item.form).select_related("content")
        if item.month:
            found = found.filter(entering.within(Month.parse(item.month)))
        return list(found)

    def _import(self, item: _Wanted, path: Path) -> ImportReport:
        mapping = path.with_name("mapping.toml")
        mapping.write_text(item.form.mapping, encoding="utf-8")
        replaces = self.before[item.key].import_id if item.key in self.before else ""
        return import_into(
            self._folder, self._transaction, path, mapping, self._today, replaces, self._log
        )


def _released(folder: Folder) -> set[str]:
    """Imports that a release names."""
    return {
        str(source.get("import_id", ""))
        for month in closed_months(folder.root)
        for revision in revisions(folder.root, month)
        for source in open_revision(revision).manifest.get("sources", [])
    }


def _mirror(mission: Mission, fed: Mapping[Key, Fed], changed: list[Key]) -> list[Feed]:
    """The rows that screens read, made equal to what the workspace says."""
    with database.atomic():
        rows = {(row.form_id, row.month): row for row in mission.feeds.all()}
        for key in rows.keys() - fed.keys():
            rows.pop(key).delete()
        for key, item in fed.items():
            row = rows.get(key)
            said = {"sha256": item.sha256, "import_id": item.import_id, "rows": item.rows}
            if row is None:
                rows[key] = mission.feeds.create(form_id=item.form, month=item.month, **said)
            elif any(getattr(row, name) != value for name, value in said.items()):
                for name, value in said.items():
                    setattr(row, name, value)
                row.save()
        if changed:
            detail = {f"{form} {month}".strip(): fed[form, month].rows for form, month in changed}
            audit.record(
                audit.Entry("system", "months.fed", f"mission:{mission.pk}", mission.code, detail)
            )
    return [rows[key] for key in changed]
