"""A group of arrivals written in one transaction: records, contents, attachments, audit lines.

Everything that is known of them is asked for at once, then each is decided in the order of arrival
(two copies of one record may well stand in one group), then what has changed is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from azalai.model.errors import AzalaiError
from azalai.server import audit
from azalai.server.collection.known import Known, Record, Stored, look_up
from azalai.server.collection.news import tell
from azalai.server.collection.receiving import News, Part, Prepared, Receipt
from azalai.server.collection.writing import Rows, as_json
from azalai.server.models import Flag, Origin
from azalai.server.models.submissions import after_change

_ORDER_LOCK: Final = 0x617A616C
"""On PostgreSQL, where several processes take in: one group at a time decides."""
_TO_BE_LOOKED_AT: Final = frozenset({Flag.UNKNOWN_FORM, Flag.UNKNOWN_VERSION})


def store(cursor: Any, group: Sequence[Prepared]) -> list[Receipt | AzalaiError]:
    """Write a group; the caller's transaction is open.

    Returns
    -------
    list
        For each arrival its receipt, or why it alone was not stored.
    """
    if cursor.db.vendor == "postgresql":
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ORDER_LOCK])
    return _Group(cursor, group).write()


@dataclass(slots=True)
class _Decided:
    """What was decided of one arrival."""

    prepared: Prepared
    record: Record
    content: Stored
    status: int
    created: bool = False
    retry: bool = False


class _Group:
    """One group while it is written."""

    def __init__(self, cursor: Any, group: Sequence[Prepared]) -> None:
        self._cursor = cursor
        self._group = group
        self._ops = cursor.db.ops
        self._known: Known = look_up(cursor, group)
        self._rows = Rows(cursor, len(group))
        self._audit: list[audit.Entry] = []

    def write(self) -> list[Receipt | AzalaiError]:
        outcomes: list[_Decided | AzalaiError] = []
        for prepared in self._group:
            try:
                outcomes.append(self._decide(prepared))
            except AzalaiError as problem:
                outcomes.append(problem)
        self._rows.write(self._known.records.values())
        decided = [one for one in outcomes if isinstance(one, _Decided)]
        told, said = tell(self._cursor, [(one.prepared, one.record) for one in decided])
        audit.append(self._cursor, [*self._audit, *said])
        news = iter(told)
        return [
            self._receipt(one, next(news)) if isinstance(one, _Decided) else one for one in outcomes
        ]

    def _receipt(self, one: _Decided, news: News) -> Receipt:
        return Receipt(
            submission_id=one.record.id,
            content_id=one.content.id,
            created=one.created,
            retry=one.retry,
            status=one.status,
            flags=tuple(one.record.flags),
            missing=tuple(one.record.missing),
            news=news,
        )

    def _decide(self, prepared: Prepared) -> _Decided:
        arrival = prepared.arrival
        if arrival.device_id is not None and arrival.device_id not in self._known.devices:
            raise AzalaiError("device_revoked")
        alike = self._known.contents.get((arrival.mission_id, prepared.key), [])
        for stored in alike:
            if stored.sha256 == prepared.sha256:
                return self._again(prepared, stored)
        if alike:
            return self._other_content(prepared, alike[0])
        if base := self._base(prepared):
            return self._edit(prepared, base)
        if later := self._known.later.get((arrival.mission_id, prepared.key)):
            return self._late(prepared, later)
        return self._new(prepared)

    def _again(self, prepared: Prepared, stored: Stored) -> _Decided:
        """The same bytes; perhaps with attachments that had not come."""
        record = self._known.records[stored.submission_id]
        record.retries += 1
        record.dirty = True
        self._attach(prepared, record, in_force=record.content_id == stored.id)
        self._note(prepared, record, stored, "submission.resent")
        refused = stored.rival and prepared.facts.strict
        return _Decided(prepared, record, stored, 409 if refused else 201, retry=True)

    def _other_content(self, prepared: Prepared, known: Stored) -> _Decided:
        """Another content under an id that is known: kept, for a person to choose."""
        record = self._known.records[known.submission_id]
        stored = self._content(prepared, record, rival=True)
        record.flag(Flag.OTHER_CONTENT)
        self._attach(prepared, record, in_force=False)
        self._note(prepared, record, stored, "submission.doubted")
        return _Decided(prepared, record, stored, 409 if prepared.facts.strict else 202)

    def _base(self, prepared: Prepared) -> Stored | None:
        """The content that an edit's author saw; None for what is no edit of ours."""
        arrival = prepared.arrival
        if arrival.base_id is not None:
            found = self._known.by_id.get(arrival.base_id)
            if found is None or found.mission_id != arrival.mission_id:
                raise AzalaiError("unknown_base")
            return found
        if not prepared.instance.deprecated_id:
            return None
        key = (arrival.mission_id, prepared.instance.deprecated_id)
        alike = self._known.contents.get(key, [])
        records = self._known.records
        in_force = [one for one in alike if records[one.submission_id].content_id == one.id]
        found = next(iter(in_force or alike), None)
        if found is None and arrival.origin is Origin.EDIT:
            raise AzalaiError("unknown_base")
        return found

    def _edit(self, prepared: Prepared, base: Stored) -> _Decided:
        record = self._known.records[base.submission_id]
        # Practice never counts: it does not change what does.
        practised = prepared.arrival.practice and not record.practice
        rival = practised or record.content_id != base.id
        stored = self._content(prepared, record, base=base.id, rival=rival)
        if rival:
            record.flag(Flag.CONFLICT)
        else:
            record.content_id = stored.id
            record.state = str(after_change(record.state))
            record.read(prepared, self._points(prepared))
            self._rows.reread(record.id, self._reading(prepared))
        self._attach(prepared, record, in_force=not rival)
        self._note(prepared, record, stored, "submission.edited")
        return _Decided(prepared, record, stored, 202 if rival else _status(prepared.flags))

    def _late(self, prepared: Prepared, follower: Stored) -> _Decided:
        """What an edit that came first has replaced: it belongs to that record, not in force."""
        record = self._known.records[follower.submission_id]
        stored = self._content(prepared, record)
        self._attach(prepared, record, in_force=False)
        self._note(prepared, record, stored, "submission.preceded")
        return _Decided(prepared, record, stored, _status(prepared.flags))

    def _new(self, prepared: Prepared) -> _Decided:
        arrival, instance = prepared.arrival, prepared.instance
        record = Record(0, arrival.mission_id, practice=arrival.practice)
        record.read(prepared, self._points(prepared))
        columns = {
            "mission_id": arrival.mission_id,
            "root_id": prepared.key,
            "form_name": instance.form_id,
            "device_id": arrival.device_id,
            "state_reason": "",
            "practice": arrival.practice,
            "received_at": self._ops.adapt_datetimefield_value(prepared.received_at),
            **self._reading(prepared),
        }
        record.id = self._rows.record(columns)
        self._known.records[record.id] = record
        stored = self._content(prepared, record)
        record.content_id = stored.id
        self._attach(prepared, record, in_force=True)
        self._note(prepared, record, stored, "submission.received")
        return _Decided(prepared, record, stored, _status(prepared.flags), created=True)

    def _points(self, prepared: Prepared) -> tuple[str, ...]:
        return self._known.devices.get(prepared.arrival.device_id or 0, ())

    def _content(
        self, prepared: Prepared, record: Record, base: int | None = None, rival: bool = False
    ) -> Stored:
        arrival, instance = prepared.arrival, prepared.instance
        record.contents_count += 1
        record.dirty = True
        columns = {
            "submission_id": record.id,
            "number": record.contents_count,
            "mission_id": record.mission_id,
            "instance_id": prepared.key,
            "deprecated_id": instance.deprecated_id,
            "version": instance.version,
            "xml": arrival.xml,
            "sha256": prepared.sha256,
            "origin": str(arrival.origin),
            "device_id": arrival.device_id,
            "user_id": arrival.user_id,
            "reason": arrival.reason,
            "base_id": base,
            "rival": rival,
            "received_at": self._ops.adapt_datetimefield_value(prepared.received_at),
        }
        number = self._rows.content(columns)
        stored = Stored(number, record.id, record.mission_id, prepared.key, prepared.sha256, rival)
        self._known.add(stored, instance.deprecated_id)
        return stored

    def _reading(self, prepared: Prepared) -> dict[str, Any]:
        """The columns of a record that are read from its content in force."""
        summary = prepared.summary
        return {
            "form_id": prepared.facts.form_id,
            "version": prepared.instance.version,
            "sealed": prepared.instance.encrypted,
            "clock_skew": prepared.skew,
            "point": summary.point,
            "day": self._ops.adapt_datefield_value(summary.day),
            "time": self._ops.adapt_timefield_value(summary.time),
            "direction": summary.direction,
            "persons": summary.persons,
            "summary": as_json(summary.fields),
        }

    def _attach(self, prepared: Prepared, record: Record, *, in_force: bool) -> None:
        """Keep what came with it, and see what is still missing of the content in force."""
        at = self._ops.adapt_datetimefield_value(prepared.received_at)
        for part in prepared.arrival.attachments:
            expected = _expected(prepared, part)
            if record.attach(part, expected):
                self._rows.attachment(record.id, part, expected, at)
        if in_force:
            record.awaits(prepared.summary.media)

    def _note(self, prepared: Prepared, record: Record, stored: Stored, action: str) -> None:
        arrival = prepared.arrival
        detail: dict[str, Any] = {
            "content": stored.id, "sha256": prepared.sha256, "origin": str(arrival.origin),
        }  # fmt: skip
        if arrival.attachments:
            detail["attachments"] = [part.sha256 for part in arrival.attachments]
        if arrival.device_id is not None:
            actor = f"device:{arrival.device_id}"
        else:
            actor = "system" if arrival.user_id is None else f"user:{arrival.user_id}"
        subject = f"submission:{record.id}"
        self._audit.append(audit.Entry(actor, action, subject, prepared.facts.mission_code, detail))


def _status(flags: Iterable[str]) -> int:
    return 201 if _TO_BE_LOOKED_AT.isdisjoint(flags) else 202


def _expected(prepared: Prepared, part: Part) -> bool:
    return part.name in prepared.mentions or part.name in prepared.summary.media
