"""Writing in the cleaning log, and reading anew the files it is about: both, or neither.

An entry changes no file that came. It is added to ``corrections.csv``; every import that holds its
record is read again from the kept original, with the log as it now is, in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pyarrow as pa

from azalai import checks
from azalai.checks import Severity
from azalai.intake.cleaning import canonical
from azalai.intake.identity import DEFAULTS
from azalai.intake.importer import import_again
from azalai.intake.job import ImportReport
from azalai.intake.values import Problem, field_reader, read_count
from azalai.model.cleaning import (
    DECISION,
    Decision,
    Entry,
    count_field,
    count_target,
    in_force,
    standing,
)
from azalai.model.errors import InputError
from azalai.model.flows import COUNT_KINDS, FIELDS
from azalai.model.names import normalise
from azalai.workspace import Folder, Register, engine, records
from azalai.workspace.cleaning import FILE, entries_text, read_entries
from azalai.workspace.csvfile import read_lines
from azalai.workspace.folder import user_name
from azalai.workspace.imports import ImportRecord
from azalai.workspace.packs import country_spellings


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an officer asks for; the log makes an entry of it.

    Attributes
    ----------
    old : str or None
        What she saw there: the entry is refused where that has changed. None: whatever is there.
    who, when : str
        Empty: the user at work, and now.
    """

    record: str
    field: str
    new: str
    reason: str
    old: str | None = None
    rule: str = ""
    undoes: int = 0
    who: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was written in the log, and what came of it."""

    entries: tuple[Entry, ...]
    reports: tuple[ImportReport, ...]
    waiting: int = 0
    """Lines of a spreadsheet that have a new value or a reason, and not both."""


def correct(folder: Folder, corrections: Sequence[Correction], today: date) -> Corrected:
    """Add entries to the cleaning log and bring the records up to date.

    Raises
    ------
    InputError
        ``reason_missing``, ``no_such_field``, ``bad_new_value``, ``bad_decision``,
        ``not_waivable``, ``no_record_to_correct``, ``correction_stale``; nothing is written then.
    """
    with folder.writing() as transaction:
        before = read_entries(folder.root)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        # A record whose number was corrected may be called by the one it has now.
        ids = {entry.new: entry.record for entry in standing(before) if entry.field == "record_id"}
        # One that stands already is passed over: repeating what was cut off adds nothing.
        known = in_force(before)
        made = [_entry(item, 0, now, folder.register, ids) for item in corrections]
        fresh = [
            (item, entry)
            for item, entry in zip(corrections, made, strict=True)
            if not _stands(item, entry, known)
        ]
        if not fresh:
            return Corrected((), ())
        corrections = [item for item, _ in fresh]
        added = [
            replace(entry, number=len(before) + place)
            for place, (_, entry) in enumerate(fresh, start=1)
        ]
        asking = {
            entry.number
            for entry, item in zip(added, corrections, strict=True)
            if item.old is None and not item.undoes
        }
        entries = [*before, *added]
        touched = _imports_of(folder, entries, added)
        reports: list[ImportReport] = []
        found: dict[int, str] = {}
        matched: set[tuple[str, str]] = set()
        for record in touched:
            report, cleaned = import_again(folder, transaction, record, entries, asking, today)
            reports.append(report)
            matched |= cleaned.matched
            # The import that holds the record comes first: what stands there is what was meant.
            found = cleaned.found | found
        _check_fit(reports, added, corrections, entries, matched)
        added = [
            replace(entry, old=found.get(entry.number, entry.old))
            if entry.number in asking
            else entry
            for entry in added
        ]
        transaction.write(FILE, entries_text([*before, *added]))
        for entry in added:
            subject = f"{FILE}:{entry.number}"
            folder.log(transaction, "undo" if entry.undoes else "correct", subject, entry.record)
    return Corrected(tuple(added), tuple(reports))


def undo(folder: Folder, number: int, reason: str, today: date) -> Corrected:
    """Take an entry of the cleaning log back, by another entry.

    Raises
    ------
    InputError
        ``no_such_entry`` where there is none of that number, or it was undone before.
    """
    entries = read_entries(folder.root)
    undone = {entry.undoes for entry in entries if entry.undoes}
    there = next((entry for entry in entries if entry.number == number), None)
    if there is None or (number in undone and there not in standing(entries)):
        raise InputError("no_such_entry", value=str(number), known=str(len(entries)))
    taken = Correction(
        record=there.record, field=there.field, old=there.new, new=there.old, reason=reason,
        rule=there.rule, undoes=number,
    )  # fmt: skip
    return correct(folder, [taken], today)


def _entry(
    item: Correction, number: int, now: str, register: Register, ids: dict[str, str]
) -> Entry:
    if not item.reason.strip():
        raise InputError("reason_missing", record=item.record)
    field = item.field if item.undoes else _field(item.field)
    new = item.new if item.undoes else _value(replace(item, field=field), register)
    return Entry(
        number=number,
        record=ids.get(item.record, item.record),
        field=field,
        old=item.old or "",
        new=new,
        reason=" ".join(item.reason.split()),
        who=item.who or user_name(),
        when=item.when or now,
        rule=item.rule,
        undoes=item.undoes,
    )


def _stands(item: Correction, entry: Entry, known: dict[tuple[str, str, str], Entry]) -> bool:
    """Whether the log says so already, and nothing since has said otherwise."""
    rule = entry.rule if entry.field == DECISION and entry.new == Decision.ACCEPT else ""
    there = known.get((entry.record, entry.field, rule))
    if there is None or entry.undoes:
        return False
    return there.new == entry.new and (item.old is None or there.old == entry.old)


def _field(text: str) -> str:
    """The field as the log names it: a nationality by its code, whatever name was typed."""
    target = count_target(text.strip())
    if target is None or COUNT_KINDS[target[0]].categories:
        return text.strip()
    code = country_spellings().get(normalise(target[1]))
    if code is None:
        raise InputError("no_such_field", field=text, known=", ".join((*FIELDS, *COUNT_KINDS)))
    return count_field(target[0], code)


def _value(item: Correction, register: Register) -> str:
    """The new value as the log writes it."""
    text = item.new.strip()
    if item.field == DECISION:
        if text not in tuple(Decision):
            raise InputError("bad_decision", value=text, known=", ".join(Decision))
        if text == Decision.ACCEPT and not checks.is_waivable(item.rule):
            raise InputError("not_waivable", rule=item.rule or "–")
        return text
    target = count_target(item.field)
    if not text and item.field == "record_id":
        # Without a number nobody could tell it from others, nor find it again.
        raise InputError("bad_new_value", record=item.record, field=item.field, value="")
    if not text:
        return DEFAULTS.get(item.field, "")
    read = read_count if target else field_reader(FIELDS[item.field], register.spellings, "")
    value = text if read is None else read(text)
    if isinstance(value, Problem):
        raise InputError("bad_new_value", record=item.record, field=item.field, value=text)
    return canonical(value)


def _imports_of(folder: Folder, entries: list[Entry], added: list[Entry]) -> list[ImportRecord]:
    """The imports that hold the records of new entries, recorded or set aside."""
    gone = folder.superseded()
    imports = {item.import_id: item for item in folder.imports() if item.import_id not in gone}
    wanted = {entry.record for entry in added}
    # A record whose number was corrected bears its new one in the records.
    names = {name: name for name in wanted}
    for entry in entries:
        if entry.record in wanted and entry.field == "record_id":
            names[entry.new] = entry.record
            names[entry.old] = entry.record
    # In this order: who holds the record as it counts, then who has it set aside.
    holding: dict[str, dict[str, None]] = {}
    for name in wanted:
        owner = name.partition(":")[0]
        if owner in imports and name != owner:
            holding.setdefault(name, {})[owner] = None
    with engine() as opened:
        known = records.queries(opened, folder.root, folder.months())["groups"]
        opened.rows_into("wanted", {"record_id": pa.string()}, [(name,) for name in names])
        for name, import_id in opened.rows(
            f"SELECT k.record_id, k.import_id FROM ({known}) AS k JOIN wanted USING (record_id)"
        ):
            holding.setdefault(names[name], {})[import_id] = None
    for item in imports.values():
        for line in read_lines(folder.root / item.findings_path, ("record",)):
            if line["record"] in wanted:
                holding.setdefault(line["record"], {})[item.import_id] = None
    for entry in added:
        if entry.record not in holding:
            raise InputError("no_record_to_correct", record=entry.record)
    found = dict.fromkeys(import_id for name in sorted(holding) for import_id in holding[name])
    return [imports[import_id] for import_id in found if import_id in imports]


def _check_fit(
    reports: list[ImportReport],
    added: list[Entry],
    corrections: Sequence[Correction],
    entries: list[Entry],
    matched: set[tuple[str, str]],
) -> None:
    """An entry that does nothing is refused: somebody has looked at another value, or record."""
    findings = [finding for report in reports for finding in report.findings]
    stale = {(item.record, item.field): item for item in findings if item.rule == _STALE}
    # One that a later line of the same sheet takes back, or overrules, has nothing to do.
    holding = {entry.number for entry in in_force(entries).values()}
    kept_out = {(item.record, item.rule) for item in findings if item.severity is Severity.ERROR}
    for entry, item in zip(added, corrections, strict=True):
        if entry.number not in holding:
            continue
        if (entry.record, entry.field) not in matched:
            raise InputError("no_record_to_correct", record=entry.record)
        if entry.new == Decision.ACCEPT and (entry.record, entry.rule) in kept_out:
            raise InputError("not_waivable", rule=entry.rule)
        finding = stale.get((entry.record, entry.field))
        if finding is not None:
            raise InputError(
                _STALE,
                record=entry.record,
                field=entry.field,
                value=finding.value,
                expected=item.old or "",
            )


_STALE = "correction_stale"
