"""Findings of records that arrived: the rules of a file import, asked before there is a file.

The contents in force are written as the tables that a feed would hand over, and the importer says
what it would find, without writing anything: a record passes here by the same rules as there.
Only what has new content is asked about; doubles are looked for on its days.
"""

from __future__ import annotations

import csv
import json
import logging
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import F, QuerySet

from azalai.checks import Finding as Found
from azalai.intake import import_file
from azalai.model.errors import AzalaiError
from azalai.server.feeding.accepting import without_review
from azalai.server.missions import today_of
from azalai.server.models import Feed, Finding, Form, Mission, Submission
from azalai.server.review import doubling, states
from azalai.workspace import Folder
from azalai.workspace.cleaning import read_entries

_LOG = logging.getLogger(__name__)
_AT_A_TIME = 100
"""Records in one transaction: phones wait for it."""
_OF_THE_FILE = frozenset({"known_otherwise", "repeated_id", "repeated_row", "excluded"})
"""Rules about how a file stands to others: the feed sees to that."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What is found of one record, as the table of findings has it."""

    rule: str
    severity: str
    field: str = ""
    value: str = ""
    expected: str = ""


def unchecked() -> QuerySet[Submission]:
    """Records whose content in force has not been checked."""
    return Submission.objects.filter(content__isnull=False).exclude(checked=F("content"))


def check_pending(limit: int = 500) -> int:
    """Check what has new content, the oldest first; in the background, after each arrival.

    A record whose content changed after somebody decided on it goes back to review here, unless
    that was done when it arrived.

    Returns
    -------
    int
        Records that were looked at; `limit` where more may be waiting.
    """
    return _checked(unchecked().order_by("pk")[:limit])


def check_now(keys: Iterable[int]) -> int:
    """Check some records at once if they have to be, for whoever waits for the next screen."""
    return _checked(unchecked().filter(pk__in=list(keys)).order_by("pk"))


def _checked(found: QuerySet[Submission]) -> int:
    waiting = list(found.select_related("mission", "form", "content"))
    groups: dict[tuple[int, int | None], list[Submission]] = defaultdict(list)
    for submission in waiting:
        groups[submission.mission_id, submission.form_id].append(submission)
    for submissions in groups.values():
        try:
            said = _findings(submissions)
        except Exception:
            # One form that cannot be asked must not keep the others from being checked.
            _LOG.exception("form %s could not be checked", submissions[0].form_name)
            said = {item.pk: [_Said("check_failed", "error")] for item in submissions}
        for start in range(0, len(submissions), _AT_A_TIME):
            _keep(submissions[start : start + _AT_A_TIME], said)
        mission = submissions[0].mission
        doubling.refresh(mission, {item.pk for item in submissions})
    return len(waiting)


def check_again(found: QuerySet[Submission]) -> int:
    """Mark records as unchecked: their form, its mapping or the register has changed."""
    return found.exclude(checked=None).update(checked=None)


def _findings(submissions: Sequence[Submission]) -> dict[int, list[_Said]]:
    """Findings by record; all are of one mission and one form."""
    mission, form = submissions[0].mission, submissions[0].form
    said: dict[int, list[_Said]] = {item.pk: [] for item in submissions}
    readable = []
    for item in submissions:
        if item.sealed:
            said[item.pk].append(_Said("sealed", "note"))
        elif form is None:
            said[item.pk].append(_Said("unknown_form", "error", value=item.form_name))
        else:
            readable.append(item)
    if form is None or not readable or form.kind == Form.Kind.OTHER:
        return said
    folder = Folder(Path(mission.path))
    if form.kind != Form.Kind.FLOW:
        for item in readable:
            said[item.pk] += _of_any_kind(item, folder, today_of(mission))
    elif not form.mapping.strip():
        for item in readable:
            said[item.pk].append(_Said("no_mapping", "error", value=form.form_id))
    else:
        for key, found in _asked(folder, mission, form, readable).items():
            said[key] += found
    return said


def _of_any_kind(item: Submission, folder: Folder, today: date) -> list[_Said]:
    """What holds for a record that is no group of travellers: a day that was, and of a shift its
    point. Rounds are of places; an event may touch a point, another place, or none."""
    found = []
    is_shift = item.form is not None and item.form.kind == Form.Kind.SHIFT
    if is_shift and item.point not in folder.register.points:
        found.append(_Said("unknown_point" if item.point else "missing_value", "error", "point",
                           item.point))  # fmt: skip
    if item.day is None:
        found.append(_Said("missing_value", "error", "date"))
    elif item.day > today:
        found.append(_Said("future_date", "error", "date", item.day.isoformat(), today.isoformat()))
    return found


def _asked(
    folder: Folder, mission: Mission, form: Form, items: Sequence[Submission]
) -> dict[int, list[_Said]]:
    """What the importer says of some records of a flow form."""
    from azalai.server.feeding.tables import write_tables

    with tempfile.TemporaryDirectory(prefix="azalai-check-") as name:
        place = Path(name)
        mapping = place / "mapping.toml"
        mapping.write_text(form.mapping, encoding="utf-8")
        tables = place / "tables"
        tables.mkdir()
        main, *repeats = write_tables(items, form, tables)
        try:
            report = _dry_run(folder, main, mapping, today_of(mission))
        except AzalaiError as problem:
            values = json.dumps(problem.values, ensure_ascii=False, default=str)
            failed = _Said("mapping_fails", "error", value=problem.code, expected=values)
            return {item.pk: [failed] for item in items}
        rows = _Rows(main, repeats, items)
    own = set(Feed.objects.filter(mission=mission).values_list("import_id", flat=True))
    said: dict[int, dict[_Said, None]] = defaultdict(dict)
    for found in report:
        if found.rule in _OF_THE_FILE and (
            found.rule != "known_otherwise" or found.expected in own
        ):
            continue
        if (key := rows.record_of(found)) is not None:
            severity = str(found.severity.value)
            one = _Said(found.rule, severity, _field(found), found.value, found.expected)
            said[key][one] = None
    return {key: list(found) for key, found in said.items()}


def _dry_run(folder: Folder, main: Path, mapping: Path, today: date) -> tuple[Found, ...]:
    # What a reviewer took as true stays a finding here, or it could not be taken back.
    log = without_review(read_entries(folder.root))
    try:
        return import_file(folder, main, mapping, today, dry_run=True, entries=log).findings
    except AzalaiError as problem:
        if problem.code != "file_known":
            raise
        # The same records stand in the workspace by an earlier mapping.
        known = str(problem.values["known"])
        return import_file(folder, main, mapping, today, known, dry_run=True, entries=log).findings


def _field(found: Found) -> str:
    """The column it stands in, by which the question is found again; else the field."""
    return found.column or found.field


class _Rows:
    """Which record each line of the tables is."""

    def __init__(self, main: Path, repeats: Iterable[Path], items: Sequence[Submission]) -> None:
        self._known = {item.root_id: item.pk for item in items}
        self._rows = {"": self._read(main, "KEY")}
        for path in repeats:
            self._rows[path.name] = self._read(path, "PARENT_KEY")

    def record_of(self, found: Found) -> int | None:
        """The record of a finding; None where it is about none that was asked of."""
        if found.record in self._known:
            return self._known[found.record]
        table, _, row = found.at.rpartition("!") if found.at else ("", "", str(found.row))
        return self._rows.get(table, {}).get(int(row))

    def _read(self, path: Path, column: str) -> dict[int, int]:
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.DictReader(file)
            # The header is line 1; a line break inside a cell begins no line.
            keys = {row: self._record(line[column]) for row, line in enumerate(lines, start=2)}
        return {row: key for row, key in keys.items() if key is not None}

    def _record(self, key: str) -> int | None:
        while key not in self._known and "/" in key:
            key = key.rpartition("/")[0]
        return self._known.get(key)


def _keep(submissions: Sequence[Submission], said: dict[int, list[_Said]]) -> None:
    """Store what was found; a record that has changed meanwhile waits for its next turn."""
    with transaction.atomic():
        looked_at = {item.pk: item.content_id for item in submissions}
        locked = Submission.objects.select_related("mission").select_for_update(of=("self",))
        mappings = dict(Form.objects.filter(submissions__in=looked_at).values_list("pk", "mapping"))
        by_mapping = {item.pk: item.form.mapping if item.form else None for item in submissions}
        current = [
            item
            for item in locked.filter(pk__in=looked_at).order_by("pk")
            if item.content_id == looked_at[item.pk]
            and mappings.get(item.form_id or 0) == by_mapping[item.pk]
        ]
        stood: dict[int, dict[_Said, Finding]] = defaultdict(dict)
        for finding in Finding.objects.filter(submission__in=current).exclude(rule="double"):
            one = _Said(finding.rule, finding.severity, finding.field, finding.value,
                        finding.expected)  # fmt: skip
            stood[finding.submission_id][one] = finding
        new, gone = [], []
        for item in current:
            wanted = _short(said[item.pk])
            before = stood[item.pk]
            # What is still so stays, and with it that somebody took it as true.
            gone += [finding.pk for one, finding in before.items() if one not in wanted]
            new += [_row(item, one) for one in wanted if one not in before]
            if item.checked_id is not None and item.checked_id != item.content_id:
                states.reopen_changed(item)
            item.checked_id = item.content_id
        Finding.objects.filter(pk__in=gone).delete()
        Finding.objects.bulk_create(new)
        Submission.objects.bulk_update(current, ["checked"])


def _short(found: Iterable[_Said]) -> dict[_Said, None]:
    return {
        _Said(one.rule, one.severity, one.field[:100], one.value[:2000], one.expected[:2000]): None
        for one in found
    }


def _row(item: Submission, one: _Said) -> Finding:
    return Finding(
        submission=item, rule=one.rule, severity=one.severity, field=one.field, value=one.value,
        expected=one.expected,
    )  # fmt: skip
