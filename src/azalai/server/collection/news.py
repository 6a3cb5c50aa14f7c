"""What an enumerator is told: what arrived today from the point, what waits for a correction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time, tzinfo
from time import monotonic
from typing import Any, Final

from azalai.server import audit
from azalai.server.collection.known import Record
from azalai.server.collection.receiving import Correction, News, Prepared
from azalai.server.models import Origin

_TELLING: Final = frozenset({Origin.PHONE, Origin.BROWSER})
_SEEN_EVERY: Final = 60.0
"""Seconds: how exactly it is known when a device was last seen."""
_CORRECTIONS: Final = 200

_seen: dict[int, float] = {}


def tell(
    cursor: Any, decided: Sequence[tuple[Prepared, Record]]
) -> tuple[list[News], list[audit.Entry]]:
    """What each sender of a group is told, and the audit lines of having told it.

    In the transaction of the group, after its records are written.
    """
    telling = [
        (prepared, record) for prepared, record in decided if prepared.arrival.origin in _TELLING
    ]
    devices = {
        prepared.arrival.device_id: prepared.facts.mission_code
        for prepared, _ in telling
        if prepared.arrival.device_id is not None
    }
    zones = {
        (record.mission_id, record.point, prepared.instance.form_id): prepared.facts.zone
        for prepared, record in telling
        if record.point and not record.practice
    }
    today = {asked: _arrived_today(cursor, *asked, zone) for asked, zone in zones.items()}
    waiting = corrections(cursor, devices)
    _mark_seen(cursor, devices)
    news = []
    for prepared, record in decided:
        if prepared.arrival.origin not in _TELLING:
            news.append(News())
            continue
        asked = (record.mission_id, record.point, prepared.instance.form_id)
        groups, persons = today.get(asked, (0, 0))
        own = waiting.get(prepared.arrival.device_id or 0, [])
        news.append(News(record.point, groups, persons, tuple(own)))
    told = _mark_told(cursor, [one for own in waiting.values() for one in own])
    entries = [
        audit.Entry(f"device:{device}", "note.told", f"submission:{one.submission_id}", code)
        for device, code in devices.items()
        for one in waiting.get(device, [])
        if one.submission_id in told
    ]
    return news, entries


def _arrived_today(
    cursor: Any, mission: int, point: str, form: str, zone: tzinfo
) -> tuple[int, int]:
    """Groups and persons that arrived since the mission's midnight from a point, by one form: two
    forms may count the same people.

    Whatever has arrived, also what was rejected since, so that it can be held against a tally of
    what was sent; practice aside.
    """
    # As the partial index has it, literally: SQLite compares texts of conditions.
    cursor.execute(
        "SELECT count(persons), coalesce(sum(persons), 0) FROM server_submission "
        "WHERE NOT practice AND mission_id = %s AND point = %s AND form_name = %s "
        "AND received_at >= %s",
        [mission, point, form, _midnight(cursor, zone)],
    )
    groups, persons = cursor.fetchone()
    return int(groups), int(persons)


def today_at(
    cursor: Any, mission: int, device: int, points: Collection[str], zone: tzinfo
) -> list[tuple[str, str, int, int]]:
    """Point, form, groups and persons of today, at a device's points; for a device without points
    of its own, of what it sent itself."""
    if points:
        where, named = f"mission_id = %s AND point IN ({_marks(points)})", [mission, *points]
    else:
        where, named = "device_id = %s", [device]
    cursor.execute(
        "SELECT point, form_name, count(persons), coalesce(sum(persons), 0) FROM server_submission "
        f"WHERE NOT practice AND {where} AND received_at >= %s "
        "GROUP BY point, form_name HAVING count(persons) > 0 ORDER BY point, form_name",
        [*named, _midnight(cursor, zone)],
    )
    return [(point, form, int(groups), int(persons)) for point, form, groups, persons in cursor]


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _midnight(cursor: Any, zone: tzinfo) -> Any:
    midnight = datetime.combine(datetime.now(zone).date(), time.min, zone)
    return cursor.db.ops.adapt_datetimefield_value(midnight.astimezone(UTC))


def corrections(cursor: Any, devices: Collection[int]) -> dict[int, list[Correction]]:
    """Device -> its records that were sent back, the newest first, with what the reviewer says."""
    if not devices:
        return {}
    cursor.execute(
        "SELECT s.device_id, s.id, s.root_id, c.instance_id, s.form_name, s.point, s.day, s.time, "
        "s.persons, s.state_reason "
        "FROM server_submission s JOIN server_content c ON c.id = s.content_id "
        f"WHERE s.device_id IN ({_marks(devices)}) AND s.state = 'returned' "
        "ORDER BY s.id DESC LIMIT %s",
        [*devices, _CORRECTIONS],
    )
    found: dict[int, list[Correction]] = defaultdict(list)
    for (
        device,
        number,
        root,
        instance,
        form,
        point,
        day,
        hour,
        persons,
        reason,
    ) in cursor.fetchall():
        found[device].append(
            Correction(
                number,
                root,
                instance,
                form,
                point,
                str(day or ""),
                str(hour or "")[:5],
                persons,
                reason,
            )
        )
    return found


def _mark_told(cursor: Any, told: Sequence[Correction]) -> set[int]:
    """Write down when somebody was first told; the records of which he was not before."""
    if not told:
        return set()
    now = cursor.db.ops.adapt_datetimefield_value(datetime.now(UTC))
    numbers = [one.submission_id for one in told]
    cursor.execute(
        "UPDATE server_note SET seen_at = %s WHERE to_enumerator AND seen_at IS NULL "
        f"AND submission_id IN ({_marks(numbers)}) RETURNING submission_id",
        [now, *numbers],
    )
    return {row[0] for row in cursor.fetchall()}


def _mark_seen(cursor: Any, devices: Collection[int]) -> None:
    now = monotonic()
    late = [one for one in devices if _seen.get(one, -_SEEN_EVERY) <= now - _SEEN_EVERY]
    if not late:
        return
    at = cursor.db.ops.adapt_datetimefield_value(datetime.now(UTC))
    cursor.executemany(
        "UPDATE server_device SET last_seen = %s WHERE id = %s", [(at, one) for one in late]
    )
    _seen.update(dict.fromkeys(late, now))
